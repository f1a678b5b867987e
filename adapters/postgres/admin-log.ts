import type { Pool, PoolClient } from 'pg';
import type { AdminDeed, AdminKind } from '../../domain/admin-deeds.js';
import type { Instant } from '../../domain/instant.js';

/** One thing done to people, accounts or settings; `before` is null for what is new, `after` for what is gone. */
export interface AdminChange {
  /** The person's id, or `system`. */
  readonly by: string;
  readonly action: AdminDeed;
  readonly kind: AdminKind;
  readonly subject: string;
  readonly before: object | null;
  readonly after: object | null;
}

/** Writes the change down in the transaction that makes it. */
export const recordChange = async (
  client: Pick<PoolClient, 'query'>,
  { by, action, kind, subject, before, after }: AdminChange,
): Promise<void> => {
  await client.query(
    'insert into admin_log (by_id, action, kind, subject, before, after) values ($1, $2, $3, $4, $5, $6)',
    [by, action, kind, subject, before, after],
  );
};

export interface AdminLogEntry extends AdminChange {
  readonly id: number;
  readonly at: Instant;
}

export interface AdminLog {
  /** Newest first, those before an id where one is given. */
  readonly read: (asked: {
    readonly before: number | null;
    readonly kind: string | null;
    readonly subject: string | null;
    readonly limit: number;
  }) => Promise<readonly AdminLogEntry[]>;
}

export const createAdminLog = (pool: Pool): AdminLog => ({
  read: async ({ before, kind, subject, limit }) => {
    const { rows } = await pool.query<AdminLogEntry>(
      `select id, at, by_id as by, action, kind, subject, before, after from admin_log
       where ($1::bigint is null or id < $1) and ($2::text is null or kind = $2) and ($3::text is null or subject = $3)
       order by id desc limit $4`,
      [before, kind, subject, limit],
    );
    return rows;
  },
});
