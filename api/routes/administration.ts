import { z } from 'zod';
import type { StoredPerson } from '../../adapters/postgres/people-records.js';
import { personId } from '../../domain/actions/fields.js';
import { rfc3339 } from '../../domain/instant.js';
import { newPerson, personChange } from '../../domain/person-record.js';
import type { Language } from '../../domain/words.js';
import { etagOf, ok, type Answer } from '../answer.js';
import type { Parts } from '../parts.js';
import { personRefused } from '../person-answers.js';
import { notFound, problem } from '../problems.js';
import { seenVersion } from '../revised.js';
import { forPeople, type Route } from '../route.js';
import { anything } from '../shapes.js';

const identity = z.strictObject({
  issuer: z.string().min(1).max(500),
  subject: z.string().min(1).max(255),
});
const count = z
  .string()
  .regex(/^\d{1,15}$/u)
  .transform(Number);
const logQuery = {
  cursor: count.optional(),
  limit: count.pipe(z.int().min(1).max(500)).optional(),
};
const usualLimit = 100;
const admin = ['admin'] as const;

const personAnswer = ({ version, ...person }: StoredPerson, status = 200): Answer => ({
  status,
  body: { person: { ...person, version } },
  headers: { etag: etagOf(version) },
  about: { whose: person.id },
});

/** What administrators do with people, and the books about it. They decide nothing about tickets. */
export const administrationRoutes = (parts: Parts, routes: () => readonly Route[]): readonly Route[] => {
  const { people, sessions } = parts.office;
  const titleOf = (what: string, language: Language): string =>
    routes().find(({ method, path }) => what === `${method.toUpperCase()} ${path}`)?.title[language] ?? what;
  const ofPerson = async (
    { params, language }: { readonly params: Readonly<Record<string, string>>; readonly language: Language },
    show: (person: StoredPerson) => Promise<Answer> | Answer,
  ): Promise<Answer> => {
    const id = params['id'] ?? '';
    const person = personId.safeParse(id).success ? await people.read(id) : null;
    return person === null ? notFound(language) : await show(person);
  };
  const sessionsOf = async (person: string): Promise<Answer> =>
    ok({
      sessions: (await sessions.ofPerson(person)).map(({ startedAt, seenAt, ...session }) => ({
        ...session,
        startedAt: rfc3339(startedAt),
        seenAt: rfc3339(seenAt),
      })),
    });
  return [
    forPeople({
      method: 'post',
      path: '/api/people',
      title: { 'zh-CN': '新增人员', en: 'Add a person' },
      tag: 'administration',
      access: admin,
      body: { schema: newPerson, clauseOf: () => null },
      answers: { 201: { description: 'Added.', schema: anything } },
      handle: async ({ body, caller, language }) => {
        const done = await people.add(body, caller.id);
        if (done.state !== 'done') return personRefused(done, language);
        const { id, ...person } = body;
        return personAnswer({ id, ...person, version: done.version }, 201);
      },
    }),
    forPeople({
      method: 'get',
      path: '/api/people/{id}',
      title: { 'zh-CN': '查看人员', en: 'Show a person' },
      tag: 'administration',
      access: admin,
      answers: { 200: { description: 'The person; ETag is their version.', schema: anything } },
      handle: async (call) => await ofPerson(call, (person) => personAnswer(person)),
    }),
    forPeople({
      method: 'post',
      path: '/api/people/{id}',
      title: { 'zh-CN': '修改人员', en: 'Change a person' },
      tag: 'administration',
      access: admin,
      headers: ['If-Match'],
      body: { schema: personChange, clauseOf: () => null },
      answers: { 200: { description: 'Changed; what was left out is as it was.', schema: anything } },
      handle: async (call) =>
        await ofPerson(call, async ({ id }) => {
          const editor = { by: call.caller.id, ifVersion: seenVersion(call) };
          const done = await people.change(id, call.body, editor);
          if (done.state !== 'done') return personRefused(done, call.language);
          return await ofPerson(call, (person) => personAnswer(person));
        }),
    }),
    forPeople({
      method: 'get',
      path: '/api/people/{id}/identities',
      title: { 'zh-CN': '登录身份', en: 'Identities of a person' },
      tag: 'administration',
      access: admin,
      answers: { 200: { description: 'Issuers and subjects they sign in by.', schema: anything } },
      handle: async (call) =>
        await ofPerson(call, async ({ id }) => ({
          ...ok({
            identities: (await people.identities(id)).map(({ seenAt, ...linked }) => ({
              ...linked,
              seenAt: seenAt === null ? null : rfc3339(seenAt),
            })),
          }),
          about: { whose: id },
        })),
    }),
    forPeople({
      method: 'post',
      path: '/api/people/{id}/identities',
      title: { 'zh-CN': '绑定登录身份', en: 'Link an identity' },
      tag: 'administration',
      access: admin,
      body: { schema: identity, clauseOf: () => null },
      answers: { 204: { description: 'Linked.' } },
      handle: async (call) =>
        await ofPerson(call, async ({ id }) =>
          (await people.link(id, call.body, call.caller.id))
            ? { status: 204 }
            : problem('not-allowed-now', call.language, {
                detail: {
                  'zh-CN': '此身份已绑定到某位人员。',
                  en: 'This identity is linked to somebody already.',
                },
              }),
        ),
    }),
    forPeople({
      method: 'post',
      path: '/api/people/{id}/identities/unlink',
      title: { 'zh-CN': '解除登录身份', en: 'Unlink an identity' },
      tag: 'administration',
      access: admin,
      body: { schema: identity, clauseOf: () => null },
      answers: { 204: { description: 'Unlinked; sessions begun by it are over.' } },
      handle: async (call) =>
        await ofPerson(call, async ({ id }) =>
          (await people.unlink(id, call.body, call.caller.id)) ? { status: 204 } : notFound(call.language),
        ),
    }),
    forPeople({
      method: 'get',
      path: '/api/people/{id}/sessions',
      title: { 'zh-CN': '登录会话', en: 'Sessions of a person' },
      tag: 'administration',
      access: admin,
      answers: { 200: { description: 'Open sessions, newest first.', schema: anything } },
      handle: async (call) =>
        await ofPerson(call, async ({ id }) => ({ ...(await sessionsOf(id)), about: { whose: id } })),
    }),
    forPeople({
      method: 'post',
      path: '/api/people/{id}/sessions/end',
      title: { 'zh-CN': '结束登录会话', en: 'End sessions of a person' },
      tag: 'administration',
      access: admin,
      body: { schema: z.strictObject({ id: z.string().max(64).optional() }), clauseOf: () => null },
      answers: { 200: { description: 'One of them, or all.', schema: z.object({ ended: z.int() }) } },
      handle: async (call) =>
        await ofPerson(call, async ({ id }) => ok({ ended: await sessions.end(id, call.body.id ?? null) })),
    }),
    forPeople({
      method: 'get',
      path: '/api/me/sessions',
      title: { 'zh-CN': '我的登录会话', en: 'My sessions' },
      tag: 'people',
      access: 'people',
      answers: { 200: { description: 'Open sessions, newest first.', schema: anything } },
      handle: async ({ caller }) => await sessionsOf(caller.id),
    }),
    forPeople({
      method: 'post',
      path: '/api/me/sessions/end',
      title: { 'zh-CN': '结束我的登录会话', en: 'End my sessions' },
      tag: 'people',
      access: 'people',
      body: { schema: z.strictObject({ id: z.string().max(64).optional() }), clauseOf: () => null },
      answers: { 200: { description: 'One of them, or all.', schema: z.object({ ended: z.int() }) } },
      handle: async ({ caller, body }) => ok({ ended: await sessions.end(caller.id, body.id ?? null) }),
    }),
    forPeople({
      method: 'get',
      path: '/api/admin-log',
      title: { 'zh-CN': '管理日志', en: 'Administration log' },
      tag: 'administration',
      access: admin,
      query: z.strictObject({
        ...logQuery,
        kind: z.string().max(40).optional(),
        subject: z.string().max(100).optional(),
      }),
      answers: {
        200: { description: 'What was done, with before and after; newest first.', schema: anything },
      },
      handle: async ({ query: { cursor, limit = usualLimit, kind, subject } }) => {
        const entries = await parts.office.adminLog.read({
          before: cursor ?? null,
          kind: kind ?? null,
          subject: subject ?? null,
          limit,
        });
        return ok({
          entries: entries.map(({ at, ...entry }) => ({ ...entry, at: rfc3339(at) })),
          next: entries.length < limit ? null : String(entries.at(-1)?.id),
        });
      },
    }),
    forPeople({
      method: 'get',
      path: '/api/access-log',
      title: { 'zh-CN': '个人信息查阅日志', en: 'Readings of personal data' },
      tag: 'administration',
      access: admin,
      query: z.strictObject({
        ...logQuery,
        who: z.string().max(63).optional(),
        whose: z.string().max(63).optional(),
      }),
      answers: {
        200: { description: 'Who read what of whom, by which role; newest first.', schema: anything },
      },
      handle: async ({ query: { cursor, limit = usualLimit, who, whose }, language }) => {
        const rows = await parts.office.accessLog.read({
          before: cursor ?? null,
          who: who ?? null,
          whose: whose ?? null,
          limit,
        });
        return ok({
          reads: rows.map(({ at, ...row }) => ({
            ...row,
            title: titleOf(row.what, language),
            at: new Date(at).toISOString(),
          })),
          next: rows.length < limit ? null : String(rows.at(-1)?.id),
        });
      },
    }),
  ];
};
