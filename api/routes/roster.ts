import { z } from 'zod';
import { groupId, when } from '../../domain/actions/fields.js';
import { dayMs, parseInstant, rfc3339, type Instant } from '../../domain/instant.js';
import { allGaps, gapsOf } from '../../domain/roster/changes.js';
import { stints, type Period } from '../../domain/roster/stints.js';
import type { Language } from '../../domain/words.js';
import { etagOf, ok, type Answer } from '../answer.js';
import type { Parts } from '../parts.js';
import { problem } from '../problems.js';
import { wrong } from '../revised.js';
import { forPeople, staff, type Route } from '../route.js';
import { anything } from '../shapes.js';
import { rosterChangeRoutes } from './roster-changes.js';

const longestDays = 100;
const usualDays = 14;
const days = z
  .string()
  .regex(/^\d{1,3}$/u)
  .transform(Number)
  .pipe(z.int().min(1).max(longestDays));

/** Who is on duty when, and when nobody is. */
export const rosterRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'get',
    path: '/api/roster',
    title: { 'zh-CN': '值班表', en: 'Duty roster' },
    tag: 'roster',
    access: staff,
    query: z.strictObject({ from: when.optional(), to: when.optional(), group: groupId.optional() }),
    answers: {
      200: {
        description: 'Who is on duty when in the period, with gaps and the rows behind it.',
        schema: anything,
      },
    },
    handle: async ({ query, language }) => {
      const from = instantOf(query.from) ?? parts.now();
      const to = instantOf(query.to) ?? from + usualDays * dayMs;
      if (to <= from || to - from > longestDays * dayMs) return badPeriod(language);
      return await calendarOf(parts, { from, to }, query.group);
    },
  }),
  forPeople({
    method: 'get',
    path: '/api/roster/on-duty',
    title: { 'zh-CN': '当值人员', en: 'Who is on duty' },
    tag: 'roster',
    access: staff,
    query: z.strictObject({ at: when.optional(), group: groupId.optional() }),
    answers: { 200: { description: 'People on duty, who routing would choose first.', schema: anything } },
    handle: async ({ query }) => {
      const at = instantOf(query.at) ?? parts.now();
      const [people, groups] = await Promise.all([
        parts.reader.onDuty(at, query.group),
        parts.reader.groups(),
      ]);
      const nameOf = await parts.names.of(people.map(({ id }) => id));
      return ok({
        at: rfc3339(at),
        groups: groups
          .filter(({ id }) => query.group === undefined || id === query.group)
          .map(({ id, name, lead, deputyLead }) => ({
            group: id,
            name,
            lead,
            deputyLead,
            onDuty: people
              .filter(({ group }) => group === id)
              .map(({ group: _group, ...person }) => ({ ...person, name: nameOf(person.id) })),
          })),
      });
    },
  }),
  forPeople({
    method: 'get',
    path: '/api/roster/gaps',
    title: { 'zh-CN': '值班空缺', en: 'Gaps in the roster' },
    tag: 'roster',
    access: staff,
    query: z.strictObject({ days: days.optional() }),
    answers: { 200: { description: 'When nobody of a group is on duty, soonest first.', schema: anything } },
    handle: async ({ query }) => {
      const from = parts.now();
      const period = { from, to: from + (query.days ?? usualDays) * dayMs };
      const roster = await parts.reader.roster(period);
      const gaps = allGaps(roster, period);
      return ok({ ...written(period), gaps: gaps.map((gap) => ({ ...gap, ...written(gap) })) });
    },
  }),
  ...rosterChangeRoutes(parts),
];

const calendarOf = async (parts: Parts, period: Period, group: string | undefined): Promise<Answer> => {
  const roster = await parts.reader.roster(period);
  const isAsked = (row: { readonly group: string | null }): boolean =>
    group === undefined || row.group === null || row.group === group;
  const found = stints(roster, period, group);
  const nameOf = await parts.names.of(found.map(({ person }) => person));
  const groups = Object.keys(roster.members).filter((id) => isAsked({ group: id }));
  return ok(
    {
      ...written(period),
      stints: found.map((stint) => ({ ...stint, ...written(stint), name: nameOf(stint.person) })),
      gaps: groups.flatMap((id) => gapsOf(roster, id, period).map((gap) => ({ group: id, ...written(gap) }))),
      shifts: roster.shifts.filter(isAsked).map((shift) => ({ ...shift, ...written(shift) })),
      rotations: roster.rotations.filter(isAsked),
      absences: roster.absences.filter(isAsked).map((absence) => ({ ...absence, ...written(absence) })),
      version: roster.version,
    },
    { etag: etagOf(roster.version) },
  );
};

const instantOf = (text: string | undefined): Instant | null =>
  text === undefined ? null : parseInstant(text);

const written = ({ from, to }: { readonly from: Instant; readonly to: Instant | null }) => ({
  from: rfc3339(from),
  to: to === null ? null : rfc3339(to),
});

const badPeriod = (language: Language): Answer =>
  problem('invalid-input', language, {
    errors: [
      {
        ...wrong(
          '',
          {
            'zh-CN': `结束须晚于开始，且不超过 ${longestDays} 天。`,
            en: `Must be after the beginning, and within ${longestDays} days of it.`,
          },
          language,
        ),
        parameter: 'to',
      },
    ],
  });
