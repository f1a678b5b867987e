import { z } from 'zod';
import { mayAttach } from '../attachments.js';
import { addSpan } from '../calendar.js';
import { policySchema } from '../policy.js';
import { refusal, wrongField } from '../refusal.js';
import { isFinal, openStages, stages, ticketTypes, urgencies, type Stage } from '../words.js';
import { attachmentId, line, paragraph, policyVersion, ticketNumber } from './fields.js';
import { keptUpload, noUpload } from './uploads.js';
import { actionRow } from './row.js';

const living = stages.filter((stage): stage is Stage => !isFinal(stage));
const everyStaff = ['assignee', 'engineer', 'lead', 'agent', 'supervisor', 'manager', 'liaison'] as const;

export const anytime = {
  note: actionRow({
    title: { 'zh-CN': '内部备注', en: 'Note' },
    clause: '§2.3.1',
    input: z.strictObject({ text: paragraph }),
    stages: living,
    may: everyStaff,
    visibility: 'internal',
    evolve: () => ({}),
  }),
  reply: actionRow({
    title: { 'zh-CN': '回复', en: 'Reply' },
    clause: '§2.3.2',
    input: z.strictObject({ text: paragraph }),
    stages: living,
    may: [...everyStaff, 'reporter'],
    visibility: 'public',
    evolve: () => ({}),
  }),
  'change-type': actionRow({
    title: { 'zh-CN': '更改问题类型', en: 'Change type' },
    clause: '§2.1.5',
    input: z.strictObject({ type: z.enum(ticketTypes), reason: line }),
    stages: openStages,
    may: ['agent', 'assignee', 'lead', 'supervisor'],
    visibility: 'public',
    refuse: ({ ticket, input }) =>
      ticket.type === input.type
        ? wrongField('/type', '§2.1.5', '问题类型没有变化。', 'The type is the same.')
        : null,
    evolve: (_ticket, { input }) => ({ type: input.type }),
  }),
  'change-urgency': actionRow({
    title: { 'zh-CN': '更改紧急程度', en: 'Change urgency' },
    clause: '§2.1.5',
    input: z.strictObject({ urgency: z.enum(urgencies), reason: line }),
    stages: openStages,
    may: ['agent', 'lead', 'supervisor'],
    visibility: 'public',
    refuse: ({ ticket, input }) =>
      ticket.urgency === input.urgency
        ? wrongField('/urgency', '§2.1.5', '紧急程度没有变化。', 'The urgency is the same.')
        : null,
    evolve: (ticket, { input }) => ({
      urgency: input.urgency,
      emergency: input.urgency === 'urgent' ? (ticket.emergency ?? { acknowledgedAt: null, by: null }) : null,
    }),
  }),
  attach: actionRow({
    title: { 'zh-CN': '添加附件', en: 'Attach' },
    clause: '§2.3.2',
    input: z.strictObject({ attachment: attachmentId, internal: z.boolean().optional() }),
    stages: living,
    may: [...everyStaff, 'reporter'],
    visibility: (input) => (input.internal ? 'internal' : 'public'),
    refers: (input) => ({ attachments: [input.attachment] }),
    refuse: ({ ticket, input, by, facts }) => {
      if (!mayAttach(facts.attachments?.[input.attachment], ticket, by)) return noUpload('/attachment');
      return input.internal && by.id === ticket.reporter
        ? wrongField(
            '/internal',
            '§2.3.2',
            '提报人不能添加内部附件。',
            'A reporter cannot attach internally.',
          )
        : null;
    },
    stored: ({ input, facts }) => ({ ...input, ...keptUpload(input.attachment, facts) }),
    evolve: () => ({}),
  }),
  urge: actionRow({
    title: { 'zh-CN': '催办', en: 'Urge' },
    clause: '§2.3.2',
    input: z.strictObject({ comment: line.optional() }),
    stages: openStages,
    may: ['reporter', 'agent'],
    visibility: 'public',
    refuse: ({ ticket, now }) => {
      if (ticket.urgedAt === null) return null;
      const { calendar, businessHours, urgeEvery } = ticket.policy;
      return now < addSpan(calendar, businessHours, ticket.urgedAt, urgeEvery)
        ? refusal(
            'too-often',
            '§2.3.2',
            '刚刚催办过，请稍后再试。',
            'Urged a moment ago; please try again later.',
          )
        : null;
    },
    evolve: (ticket, { at }) => ({
      urgedAt: at,
      counts: { ...ticket.counts, urges: ticket.counts.urges + 1 },
    }),
  }),
  merge: actionRow({
    title: { 'zh-CN': '合并到', en: 'Merge into' },
    clause: '§2.2.1',
    input: z.strictObject({ into: ticketNumber, reason: line }),
    stages: openStages,
    may: ['agent', 'lead', 'supervisor'],
    visibility: 'public',
    refers: (input) => ({ tickets: [input.into] }),
    refuse: ({ ticket, input, facts }) => {
      const target = facts.tickets?.[input.into];
      if (input.into === ticket.no || target === undefined)
        return wrongField(
          '/into',
          '§2.2.1',
          `没有可并入的工单“${input.into}”。`,
          `There is no other ticket "${input.into}".`,
        );
      return isFinal(target.stage)
        ? wrongField(
            '/into',
            '§2.2.1',
            '不能并入已结束的工单。',
            'A ticket cannot be merged into one that has ended.',
          )
        : null;
    },
    evolve: (_ticket, { input }) => ({ stage: 'merged', mergedInto: input.into }),
  }),
  withdraw: actionRow({
    title: { 'zh-CN': '撤销', en: 'Withdraw' },
    clause: '§2.1.6',
    input: z.strictObject({ reason: line }),
    stages: openStages,
    may: ['reporter', 'agent'],
    visibility: 'public',
    evolve: () => ({ stage: 'withdrawn' }),
  }),
  'apply-policy': actionRow({
    title: { 'zh-CN': '套用策略', en: 'Apply policy' },
    clause: '§2.5',
    input: z.strictObject({ version: policyVersion, reason: line }),
    stages: living,
    may: ['supervisor'],
    visibility: 'internal',
    refers: (input) => ({ policies: [input.version] }),
    refuse: ({ input, facts }) =>
      z.safeParse(policySchema, facts.policies?.[input.version]).success
        ? null
        : wrongField(
            '/version',
            '§2.5',
            `没有第 ${input.version} 版策略。`,
            `There is no policy version ${input.version}.`,
          ),
    stored: ({ input, facts }) => ({
      ...input,
      policy: z.parse(policySchema, facts.policies?.[input.version]),
    }),
    evolve: (_ticket, { input }) => ({ policy: input.policy }),
  }),
};
