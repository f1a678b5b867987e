import type { Pool } from 'pg';
import type { TicketType } from '../../domain/words.js';
import { articleColumns, type Article } from './article-rows.js';
import { distinct, joined, quote, termsOf, type Term } from './article-words.js';
import { filterSql, filterValues, type ArticleFilters } from './article-filters.js';
import { wordsOf } from './search-words.js';

export interface SuggestionAsked {
  readonly text: string;
  /** Type of the ticket at hand: its articles come first, and what they solved of its kind is counted. */
  readonly type?: TicketType | undefined;
  readonly filters: ArticleFilters;
  readonly limit: number;
  /** The least share of the text's words, by their weight, that an article must have; 0 where it is left out. */
  readonly leastCovered?: number;
}

/** An article and why it is suggested. */
export interface Suggested {
  readonly article: Article;
  /** Words of the text that it has, as they stand in the text. */
  readonly words: readonly string[];
  readonly isSameType: boolean;
  /** Different tickets of that type that it solved; of any type where none was given. */
  readonly solved: number;
}

export type SuggestArticles = (asked: SuggestionAsked) => Promise<readonly Suggested[]>;

const mostTerms = 80;
/** Share of all articles that a suggestion looks at, and how many of them: titles lie beside their row, the rest does not. */
const looksAt = {
  title_words: { share: 0.1, matches: 2000 },
  words: { share: 0.02, matches: 400 },
} as const;
const candidates = 25;
const freshMs = 600_000;

const matching = (column: keyof typeof looksAt, query: string): string => `
  (select id from (
    select a.id, a.updated_at, a.${column} as found from article a where a.${column} @@ ${query} and ${filterSql}
    limit ${looksAt[column].matches}
  ) matches order by ts_rank('{0, 0.1, 0.5, 1}', found, ${query}) desc, updated_at desc limit ${candidates})`;

const suggestSql = `
  with hit as (${matching('title_words', '$7::tsquery')} union ${matching('words', '$8::tsquery')})
  select ${articleColumns},
    (select count(distinct u.no)::int from article_use u join ticket t on t.no = u.no
     where u.article = a.id and u.kind in ('solution', 'settled') and ($9::text is null or t.type = $9)) as solved_such
  from hit join article a using (id)`;

/** Suggests articles for a text, by the words that few other articles have. */
export const createSuggestArticles = (pool: Pool): SuggestArticles => {
  const shares = createShares(pool);
  return async ({ text, type, filters, limit, leastCovered = 0 }) => {
    // A single character says nothing of what a text is about.
    const terms = distinct(termsOf(text.slice(0, 4000)))
      .filter(({ kind, word }) => kind !== 'single' && word.length > 1)
      .slice(0, mostTerms);
    if (terms.length === 0) return [];
    const { title_words, words: shareOf } = await shares();
    const telling = [
      { shareOf: title_words, most: looksAt.title_words.share },
      { shareOf, most: looksAt.words.share },
    ].map((asked) =>
      tellingOf(terms, asked)
        .map((term) => quote(term))
        .join(' | '),
    );
    const { rows } = await pool.query<Article & { solved_such: number }>({
      name: 'suggest-articles',
      text: suggestSql,
      values: [...filterValues(filters), ...telling, type ?? null],
    });
    const weigh = ({ word }: Term): number => Math.log(1 / Math.max(shareOf(word), 1e-4)) + 0.1;
    const total = terms.reduce((sum, term) => sum + weigh(term), 0);
    return rows
      .map(({ solved_such, ...article }) => {
        const matched = matchOf(article, terms);
        const covered = [...matched.keys()].reduce((sum, term) => sum + weigh(term), 0) / total;
        const score = [...matched].reduce((sum, [term, weight]) => sum + weight * weigh(term), 0);
        const isSameType = type !== undefined && article.type === type;
        return {
          covered,
          matched,
          score: score * (isSameType ? 1.3 : 1) * (1 + 0.1 * Math.log1p(solved_such)),
          suggested: { article, words: joined([...matched.keys()]), isSameType, solved: solved_such },
        };
      })
      .filter(({ covered, matched }) => covered >= leastCovered && isTelling(matched, terms))
      .sort(
        (one, other) =>
          other.score - one.score || one.suggested.article.id.localeCompare(other.suggested.article.id),
      )
      .slice(0, limit)
      .map(({ suggested }) => suggested);
  };
};

/** The rarest terms, as long as they are few enough articles together. */
const tellingOf = (
  terms: readonly Term[],
  { shareOf, most }: { readonly shareOf: ShareOf; readonly most: number },
): readonly Term[] => {
  const byShare = terms
    .map((term) => ({ term, share: shareOf(term.word) }))
    .sort((one, other) => one.share - other.share);
  let sum = 0;
  return byShare
    .filter(({ share }, i) => {
      sum += share;
      return i === 0 || sum <= most;
    })
    .map(({ term }) => term);
};

const fieldWeights = { title: 3, symptoms: 1.5, solution: 0.5 } as const;

/** The terms that an article has, each with the weight of the best field it stands in. */
const matchOf = (article: Article, terms: readonly Term[]): ReadonlyMap<Term, number> => {
  const fields = [
    { weight: fieldWeights.title, words: setOf([article.title, ...article.tags].join('\n')) },
    { weight: fieldWeights.symptoms, words: setOf(article.symptoms) },
    { weight: fieldWeights.solution, words: setOf(article.solution) },
  ];
  const matched = new Map<Term, number>();
  for (const term of terms) {
    const field = fields.find(({ words }) => words.has(term.word));
    if (field !== undefined) matched.set(term, field.weight);
  }
  return matched;
};

const setOf = (text: string): ReadonlySet<string> => new Set(wordsOf(text).map(({ word }) => word));

/** Two words are more than chance, and so is one in the title; so is all that a short text has. */
const isTelling = (matched: ReadonlyMap<Term, number>, terms: readonly Term[]): boolean =>
  matched.size >= Math.min(2, terms.length) ||
  [...matched.values()].some((weight) => weight === fieldWeights.title);

/** Which share of all articles has a word; 0 for words that are not common. */
type ShareOf = (word: string) => number;

/** Shares of words in titles and anywhere, as Postgres last counted them. */
const createShares = (pool: Pool): (() => Promise<Readonly<Record<keyof typeof looksAt, ShareOf>>>) => {
  let known: Readonly<Record<string, ReadonlyMap<string, number>>> = {};
  let readAt = -Infinity;
  const shareIn =
    (column: string): ShareOf =>
    (word) =>
      known[column]?.get(word) ?? 0;
  return async () => {
    if (Date.now() - readAt > freshMs) {
      const { rows } = await pool.query<{ attname: string; words: string[]; shares: number[] }>(
        `select attname, most_common_elems::text::text[] as words, most_common_elem_freqs as shares
         from pg_stats where schemaname = current_schema() and tablename = 'article'
           and attname in ('title_words', 'words') and most_common_elems is not null`,
      );
      known = Object.fromEntries(
        rows.map(({ attname, words, shares }) => [
          attname,
          new Map(words.map((word, i) => [word, shares[i] ?? 0])),
        ]),
      );
      readAt = Date.now();
    }
    return { title_words: shareIn('title_words'), words: shareIn('words') };
  };
};
