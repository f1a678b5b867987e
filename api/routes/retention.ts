import { z } from 'zod';
import { retentionClasses } from '../../adapters/postgres/erasing/retention.js';
import { rfc3339 } from '../../domain/instant.js';
import { ok } from '../answer.js';
import type { Parts } from '../parts.js';
import { forPeople, type Route } from '../route.js';
import { anything } from '../shapes.js';

const keepers = ['manager', 'admin'] as const;
const days = z.int().min(1).max(36_500).nullable();
// Until then Temporal may still have their runs, and a restore would bring them back.
const ticketDays = z.int().min(90).max(36_500).nullable();
const rules = z.strictObject(
  Object.fromEntries(
    retentionClasses.map((name) => [name, name === 'archived-tickets' ? ticketDays : days]),
  ) as Record<(typeof retentionClasses)[number], typeof days>,
);

/** How long each class of data is kept, and what was removed for being past it (P3). */
export const retentionRoutes = (parts: Parts): readonly Route[] => {
  const { retention } = parts.office;
  return [
    forPeople({
      method: 'get',
      path: '/api/retention',
      title: { 'zh-CN': '数据保存期限', en: 'Retention of data' },
      tag: 'administration',
      access: keepers,
      answers: { 200: { description: 'Days by class, and what was removed.', schema: anything } },
      handle: async () =>
        ok({
          rules: await retention.rules(),
          removed: (await retention.removed()).map(({ at, ...one }) => ({ ...one, at: rfc3339(at) })),
        }),
    }),
    forPeople({
      method: 'post',
      path: '/api/retention/dry-run',
      title: { 'zh-CN': '试算数据保存期限', en: 'Try retention rules' },
      tag: 'administration',
      access: keepers,
      body: { schema: rules, clauseOf: () => null },
      answers: { 200: { description: 'What these rules would remove now; nothing is.', schema: anything } },
      handle: async ({ body }) => ok({ expected: await retention.expected(body) }),
    }),
    forPeople({
      method: 'put',
      path: '/api/retention',
      title: { 'zh-CN': '设置数据保存期限', en: 'Set the retention of data' },
      tag: 'administration',
      access: keepers,
      body: { schema: rules, clauseOf: () => null },
      answers: { 200: { description: 'The rules as they are now.', schema: anything } },
      handle: async ({ body, caller }) => {
        await retention.setRules(body, caller.id);
        return ok({ rules: await retention.rules() });
      },
    }),
  ];
};
