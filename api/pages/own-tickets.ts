import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { offered } from '../../domain/decide.js';
import { readableTime } from '../../domain/render.js';
import { isFinal, surveyDimensions } from '../../domain/words.js';
import { homePage } from '../../web/plain/home.js';
import type { KeptFile } from '../../web/plain/files.js';
import { notFoundPage, sayIn } from '../../web/plain/layout.js';
import { surveyPage } from '../../web/plain/survey.js';
import { ticketPage, type Typed } from '../../web/plain/ticket.js';
import type { Answer } from '../answer.js';
import { listAnswer } from '../list.js';
import type { AskInside } from '../inside.js';
import { seenTicket, ticketBody, type Parts, type Seen } from '../parts.js';
import { forPeople, type KnownCall, type Route } from '../route.js';
import { filesOfForm } from './files.js';
import { talkOf } from './talk.js';
import { fieldsOf, htmlAnswer, isStaff, problemOf, readable, readingOf, redirect } from './kit.js';

const nothing: Typed = { action: '', field: () => '', files: { kept: [], refused: '' } };
const anyForm = z.record(z.string(), z.string());
const mostShown = 50;
/** A page of the conversation. */
const mostEntries = 50;

/** What a reporter follows and does on their own tickets. */
export const ownTicketRoutes = (parts: Parts, ask: AskInside): readonly Route[] => [
  forPeople({
    method: 'get',
    path: '/',
    title: { 'zh-CN': '首页', en: 'Home' },
    tag: 'pages',
    access: 'people',
    isPage: true,
    answers: { 200: { description: 'My tickets.', media: 'text/html' } },
    handle: async (call) => {
      const { caller, language } = call;
      const own = { all: false, reporter: caller.id, assignee: null, groups: [], liaison: '' };
      const query = { sort: 'created', limit: mostShown } as const;
      const { body } = await listAnswer(parts, { query, caller, seenBy: own, language });
      const { tickets: found } = JSON.parse(String(body)) as {
        tickets: readonly Awaited<ReturnType<typeof ticketBody>>[];
      };
      const tickets = found.map(({ no, stage, description, acceptedAt }) => ({
        no,
        stage,
        symptom: description.symptom,
        acceptedAt: readable(acceptedAt) ?? '',
        isEnded: isFinal(stage),
      }));
      return htmlAnswer(homePage(tickets, await readingOf(parts, call, '/')));
    },
  }),
  forPeople({
    method: 'get',
    path: '/t/{no}',
    title: { 'zh-CN': '我的工单', en: 'One of my tickets' },
    tag: 'pages',
    access: 'people',
    isPage: true,
    namesTicket: true,
    query: z.strictObject({
      new: z.enum(['started', 'queued']).optional(),
      files: z.enum(['lost']).optional(),
      /** What was said before this entry. */
      before: z
        .string()
        .regex(/^[1-9]\d{0,8}$/u)
        .transform(Number)
        .optional(),
    }),
    answers: { 200: { description: 'The ticket as its reporter follows it.', media: 'text/html' } },
    handle: async (call) => {
      const seen = await seenTicket(parts, call.params['no'] ?? '', call.caller);
      if (seen === null) return await missing(parts, call);
      // Staff work on it elsewhere; a link in a notice leads everybody to the right place.
      if (seen.sight === 'internal') return redirect(`/desk/t/${seen.row.ticket.no}`);
      const problem = call.query.files === undefined ? null : sayIn(call.language)('filesLost');
      const { new: arrival = null, before } = call.query;
      return await show(parts, { call, seen, arrival, problem, typed: nothing, before });
    },
  }),
  forPeople({
    method: 'post',
    path: '/t/{no}/{action}',
    title: { 'zh-CN': '操作我的工单', en: 'Act on one of my tickets' },
    tag: 'pages',
    access: 'people',
    isPage: true,
    namesTicket: true,
    takesFiles: true,
    body: { schema: anyForm, clauseOf: () => null },
    answers: { 303: { description: 'Done; back to the ticket.' } },
    handle: async (call) => {
      const no = call.params['no'] ?? '';
      const seen = await seenTicket(parts, no, call.caller);
      if (seen === null) return await missing(parts, call);
      const files = await filesOfForm(parts, call);
      const problem = files.refused === '' ? await perform(ask, { call, files: files.kept }) : files.refused;
      if (problem === null) return redirect(`/t/${no}`);
      const typed = { action: call.params['action'] ?? '', field: fieldsOf(call.body), files };
      return await show(parts, { call, seen, arrival: null, problem, typed });
    },
  }),
  forPeople({
    method: 'get',
    path: '/t/{no}/survey',
    title: { 'zh-CN': '服务满意度调查表', en: 'Satisfaction survey' },
    clause: '§2.4.3',
    tag: 'pages',
    access: 'people',
    isPage: true,
    namesTicket: true,
    answers: { 200: { description: 'The survey of one of my tickets.', media: 'text/html' } },
    handle: async (call) => {
      const no = call.params['no'] ?? '';
      const seen = await seenTicket(parts, no, call.caller);
      if (seen === null) return await missing(parts, call);
      const until = seen.row.ticket.survey?.expiresAt;
      return htmlAnswer(
        surveyPage(
          {
            no,
            until: until === undefined ? null : readableTime(until),
            action: `/t/${no}/answer-survey`,
            problem: null,
          },
          await readingOf(parts, call, `/t/${no}/survey`),
        ),
      );
    },
  }),
];

const missing = async (parts: Parts, call: KnownCall): Promise<Answer> => ({
  ...htmlAnswer(notFoundPage(await readingOf(parts, call, '/')), 404),
  isStranger: true,
});

const show = async (
  parts: Parts,
  {
    call,
    seen,
    arrival,
    problem,
    typed,
    before,
  }: {
    readonly call: KnownCall;
    readonly seen: Seen;
    readonly arrival: 'started' | 'queued' | null;
    readonly problem: string | null;
    readonly typed: Typed;
    readonly before?: number | undefined;
  },
): Promise<Answer> => {
  const { caller, language } = call;
  const { ticket } = seen.row;
  const shown = await ticketBody(parts, { row: seen.row, sight: 'public' });
  const { entries, earlier } = await parts.reader.latestLog(ticket.no, {
    sight: 'public',
    before: before ?? null,
    limit: mostEntries,
  });
  const nameOf = await parts.names.of(entries.map(({ entry }) => entry.by.id));
  const groups = await parts.reader.groups();
  const attached = await parts.attachments.ofTicket(ticket.no);
  return htmlAnswer(
    ticketPage(
      {
        ticket: {
          no: ticket.no,
          version: ticket.version,
          stage: ticket.stage,
          type: ticket.type,
          urgency: ticket.urgency,
          symptom: shown.description.symptom,
          acceptedAt: readable(shown.acceptedAt) ?? '',
          expectedResponseAt: readable(shown.expectedResponseAt),
          expectedResolutionAt: readable(shown.expectedResolutionAt),
          assignee: shown.assignee,
          isEmergency: ticket.emergency !== null && !isFinal(ticket.stage),
          isVerified: ticket.verifiedAt !== null,
          mergedInto: ticket.mergedInto,
          urges: ticket.counts.urges,
          hasSurvey: ticket.survey?.state === 'answered',
          hasEscalations: isStaff(caller) && ticket.counts.escalations > 0,
        },
        talk: talkOf(entries, { language, nameOf, reader: caller.id }).toReversed(),
        earlier,
        isOlder: before !== undefined,
        names: { nameOf, groupOf: (id) => groups.find((group) => group.id === id)?.name[language] ?? id },
        offered: offered(ticket, caller, parts.now()),
        isNew: arrival !== null,
        isQueued: arrival === 'queued',
        problem,
        key: randomUUID(),
        files: attached.filter(({ visibility }) => visibility === 'public'),
        typed,
      },
      await readingOf(parts, call, `/t/${ticket.no}`),
    ),
    problem === null ? 200 : 409,
  );
};

/** Does what the pressed button says; null when it was done, else why not. */
const perform = async (
  ask: AskInside,
  {
    call,
    files,
  }: {
    readonly call: KnownCall<unknown, Record<string, string>>;
    readonly files: readonly KeptFile[];
  },
): Promise<string | null> => {
  const field = fieldsOf(call.body);
  const { action = '' } = call.params;
  for (const [name, body, nth = ''] of actionsOf(action, field, files)) {
    const answer = await ask({
      method: 'post',
      path: `/api/tickets/{no}/actions/${name}`,
      params: call.params,
      body,
      headers: field('key') === '' ? {} : { 'idempotency-key': `${field('key')}-${name}${nth}` },
      caller: call.caller,
      language: call.language,
      sender: call.sender,
    });
    const problem = problemOf(answer);
    if (problem !== null) return problem;
  }
  return null;
};

type Field = (name: string) => string;
type Deed = readonly [action: string, body: Readonly<Record<string, unknown>>, nth?: string];

const texts = (field: Field, ...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (field(name).trim() === '' ? [] : [[name, field(name)]])));

/** Each file is an entry of its own, done once however often it is sent. */
const attaching = (files: readonly KeptFile[]): readonly Deed[] =>
  files.map(({ id }) => ['attach', { attachment: id }, `-${id}`]);

/** The forms of the page; "solved" verifies and confirms in one press, as the button says. */
const deeds: Readonly<Record<string, (field: Field, files: readonly KeptFile[]) => readonly Deed[]>> = {
  reply: (field, files) => [['reply', texts(field, 'text')], ...attaching(files)],
  attach: (_field, files) => attaching(files),
  'answer-request': (field, files) => [
    [
      'answer-request',
      {
        ...texts(field, 'answer'),
        ...(files.length === 0 ? {} : { attachments: files.map(({ id }) => id) }),
      },
    ],
  ],
  urge: () => [['urge', {}]],
  reopen: (field) => [['reopen', texts(field, 'reason')]],
  withdraw: (field) => [['withdraw', texts(field, 'reason')]],
  'confirm-resolved': (field) => [['confirm-resolved', texts(field, 'comment')]],
  verify: (field) => {
    const outcome = field('outcome') === 'passed' ? 'passed' : 'failed';
    const verified: Deed = ['record-verification', { method: 'self', outcome, ...texts(field, 'checked') }];
    return outcome === 'passed' ? [verified, ['confirm-resolved', {}]] : [verified];
  },
  'answer-survey': (field) => [
    [
      'answer-survey',
      {
        ...Object.fromEntries(surveyDimensions.map((name) => [name, Number(field(name))])),
        ...texts(field, 'suggestions'),
        ...(field('notSatisfied') === 'true' ? { notSatisfied: true } : {}),
      },
    ],
  ],
};

const actionsOf = (action: string, field: Field, files: readonly KeptFile[]): readonly Deed[] =>
  Object.hasOwn(deeds, action) ? (deeds[action]?.(field, files) ?? []) : [];
