import type { z } from 'zod';
import type { ListFilters, ListPosition } from '../adapters/postgres/list-tickets.js';
import type { Instant } from '../domain/instant.js';
import type { Actor } from '../domain/people.js';
import { sightOf, type SeenBy } from '../domain/permissions.js';
import type { Language } from '../domain/words.js';
import type { Answer } from './answer.js';
import type { FilterQuery, listQuery } from './routes/tickets.js';
import type { Parts } from './parts.js';
import { beginOf, endOf } from './period.js';
import { problem } from './problems.js';

const usualLimit = 50;
const minuteMs = 60_000;

export const filtersOf = ({ dueWithin, from, to, ...filters }: FilterQuery, now: Instant): ListFilters => ({
  ...filters,
  acceptedFrom: from === undefined ? undefined : beginOf(from),
  acceptedBefore: to === undefined ? undefined : endOf(to),
  dueBefore: dueWithin === undefined ? undefined : now + dueWithin * minuteMs,
});

/** One page of the tickets that the caller may see, each as far as they may see it. */
export const listAnswer = async (
  parts: Parts,
  asked: {
    readonly query: Omit<z.infer<typeof listQuery>, 'format'>;
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
  const texts = await parts.texts.of(rows, (standing) => sightOf(asked.caller, standing));
  return {
    status: 200,
    body: `{"tickets":[${texts.join(',')}],"next":${JSON.stringify(next === null ? null : cursorOf(next))}}`,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    about: { shown: rows.map(({ no }) => no) },
  };
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
