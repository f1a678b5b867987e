import type { Pool } from 'pg';
import type { Instant } from '../../domain/instant.js';
import { openStages } from '../../domain/words.js';
import { distinct, joined, quote, termsOf } from './article-words.js';
import type { ListedTicket } from './list-tickets.js';

/** A ticket that may be about the same, with the words they share as they stand in the text. */
export interface SimilarTicket extends ListedTicket {
  readonly words: readonly string[];
}

export interface SimilarAsked {
  readonly text: string;
  /** Only what was accepted since. */
  readonly since: Instant;
  readonly limit: number;
}

export type SimilarTickets = (asked: SimilarAsked) => Promise<readonly SimilarTicket[]>;

const mostTerms = 40;
const candidates = 300;
/** Share of the text's words, by their weight, from which on a ticket may be about the same. */
const leastCovered = 0.2;
const fewWords = 2;

const similarSql = `
  select t.no, t.version, t.updated_at as "updatedAt", t.reporter, t.group_id as "group", t.assignee, t.liaison,
    array(select w.word from unnest($2::text[], $3::text[]) as w(word, query)
      where t.search @@ w.query::tsquery) as words
  from (select * from ticket
    where search @@ $1::tsquery and stage = any($4) and accepted_at >= $5
    order by accepted_at desc, no desc limit ${candidates}) t`;

/** Tickets not yet ended that share the telling words of a text: the same trouble is often reported twice. */
export const createSimilarTickets =
  (pool: Pool): SimilarTickets =>
  async ({ text, since, limit }) => {
    // A single character says nothing of what a text is about.
    const terms = distinct(termsOf(text.slice(0, 2000)))
      .filter(({ kind, word }) => kind !== 'single' && word.length > 1)
      .slice(0, mostTerms);
    if (terms.length === 0) return [];
    const queries = terms.map((term) => quote(term));
    const { rows } = await pool.query<SimilarTicket>({
      name: 'similar-tickets',
      text: similarSql,
      values: [
        queries.join(' | '),
        terms.map(({ word }) => word),
        queries,
        [...openStages, 'resolved'],
        new Date(since),
      ],
    });
    const weigh = weightsAmong(rows);
    const total = terms.reduce((sum, { word }) => sum + weigh(word), 0);
    return rows
      .map((row) => ({
        row: { ...row, words: joined(terms.filter(({ word }) => row.words.includes(word))) },
        covered: row.words.reduce((sum, word) => sum + weigh(word), 0) / total,
        matched: row.words.length,
      }))
      .filter(
        ({ covered, matched }) => covered >= leastCovered && matched >= Math.min(fewWords, terms.length),
      )
      .sort((one, other) => other.covered - one.covered || other.row.no.localeCompare(one.row.no))
      .slice(0, limit)
      .map(({ row }) => row);
  };

/** Words that no ticket has are mostly the seams between Chinese words, and say little. */
const unknownWeight = 0.35;

/** Words that few of the tickets have tell more than those that many have. */
const weightsAmong = (rows: readonly SimilarTicket[]): ((word: string) => number) => {
  const counts = new Map<string, number>();
  for (const { words } of rows) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return (word) => {
    const count = counts.get(word);
    return count === undefined ? unknownWeight : Math.log(1 + (rows.length + 1) / (count + 1));
  };
};
