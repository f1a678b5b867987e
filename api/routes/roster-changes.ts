import { z } from 'zod';
import type { RosterChange, RosterRows } from '../../adapters/postgres/roster.js';
import { parseInstant, type Instant } from '../../domain/instant.js';
import { absenceSchema, rotationSchema, shiftSchema } from '../../domain/roster/roster.js';
import type { Label } from '../../domain/words.js';
import type { Answer } from '../answer.js';
import type { Parts } from '../parts.js';
import { notFound, problem } from '../problems.js';
import { revisedAnswer, seenVersion, wrong } from '../revised.js';
import { forPeople, type KnownCall, type Route } from '../route.js';
import { anything } from '../shapes.js';

const rowId = /^[0-9a-f-]{36}$/u;
const access = ['admin', 'supervisor'] as const;
const headers = ['If-Match'] as const;
const added = { 201: { description: 'Added; ETag is the version of the roster.', schema: anything } };

/** Shifts, rotations and absences; each change raises the version of the whole roster, which `If-Match` may name. */
export const rosterChangeRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'post',
    path: '/api/roster/shifts',
    title: { 'zh-CN': '新增班次', en: 'Add a shift' },
    tag: 'roster',
    access,
    headers,
    body: { schema: shiftSchema },
    answers: added,
    handle: async (call) => {
      const { group, person, from, to } = call.body;
      const shift = { group, person, from: instant(from), to: to === null ? null : instant(to) };
      return await change(parts, call, { kind: 'add-shifts', shifts: [shift], replacing: null });
    },
  }),
  forPeople({
    method: 'post',
    path: '/api/roster/rotations',
    title: { 'zh-CN': '新增轮班', en: 'Add a rotation' },
    tag: 'roster',
    access,
    headers,
    body: { schema: rotationSchema },
    answers: added,
    handle: async (call) => await change(parts, call, { kind: 'add-rotation', rotation: call.body }),
  }),
  forPeople({
    method: 'post',
    path: '/api/roster/rotations/{id}',
    title: { 'zh-CN': '修改轮班', en: 'Change a rotation' },
    tag: 'roster',
    access,
    headers,
    body: { schema: rotationSchema },
    answers: { 200: { description: 'Changed.', schema: anything } },
    handle: async (call) =>
      await change(parts, call, {
        kind: 'set-rotation',
        id: call.params['id'] ?? '',
        rotation: call.body,
      }),
  }),
  forPeople({
    method: 'post',
    path: '/api/roster/absences',
    title: { 'zh-CN': '登记休假或调班', en: 'Add leave or an exception' },
    tag: 'roster',
    access,
    headers,
    body: { schema: absenceSchema },
    answers: added,
    handle: async (call) => {
      const { from, to, ...absence } = call.body;
      return await change(parts, call, {
        kind: 'add-absence',
        absence: { ...absence, from: instant(from), to: instant(to) },
      });
    },
  }),
  ...(['shift', 'rotation', 'absence'] as const).map((what) =>
    forPeople({
      method: 'post',
      path: `/api/roster/${what}s/{id}/remove`,
      title: removal[what],
      tag: 'roster',
      access,
      headers,
      body: { schema: z.strictObject({}) },
      answers: { 200: { description: 'Removed.', schema: anything } },
      handle: async (call) =>
        await change(parts, call, { kind: 'remove', what, id: call.params['id'] ?? '' }),
    }),
  ),
];

const removal: Readonly<Record<'shift' | 'rotation' | 'absence', Label>> = {
  shift: { 'zh-CN': '删除班次', en: 'Remove a shift' },
  rotation: { 'zh-CN': '删除轮班', en: 'Remove a rotation' },
  absence: { 'zh-CN': '删除休假或调班', en: 'Remove leave or an exception' },
};

const instant = (text: string): Instant => parseInstant(text) ?? 0;

const change = async (parts: Parts, call: KnownCall, wanted: RosterChange): Promise<Answer> => {
  const { language } = call;
  if ('id' in wanted && !rowId.test(wanted.id)) return notFound(language);
  const now = parts.now();
  const faults = faultsOf(wanted, await parts.reader.roster({ from: now, to: now + 1 }));
  if (faults.length > 0)
    return problem('invalid-input', language, {
      errors: faults.map(({ pointer, detail }) => wrong(pointer, detail, language)),
    });
  const done = await parts.reader.changeRoster(wanted, { by: call.caller.id, ifVersion: seenVersion(call) });
  return revisedAnswer(done, language, {
    status: wanted.kind.startsWith('add') ? 201 : 200,
    body: ([id], version) => ({ id, version }),
  });
};

interface Fault {
  readonly pointer: string;
  readonly detail: Label;
}

/** Groups and people that are not there, or do not belong together. */
const faultsOf = (wanted: RosterChange, { members }: RosterRows): readonly Fault[] => {
  const inGroup = (group: string, person: string, pointer: string): readonly Fault[] => {
    if (members[group] === undefined) return [noGroup(group)];
    return members[group].includes(person) ? [] : [outsider(pointer, person, group)];
  };
  switch (wanted.kind) {
    case 'add-shifts':
      return wanted.shifts.flatMap(({ group, person }) => inGroup(group, person, '/person'));
    case 'add-rotation':
    case 'set-rotation':
      return wanted.rotation.people.flatMap((person, i) =>
        inGroup(wanted.rotation.group, person, `/people/${i}`),
      );
    case 'add-absence': {
      const { group, person, substitute } = wanted.absence;
      const groups =
        group === null ? Object.keys(members).filter((id) => members[id]?.includes(person)) : [group];
      if (groups.length === 0) return [outsider('/person', person, '')];
      const own = group === null ? [] : inGroup(group, person, '/person');
      const standsInNowhere =
        substitute !== null && !groups.some((id) => members[id]?.includes(substitute) === true);
      return standsInNowhere ? [...own, outsider('/substitute', substitute, groups.join(', '))] : own;
    }
    case 'remove':
      return [];
  }
};

const noGroup = (group: string): Fault => ({
  pointer: '/group',
  detail: { 'zh-CN': `没有小组“${group}”。`, en: `There is no group "${group}".` },
});

const outsider = (pointer: string, person: string, group: string): Fault => ({
  pointer,
  detail:
    group === ''
      ? { 'zh-CN': `“${person}”不属于任何小组。`, en: `"${person}" belongs to no group.` }
      : {
          'zh-CN': `“${person}”不在小组“${group}”中，不能当值。`,
          en: `"${person}" does not belong to "${group}" and cannot be on duty there.`,
        },
});
