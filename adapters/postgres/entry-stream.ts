import type { Pool } from 'pg';
import type { Entry } from '../../domain/entry.js';
import type { Stage } from '../../domain/words.js';

/** An entry in the order in which entries became visible, with what decides who sees its ticket now. */
export interface StreamedEntry {
  /** `xid.pos`, ascending by both; resumes a stream behind it. */
  readonly cursor: string;
  readonly no: string;
  readonly entry: Entry;
  readonly hash: string;
  readonly stage: Stage;
  readonly reporter: string | null;
  readonly group: string | null;
  readonly assignee: string | null;
  readonly liaison: string | null;
}

export interface EntryStream {
  /** Where the stream ends now. */
  readonly end: () => Promise<string>;
  /** The cursor, or the end where it is ahead of this database: it was given before a restore, by another cluster. */
  readonly resume: (cursor: string) => Promise<string>;
  /** At most `limit` entries behind the cursor. */
  readonly since: (cursor: string, limit: number) => Promise<readonly StreamedEntry[]>;
}

interface Row {
  readonly cursor: string;
  readonly no: string;
  readonly content: Entry;
  readonly hash: string;
  readonly stage: Stage;
  readonly reporter: string | null;
  readonly group_id: string | null;
  readonly assignee: string | null;
  readonly liaison: string | null;
}

// Transactions become visible out of order; behind the oldest one still running nothing can be added any more.
const sinceSql = `
  select e.xid::text || '.' || e.pos as cursor, e.no, e.content, encode(e.hash, 'hex') as hash,
    t.stage, t.reporter, t.group_id, t.assignee, t.liaison
  from entry e join ticket t using (no)
  where (e.xid, e.pos) > ($1::xid8, $2::bigint) and e.xid < pg_snapshot_xmin(pg_current_snapshot())
    and e.content is not null
  order by e.xid, e.pos limit $3`;

const endSql = `select pg_snapshot_xmin(pg_current_snapshot())::text || '.0' as cursor`;

const isAheadSql = `select $1::xid8 >= pg_snapshot_xmax(pg_current_snapshot()) as ahead`;

const cursorForm = /^(\d{1,20})\.(\d{1,19})$/u;

export const isCursor = (text: string): boolean => cursorForm.test(text);

const endOf = async (pool: Pool): Promise<string> => {
  const { rows } = await pool.query<{ cursor: string }>(endSql);
  return rows[0]?.cursor ?? '0.0';
};

export const createEntryStream = (pool: Pool): EntryStream => ({
  end: async () => await endOf(pool),
  resume: async (cursor) => {
    const { rows } = await pool.query<{ ahead: boolean }>(isAheadSql, [cursorForm.exec(cursor)?.[1] ?? '0']);
    return rows[0]?.ahead === true ? await endOf(pool) : cursor;
  },
  since: async (cursor, limit) => {
    const [, xid = '0', pos = '0'] = cursorForm.exec(cursor) ?? [];
    const { rows } = await pool.query<Row>({
      name: 'entries-since',
      text: sinceSql,
      values: [xid, pos, limit],
    });
    return rows.map(({ content, group_id, ...row }) => ({
      ...row,
      entry: content,
      group: group_id,
    }));
  },
});
