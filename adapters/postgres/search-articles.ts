import type { Pool } from 'pg';
import { filterSql, filterValues, type ArticleFilters } from './article-filters.js';
import { plainOf } from './article-plain.js';
import { excerptOf, marksOf, type Excerpt, type Marks } from './article-marks.js';
import { articleColumns, type Article } from './article-rows.js';
import { articleQuery, type Term } from './article-words.js';
import { createSuggestArticles } from './suggest-articles.js';

/** An article with where the words stand in its title and in the part that fits best. */
export interface FoundArticle {
  readonly article: Article;
  readonly title: Marks;
  readonly excerpt: Excerpt & { readonly field: 'symptoms' | 'solution' };
}

export interface ArticlesAsked {
  readonly filters: ArticleFilters;
  readonly q?: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

/**
 * Lists articles, the most recently changed first, or those in which all words of `q` occur: in the title before in the
 * symptoms before in the solution, as one phrase before apart, then the more often used, then the newer ones. Where
 * nothing has them all, those with most of them.
 */
export type SearchArticles = (
  asked: ArticlesAsked,
) => Promise<{ readonly found: readonly FoundArticle[]; readonly hasMore: boolean }>;

// A word that thousands of articles have is ranked among some of them: nobody reads further.
const mostMatches = 1500;
const mostRanked = 150;

const matching = (column: 'title_words' | 'words'): string => `
  (select id, updated_at from (
    select a.id, a.updated_at from article a where a.${column} @@ $7::tsquery and ${filterSql} limit ${mostMatches}
  ) matches order by updated_at desc limit ${mostRanked})`;

const ranked = (hit: string): string => `
  with hit as (${hit}), ranked as (
    select a.id, a.updated_at,
      round((case when a.title_words @@ $7::tsquery then 4 else 0 end
        + case when a.title_words @@ $9::tsquery then 2 else 0 end
        + case when a.words @@ $8::tsquery then 2 else 0 end
        + case when a.words @@ $9::tsquery then 1 else 0 end
        + ts_rank('{0, 0.1, 0.3, 0.6}', a.words, $7::tsquery))::numeric, 1) as rank,
      (select count(distinct no) from article_use u where u.article = a.id and u.kind in ('solution', 'settled')) as solved
    from hit join article a using (id)
    order by rank desc, solved desc, a.updated_at desc, a.id limit $10 offset $11
  )
  select ${articleColumns} from ranked r join article a using (id)
  order by r.rank desc, r.solved desc, r.updated_at desc, r.id`;

// All words in the title outweigh whatever the rest can bring, so a page full of such titles needs no other look.
const titleSql = ranked(matching('title_words'));
const searchSql = ranked(`${matching('title_words')} union ${matching('words')}`);

const listSql = `select ${articleColumns} from article a where ${filterSql}
  order by a.updated_at desc, a.id desc limit $7 offset $8`;

export const createSearchArticles = (pool: Pool): SearchArticles => {
  const suggest = createSuggestArticles(pool);
  return async ({ filters, q, offset, limit }) => {
    if (q === undefined) {
      const values = [...filterValues(filters), limit + 1, offset];
      const { rows } = await pool.query<Article>({ name: 'list-articles', text: listSql, values });
      return pageOf(rows, limit, []);
    }
    const query = articleQuery(q);
    if (query === null) return { found: [], hasMore: false };
    const { all, near, phrase, terms } = query;
    const values = [...filterValues(filters), all, near, phrase, limit + 1, offset];
    const ask = async (name: string, text: string) =>
      (await pool.query<Article>({ name, text, values })).rows;
    const titled = await ask('search-titles', titleSql);
    const rows = titled.length > limit ? titled : await ask('search-articles', searchSql);
    if (rows.length > 0 || offset > 0) return pageOf(rows, limit, terms);
    const close = await suggest({ text: q, filters, limit, leastCovered: 0.5 });
    return pageOf(
      close.map(({ article }) => article),
      limit,
      terms,
    );
  };
};

const pageOf = (rows: readonly Article[], limit: number, terms: readonly Term[]) => ({
  found: rows.slice(0, limit).map((article) => foundOf(article, terms)),
  hasMore: rows.length > limit,
});

const foundOf = (article: Article, terms: readonly Term[]): FoundArticle => {
  const symptoms = excerptOf(plainOf(article.symptoms), terms);
  const solution = symptoms.marks.length > 0 ? null : excerptOf(plainOf(article.solution), terms);
  return {
    article,
    title: marksOf(article.title, terms),
    excerpt:
      solution === null || solution.marks.length === 0
        ? { ...symptoms, field: 'symptoms' }
        : { ...solution, field: 'solution' },
  };
};
