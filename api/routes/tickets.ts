import { z } from 'zod';
import { actions } from '../../domain/actions/index.js';
import { actionNames } from '../../domain/actions/names.js';
import { groupId, personId } from '../../domain/actions/fields.js';
import { offered } from '../../domain/decide.js';
import { duties } from '../../domain/duties.js';
import { explain } from '../../domain/explain.js';
import { rfc3339 } from '../../domain/instant.js';
import { seenBy } from '../../domain/permissions.js';
import { dutyView } from '../../domain/view.js';
import { dutyNames, stages, ticketTypes, urgencies } from '../../domain/words.js';
import { etagOf, ok } from '../answer.js';
import { entryJson } from '../entry-json.js';
import { formOf } from '../forms.js';
import { isNamed } from '../idempotency.js';
import { ofSeen, ticketAnswer, type Parts } from '../parts.js';
import { notFound } from '../problems.js';
import { forPeople, type Route } from '../route.js';
import { anything, listShape, logShape, offeredShape, ticketAnswerShape } from '../shapes.js';
import { mostCounted } from '../../adapters/postgres/list-tickets.js';
import { filtersOf, listAnswer } from '../list.js';
import { date } from '../period.js';
import { registerWorkbook } from '../register-workbook.js';
import { isWorkbook } from '../workbook.js';

/** A whole number in a query. */
const count = (max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/u)
    .transform(Number)
    .pipe(z.int().min(1).max(max));

const yesOrNo = z.enum(['true', 'false']).transform((value) => value === 'true');

const from = z
  .string()
  .regex(/^\d{1,9}$/u)
  .transform(Number);

const filters = {
  stage: z.enum(stages).optional(),
  type: z.enum(ticketTypes).optional(),
  urgency: z.enum(urgencies).optional(),
  group: groupId.optional(),
  assignee: personId.optional(),
  reporter: personId.optional(),
  missed: yesOrNo.optional(),
  q: z.string().trim().min(1).max(200).optional(),
  open: yesOrNo.optional(),
  owes: z.enum(dutyNames).optional(),
  late: z.enum(dutyNames).optional(),
  unassigned: yesOrNo.optional(),
  /** Within so many minutes from now, or overdue. */
  dueWithin: from.optional(),
  /** First and last day of acceptance, in Shanghai. */
  from: date.optional(),
  to: date.optional(),
};

export const listQuery = z.strictObject({
  ...filters,
  sort: z.enum(['due', 'created']).default('due'),
  cursor: z.string().max(300).optional(),
  /** The register as a workbook; without pages, so cursor and limit say nothing. */
  format: z.enum(['json', 'xlsx']).optional(),
  limit: count(200).optional(),
});

const filterQuery = z.strictObject(filters);
export type FilterQuery = z.infer<typeof filterQuery>;
const mostViews = 40;
const countsBody = z.strictObject({
  views: z
    .record(z.string().min(1).max(80), filterQuery)
    .refine((views) => Object.keys(views).length <= mostViews),
});

const logQuery = z.strictObject({ cursor: from.optional(), limit: count(500).optional() });
const explainQuery = z.strictObject({ nth: from.optional() });

/** What callers read of tickets; all of it comes from Postgres, so none of it waits for a worker. */
export const ticketRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'get',
    path: '/api/tickets',
    title: { 'zh-CN': '工单列表', en: 'List tickets' },
    tag: 'tickets',
    access: 'people',
    scope: 'read',
    query: listQuery,
    answers: {
      200: {
        description:
          'Tickets the caller may see; as a workbook of the register with format=xlsx or by its media type.',
        schema: listShape,
      },
    },
    handle: async ({ query: { format, ...query }, caller, language, header }) => {
      if (!isWorkbook(format, header))
        return await listAnswer(parts, { query, caller, seenBy: seenBy(caller), language });
      const { sort, cursor: _cursor, limit: _limit, ...asked } = query;
      const filters = filtersOf(asked, parts.now());
      return await registerWorkbook(parts, { filters, sort, caller, language, asked });
    },
  }),
  forPeople({
    method: 'post',
    path: '/api/tickets/counts',
    title: { 'zh-CN': '工单计数', en: 'Count tickets' },
    tag: 'tickets',
    access: 'people',
    body: { schema: countsBody, clauseOf: () => null },
    answers: {
      200: {
        description:
          'How many tickets the caller may see fit each of the views; a thousand at most are counted.',
        schema: z.object({ counts: z.record(z.string(), z.int()), most: z.int() }),
      },
    },
    handle: async ({ body, caller }) => {
      const counted = await Promise.all(
        Object.entries(body.views).map(async ([name, asked]) => {
          const filters = filtersOf(asked, parts.now());
          return [name, await parts.reader.count({ seenBy: seenBy(caller), filters })] as const;
        }),
      );
      return ok({ counts: Object.fromEntries(counted), most: mostCounted });
    },
  }),
  forPeople({
    method: 'get',
    path: '/api/tickets/{no}',
    title: { 'zh-CN': '查看工单', en: 'Show a ticket' },
    tag: 'tickets',
    access: 'people',
    scope: 'read',
    namesTicket: true,
    headers: ['If-None-Match'],
    answers: {
      200: { description: 'The ticket with its duties; its ETag is its version.', schema: ticketAnswerShape },
      304: { description: 'The caller has this version already.' },
    },
    handle: async (call) =>
      await ofSeen(parts, call, async (seen) => {
        const etag = etagOf(seen.row.ticket.version);
        return isNamed(call.header('if-none-match'), etag)
          ? { status: 304, headers: { etag } }
          : await ticketAnswer(parts, seen);
      }),
  }),
  forPeople({
    method: 'get',
    path: '/api/tickets/{no}/log',
    title: { 'zh-CN': '处理记录', en: "A ticket's log" },
    clause: '§2.3.1',
    tag: 'tickets',
    access: 'people',
    scope: 'read',
    namesTicket: true,
    query: logQuery,
    answers: { 200: { description: 'Entries the caller may see, oldest first.', schema: logShape } },
    handle: async (call) =>
      await ofSeen(parts, call, async ({ row, sight }) => {
        const { cursor, limit } = call.query;
        const asked = { sight, after: cursor ?? 0, limit: limit ?? 100 };
        const { entries, next } = await parts.reader.log(row.ticket.no, asked);
        const nameOf = await parts.names.of(entries.map(({ entry }) => entry.by.id));
        return ok({
          entries: entries.map((line) => entryJson(line, { language: call.language, nameOf })),
          next: next === null ? null : String(next),
        });
      }),
  }),
  forPeople({
    method: 'get',
    path: '/api/tickets/{no}/actions',
    title: { 'zh-CN': '可执行的操作', en: 'Actions offered' },
    tag: 'tickets',
    access: 'people',
    namesTicket: true,
    answers: {
      200: { description: 'What the caller may do now, with the form of its input.', schema: offeredShape },
    },
    handle: async (call) =>
      await ofSeen(parts, call, ({ row }) =>
        ok({
          actions: offered(row.ticket, call.caller, parts.now())
            .filter((action) => actionNames.includes(action))
            .map((action) => ({
              action,
              title: actions[action].title[call.language],
              clause: actions[action].clause,
              input: formOf(action, call.language),
            })),
        }),
      ),
  }),
  forPeople({
    method: 'get',
    path: '/api/tickets/{no}/explain/{duty}',
    title: { 'zh-CN': '解释时限', en: 'Explain a due time' },
    clause: '§2.3.2',
    tag: 'tickets',
    access: 'people',
    namesTicket: true,
    query: explainQuery,
    answers: {
      200: { description: 'The stretches of time that add up to the due time.', schema: anything },
    },
    handle: async (call) =>
      await ofSeen(parts, call, ({ row: { ticket } }) => {
        const { duty } = call.params;
        const { nth } = call.query;
        const clock = ticket.duties.findLast(
          (candidate) => candidate.duty === duty && (nth === undefined || candidate.nth === nth),
        );
        if (clock === undefined) return notFound(call.language);
        const { target, stretches, frozenMs } = explain(ticket, clock, parts.now());
        return ok({
          ...dutyView(ticket, clock),
          title: duties[clock.duty].title[call.language],
          target,
          frozenMs,
          segments: stretches.map((stretch) => ({
            ...stretch,
            from: rfc3339(stretch.from),
            to: rfc3339(stretch.to),
            ms: stretch.to - stretch.from,
          })),
        });
      }),
  }),
  forPeople({
    method: 'get',
    path: '/api/tickets/{no}/notices',
    title: { 'zh-CN': '通知回执', en: 'Receipts of notices' },
    tag: 'tickets',
    access: 'people',
    namesTicket: true,
    answers: {
      200: {
        description: 'Who was told what, and what became of it; reporters see their own.',
        schema: anything,
      },
    },
    handle: async (call) =>
      await ofSeen(parts, call, async ({ row, sight }) => {
        const notices = await parts.reader.notices(row.ticket.no);
        return ok({
          notices: notices
            .filter(({ recipient }) => sight === 'internal' || recipient === call.caller.id)
            .map(({ at, sentAt, openedAt, ...notice }) => ({
              ...notice,
              at: rfc3339(at),
              sentAt: sentAt === null ? null : rfc3339(sentAt),
              openedAt: openedAt === null ? null : rfc3339(openedAt),
            })),
        });
      }),
  }),
];
