import type { Pool, PoolClient } from 'pg';
import type { ArticleState } from '../../domain/article-sight.js';
import type { ArticleText } from '../../domain/knowledge.js';
import {
  articleColumns,
  bodyOf,
  type Article,
  type ArticleBody,
  type ArticleChange,
  type ArticleVersion,
} from './article-rows.js';
import { linkUploads } from './article-uploads.js';
import { articleWords, wordsMade } from './article-words.js';
import { createSearchArticles, type SearchArticles } from './search-articles.js';
import { createSuggestArticles, type SuggestArticles } from './suggest-articles.js';
import { transaction } from './transaction.js';

export type { Article, ArticleBody, ArticleVersion } from './article-rows.js';
export type { FoundArticle } from './search-articles.js';
export type { Suggested } from './suggest-articles.js';

/** One ticket that an article had to do with. */
export interface ArticleLink {
  readonly no: string;
  readonly seq: number;
  readonly kind: 'step' | 'solution' | 'settled' | 'source';
}

export interface NewArticle {
  readonly text: ArticleText;
  readonly by: string;
  readonly state: ArticleState;
  readonly change: Extract<ArticleChange, 'created' | 'imported'>;
  readonly source?: string;
}

export interface ChangedArticle {
  readonly by: string;
  readonly change: Exclude<ArticleChange, 'created'>;
  /** What is different afterwards; the rest stays. */
  readonly with: Partial<ArticleBody>;
  /** Refused as stale when the article has moved on from this version. */
  readonly ifVersion?: number | undefined;
}

export type Changing =
  | { readonly state: 'done'; readonly article: Article }
  | { readonly state: 'absent' }
  | { readonly state: 'stale'; readonly article: Article };

/** A file that an article shows. */
export interface ArticleImage {
  readonly article: string;
  readonly id: string;
  readonly sha256: string;
  readonly size: number;
  readonly type: string;
}

/** The knowledge base (§2.5.1); every change is a version, and none is ever lost. */
export interface Articles {
  readonly search: SearchArticles;
  readonly suggest: SuggestArticles;
  readonly get: (id: string) => Promise<Article | null>;
  readonly create: (article: NewArticle) => Promise<Article>;
  readonly change: (id: string, changed: ChangedArticle) => Promise<Changing>;
  readonly versions: (id: string) => Promise<readonly ArticleVersion[]>;
  readonly version: (
    id: string,
    version: number,
  ) => Promise<(ArticleVersion & { readonly body: ArticleBody }) | null>;
  /** Tickets by the article they name, newest first. */
  readonly links: (id: string, limit: number) => Promise<readonly ArticleLink[]>;
  /** Articles that a ticket names, in the order of its log. */
  readonly ofTicket: (no: string) => Promise<readonly (ArticleLink & { readonly article: string })[]>;
  /** Articles by id or by their exact title. */
  readonly named: (asked: {
    readonly ids: readonly string[];
    readonly titles: readonly string[];
  }) => Promise<readonly Article[]>;
  /** Files that these articles show now. */
  readonly images: (ids: readonly string[]) => Promise<readonly ArticleImage[]>;
  /** All articles that are not retired, by id, for the export. */
  readonly all: () => Promise<readonly Article[]>;
}

export const createArticles = (pool: Pool): Articles => ({
  search: createSearchArticles(pool),
  suggest: createSuggestArticles(pool),
  get: async (id) => await read(pool, id),
  create: async (article) => await transaction(pool, async (client) => await insert(client, article)),
  change: async (id, changed) =>
    await transaction(pool, async (client) => await changeArticle(client, id, changed)),
  versions: async (id) => {
    const { rows } = await pool.query<ArticleVersion>(
      'select version, at, by_id as by, change from article_version where id = $1 order by version desc',
      [id],
    );
    return rows;
  },
  version: async (id, version) => {
    const { rows } = await pool.query<ArticleVersion & { body: ArticleBody }>(
      'select version, at, by_id as by, change, body from article_version where id = $1 and version = $2',
      [id, version],
    );
    return rows[0] ?? null;
  },
  links: async (id, limit) => {
    const { rows } = await pool.query<ArticleLink>(
      'select no, seq, kind from article_use where article = $1 order by no desc, seq desc limit $2',
      [id, limit],
    );
    return rows;
  },
  ofTicket: async (no) => {
    const { rows } = await pool.query<ArticleLink & { article: string }>(
      'select article, no, seq, kind from article_use where no = $1 order by seq, article',
      [no],
    );
    return rows;
  },
  named: async ({ ids, titles }) => {
    const { rows } = await pool.query<Article>(
      `select ${articleColumns} from article a where id = any($1) or title = any($2) order by id`,
      [ids, titles],
    );
    return rows;
  },
  images: async (ids) => {
    const { rows } = await pool.query<ArticleImage>(
      `select shown.article, u.id, u.sha256, u.size, u.type from article_upload shown
       join upload u on u.id = shown.upload where shown.is_current and shown.article = any($1) order by 1, 2`,
      [ids],
    );
    return rows;
  },
  all: async () => {
    const { rows } = await pool.query<Article>(
      `select ${articleColumns} from article a where state <> 'retired' order by length(id), id`,
    );
    return rows;
  },
});

const read = async (pool: Pool | PoolClient, id: string): Promise<Article | null> => {
  const { rows } = await pool.query<Article>({
    name: 'read-article',
    text: `select ${articleColumns} from article a where id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
};

const insert = async (
  client: PoolClient,
  { text, by, state, change, source }: NewArticle,
): Promise<Article> => {
  const body: ArticleBody = { ...text, handler: text.handler ?? by, state };
  const words = articleWords(body);
  const { rows } = await client.query<{ id: string }>(
    `insert into article (id, type, title, symptoms, solution, handler, tags, visibility, state, review_on, source_no,
       updated_by, title_words, words, words_made)
     select 'KB-' || lpad(n::text, greatest(3, length(n::text)), '0'), $1, $2, $3, $4, $5, $6, $7, $8, $9::date, $10,
       $11, $12::tsvector, $13::tsvector, $14
     from (select nextval('article_number') as n) numbered returning id`,
    [...columnsOf(body), source ?? null, by, words.title, words.all, wordsMade],
  );
  const id = rows[0]?.id ?? '';
  await keep(client, id, { version: 1, by, change, body });
  return (await read(client, id)) as Article;
};

/** Changes an article within the caller's transaction; see {@link Articles.change}. */
export const changeArticle = async (
  client: PoolClient,
  id: string,
  { by, change, with: different, ifVersion }: ChangedArticle,
): Promise<Changing> => {
  await client.query('select from article where id = $1 for update', [id]);
  const article = await read(client, id);
  if (article === null) return { state: 'absent' };
  if (ifVersion !== undefined && ifVersion !== article.version) return { state: 'stale', article };
  const body: ArticleBody = { ...bodyOf(article), ...different };
  const words = articleWords(body);
  const version = article.version + 1;
  await client.query(
    `update article set type = $1, title = $2, symptoms = $3, solution = $4, handler = $5, tags = $6, visibility = $7,
       state = $8, review_on = $9::date, version = $10, updated_by = $11, title_words = $12::tsvector,
       words = $13::tsvector, words_made = $14, updated_at = now() where id = $15`,
    [...columnsOf(body), version, by, words.title, words.all, wordsMade, id],
  );
  await keep(client, id, { version, by, change, body });
  return { state: 'done', article: (await read(client, id)) as Article };
};

const columnsOf = (body: ArticleBody): readonly unknown[] => [
  body.type,
  body.title,
  body.symptoms,
  body.solution,
  body.handler,
  body.tags,
  body.visibility,
  body.state,
  body.reviewOn,
];

const keep = async (
  client: PoolClient,
  id: string,
  kept: {
    readonly version: number;
    readonly by: string;
    readonly change: ArticleChange;
    readonly body: ArticleBody;
  },
): Promise<void> => {
  await client.query(
    'insert into article_version (id, version, by_id, change, body) values ($1, $2, $3, $4, $5::jsonb)',
    [id, kept.version, kept.by, kept.change, JSON.stringify(kept.body)],
  );
  await linkUploads(client, id, { text: `${kept.body.symptoms}\n${kept.body.solution}`, by: kept.by });
};
