import { z } from 'zod';
import { mayAttach } from '../attachments.js';
import { parseInstant } from '../instant.js';
import { personRef, type PersonRef } from '../people.js';
import { refusal, wrongField, type Refusal } from '../refusal.js';
import type { Ticket } from '../ticket.js';
import type { Stage } from '../words.js';
import { attachmentId, articleId, line, paragraph, when } from './fields.js';
import { keptUpload, noUpload } from './uploads.js';
import { actionRow, type Asked } from './row.js';

const working: readonly Stage[] = [
  'assigned',
  'handling',
  'awaiting-reporter',
  'awaiting-decision',
  'escalated',
  'verifying',
];
const staff = ['assignee', 'engineer', 'lead'] as const;

/** First work on a ticket starts its handling; later work leaves the stage as it is. */
const started = (ticket: Ticket): Pick<Ticket, 'stage'> => ({
  stage: ticket.stage === 'assigned' ? 'handling' : ticket.stage,
});

/** Whoever reaches the reporter just as the ticket goes back to the queue keeps it. */
const kept = (by: PersonRef): Pick<Ticket, 'assignee' | 'seeksEngineer'> => ({
  assignee: personRef(by),
  seeksEngineer: false,
});

interface Expecting {
  expectedResolutionAt?: string | undefined;
  expectationReason?: string | undefined;
}

const changesExpectation = ({ ticket, input, now }: Asked<Expecting>): Refusal | null => {
  if (input.expectedResolutionAt === undefined) return null;
  const expected = parseInstant(input.expectedResolutionAt);
  if (expected === null || expected <= now)
    return wrongField(
      '/expectedResolutionAt',
      '§2.2.3',
      '预计解决时间须晚于现在。',
      'The expected resolution time must be in the future.',
    );
  const changes = ticket.expectedResolutionAt !== null && ticket.expectedResolutionAt !== expected;
  return changes && input.expectationReason === undefined
    ? wrongField(
        '/expectationReason',
        '§2.2.3',
        '更改预计解决时间须说明原因。',
        'A change of the expected resolution time needs a reason.',
      )
    : null;
};

/** Stated with the contact or, at the latest, with the diagnosis. */
const statesExpectation = (asked: Asked<Expecting>): Refusal | null =>
  asked.ticket.expectedResolutionAt === null && asked.input.expectedResolutionAt === undefined
    ? wrongField(
        '/expectedResolutionAt',
        '§2.2.3',
        '请填写预计解决时间：最迟随诊断给出。',
        'State the expected resolution time: it is due with the diagnosis at the latest.',
      )
    : changesExpectation(asked);

const expectation = (ticket: Ticket, input: Expecting): Pick<Ticket, 'expectedResolutionAt'> => ({
  expectedResolutionAt:
    input.expectedResolutionAt === undefined
      ? ticket.expectedResolutionAt
      : parseInstant(input.expectedResolutionAt),
});

export const handling = {
  'record-contact': actionRow({
    title: { 'zh-CN': '记录联系', en: 'Record contact' },
    clause: '§2.2.3',
    input: z.strictObject({
      reached: z.boolean(),
      method: z.enum(['phone', 'message', 'e-mail', 'visit', 'remote']),
      summary: paragraph,
      expectedResolutionAt: when.optional(),
      expectationReason: line.optional(),
    }),
    stages: working,
    may: staff,
    visibility: 'public',
    refuse: changesExpectation,
    evolve: (ticket, { input, by, at }) => ({
      ...expectation(ticket, input),
      ...(input.reached
        ? {
            ...started(ticket),
            ...(ticket.seeksEngineer ? kept(by) : {}),
            contactedAt: ticket.contactedAt ?? at,
            counts: { ...ticket.counts, contacts: ticket.counts.contacts + 1 },
          }
        : { counts: { ...ticket.counts, attempts: ticket.counts.attempts + 1 } }),
    }),
  }),
  'record-diagnosis': actionRow({
    title: { 'zh-CN': '记录诊断', en: 'Record diagnosis' },
    clause: '§2.2.4',
    input: z.strictObject({
      method: z.enum(['remote', 'logs', 'on-site', 'phone']),
      tool: line.optional(),
      session: line.optional(),
      finding: paragraph,
      verdict: z.enum(['common', 'complex']),
      expectedResolutionAt: when.optional(),
      expectationReason: line.optional(),
    }),
    stages: ['assigned', 'handling', 'awaiting-reporter', 'escalated'],
    may: staff,
    visibility: 'internal',
    refuse: (asked) =>
      asked.input.method === 'remote' && asked.input.session === undefined
        ? wrongField(
            '/session',
            '§2.2.4',
            '远程诊断须填写远程会话编号。',
            'A remote diagnosis needs the remote session reference.',
          )
        : statesExpectation(asked),
    evolve: (ticket, { input }) => ({
      ...expectation(ticket, input),
      ...started(ticket),
      counts: { ...ticket.counts, diagnoses: ticket.counts.diagnoses + 1 },
    }),
  }),
  'record-step': actionRow({
    title: { 'zh-CN': '记录处理步骤', en: 'Record step' },
    clause: '§2.3.1',
    input: z.strictObject({ action: paragraph, result: paragraph, article: articleId.optional() }),
    stages: working,
    may: [...staff, 'liaison'],
    visibility: 'internal',
    refers: (input) => (input.article === undefined ? {} : { articles: [input.article] }),
    refuse: ({ input, facts }) =>
      input.article === undefined || facts.articles?.includes(input.article)
        ? null
        : wrongField(
            '/article',
            '§2.3.1',
            `知识库中没有“${input.article}”。`,
            `There is no article "${input.article}".`,
          ),
    evolve: (ticket) => ({
      ...started(ticket),
      counts: { ...ticket.counts, steps: ticket.counts.steps + 1 },
    }),
  }),
  'ask-reporter': actionRow({
    title: { 'zh-CN': '请用户配合', en: 'Ask reporter' },
    clause: '§2.3.2',
    input: z.strictObject({ instructions: paragraph }),
    stages: ['assigned', 'handling', 'escalated'],
    may: staff,
    visibility: 'public',
    evolve: (ticket) => ({
      stage: 'awaiting-reporter',
      returnsTo: ticket.stage === 'escalated' ? 'escalated' : 'handling',
    }),
  }),
  'answer-request': actionRow({
    title: { 'zh-CN': '答复配合请求', en: 'Answer request' },
    clause: '§2.3.2',
    input: z.strictObject({ answer: paragraph, attachments: z.array(attachmentId).max(20).optional() }),
    stages: ['awaiting-reporter'],
    may: ['reporter', 'agent', 'assignee'],
    visibility: 'public',
    refers: ({ attachments = [] }) => ({ attachments }),
    refuse: ({ ticket, input, by, facts }) => {
      const foreign = (input.attachments ?? []).findIndex(
        (id) => !mayAttach(facts.attachments?.[id], ticket, by),
      );
      return foreign < 0 ? null : noUpload(`/attachments/${foreign}`);
    },
    stored: ({ input: { attachments, ...input }, facts }) => ({
      ...input,
      ...(attachments === undefined ? {} : { attachments: attachments.map((id) => keptUpload(id, facts)) }),
    }),
    evolve: (ticket) => ({ stage: ticket.returnsTo ?? 'handling', returnsTo: null }),
  }),
  'propose-resolution': actionRow({
    title: { 'zh-CN': '提出解决方案', en: 'Propose resolution' },
    clause: '§2.4.1',
    input: z.strictObject({
      solution: paragraph,
      cause: paragraph.optional(),
      verification: z
        .strictObject({ method: z.enum(['remote', 'on-site', 'phone']), checked: paragraph })
        .optional(),
      knowledge: z.strictObject({ isNew: z.literal(false), article: articleId }).optional(),
    }),
    stages: ['handling', 'awaiting-reporter', 'escalated'],
    may: staff,
    visibility: 'public',
    refers: (input) => (input.knowledge === undefined ? {} : { articles: [input.knowledge.article] }),
    refuse: ({ input, facts }) =>
      input.knowledge === undefined || facts.articles?.includes(input.knowledge.article)
        ? null
        : wrongField(
            '/knowledge/article',
            '§2.5.1',
            `知识库中没有“${input.knowledge.article}”。`,
            `There is no article "${input.knowledge.article}".`,
          ),
    evolve: (ticket, { input, at }) => ({
      stage: 'verifying',
      returnsTo:
        ticket.escalation?.approved && ticket.escalation.endedAt === undefined ? 'escalated' : 'handling',
      verifiedAt: input.verification === undefined ? null : at,
      confirmationHeld: false,
      confirmationLapsed: false,
      knowledge: input.knowledge ?? ticket.knowledge,
    }),
  }),
  'record-verification': actionRow({
    title: { 'zh-CN': '记录共同验证', en: 'Record verification' },
    clause: '§2.4.1',
    input: z.strictObject({
      method: z.enum(['remote', 'on-site', 'phone', 'self']),
      checked: paragraph,
      outcome: z.enum(['passed', 'failed']),
    }),
    stages: ['verifying'],
    may: [...staff, 'reporter', 'agent'],
    visibility: 'public',
    evolve: (ticket, { input, at }) =>
      input.outcome === 'passed'
        ? { verifiedAt: at }
        : {
            stage: ticket.returnsTo ?? 'handling',
            returnsTo: null,
            verifiedAt: null,
            confirmationHeld: false,
            // It was said of a solution that did not hold.
            knowledge: null,
          },
  }),
};

/** Refused while the reporter and the engineer have not verified together (§2.4.1). */
export const unverified = (ticket: Ticket): Refusal | null =>
  ticket.verifiedAt === null
    ? refusal(
        'not-allowed-now',
        '§2.4.1',
        '请先与工程师共同验证，再确认解决。',
        'Verify together with the engineer first, then confirm.',
      )
    : null;
