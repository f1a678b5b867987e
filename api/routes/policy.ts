import { z } from 'zod';
import { policySchema } from '../../domain/policy.js';
import { rfc3339 } from '../../domain/instant.js';
import { ok } from '../answer.js';
import type { Parts } from '../parts.js';
import { notFound, problem } from '../problems.js';
import { forPeople, staff, type Route } from '../route.js';
import { anything } from '../shapes.js';

const kilobyte = 1024;

/** The numbers of the manual by version; versions never change, and open tickets keep theirs until told otherwise. */
export const policyRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'get',
    path: '/api/policy',
    title: { 'zh-CN': '策略版本', en: 'Policy versions' },
    tag: 'policy',
    access: staff,
    answers: { 200: { description: 'All versions, and which is active.', schema: anything } },
    handle: async () => {
      const policies = await parts.reader.policies();
      return ok({
        policies: policies.map(({ createdAt, policy: _policy, ...version }) => ({
          ...version,
          createdAt: rfc3339(createdAt),
        })),
        active: policies.find(({ active }) => active)?.policy ?? null,
      });
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
      const version = Number(params['version']);
      const found = (await parts.reader.policies()).find((policy) => policy.version === version);
      return found === undefined ? notFound(language) : ok({ policy: found.policy });
    },
  }),
  forPeople({
    method: 'post',
    path: '/api/policy',
    title: { 'zh-CN': '新增策略版本', en: 'Add a policy version' },
    tag: 'policy',
    access: ['supervisor'],
    body: {
      schema: z.strictObject({ policy: policySchema, active: z.boolean() }),
      clauseOf: () => null,
      limit: 512 * kilobyte,
    },
    answers: { 201: { description: 'Added; new tickets follow the active version.', schema: anything } },
    handle: async ({ body, caller, language }) => {
      const { policy, active } = body;
      const isAdded = await parts.reader.addPolicy({ policy, active, author: caller.id, now: parts.now() });
      if (isAdded)
        return {
          status: 201,
          body: { version: policy.version, active },
          headers: { location: `/api/policy/${policy.version}` },
        };
      return problem('not-allowed-now', language, {
        detail: {
          'zh-CN': `第 ${policy.version} 版策略已经存在；版本一经发布不再更改。`,
          en: `Policy version ${policy.version} exists already; a version never changes.`,
        },
      });
    },
  }),
];
