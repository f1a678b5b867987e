import { z } from 'zod';
import { text } from '../../domain/actions/fields.js';
import { sightOf } from '../../domain/permissions.js';
import { ok, type Answer } from '../answer.js';
import type { Parts } from '../parts.js';
import { forPeople, type Route } from '../route.js';
import { ticketShape } from '../shapes.js';

const mostFound = 8;
const mostSimilar = 5;
const similarDays = 14;
const dayMs = 86_400_000;

const reporterShape = z.object({
  id: z.string(),
  name: z.string(),
  department: z.string(),
  staffNumber: z.string().nullable(),
  extension: z.string().nullable(),
  email: z.string().nullable(),
});

/** What an agent looks up while somebody is on the phone: who calls, and whether it was reported already. */
export const callRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'get',
    path: '/api/reporters',
    title: { 'zh-CN': '查找提报人', en: 'Find a reporter' },
    clause: '§2.1.3',
    tag: 'people',
    access: ['agent'],
    query: z.strictObject({ q: text(80) }),
    answers: {
      200: {
        description: 'People by a beginning of extension, staff number or e-mail, or a part of the name.',
        schema: z.object({ reporters: z.array(reporterShape) }),
      },
    },
    handle: async ({ query }) => {
      const reporters = await parts.reader.reporters(query.q, mostFound);
      return { ...ok({ reporters }), about: { shown: reporters.map(({ id }) => id) } };
    },
  }),
  forPeople({
    method: 'get',
    path: '/api/tickets/similar',
    title: { 'zh-CN': '相似工单', en: 'Similar tickets' },
    clause: '§2.1.4',
    tag: 'tickets',
    access: ['agent'],
    query: z.strictObject({ text: text(2000) }),
    answers: {
      200: {
        description:
          'Tickets of the last fortnight that have not ended and may be about the same, most alike first.',
        schema: z.object({
          similar: z.array(z.object({ ticket: ticketShape, words: z.array(z.string()) })),
        }),
      },
    },
    handle: async ({ query, caller }): Promise<Answer> => {
      const found = await parts.reader.similar({
        text: query.text,
        since: parts.now() - similarDays * dayMs,
        limit: mostSimilar,
      });
      const each = await Promise.all(
        found.map(async (row) => {
          const [ticket] = await parts.texts.of([row], (standing) => sightOf(caller, standing));
          return ticket === undefined ? [] : [`{"ticket":${ticket},"words":${JSON.stringify(row.words)}}`];
        }),
      );
      return {
        status: 200,
        body: `{"similar":[${each.flat().join(',')}]}`,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        about: { shown: found.map(({ no }) => no) },
      };
    },
  }),
];
