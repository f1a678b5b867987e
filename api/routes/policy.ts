import { z } from 'zod';
import type { VersionWritten } from '../../adapters/postgres/policy-versions.js';
import { uncertainYears } from '../../domain/calendar.js';
import { differences } from '../../domain/difference.js';
import { dayNumber, rfc3339, shanghai, startOfDay, type Instant } from '../../domain/instant.js';
import { policyNumber, policySchema, type Policy } from '../../domain/policy.js';
import type { Language } from '../../domain/words.js';
import { etagOf, ok, type Answer } from '../answer.js';
import type { Parts } from '../parts.js';
import { notFound, problem } from '../problems.js';
import { seenVersion, wrong } from '../revised.js';
import { forPeople, staff, type Route } from '../route.js';
import { anything } from '../shapes.js';

const kilobyte = 1024;
export const policyLimit = 512 * kilobyte;
export const versionNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/u)
  .transform(Number);

/** The numbers of the manual by version; versions never change, and open tickets keep theirs until told otherwise. */
export const policyRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'get',
    path: '/api/policy',
    title: { 'zh-CN': '策略版本', en: 'Policy versions' },
    tag: 'policy',
    access: staff,
    answers: {
      200: {
        description: 'All versions with their authors, and the active one; ETag is the newest.',
        schema: anything,
      },
    },
    handle: async () => {
      const policies = await parts.reader.policies();
      const active = policies.find((version) => version.active)?.policy ?? null;
      return ok(
        {
          policies: policies.map(({ createdAt, policy: _policy, ...version }) => ({
            ...version,
            createdAt: rfc3339(createdAt),
          })),
          active,
          warnings: active === null ? [] : calendarWarnings(active, parts.now()),
        },
        { etag: etagOf(policies[0]?.version ?? 0) },
      );
    },
  }),
  forPeople({
    method: 'get',
    path: '/api/policy/{version}',
    title: { 'zh-CN': '查看策略', en: 'Show a policy' },
    tag: 'policy',
    access: staff,
    answers: { 200: { description: 'The policy of that version.', schema: anything } },
    handle: async ({ params, language }) => {
      const found = await versionOf(parts, params['version']);
      return found === undefined
        ? notFound(language)
        : ok({
            policy: found.policy,
            author: found.author,
            active: found.active,
            createdAt: rfc3339(found.createdAt),
            warnings: calendarWarnings(found.policy, parts.now()),
          });
    },
  }),
  forPeople({
    method: 'get',
    path: '/api/policy/{version}/difference',
    title: { 'zh-CN': '策略差异', en: 'Difference of two policies' },
    tag: 'policy',
    access: staff,
    query: z.strictObject({ to: versionNumber.optional() }),
    answers: {
      200: {
        description: 'What differs, by place; from the version before where `to` is left out.',
        schema: anything,
      },
    },
    handle: async ({ params, query, language }) => {
      const one = await versionOf(parts, params['version']);
      if (one === undefined) return notFound(language);
      const policies = await parts.reader.policies();
      const other = policies.find(({ version }) => version === (query.to ?? one.version - 1));
      if (other === undefined) return notFound(language);
      const [from, to] = query.to === undefined ? [other, one] : [one, other];
      return ok({
        from: from.version,
        to: to.version,
        author: to.author,
        createdAt: rfc3339(to.createdAt),
        differences: changesBetween(from.policy, to.policy),
      });
    },
  }),
  forPeople({
    method: 'post',
    path: '/api/policy',
    title: { 'zh-CN': '新增策略版本', en: 'Add a policy version' },
    tag: 'policy',
    access: ['supervisor'],
    headers: ['If-Match'],
    body: {
      schema: z.strictObject({
        policy: policySchema,
        active: z.boolean(),
        /** The version that was edited; `If-Match` says the same. Left out, it is the one before the policy's own. */
        base: policyNumber.optional(),
      }),
      clauseOf: () => null,
      limit: policyLimit,
    },
    answers: { 201: { description: 'Added; new tickets follow the active version.', schema: anything } },
    handle: async (call) => {
      const { body, caller, language } = call;
      const { policy, active } = body;
      const said = body.base ?? seenVersion(call);
      const base = said ?? policy.version - 1;
      const now = parts.now();
      const done = await parts.reader.addPolicy({
        policy,
        base,
        as: policy.version,
        active,
        author: caller.id,
        now,
      });
      // A number too far ahead is a slip of the pen, not an edit of something old.
      const isAhead = said === undefined && done.state === 'stale' && done.latest < base;
      return await writtenAnswer(parts, isAhead ? { ...done, state: 'misnumbered' } : done, {
        base,
        active,
        language,
      });
    },
  }),
  forPeople({
    method: 'post',
    path: '/api/policy/{version}/restore',
    title: { 'zh-CN': '恢复旧版本', en: 'Restore a policy version' },
    tag: 'policy',
    access: ['supervisor'],
    headers: ['If-Match'],
    body: { schema: z.strictObject({}) },
    answers: { 201: { description: 'It came back as a new, active version.', schema: anything } },
    handle: async (call) => {
      const { params, caller, language } = call;
      const found = await versionOf(parts, params['version']);
      if (found === undefined) return notFound(language);
      const base = seenVersion(call) ?? (await parts.reader.policies())[0]?.version ?? 0;
      const now = parts.now();
      const done = await parts.reader.addPolicy({
        policy: found.policy,
        base,
        active: true,
        author: caller.id,
        now,
      });
      return await writtenAnswer(parts, done, { base, active: true, language });
    },
  }),
  forPeople({
    method: 'post',
    path: '/api/policy/{version}/activate',
    title: { 'zh-CN': '启用策略版本', en: 'Activate a policy version' },
    tag: 'policy',
    access: ['supervisor'],
    body: { schema: z.strictObject({}) },
    answers: { 201: { description: 'New tickets follow it.', schema: anything } },
    handle: async ({ params, caller, language }) => {
      const version = versionNumber.safeParse(params['version']);
      if (!version.success) return notFound(language);
      const done = await parts.reader.activatePolicy(version.data, caller.id);
      return await writtenAnswer(parts, done, { base: version.data, active: true, language });
    },
  }),
];

/** A stored version by the path's number. */
export const versionOf = async (parts: Parts, text: string | undefined) => {
  const version = versionNumber.safeParse(text);
  return version.success
    ? (await parts.reader.policies()).find((policy) => policy.version === version.data)
    : undefined;
};

/** What became of a new version, as an answer; somebody who edited an older one is told what changed since. */
export const writtenAnswer = async (
  parts: Parts,
  done: VersionWritten,
  {
    base,
    active,
    language,
  }: { readonly base: number; readonly active: boolean; readonly language: Language },
): Promise<Answer> => {
  switch (done.state) {
    case 'done':
      return {
        status: 201,
        body: { version: done.version, active },
        headers: { location: `/api/policy/${done.version}`, etag: etagOf(done.version) },
      };
    case 'absent':
      return notFound(language);
    case 'misnumbered':
      return problem('invalid-input', language, {
        errors: [
          wrong(
            '/policy/version',
            {
              'zh-CN': `下一个版本号是 ${done.latest + 1}。`,
              en: `The next version is ${done.latest + 1}.`,
            },
            language,
          ),
        ],
      });
    case 'superseded':
      return problem('not-allowed-now', language, {
        detail: {
          'zh-CN': `第 ${done.active} 版已经启用；旧版本只能恢复为新版本。`,
          en: `Version ${done.active} is active; an older one can only be restored as a new version.`,
        },
      });
    case 'stale': {
      const policies = await parts.reader.policies();
      const edited = policies.find(({ version }) => version === base);
      const latest = policies.find(({ version }) => version === done.latest);
      return problem('stale-version', language, {
        detail: {
          'zh-CN': `策略已有第 ${done.latest} 版，您修改的是第 ${base} 版；请查看变化后再试。`,
          en: `The policy is at version ${done.latest} by now; you edited version ${base}. Look at what changed and try again.`,
        },
        headers: { etag: etagOf(done.latest) },
        members: {
          version: done.latest,
          author: latest?.author ?? null,
          changes:
            edited === undefined || latest === undefined ? [] : changesBetween(edited.policy, latest.policy),
        },
      });
    }
  }
};

const changesBetween = (from: Policy, to: Policy) =>
  differences(from, to).filter(({ pointer }) => pointer !== '/version');

/** This year and the next where their working days are not announced: due times in them may still move. */
export const calendarWarnings = ({ calendar }: Policy, now: Instant) => {
  const { year } = shanghai(now);
  const end = startOfDay(dayNumber({ year: year + 2, month: 1, day: 1 }));
  return uncertainYears(calendar, now, end).map((uncertain) => ({
    ...uncertain,
    detail: {
      'zh-CN':
        uncertain.status === 'provisional'
          ? `${uncertain.year} 年放假安排尚未公布，现只含法定节假日；公布后请导入。`
          : `${uncertain.year} 年没有放假安排，现按周一至周五计算；请导入。`,
      en:
        uncertain.status === 'provisional'
          ? `The working days of ${uncertain.year} are not announced: only statutory holidays are known. Import the notice when it is out.`
          : `There is no calendar for ${uncertain.year}: every Monday to Friday counts. Import one.`,
    },
  }));
};
