import { z } from 'zod';
import type { KnownRollOut, RollOutChoice } from '../../adapters/postgres/roll-outs.js';
import { line, ticketNumber } from '../../domain/actions/fields.js';
import { rfc3339 } from '../../domain/instant.js';
import { ok, type Answer } from '../answer.js';
import type { Parts } from '../parts.js';
import { notFound, problem } from '../problems.js';
import { forPeople, type KnownCall, type Route } from '../route.js';
import { anything } from '../shapes.js';
import { policyNumber } from '../../domain/policy.js';
import { versionOf } from './policy.js';

const access = ['supervisor'] as const;
const readers = ['supervisor', 'manager'] as const;
const most = 20_000;
const page = 200;

/** A policy taken to open tickets: one audited action each, in the background, and back again. */
export const rollOutRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'post',
    path: '/api/policy/roll-outs',
    title: { 'zh-CN': '对在办工单套用策略', en: 'Roll a policy out' },
    clause: '§2.5',
    tag: 'policy',
    access,
    refuses: ['not-found', 'not-allowed-now'],
    body: {
      schema: z
        .strictObject({
          version: policyNumber,
          reason: line,
          tickets: z.array(ticketNumber).min(1).max(most).optional(),
          trial: z.string().max(64).optional(),
          all: z.literal(true).optional(),
        })
        .refine(
          ({ tickets, trial, all }) => [tickets, trial, all].filter((way) => way !== undefined).length === 1,
        ),
      clauseOf: () => null,
      limit: 1024 * 1024,
    },
    answers: { 202: { description: 'It runs; look at it for its progress.', schema: anything } },
    handle: async (call) => {
      const { body, language } = call;
      const { version, reason, tickets, trial } = body;
      if ((await versionOf(parts, String(version))) === undefined) return notFound(language);
      const choice: RollOutChoice =
        tickets !== undefined
          ? { version, tickets }
          : trial !== undefined
            ? { version, trial }
            : { version, all: true };
      return await begin(parts, call, { choice, reason });
    },
  }),
  forPeople({
    method: 'post',
    path: '/api/policy/roll-outs/{id}/take-back',
    title: { 'zh-CN': '撤回套用', en: 'Take a roll-out back' },
    clause: '§2.5',
    tag: 'policy',
    access,
    body: { schema: z.strictObject({ reason: line }) },
    answers: { 202: { description: 'Each ticket gets the version it had before.', schema: anything } },
    handle: async (call) => {
      const found = await parts.reader.rollOut(call.params['id'] ?? '');
      return found === null
        ? notFound(call.language)
        : await begin(parts, call, { choice: { takesBack: found.id }, reason: call.body.reason });
    },
  }),
  forPeople({
    method: 'get',
    path: '/api/policy/roll-outs',
    title: { 'zh-CN': '套用记录', en: 'Roll-outs' },
    tag: 'policy',
    access: readers,
    answers: { 200: { description: 'The newest hundred.', schema: anything } },
    handle: async () => ok({ rollOuts: (await parts.reader.rollOuts()).map(shown) }),
  }),
  forPeople({
    method: 'get',
    path: '/api/policy/roll-outs/{id}',
    title: { 'zh-CN': '套用进度', en: 'A roll-out' },
    tag: 'policy',
    access: readers,
    query: z.strictObject({ cursor: ticketNumber.optional() }),
    answers: { 200: { description: 'How far it is, and what became of each ticket.', schema: anything } },
    handle: async ({ params, query, language }) => {
      const found = await parts.reader.rollOut(params['id'] ?? '');
      if (found === null) return notFound(language);
      const rows = await parts.reader.rollOutTickets(found.id, {
        after: query.cursor ?? '',
        limit: page + 1,
      });
      const tickets = rows.slice(0, page);
      const next = rows.length > page ? (tickets.at(-1)?.no ?? null) : null;
      return ok({ rollOut: shown(found), tickets, next });
    },
  }),
];

const shown = ({ createdAt, ...rollOut }: KnownRollOut) => ({
  ...rollOut,
  createdAt: rfc3339(createdAt),
  state: rollOut.waiting > 0 ? 'running' : 'done',
});

const begin = async (
  parts: Parts,
  { caller, language }: Pick<KnownCall, 'caller' | 'language'>,
  asked: { readonly choice: RollOutChoice; readonly reason: string },
): Promise<Answer> => {
  const id = await parts.reader.askRollOut({ ...asked, by: caller.id, now: parts.now() });
  const made = id === null ? null : await parts.reader.rollOut(id);
  if (made === null)
    return problem('not-allowed-now', language, {
      detail: {
        'zh-CN': '没有需要更改策略的在办工单。',
        en: 'There is no open ticket whose policy would change.',
      },
    });
  return {
    status: 202,
    body: { rollOut: shown(made) },
    headers: { location: `/api/policy/roll-outs/${made.id}` },
  };
};
