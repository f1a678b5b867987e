import type { Pool } from 'pg';
import type { Instant } from '../../domain/instant.js';
import { transaction } from './transaction.js';

/** A ticket whose newest archive record no bundle holds yet. */
export interface WantedBundle {
  readonly no: string;
  readonly since: Instant;
  readonly attempts: number;
}

export interface NewBundle {
  readonly no: string;
  readonly nth: number;
  /** The archive record that it holds. */
  readonly record: number;
  readonly sha256: string;
  readonly size: number;
  readonly files: number;
  readonly key: { readonly id: string; readonly publicKey: Buffer };
}

export interface ArchiveBundles {
  /** The oldest that is due; not while its notices are still on their way, for their receipts, unless that takes long. */
  readonly next: () => Promise<WantedBundle | null>;
  /**
   * Records a bundle whose file is in the store, once `isKept` says that it still is; false when another one has
   * taken its place.
   */
  readonly add: (bundle: NewBundle, isKept: () => Promise<boolean>) => Promise<boolean>;
  /** Tries again later, the later the more often it has failed. */
  readonly postpone: (no: string, trouble: string) => Promise<void>;
  /** Files of bundles that were withdrawn by law and may still be in the store. */
  readonly withdrawn: () => Promise<readonly string[]>;
  /** The file of a withdrawn bundle has left the store. */
  readonly markRemoved: (sha256: string) => Promise<void>;
  /** Nothing more to do for a ticket without a record. */
  readonly forget: (no: string) => Promise<void>;
}

const nextSql = `select no, since, attempts from archive_wanted w
  where next_at <= now() and (since < now() - interval '10 minutes' or not exists
    (select from notice n where n.no = w.no and n.state in ('queued', 'sending') and not n.backup))
  order by next_at, no limit 1`;

export const createArchiveBundles = (pool: Pool): ArchiveBundles => ({
  next: async () => (await pool.query<WantedBundle>(nextSql)).rows[0] ?? null,
  add: async ({ no, nth, record, sha256, size, files, key }, isKept) =>
    await transaction(pool, async (client) => {
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`bundles of ${no}`]);
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`object ${sha256}`]);
      if (!(await isKept())) throw new Error(`the bundle of ${no} is not in the store`);
      await client.query(
        'insert into archive_key (id, public_key) values ($1, $2) on conflict (id) do nothing',
        [key.id, key.publicKey],
      );
      const { rowCount } = await client.query(
        `insert into archive_bundle (no, nth, record, sha256, size, files, key)
         select $1, $2::integer, $3::integer, $4, $5, $6, $7
         where $2 = (select coalesce(max(nth), 0) + 1 from archive_bundle where no = $1)
           and not exists (select from archive_bundle where no = $1 and record = $3 and withdrawn_at is null)`,
        [no, nth, record, sha256, size, files, key.id],
      );
      // A record that was made meanwhile stays wanted.
      await client.query('delete from archive_wanted where no = $1 and record = $2', [no, record]);
      return rowCount === 1;
    }),
  postpone: async (no, trouble) => {
    await pool.query(
      `update archive_wanted set attempts = attempts + 1, trouble = $2,
         next_at = now() + least(interval '10 minutes', interval '5 seconds' * power(2, least(attempts, 10)))
       where no = $1`,
      [no, trouble],
    );
  },
  withdrawn: async () =>
    (
      await pool.query<{ sha256: string }>(
        'select distinct sha256 from archive_bundle where withdrawn_at is not null and removed_at is null',
      )
    ).rows.map(({ sha256 }) => sha256),
  markRemoved: async (sha256) => {
    await pool.query(
      'update archive_bundle set removed_at = now() where sha256 = $1 and withdrawn_at is not null and removed_at is null',
      [sha256],
    );
  },
  forget: async (no) => {
    await pool.query('delete from archive_wanted where no = $1', [no]);
  },
});
