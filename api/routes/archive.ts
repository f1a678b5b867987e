import type { ArchivedTicket } from '../../adapters/postgres/read-archive.js';
import { rfc3339 } from '../../domain/instant.js';
import { ok } from '../answer.js';
import { ofSeen, type Parts } from '../parts.js';
import { notFound } from '../problems.js';
import { forPeople, type Route } from '../route.js';
import { anything } from '../shapes.js';

/** §2.5.2: what was kept of a ticket when it ended. */
export const archiveRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'get',
    path: '/api/archive/{no}',
    title: { 'zh-CN': '归档记录', en: 'Archive record' },
    clause: '§2.5.2',
    tag: 'tickets',
    access: 'people',
    namesTicket: true,
    answers: {
      200: {
        description: 'The record with its hash; reporters see its public part.',
        schema: anything,
      },
    },
    handle: async (call) =>
      await ofSeen(parts, call, async ({ row, sight }) => {
        const archived = await parts.reader.archived(row.ticket.no);
        if (archived === null) return notFound(call.language);
        const { id, hash, madeAt, body } = archived;
        return ok({
          id,
          hash,
          madeAt: rfc3339(madeAt),
          record: sight === 'internal' ? body : publicPart(body, call.caller.id),
        });
      }),
  }),
];

/** Without the escalations, the ledger of lateness, internal entries, notices to others and who was told of what. */
const publicPart = (body: ArchivedTicket['body'], reader: string) => ({
  no: body.no,
  intake: body.intake,
  entries: body.entries.flatMap(({ seq, entry, hash }) => {
    if (entry?.visibility !== 'public') return [];
    const { tell: _told, requestId: _id, requestHash: _hash, ...shown } = entry;
    return [{ seq, entry: shown, hash }];
  }),
  notices: body.notices.filter((notice) => (notice as { recipient?: unknown }).recipient === reader),
  templates: { register: body.templates.register, survey: body.templates.survey },
});
