import { z } from 'zod';
import type { Routed } from '../../adapters/postgres/routing.js';
import { intakeClauses, intakeSchema } from '../../domain/register.js';
import { routingRulesSchema, type RoutingRule } from '../../domain/routing.js';
import { typeLabels, type Label } from '../../domain/words.js';
import { etagOf, ok } from '../answer.js';
import type { Parts } from '../parts.js';
import { problem } from '../problems.js';
import { revisedAnswer, seenVersion, wrong } from '../revised.js';
import { forPeople, staff, type Route } from '../route.js';
import { anything } from '../shapes.js';

/** Where new tickets go (§2.2.1): rules as data, and what they would do. */
export const routingRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'get',
    path: '/api/routing',
    title: { 'zh-CN': '派单规则', en: 'Routing rules' },
    clause: '§2.2.1',
    tag: 'roster',
    access: staff,
    answers: { 200: { description: 'The rules in order; ETag is their version.', schema: anything } },
    handle: async () => {
      const routing = await parts.reader.routing();
      return ok(routing, { etag: etagOf(routing.version) });
    },
  }),
  forPeople({
    method: 'post',
    path: '/api/routing',
    title: { 'zh-CN': '替换派单规则', en: 'Replace the routing rules' },
    clause: '§2.2.1',
    tag: 'roster',
    access: ['admin'],
    headers: ['If-Match'],
    body: { schema: z.strictObject({ rules: routingRulesSchema }), limit: 512 * 1024 },
    answers: { 200: { description: 'Replaced; new tickets follow them.', schema: anything } },
    handle: async (call) => {
      const { body, caller, language } = call;
      const groups = new Set((await parts.reader.groups()).map(({ id }) => id));
      const errors = body.rules.flatMap(({ group }, i) =>
        groups.has(group) ? [] : [wrong(`/rules/${i}/group`, noGroup(group), language)],
      );
      if (errors.length > 0) return problem('invalid-input', language, { errors });
      const done = await parts.reader.setRouting(body.rules, {
        by: caller.id,
        ifVersion: seenVersion(call),
      });
      return revisedAnswer(done, language, {
        status: 200,
        body: (count, version) => ({ rules: body.rules, count, version }),
      });
    },
  }),
  forPeople({
    method: 'post',
    path: '/api/routing/try',
    title: { 'zh-CN': '试算派单', en: 'Try the routing' },
    clause: '§2.2.1',
    tag: 'roster',
    access: staff,
    body: {
      schema: intakeSchema,
      clauseOf: ([field]) => intakeClauses[String(field)] ?? '§2.1',
    },
    answers: {
      200: { description: 'What would happen to this ticket now; nothing is stored.', schema: anything },
    },
    handle: async ({ body, language }) => {
      const routed = await parts.reader.tryRouting(body, parts.now());
      if (routed === null)
        return ok({ rule: null, group: null, engineer: null, onDuty: [], told: [], why: nowhere[language] });
      const group = (await parts.reader.groups()).find(({ id }) => id === routed.rule.group);
      const nameOf = await parts.names.of(routed.onDuty.map(({ id }) => id));
      const onDuty = routed.onDuty.map(({ group: _group, ...person }) => ({
        ...person,
        name: nameOf(person.id),
      }));
      const [engineer] = onDuty;
      return ok({
        rule: { position: routed.position, ...routed.rule },
        group: routed.rule.group,
        engineer: engineer ?? null,
        onDuty,
        told: engineer === undefined ? [group?.lead ?? group?.deputyLead].filter(Boolean) : [engineer.id],
        why: whyOf(routed, engineer?.name ?? null, group?.name)[language],
      });
    },
  }),
];

const noGroup = (group: string): Label => ({
  'zh-CN': `没有小组“${group}”。`,
  en: `There is no group "${group}".`,
});

const nowhere: Label = {
  'zh-CN': '没有规则适用：工单留在已登记，等待服务台派单。',
  en: 'No rule fits: the ticket stays registered until the desk dispatches it.',
};

const whyOf = (
  { position, rule, onDuty }: Routed,
  engineer: string | null,
  named: Label | undefined,
): Label => {
  const [chosen] = onDuty;
  const grounds = groundsOf(rule);
  return {
    'zh-CN': `第 ${position} 条规则适用（${grounds['zh-CN']}），派到${named?.['zh-CN'] ?? ` ${rule.group}`}；${
      engineer === null || chosen === undefined
        ? '组内无人当值，通知小组负责人，时限照常计算。'
        : `当值 ${onDuty.length} 人中 ${engineer} 未结时限最少（${chosen.openDuties}）。`
    }`,
    en: `Rule ${position} fits (${grounds.en}) and sends it to ${named?.en ?? rule.group}; ${
      engineer === null || chosen === undefined
        ? 'nobody there is on duty, so its lead is told and the duties keep running.'
        : `of ${onDuty.length} on duty ${engineer} has the fewest open duties (${chosen.openDuties}).`
    }`,
  };
};

const groundsOf = ({ type, words, department }: RoutingRule): Label => {
  const parts: readonly Label[] = [
    ...(type === null
      ? []
      : [{ 'zh-CN': `类型为${typeLabels[type]['zh-CN']}`, en: `type ${typeLabels[type].en}` }]),
    ...(words.length === 0
      ? []
      : [{ 'zh-CN': `含有“${words.join('”“')}”之一`, en: `one of "${words.join('", "')}"` }]),
    ...(department === null ? [] : [{ 'zh-CN': `部门为${department}`, en: `department ${department}` }]),
  ];
  return parts.length === 0
    ? { 'zh-CN': '适用于所有工单', en: 'it fits every ticket' }
    : {
        'zh-CN': parts.map((part) => part['zh-CN']).join('，'),
        en: parts.map((part) => part.en).join(', '),
      };
};
