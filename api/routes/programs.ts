import { z } from 'zod';
import type { ServiceAccount } from '../../adapters/postgres/service-accounts.js';
import { text, when } from '../../domain/actions/fields.js';
import { parseInstant, rfc3339, type Instant } from '../../domain/instant.js';
import { scopes } from '../../domain/scopes.js';
import { ok } from '../answer.js';
import type { Parts } from '../parts.js';
import { notFound, problem } from '../problems.js';
import { wrong } from '../revised.js';
import { forPeople, type Route } from '../route.js';
import { anything } from '../shapes.js';

const number = z
  .string()
  .trim()
  .regex(/^[0-9+*#][0-9 *#-]{0,29}$/u);
const longestLifeMs = 400 * 24 * 3_600_000;

const written = (at: Instant | null): string | null => (at === null ? null : rfc3339(at));
const accountJson = ({ createdAt, expiresAt, lastUsedAt, revokedAt, ...account }: ServiceAccount) => ({
  ...account,
  createdAt: rfc3339(createdAt),
  expiresAt: rfc3339(expiresAt),
  lastUsedAt: written(lastUsedAt),
  revokedAt: written(revokedAt),
});

/** Programs that speak for themselves: intake forms of other systems, the telephone system, reports. */
export const programRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'get',
    path: '/api/service-accounts',
    title: { 'zh-CN': '服务账号', en: 'Service accounts' },
    tag: 'administration',
    access: ['admin'],
    answers: { 200: { description: 'All accounts; their tokens cannot be read.', schema: anything } },
    handle: async () => ok({ accounts: (await parts.office.accounts.list()).map(accountJson) }),
  }),
  forPeople({
    method: 'post',
    path: '/api/service-accounts',
    title: { 'zh-CN': '新增服务账号', en: 'Add a service account' },
    tag: 'administration',
    access: ['admin'],
    body: {
      schema: z.strictObject({
        name: text(60),
        scopes: z.array(z.enum(scopes)).min(1).max(scopes.length),
        expiresAt: when,
      }),
      clauseOf: () => null,
    },
    answers: { 201: { description: 'The account and its token, shown this once.', schema: anything } },
    handle: async ({ body, caller, language }) => {
      const expiresAt = parseInstant(body.expiresAt) ?? 0;
      const left = expiresAt - parts.now();
      if (left <= 0 || left > longestLifeMs)
        return problem('invalid-input', language, {
          errors: [
            wrong(
              '/expiresAt',
              {
                'zh-CN': '须在今后 400 天之内。',
                en: 'Must be within the next 400 days.',
              },
              language,
            ),
          ],
        });
      const added = await parts.office.accounts.add({
        name: body.name,
        scopes: [...new Set(body.scopes)],
        expiresAt,
        by: caller.id,
      });
      if (added === null)
        return problem('not-allowed-now', language, {
          detail: { 'zh-CN': '已有同名的服务账号。', en: 'There is an account of this name already.' },
        });
      return { status: 201, body: { account: accountJson(added.account), token: added.token } };
    },
  }),
  forPeople({
    method: 'post',
    path: '/api/service-accounts/{id}/revoke',
    title: { 'zh-CN': '吊销服务账号', en: 'Revoke a service account' },
    tag: 'administration',
    access: ['admin'],
    body: { schema: z.strictObject({}) },
    answers: { 204: { description: 'Its token is worth nothing from now on.' } },
    handle: async ({ params, caller, language }) =>
      (await parts.office.accounts.revoke(params['id'] ?? '', caller.id))
        ? { status: 204 }
        : notFound(language),
  }),
  forPeople({
    method: 'post',
    path: '/api/cti/calls',
    title: { 'zh-CN': '电话系统来电', en: 'Announce a call' },
    clause: '§2.1.1',
    tag: 'programs',
    access: [],
    scope: 'cti',
    body: { schema: z.strictObject({ caller: number, extension: number, at: when }) },
    answers: { 202: { description: 'An agent can take it up.', schema: z.object({ id: z.string() }) } },
    handle: async ({ body, caller }) => ({
      status: 202,
      body: {
        id: await parts.office.calls.announce({
          caller: body.caller,
          extension: body.extension,
          at: parseInstant(body.at) ?? parts.now(),
          account: caller.id,
        }),
      },
    }),
  }),
  forPeople({
    method: 'get',
    path: '/api/cti/calls',
    title: { 'zh-CN': '最近来电', en: 'Calls just announced' },
    clause: '§2.1.3',
    tag: 'tickets',
    access: ['agent'],
    query: z.strictObject({ extension: number.optional(), since: when.optional() }),
    isPolled: true,
    answers: {
      200: {
        description: 'Calls with who they are likely from, and the intake begun for them.',
        schema: anything,
      },
    },
    handle: async ({ query }) => {
      const calls = await parts.office.calls.recent({
        extension: query.extension ?? null,
        since: query.since === undefined ? null : parseInstant(query.since),
      });
      return {
        ...ok({
          // For `since`, of whoever goes on asking.
          until: rfc3339(parts.now()),
          calls: calls.map(({ at, person, ...call }) => ({
            ...call,
            at: rfc3339(at),
            person: person === null ? null : { id: person.id, name: person.name },
            // What is known of it; the agent confirms every part (§2.1.3, §2.1.6).
            intake: {
              channel: 'hotline',
              reporter: {
                name: person?.name ?? '',
                department: person?.department ?? '',
                extension: call.caller,
                ...(person?.email ? { email: person.email } : {}),
              },
              description: { occurredAt: rfc3339(at) },
            },
          })),
        }),
        about: { shown: calls.flatMap(({ person }) => person?.id ?? []) },
      };
    },
  }),
];
