import type { z } from 'zod';
import type { ListFilters, ListPosition } from '../adapters/postgres/list-tickets.js';
import type { Instant } from '../domain/instant.js';
import type { Actor } from '../domain/people.js';
import { sightOf, type SeenBy } from '../domain/permissions.js';
import type { Language } from '../domain/words.js';
import { ok, type Answer } from './answer.js';
import type { FilterQuery, listQuery } from './routes/tickets.js';
import type { Parts } from './parts.js';
import { problem } from './problems.js';
import { namedIn, ticketJson } from './ticket-json.js';

const usualLimit = 50;
const minuteMs = 60_000;

export const filtersOf = ({ dueWithin, ...filters }: FilterQuery, now: Instant): ListFilters => ({
  ...filters,
  dueBefore: dueWithin === undefined ? undefined : now + dueWithin * minuteMs,
});

/** One page of the tickets that the caller may see, each as far as they may see it. */
export const listAnswer = async (
  parts: Parts,
  asked: {
    readonly query: z.infer<typeof listQuery>;
    readonly caller: Actor;
    readonly seenBy: SeenBy;
    readonly language: Language;
  },
): Promise<Answer> => {
  const { sort, cursor, limit = usualLimit, ...filters } = asked.query;
  const after = cursor === undefined ? undefined : positionOf(cursor);
  if (after === null) return badCursor(asked.language);
  const { rows, next } = await parts.reader.list({
    seenBy: asked.seenBy,
    filters: filtersOf(filters, parts.now()),
    sort,
    after,
    limit,
  });
  const nameOf = await parts.names.of(rows.flatMap(({ ticket }) => namedIn(ticket)));
  return ok({
    tickets: rows.flatMap((row) => {
      const sight = sightOf(asked.caller, row.ticket);
      return sight === 'none' ? [] : [ticketJson(row, { sight, nameOf })];
    }),
    next: next === null ? null : cursorOf(next),
  });
};

const cursorForm = /^(never|\d{1,15})_(TS\d{8}\d{3,14})$/u;

const cursorOf = ({ at, no }: ListPosition): string => `${at === Infinity ? 'never' : at}_${no}`;

const positionOf = (cursor: string): ListPosition | null => {
  const [, at, no] = cursorForm.exec(cursor) ?? [];
  return at === undefined || no === undefined ? null : { at: at === 'never' ? Infinity : Number(at), no };
};

const badCursor = (language: Language): Answer =>
  problem('invalid-input', language, {
    errors: [
      {
        pointer: '',
        parameter: 'cursor',
        rule: 'invalid-format',
        clause: null,
        detail: { 'zh-CN': '须原样使用上一页的 next。', en: 'Must be the `next` of the page before.' }[
          language
        ],
      },
    ],
  });
