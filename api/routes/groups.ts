import { z } from 'zod';
import type { GroupInput, GroupWritten } from '../../adapters/postgres/groups.js';
import { groupId, personId, text } from '../../domain/actions/fields.js';
import type { Language } from '../../domain/words.js';
import { etagOf, ok, type Answer } from '../answer.js';
import type { Parts } from '../parts.js';
import { notFound, problem } from '../problems.js';
import { seenVersion, staleAnswer, wrong } from '../revised.js';
import { forPeople, staff, type Route } from '../route.js';
import { anything } from '../shapes.js';

const groupShape = {
  name: z.strictObject({ 'zh-CN': text(40), en: text(60) }),
  lead: personId.nullable(),
  deputyLead: personId.nullable(),
  members: z.array(personId).max(500),
};
const isGroup = z.safeParse.bind(null, groupId);

/** Groups with who leads them, who stands in for the lead, and who belongs to them. */
export const groupRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'get',
    path: '/api/groups',
    title: { 'zh-CN': '小组', en: 'Groups' },
    tag: 'people',
    access: staff,
    answers: { 200: { description: 'Groups with who leads and belongs to them.', schema: anything } },
    handle: async () => ok({ groups: await parts.reader.groups() }),
  }),
  forPeople({
    method: 'get',
    path: '/api/groups/{id}',
    title: { 'zh-CN': '查看小组', en: 'Show a group' },
    tag: 'people',
    access: staff,
    answers: { 200: { description: 'The group; ETag is its version.', schema: anything } },
    handle: async ({ params, language }) => await shown(parts, params['id'] ?? '', { language, status: 200 }),
  }),
  forPeople({
    method: 'post',
    path: '/api/groups',
    title: { 'zh-CN': '新增小组', en: 'Add a group' },
    tag: 'people',
    access: ['admin'],
    body: { schema: z.strictObject({ id: groupId, ...groupShape }) },
    answers: { 201: { description: 'Added.', schema: anything } },
    handle: async ({ body: { id, ...group }, caller, language }) =>
      await written(parts, await parts.reader.addGroup(id, group, caller.id), {
        id,
        group,
        language,
        status: 201,
      }),
  }),
  forPeople({
    method: 'post',
    path: '/api/groups/{id}',
    title: { 'zh-CN': '修改小组', en: 'Change a group' },
    tag: 'people',
    access: ['admin'],
    headers: ['If-Match'],
    body: { schema: z.strictObject(groupShape).partial() },
    answers: { 200: { description: 'Changed; what was left out is as it was.', schema: anything } },
    handle: async (call) => {
      const { params, body, language } = call;
      const id = params['id'] ?? '';
      const group = (await parts.reader.groups()).find((known) => known.id === id);
      if (group === undefined) return notFound(language);
      const changed: GroupInput = {
        name: body.name ?? group.name,
        lead: body.lead === undefined ? group.lead : body.lead,
        deputyLead: body.deputyLead === undefined ? group.deputyLead : body.deputyLead,
        members: body.members ?? group.members,
      };
      // What was left out was read just now: a change in between would be undone.
      const done = await parts.reader.setGroup(id, changed, {
        by: call.caller.id,
        ifVersion: seenVersion(call) ?? group.version,
      });
      return await written(parts, done, { id, group: changed, language, status: 200 });
    },
  }),
];

const shown = async (
  parts: Parts,
  id: string,
  { language, status }: { readonly language: Language; readonly status: number },
): Promise<Answer> => {
  const group = isGroup(id).success
    ? (await parts.reader.groups()).find((known) => known.id === id)
    : undefined;
  return group === undefined
    ? notFound(language)
    : { status, body: { group }, headers: { etag: etagOf(group.version) } };
};

const written = async (
  parts: Parts,
  done: GroupWritten,
  asked: {
    readonly id: string;
    readonly group: GroupInput;
    readonly language: Language;
    readonly status: number;
  },
): Promise<Answer> => {
  const { id, group, language } = asked;
  switch (done.state) {
    case 'done':
      return await shown(parts, id, asked);
    case 'stale':
      return staleAnswer(done.version, language);
    case 'absent':
      return notFound(language);
    case 'exists':
      return problem('not-allowed-now', language, {
        detail: { 'zh-CN': `已有小组“${id}”。`, en: `There is a group "${id}" already.` },
      });
    case 'unknown-people':
      return problem('invalid-input', language, {
        errors: done.people.map((person) =>
          wrong(
            pointerTo(group, person),
            {
              'zh-CN': `没有“${person}”这个人，或已停用。`,
              en: `There is no person "${person}", or they are disabled.`,
            },
            language,
          ),
        ),
      });
  }
};

const pointerTo = ({ lead, deputyLead, members }: GroupInput, person: string): string => {
  if (lead === person) return '/lead';
  return deputyLead === person ? '/deputyLead' : `/members/${members.indexOf(person)}`;
};
