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

export interface PolicyTrials {
  readonly beginTrial: (wanted: {
    readonly kind: TrialKind;
    readonly policy: Policy;
    readonly days: number | null;
    readonly by: string;
    readonly now: Instant;
  }) => Promise<Trial>;
  readonly saveTrial: (
    id: string,
    saved: Pick<Trial, 'state' | 'done' | 'counts'> & { readonly tickets: readonly TrialTicket[] },
  ) => Promise<void>;
  /** A trial that has not moved for a minute reads as failed: the process that ran it has ended. */
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
const trialColumns = `id, kind, days, by_id as by, created_at as "createdAt", total, done, counts,
  case when state = 'running' and beat_at < now() - interval '1 minute' then 'failed' else state end as state`;
/** Long enough to be looked at again, short enough not to pile up. */
const keptDays = 14;

const since = ({ days, now }: { readonly days: number; readonly now: Instant }): Date =>
  new Date(now - days * dayMs);

export const createPolicyTrials = (pool: Pool, policies: Policies): PolicyTrials => ({
  beginTrial: async ({ kind, policy, days, by, now }) => {
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
      `insert into policy_trial (kind, policy, days, by_id, created_at, state, total)
       values ($1, $2::jsonb, $3, $4, $5, 'running', $6) returning ${trialColumns}`,
      [kind, JSON.stringify(policy), days, by, new Date(now), total.rows[0]?.count ?? 0],
    );
    return rows[0] as Trial;
  },
  saveTrial: async (id, { state, done, counts, tickets }) => {
    await pool.query(
      `with saved as (
         update policy_trial set state = $2, done = $3, counts = $4::jsonb, beat_at = now() where id = $1 returning id
       )
       insert into policy_trial_ticket (trial, no, changes)
       select saved.id, t.no, t.changes from saved, jsonb_to_recordset($5::jsonb) as t(no text, changes jsonb)
       on conflict do nothing`,
      [id, state, done, JSON.stringify(counts), JSON.stringify(tickets)],
    );
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
