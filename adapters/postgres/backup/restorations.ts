import type { Pool } from 'pg';
import type { Instant } from '../../../domain/instant.js';

/** A backup that was restored here and whose tickets were not compared with their runs yet. */
export interface Restoration {
  readonly id: number;
  readonly takenAt: Instant;
}

export interface Restorations {
  /** The newest that is still to be reconciled; null when there is none. */
  readonly open: () => Promise<Restoration | null>;
  /** All that are open are reconciled with this report. */
  readonly close: (report: object) => Promise<void>;
  /** Numbers of tickets that need a run: still worked on, or something is still owed on them. */
  readonly active: () => Promise<readonly string[]>;
  /** Hashes of what a ticket's log holds, by sequence. */
  readonly hashes: (no: string) => Promise<ReadonlyMap<number, Buffer>>;
  /** Sees to it that none of these numbers is given out again. */
  readonly neverAgain: (numbers: readonly string[]) => Promise<void>;
  /** Leaves out so many of today's numbers: some may have been given out after the backup was made. */
  readonly skipNumbers: (day: string, count: number) => Promise<void>;
  /** Notices that may have been sent since, for a person to check. */
  readonly inDoubt: () => Promise<number>;
}

/** What a number's parts are: the day, and its place in it. */
const numberForm = /^TS(\d{8})(\d{3,9})$/u;

export const createRestorations = (pool: Pool): Restorations => ({
  open: async () => {
    const { rows } = await pool.query<Restoration>(
      `select id, taken_at as "takenAt" from restoration where reconciled_at is null order by id desc limit 1`,
    );
    return rows[0] ?? null;
  },
  close: async (report) => {
    await pool.query(
      'update restoration set reconciled_at = now(), report = $1 where reconciled_at is null',
      [JSON.stringify(report)],
    );
  },
  active: async () => {
    const { rows } = await pool.query<{ no: string }>(
      `select no from ticket where active and not exists (select from unstarted u where u.no = ticket.no) order by no`,
    );
    return rows.map(({ no }) => no);
  },
  hashes: async (no) => {
    const { rows } = await pool.query<{ seq: number; content_hash: Buffer }>(
      'select seq, content_hash from entry where no = $1',
      [no],
    );
    return new Map(rows.map((row) => [row.seq, row.content_hash]));
  },
  neverAgain: async (numbers) => {
    const last = new Map<string, number>();
    for (const no of numbers) {
      const [, day, place] = numberForm.exec(no) ?? [];
      if (day !== undefined) last.set(day, Math.max(last.get(day) ?? 0, Number(place)));
    }
    await pool.query(
      `insert into day_counter (day, last) select * from unnest($1::text[], $2::integer[])
       on conflict (day) do update set last = greatest(day_counter.last, excluded.last)`,
      [[...last.keys()], [...last.values()]],
    );
  },
  skipNumbers: async (day, count) => {
    await pool.query(
      `insert into day_counter (day, last) values ($1, $2)
       on conflict (day) do update set last = day_counter.last + $2`,
      [day, count],
    );
  },
  inDoubt: async () => {
    const { rows } = await pool.query<{ n: number }>(
      `select count(*)::int as n from notice where state = 'unknown' and reason ~ '^restored '`,
    );
    return rows[0]?.n ?? 0;
  },
});
