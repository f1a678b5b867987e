import type { Pool, PoolClient } from 'pg';
import { erasedText } from '../../../domain/erasing.js';
import type { Instant } from '../../../domain/instant.js';
import { recordChange } from '../admin-log.js';
import { transaction } from '../transaction.js';

/** Classes of data that may be kept for a time only. */
export const retentionClasses = [
  'notice-texts',
  'call-announcements',
  'access-log',
  'policy-trials',
] as const;
export type RetentionClass = (typeof retentionClasses)[number];

/** Days by class; null keeps for ever. */
export type RetentionRules = Readonly<Record<RetentionClass, number | null>>;

/** What was removed at one look, of one class. */
export interface Removed {
  readonly at: Instant;
  readonly class: RetentionClass;
  readonly days: number;
  readonly removed: number;
}

export interface Retention {
  readonly rules: () => Promise<RetentionRules>;
  readonly setRules: (rules: RetentionRules, by: string) => Promise<void>;
  /** Newest first. */
  readonly removed: () => Promise<readonly Removed[]>;
  /** Removes what is past its time, but for tickets that the law holds. Harmless at any time and from anywhere. */
  readonly apply: () => Promise<readonly Omit<Removed, 'at'>[]>;
}

const held = `exists (select from legal_hold h where h.no = n.no)`;

/** $1 is the days; each answers how many went. */
const removals: Readonly<Record<RetentionClass, string>> = {
  // That somebody was told, when and by what stays; what it said and where it went does not.
  'notice-texts': `with gone as (
      update notice n set address = '', subject = '${erasedText}', body = '${erasedText}', secret_link = null
      where at < now() - make_interval(days => $1) and state not in ('queued', 'sending')
        and body <> '${erasedText}' and not ${held} returning 1)
    select count(*)::int as removed from gone`,
  'call-announcements': `with gone as (
      delete from cti_call where received_at < now() - make_interval(days => $1) returning 1)
    select count(*)::int as removed from gone`,
  'access-log': 'select purge_access_log(make_interval(days => $1)) as removed',
  'policy-trials': `with gone as (
      delete from policy_trial where created_at < now() - make_interval(days => $1) and state <> 'running' returning 1)
    select count(*)::int as removed from gone`,
};

const rulesIn = async (client: Pool | PoolClient): Promise<RetentionRules> => {
  const { rows } = await client.query<{ class: RetentionClass; days: number }>(
    'select class, days from retention_rule',
  );
  const days = new Map(rows.map((row) => [row.class, row.days]));
  return Object.fromEntries(retentionClasses.map((name) => [name, days.get(name) ?? null])) as RetentionRules;
};

export const createRetention = (pool: Pool): Retention => ({
  rules: async () => await rulesIn(pool),
  setRules: async (rules, by) =>
    await transaction(pool, async (client) => {
      const before = await rulesIn(client);
      await client.query('delete from retention_rule');
      for (const name of retentionClasses)
        if (rules[name] !== null)
          await client.query('insert into retention_rule (class, days, by_id) values ($1, $2, $3)', [
            name,
            rules[name],
            by,
          ]);
      await recordChange(client, {
        by,
        action: 'change-retention',
        kind: 'retention',
        subject: 'retention',
        before,
        after: rules,
      });
    }),
  removed: async () =>
    (
      await pool.query<Removed>(
        'select at, class, days, removed from retention_run order by id desc limit 1000',
      )
    ).rows,
  apply: async () => {
    const rules = await rulesIn(pool);
    const done: Omit<Removed, 'at'>[] = [];
    for (const name of retentionClasses) {
      const days = rules[name];
      if (days === null) continue;
      const removed = await transaction(pool, async (client) => {
        const { rows } = await client.query<{ removed: number }>(removals[name], [days]);
        const count = rows[0]?.removed ?? 0;
        if (count > 0)
          await client.query('insert into retention_run (class, days, removed) values ($1, $2, $3)', [
            name,
            days,
            count,
          ]);
        return count;
      });
      done.push({ class: name, days, removed });
    }
    return done;
  },
});
