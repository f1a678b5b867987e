import type { Pool } from 'pg';
import type { Instant } from '../../domain/instant.js';

/** One reading of personal data by staff (PIPL art. 51): who, when, what, whose, and by which role. */
export interface AccessRow {
  readonly at: Instant;
  readonly who: string;
  readonly asRole: string;
  /** Method and path of the route. */
  readonly what: string;
  readonly no: string | null;
  readonly whose: string | null;
  /** Of a list: the tickets or people that were shown. */
  readonly shown: readonly string[] | null;
}

export interface AccessLog {
  readonly write: (rows: readonly AccessRow[]) => Promise<void>;
  /** Newest first. */
  readonly read: (asked: {
    readonly who: string | null;
    readonly whose: string | null;
    readonly before: number | null;
    readonly limit: number;
  }) => Promise<readonly (AccessRow & { readonly id: number })[]>;
}

export const createAccessLog = (pool: Pool): AccessLog => ({
  write: async (rows) => {
    await pool.query(
      `insert into access_log (at, who, as_role, what, no, whose, shown)
       select at, who, "asRole", what, no, whose, shown from jsonb_to_recordset($1::jsonb)
         as r(at timestamptz, who text, "asRole" text, what text, no text, whose text, shown text[])`,
      [JSON.stringify(rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() })))],
    );
  },
  read: async ({ who, whose, before, limit }) => {
    const { rows } = await pool.query<AccessRow & { id: number }>(
      `select id, at, who, as_role as "asRole", what, no, whose, shown from access_log
       where ($1::text is null or who = $1) and ($2::text is null or whose = $2 or $2 = any (shown))
         and ($3::bigint is null or id < $3) order by id desc limit $4`,
      [who, whose, before, limit],
    );
    return rows;
  },
});
