import type { Pool } from 'pg';
import type { Entry } from '../../domain/entry.js';
import { dayMs, type Instant } from '../../domain/instant.js';
import type { Policy } from '../../domain/policy.js';
import type { Ticket } from '../../domain/ticket.js';
import type { Policies } from './policies.js';
import { unpackState, type StoredState } from './ticket-state.js';

export type TrialKind = 'dry-run' | 'replay';

/** How a trial stands; `counts` grow while it runs. */
export interface Trial {
  readonly id: string;
  readonly kind: TrialKind;
  readonly days: number | null;
  readonly by: string;
  readonly createdAt: Instant;
  readonly state: 'running' | 'done' | 'failed';
  readonly total: number;
  readonly done: number;
  readonly counts: Readonly<Record<string, unknown>>;
}

export interface TrialTicket {
  readonly no: string;
  readonly changes: readonly object[];
}

export interface FinishedLog {
  readonly no: string;
  /** Null where part of it was erased by law. */
  readonly entries: readonly Entry[] | null;
}

/** What is tried, on whose behalf and from which moment. */
export interface WantedTrial {
  readonly kind: TrialKind;
  readonly policy: Policy;
  readonly days: number | null;
  readonly by: string;
  readonly now: Instant;
}

export interface PolicyTrials {
  readonly beginTrial: (wanted: WantedTrial, runner: string) => Promise<Trial>;
  /** Keeps what was found since, as long as the trial is the runner's; false when another has taken it. */
  readonly saveTrial: (
    id: string,
    saved: Pick<Trial, 'state' | 'done' | 'counts'> & {
      readonly tickets: readonly TrialTicket[];
      readonly runner: string;
    },
  ) => Promise<boolean>;
  /** Gives a trial of the runner's away, to be begun anew by the next who looks. */
  readonly leaveTrial: (id: string, runner: string) => Promise<void>;
  /** Takes a trial that has been silent, for its process has ended; what that one found is forgotten. */
  readonly takeTrial: (
    runner: string,
    silentMs: number,
  ) => Promise<(WantedTrial & { readonly id: string }) | null>;
  readonly trial: (id: string) => Promise<Trial | null>;
  readonly trialTickets: (
    id: string,
    asked: { readonly after: string; readonly limit: number },
  ) => Promise<readonly TrialTicket[]>;
  /** Tickets that are still worked on, after a number, ascending. */
  readonly openTickets: (after: string, limit: number) => Promise<readonly Ticket[]>;
  /** Logs of tickets that were finished in the days before `now`, after a number, ascending. */
  readonly finishedLogs: (
    asked: { readonly days: number; readonly now: Instant },
    after: string,
    limit: number,
  ) => Promise<readonly FinishedLog[]>;
}

const openSql = `stage not in ('archived', 'withdrawn', 'merged')`;
/** $1 is the moment from which tickets count. */
const finishedSql = `stage in ('archived', 'withdrawn', 'merged') and coalesce(resolved_at, accepted_at) >= $1`;
const trialColumns = `id, kind, days, by_id as by, created_at as "createdAt", total, done, counts, state`;
/** A trial that its process did not live through so often is the likely cause of that. */
const mostStarts = 3;
/** Long enough to be looked at again, short enough not to pile up. */
const keptDays = 14;

const since = ({ days, now }: { readonly days: number; readonly now: Instant }): Date =>
  new Date(now - days * dayMs);

export const createPolicyTrials = (pool: Pool, policies: Policies): PolicyTrials => ({
  beginTrial: async ({ kind, policy, days, by, now }, runner) => {
    await pool.query('delete from policy_trial where created_at < $1', [since({ days: keptDays, now })]);
    const counted =
      kind === 'dry-run'
        ? { where: openSql, values: [] }
        : { where: finishedSql, values: [since({ days: days ?? 0, now })] };
    const total = await pool.query<{ count: number }>(
      `select count(*)::integer as count from ticket where ${counted.where}`,
      counted.values,
    );
    const { rows } = await pool.query<Trial>(
      `insert into policy_trial (kind, policy, days, by_id, created_at, state, total, runner)
       values ($1, $2::jsonb, $3, $4, $5, 'running', $6, $7) returning ${trialColumns}`,
      [kind, JSON.stringify(policy), days, by, new Date(now), total.rows[0]?.count ?? 0, runner],
    );
    return rows[0] as Trial;
  },
  saveTrial: async (id, { state, done, counts, tickets, runner }) => {
    const { rows } = await pool.query(
      `with saved as (
         update policy_trial set state = $2, done = $3, counts = $4::jsonb, beat_at = now()
         where id = $1 and runner = $6 returning id
       ), kept as (
         insert into policy_trial_ticket (trial, no, changes)
         select saved.id, t.no, t.changes from saved, jsonb_to_recordset($5::jsonb) as t(no text, changes jsonb)
         on conflict do nothing
       )
       select id from saved`,
      [id, state, done, JSON.stringify(counts), JSON.stringify(tickets), runner],
    );
    return rows.length > 0;
  },
  leaveTrial: async (id, runner) => {
    await pool.query(
      `update policy_trial set beat_at = 'epoch', starts = starts - 1 where id = $1 and runner = $2`,
      [id, runner],
    );
  },
  takeTrial: async (runner, silentMs) => {
    const { rows } = await pool.query<
      Omit<WantedTrial, 'now'> & { id: string; createdAt: Instant; state: Trial['state'] }
    >(
      `with silent as (
         select id from policy_trial
         where state = 'running' and beat_at < now() - $2::integer * interval '1 millisecond'
         order by created_at limit 1 for update skip locked
       ), forgotten as (
         delete from policy_trial_ticket using silent where trial = silent.id
       )
       update policy_trial t set runner = $1, beat_at = now(), done = 0, counts = '{}', starts = t.starts + 1,
         state = case when t.starts < $3 then 'running' else 'failed' end
       from silent where t.id = silent.id
       returning t.id, t.kind, t.policy, t.days, t.by_id as by, t.created_at as "createdAt", t.state`,
      [runner, silentMs, mostStarts],
    );
    const [row] = rows;
    if (row === undefined || row.state === 'failed') return null;
    const { createdAt, state: _state, ...wanted } = row;
    return { ...wanted, now: createdAt };
  },
  trial: async (id) => {
    const { rows } = await pool.query<Trial>(`select ${trialColumns} from policy_trial where id = $1`, [id]);
    return rows[0] ?? null;
  },
  trialTickets: async (id, { after, limit }) => {
    const { rows } = await pool.query<TrialTicket>(
      'select no, changes from policy_trial_ticket where trial = $1 and no > $2 order by no limit $3',
      [id, after, limit],
    );
    return rows;
  },
  openTickets: async (after, limit) => {
    const { rows } = await pool.query<{ state: StoredState; policy_version: number }>(
      `select state, policy_version from ticket where ${openSql} and no > $1 order by no limit $2`,
      [after, limit],
    );
    return await Promise.all(
      rows.map(async ({ state, policy_version }) =>
        unpackState(state, { policyVersion: policy_version, policies }),
      ),
    );
  },
  finishedLogs: async (asked, after, limit) => {
    const { rows } = await pool.query<{ no: string; entries: (Entry | null)[] }>(
      `select t.no, (select jsonb_agg(content order by seq) from entry e where e.no = t.no) as entries
       from ticket t where ${finishedSql} and no > $2 order by no limit $3`,
      [since(asked), after, limit],
    );
    return rows.map(({ no, entries }) => ({
      no,
      entries: entries.includes(null) ? null : (entries as Entry[]),
    }));
  },
});
