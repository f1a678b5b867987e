import { z } from 'zod';
import { rfc3339 } from '../../domain/instant.js';
import { ok } from '../answer.js';
import type { Parts } from '../parts.js';
import { notFound } from '../problems.js';
import { forPeople, staff, type Route } from '../route.js';
import { anything } from '../shapes.js';

const inboxQuery = z.strictObject({ unread: z.enum(['true', 'false']).optional() });
const mostInbox = 200;
const noticeId = /^[A-Za-z0-9_-]{1,64}$/u;

/** Who the caller is, who else is there, and what they were told. */
export const peopleRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'get',
    path: '/api/me',
    title: { 'zh-CN': '我是谁', en: 'Who am I' },
    tag: 'people',
    access: 'people',
    answers: { 200: { description: 'The caller as the desk knows them.', schema: anything } },
    handle: async ({ caller }) => {
      const [nameOf, contact] = await Promise.all([
        parts.names.of([caller.id]),
        parts.reader.contact(caller.id),
      ]);
      const { id, staffNumber, roles, groups, leads } = caller;
      return ok({
        id,
        name: nameOf(id),
        staffNumber,
        extension: contact?.extension ?? null,
        roles,
        groups,
        leads,
      });
    },
  }),
  forPeople({
    method: 'get',
    path: '/api/people',
    title: { 'zh-CN': '人员', en: 'People' },
    tag: 'people',
    access: staff,
    answers: { 200: { description: 'Everybody the desk knows.', schema: anything } },
    handle: async () => ok({ people: await parts.reader.people() }),
  }),
  forPeople({
    method: 'get',
    path: '/api/inbox',
    title: { 'zh-CN': '站内通知', en: 'Inbox' },
    tag: 'people',
    access: 'people',
    query: inboxQuery,
    answers: { 200: { description: "The caller's notices, newest first.", schema: anything } },
    handle: async ({ caller, query }) => {
      const asked = { unread: query.unread === 'true', limit: mostInbox };
      const notices = await parts.reader.inbox(caller.id, asked);
      return ok({
        notices: notices.map(({ at, readAt, ...notice }) => ({
          ...notice,
          at: rfc3339(at),
          readAt: readAt === null ? null : rfc3339(readAt),
        })),
      });
    },
  }),
  forPeople({
    method: 'post',
    path: '/api/inbox/{id}/read',
    title: { 'zh-CN': '标为已读', en: 'Mark as read' },
    tag: 'people',
    access: 'people',
    body: { schema: z.strictObject({}) },
    answers: { 204: { description: 'It is marked.' } },
    handle: async ({ caller, params, language }) => {
      const id = params['id'] ?? '';
      const isMarked = noticeId.test(id) && (await parts.reader.markRead(caller.id, id));
      return isMarked ? { status: 204 } : notFound(language);
    },
  }),
];
