import { z } from 'zod';
import type { Trial } from '../../adapters/postgres/policy-trials.js';
import { rfc3339 } from '../../domain/instant.js';
import { policyNumber, policySchema, type Policy } from '../../domain/policy.js';
import { ok, type Answer } from '../answer.js';
import type { Parts } from '../parts.js';
import { notFound } from '../problems.js';
import { forPeople, type KnownCall, type Route } from '../route.js';
import { anything } from '../shapes.js';
import { policyLimit, versionOf } from './policy.js';

const access = ['supervisor', 'manager'] as const;
const longestDays = 400;
const mostTickets = 500;

/** A policy that is not stored yet, or the number of one that is. */
const tried = {
  policy: policySchema.optional(),
  version: policyNumber.optional(),
};
const named = ({ policy, version }: { policy?: unknown; version?: unknown }): boolean =>
  (policy === undefined) !== (version === undefined);

const answers = {
  200: {
    description: 'Done: how many due times change; the tickets are read from the trial.',
    schema: anything,
  },
  202: { description: 'It runs; look at the trial for its progress.', schema: anything },
} as const;

/** What a policy would change for open tickets, and what it would have changed for finished ones. Nothing is stored of them. */
export const policyTrialRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'post',
    path: '/api/policy/dry-run',
    title: { 'zh-CN': '试算策略变更', en: 'Dry run of a policy' },
    tag: 'policy',
    access,
    refuses: ['not-found'],
    body: { schema: z.strictObject(tried).refine(named), clauseOf: () => null, limit: policyLimit },
    answers,
    handle: async (call) => await begin(parts, call, null),
  }),
  forPeople({
    method: 'post',
    path: '/api/policy/replay',
    title: { 'zh-CN': '用策略重演过去', en: 'Replay the past under a policy' },
    tag: 'policy',
    access,
    refuses: ['not-found'],
    body: {
      schema: z.strictObject({ ...tried, days: z.int().min(1).max(longestDays) }).refine(named),
      clauseOf: () => null,
      limit: policyLimit,
    },
    answers,
    handle: async (call) => await begin(parts, call, call.body.days),
  }),
  forPeople({
    method: 'get',
    path: '/api/policy/trials/{id}',
    title: { 'zh-CN': '试算结果', en: 'A trial of a policy' },
    tag: 'policy',
    access,
    query: z.strictObject({
      cursor: z
        .string()
        .regex(/^TS\d{11,17}$/u)
        .optional(),
      limit: z
        .string()
        .regex(/^\d{1,3}$/u)
        .transform(Number)
        .pipe(z.int().min(1).max(mostTickets))
        .optional(),
    }),
    answers: {
      200: { description: 'Progress, counts, and the tickets that change, page by page.', schema: anything },
    },
    handle: async ({ params, query, language }) => {
      const trial = await parts.reader.trial(params['id'] ?? '');
      if (trial === null) return notFound(language);
      const limit = query.limit ?? 100;
      const rows = await parts.reader.trialTickets(trial.id, { after: query.cursor ?? '', limit: limit + 1 });
      const tickets = rows.slice(0, limit);
      return ok({
        trial: shown(trial),
        tickets,
        next: rows.length > limit ? (tickets.at(-1)?.no ?? null) : null,
      });
    },
  }),
];

type Tried = { policy?: Policy | undefined; version?: number | undefined };

const begin = async (
  parts: Parts,
  { body, caller, language }: KnownCall<unknown, Tried>,
  days: number | null,
): Promise<Answer> => {
  const policy = body.policy ?? (await versionOf(parts, String(body.version)))?.policy;
  if (policy === undefined) return notFound(language);
  const trial = await parts.trials.begin({ policy, days, by: caller.id, now: parts.now() });
  return {
    status: trial.state === 'running' ? 202 : 200,
    body: { trial: shown(trial) },
    headers: { location: `/api/policy/trials/${trial.id}` },
  };
};

const shown = ({ createdAt, ...trial }: Trial) => ({ ...trial, createdAt: rfc3339(createdAt) });
