import type { Pool, PoolClient } from 'pg';
import { articleWords, wordsMade, type Searched } from './article-words.js';

const batch = 200;

/** Brings the search index of articles up to date whose words were made by an older rule, or not at all. */
export const indexArticles = async (pool: Pool | PoolClient): Promise<number> => {
  let done = 0;
  for (;;) {
    const { rows } = await pool.query<Searched & { id: string }>(
      'select id, title, tags, symptoms, solution from article where words_made < $1 order by id limit $2',
      [wordsMade, batch],
    );
    for (const { id, ...text } of rows) {
      const words = articleWords(text);
      // Only if it is still the same text: whoever changed it meanwhile has indexed it.
      await pool.query(
        `update article set title_words = $2::tsvector, words = $3::tsvector, words_made = $4
         where id = $1 and words_made < $4`,
        [id, words.title, words.all, wordsMade],
      );
    }
    done += rows.length;
    if (rows.length < batch) return done;
  }
};
