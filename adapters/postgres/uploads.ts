import { randomBytes } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { ArticleStanding } from '../../domain/article-sight.js';
import type { UploadFact } from '../../domain/attachments.js';
import type { Instant } from '../../domain/instant.js';
import { transaction } from './transaction.js';

/** A file that somebody sent. */
export interface Upload {
  readonly id: string;
  readonly sha256: string;
  readonly name: string;
  readonly size: number;
  readonly type: string;
  readonly by: string;
  readonly at: Instant;
}

/** An upload with where it is attached. */
export interface LinkedUpload extends Upload {
  readonly links: UploadFact['links'];
  /** Articles that show it, or did once. */
  readonly articles: readonly (ArticleStanding & { readonly isCurrent: boolean })[];
}

/** An upload that an entry of a ticket names. */
export interface AttachedUpload extends Upload {
  readonly seq: number;
  readonly visibility: 'public' | 'internal';
}

export type NewUpload = Pick<Upload, 'sha256' | 'name' | 'size' | 'type'>;

/** How much one person may send in a day. */
export interface Quota {
  readonly dayBytes: number;
  readonly dayFiles: number;
}

export interface Uploads {
  /** How much of the quota is left to somebody. */
  readonly left: (by: string, quota: Quota) => Promise<{ readonly bytes: number; readonly files: number }>;
  /** Records files of one person, all or none; null when they are more than the quota. `keep` stores their bytes. */
  readonly add: (added: {
    readonly by: string;
    readonly quota: Quota;
    readonly files: readonly NewUpload[];
    readonly keep: () => Promise<void>;
  }) => Promise<readonly Upload[] | null>;
  readonly get: (id: string) => Promise<LinkedUpload | null>;
  readonly ofTicket: (no: string) => Promise<readonly AttachedUpload[]>;
  /** Forgets uploads that no ticket and no article names and nobody wants; answers their hashes. */
  readonly forget: () => Promise<readonly string[]>;
  /** Runs `remove` for a hash that no upload and no archive bundle has, with nobody adding one meanwhile. */
  readonly removing: (sha256: string, remove: () => Promise<void>) => Promise<boolean>;
}

const columns = 'u.id, u.sha256, u.name, u.size, u.type, u.by_id as by, u.at';
const linksSql = `coalesce((select jsonb_agg(jsonb_build_object('no', no, 'visibility', visibility) order by no, seq)
  from attachment a where a.upload = u.id), '[]') as links`;

const articlesSql = `coalesce((select jsonb_agg(jsonb_build_object(
    'state', article.state, 'visibility', article.visibility, 'isCurrent', shown.is_current))
  from article_upload shown join article on article.id = shown.article where shown.upload = u.id), '[]') as articles`;

const sentSql = `select count(*)::int as files, coalesce(sum(size), 0)::bigint as bytes from upload
  where by_id = $1 and at > now() - interval '24 hours'`;

const leftOf = async (
  pool: Pool | PoolClient,
  by: string,
  quota: Quota,
): Promise<{ readonly bytes: number; readonly files: number }> => {
  const { rows } = await pool.query<{ files: number; bytes: number }>(sentSql, [by]);
  const { files = 0, bytes = 0 } = rows[0] ?? {};
  return { files: quota.dayFiles - files, bytes: quota.dayBytes - bytes };
};

const lock = async (client: PoolClient, name: string): Promise<void> => {
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
};

export const createUploads = (pool: Pool): Uploads => ({
  left: async (by, quota) => await leftOf(pool, by, quota),
  add: async ({ by, quota, files, keep }) =>
    await transaction(pool, async (client) => {
      await lock(client, `uploads of ${by}`);
      const left = await leftOf(client, by, quota);
      const bytes = files.reduce((sum, { size }) => sum + size, 0);
      if (files.length > left.files || bytes > left.bytes) return null;
      // In one order for everybody, so that no two wait for each other.
      for (const sha256 of [...new Set(files.map((file) => file.sha256))].sort())
        await lock(client, `object ${sha256}`);
      await keep();
      const rows = files.map((file) => ({ ...file, id: randomBytes(16).toString('base64url') }));
      const { rows: added } = await client.query<Upload>(
        `insert into upload as u (id, sha256, name, size, type, by_id)
         select id, sha256, name, size, type, $2
         from jsonb_to_recordset($1::jsonb) as f(id text, sha256 text, name text, size bigint, type text)
         returning ${columns}`,
        [JSON.stringify(rows), by],
      );
      return rows.flatMap(({ id }) => added.find((upload) => upload.id === id) ?? []);
    }),
  get: async (id) => {
    const { rows } = await pool.query<LinkedUpload>({
      name: 'read-upload',
      text: `select ${columns}, ${linksSql}, ${articlesSql} from upload u where u.id = $1`,
      values: [id],
    });
    return rows[0] ?? null;
  },
  ofTicket: async (no) => {
    const { rows } = await pool.query<AttachedUpload>({
      name: 'read-attachments',
      text: `select ${columns}, a.seq, a.visibility from attachment a join upload u on u.id = a.upload
        where a.no = $1 order by a.seq, u.at, u.id`,
      values: [no],
    });
    return rows;
  },
  forget: async () => {
    const { rows } = await pool.query<{ sha256: string }>(
      `delete from upload u where at < now() - interval '24 hours'
         and (wanted_at is null or wanted_at < now() - interval '7 days')
         and not exists (select from attachment a where a.upload = u.id)
         and not exists (select from article_upload shown where shown.upload = u.id)
       returning sha256`,
    );
    return [...new Set(rows.map(({ sha256 }) => sha256))];
  },
  removing: async (sha256, remove) =>
    await transaction(pool, async (client) => {
      await lock(client, `object ${sha256}`);
      const { rows } = await client.query<{ named: boolean }>(
        `select exists (select from upload where sha256 = $1)
           or exists (select from archive_bundle where sha256 = $1 and withdrawn_at is null) as named`,
        [sha256],
      );
      if (rows[0]?.named !== false) return false;
      await remove();
      return true;
    }),
});

/** Facts about uploads that an action names; asking for them keeps them from being cleaned up for a while. */
export const uploadFacts = async (
  pool: Pool,
  ids: readonly string[],
): Promise<Readonly<Record<string, UploadFact>>> => {
  const { rows } = await pool.query<Omit<LinkedUpload, 'articles'>>(
    `with u as (update upload set wanted_at = now() where id = any($1) returning *)
     select ${columns}, ${linksSql} from u`,
    [ids],
  );
  return Object.fromEntries(
    rows.map(({ id, name, size, type, sha256, by, links }) => [id, { name, size, type, sha256, by, links }]),
  );
};
