import type { PoolClient } from 'pg';
import { textWithoutWords } from '../../../domain/erasing.js';
import type { ArticleBody } from '../article-rows.js';
import { changeArticle } from '../articles.js';

export interface ErasedArticles {
  /** How many had one of the words. */
  readonly changed: number;
  /** Those, and all that came of the tickets or show a file of theirs: what else they say of somebody only a reader can tell. */
  readonly toReview: readonly string[];
}

interface Version {
  readonly id: string;
  readonly version: number;
  readonly body: ArticleBody;
  readonly isNewest: boolean;
}

const versionsSql = `select v.id, v.version, v.body, v.version = a.version as "isNewest"
  from article_version v join article a using (id)
  where (a.source_no is null or not a.source_no = any($2))
    and exists (select from unnest($1::text[]) word where strpos(v.body::text, word) > 0)
  order by v.id, v.version`;

/** Takes words out of every version of every article, but for those of tickets that the law holds. */
export const eraseArticles = async (
  client: PoolClient,
  {
    of,
    person,
    held,
    words,
    erasure,
    by,
  }: {
    readonly of: readonly string[];
    readonly person: string | null;
    readonly held: readonly string[];
    readonly words: readonly string[];
    readonly erasure: string;
    readonly by: string;
  },
): Promise<ErasedArticles> => {
  const { rows } = await client.query<Version>(versionsSql, [words, held]);
  const changed = new Set<string>();
  for (const { id, version, body, isNewest } of rows) {
    const left = textsWithout(body, words);
    if (JSON.stringify(left) === JSON.stringify(textsOf(body))) continue;
    changed.add(id);
    await client.query('select erase_article_version($1, $2, $3::jsonb, $4)', [
      id,
      version,
      JSON.stringify({ ...body, ...left }),
      erasure,
    ]);
    // A version of its own, so that nobody who has the old text open writes it back unasked.
    if (isNewest) await changeArticle(client, id, { by, change: 'changed', with: left });
  }
  const { rows: drafted } = await client.query<{ id: string }>(
    `select id from article where source_no = any($1)
     union select article from article_upload shown join upload u on u.id = shown.upload where u.by_id = $2`,
    [of, person],
  );
  return { changed: changed.size, toReview: [...new Set([...changed, ...drafted.map(({ id }) => id)])] };
};

const textsOf = ({ title, symptoms, solution, tags }: ArticleBody) => ({ title, symptoms, solution, tags });

const textsWithout = (body: ArticleBody, words: readonly string[]) => ({
  title: textWithoutWords(body.title, words),
  symptoms: textWithoutWords(body.symptoms, words),
  solution: textWithoutWords(body.solution, words),
  tags: body.tags.map((tag) => textWithoutWords(tag, words)),
});
