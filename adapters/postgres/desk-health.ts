import type { Pool } from 'pg';
import type { NoticeName } from '../../domain/notices.js';
import { templateErrors, type Template } from '../../domain/templates.js';
import type { DutyName } from '../../domain/words.js';

/** How far behind the desk is, in milliseconds; 0 where nothing waits. */
export interface Backlog {
  /** Age of the oldest notice that is due to be sent, by channel. */
  readonly noticesMs: Readonly<Record<string, number>>;
  /** How long the most overdue timer of any ticket has waited to fire. */
  readonly timersMs: number;
  /** Age of the oldest accepted ticket whose run has not started. */
  readonly startsMs: number;
  /** Age of the oldest archive record that no bundle holds yet. */
  readonly bundlesMs: number;
  /** Tickets whose entries cannot be stored, and the longest stuck of them with its reason. */
  readonly stuck: { readonly tickets: number; readonly first: string | null };
  /** Notices given up, by channel. */
  readonly deadLetters: Readonly<Record<string, number>>;
  /** Notices of which nobody knows whether they arrived, by channel. */
  readonly unknown: Readonly<Record<string, number>>;
  /** Texts of notices that cannot be used, so that the built-in ones go. */
  readonly brokenTemplates: readonly string[];
}

/** One line of the distribution of lateness, over the last 30 days. */
export interface LatenessShare {
  readonly duty: DutyName;
  readonly cause: 'platform' | 'person';
  readonly missed: number;
  /** How late misses were noticed, in seconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export interface DeskHealth {
  /** Rejects when the database does not answer in two seconds. */
  readonly backlog: () => Promise<Backlog>;
  readonly lateness: () => Promise<readonly LatenessShare[]>;
  readonly openTickets: () => Promise<Readonly<Record<string, number>>>;
}

interface BacklogRow {
  readonly notices: Record<string, number> | null;
  readonly dead: Record<string, number> | null;
  readonly unknown: Record<string, number> | null;
  readonly templates: readonly (Template & { notice: NoticeName; language: string })[] | null;
  readonly timers: number | null;
  readonly starts: number | null;
  readonly bundles: number | null;
  readonly stuck: number;
  readonly first_stuck: string | null;
}

const behind = (moment: string): string => `extract(epoch from now() - ${moment}) * 1000`;

const backlogSql = `select
  (select jsonb_object_agg(channel, ms) from (
    select channel, greatest(0, ${behind('min(greatest(at, next_at))')}) as ms
    from notice where state = 'queued' and next_at <= now() group by channel) q) as notices,
  (select jsonb_object_agg(channel, n) from (
    select channel, count(*) as n from notice where state = 'failed' group by channel) f) as dead,
  (select jsonb_object_agg(channel, n) from (
    select channel, count(*) as n from notice where state = 'unknown' group by channel) u) as unknown,
  (select jsonb_agg(to_jsonb(t)) from notice_template t) as templates,
  (select greatest(0, ${behind('min(next_mark_at)')})::float8 from ticket where active) as timers,
  (select greatest(0, ${behind('min(accepted_at)')})::float8 from unstarted) as starts,
  (select greatest(0, ${behind('min(since)')})::float8 from archive_wanted) as bundles,
  (select count(*)::int from stuck_commit) as stuck,
  (select no || ': ' || reason from stuck_commit order by since, no limit 1) as first_stuck`;

const latenessSql = `
  select duty, cause, count(*)::int as missed,
    percentile_cont(array[0.5, 0.95, 0.99, 1]) within group (order by late_ms / 1000.0) as shares
  from lateness where kind = 'missed' and fired_at > now() - interval '30 days' group by duty, cause`;

const patienceMs = 2000;

export const createDeskHealth = (pool: Pool): DeskHealth => ({
  backlog: async () => {
    const { rows } = await within(pool.query<BacklogRow>({ name: 'backlog', text: backlogSql }), patienceMs);
    const row = rows[0];
    return {
      noticesMs: row?.notices ?? {},
      timersMs: row?.timers ?? 0,
      startsMs: row?.starts ?? 0,
      bundlesMs: row?.bundles ?? 0,
      stuck: { tickets: row?.stuck ?? 0, first: row?.first_stuck ?? null },
      deadLetters: row?.dead ?? {},
      unknown: row?.unknown ?? {},
      brokenTemplates: (row?.templates ?? [])
        .filter((template) => templateErrors(template.notice, template).length > 0)
        .map(({ notice, language }) => `${notice} ${language}`),
    };
  },
  lateness: async () => {
    const { rows } = await pool.query<{
      duty: DutyName;
      cause: LatenessShare['cause'];
      missed: number;
      shares: readonly number[];
    }>(latenessSql);
    return rows.map(({ shares, ...row }) => {
      const [p50 = 0, p95 = 0, p99 = 0, max = 0] = shares.map(Number);
      return { ...row, p50, p95, p99, max };
    });
  },
  openTickets: async () => {
    const { rows } = await pool.query<{ stage: string; n: number }>(
      'select stage, count(*)::int as n from ticket where active group by stage',
    );
    return Object.fromEntries(rows.map(({ stage, n }) => [stage, n]));
  },
});

const within = async <T>(work: Promise<T>, ms: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the database does not answer')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
};
