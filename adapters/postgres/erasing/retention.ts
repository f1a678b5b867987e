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
  'archive-bundles',
  'archived-tickets',
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

/** What rules would remove now of one class, and what of it the law holds back. */
export interface Expected {
  readonly class: RetentionClass;
  readonly days: number;
  readonly removed: number;
  readonly held: number;
}

export interface Retention {
  readonly rules: () => Promise<RetentionRules>;
  readonly setRules: (rules: RetentionRules, by: string) => Promise<void>;
  /** A dry run. */
  readonly expected: (rules: RetentionRules) => Promise<readonly Expected[]>;
  /** Newest first. */
  readonly removed: () => Promise<readonly Removed[]>;
  /** Removes what is past its time, but for tickets that the law holds. Harmless at any time and from anywhere. */
  readonly apply: () => Promise<readonly Omit<Removed, 'at'>[]>;
}

/** What a class is, in SQL; $1 is the days. */
interface ClassRow {
  /** Rows past their time, with `held` where the law holds them. */
  readonly past: string;
  /** Removes those that are not held, and answers how many went; again and again until none did. */
  readonly remove: string;
}

const before = 'now() - make_interval(days => $1)';
const holds = (no: string): string => `exists (select from legal_hold h where h.no = ${no})`;
const counted = (deed: string): string =>
  `with gone as (${deed} returning 1) select count(*)::int as removed from gone`;

const oldNotices = `at < ${before} and state not in ('queued', 'sending') and body <> '${erasedText}'`;
const oldTrials = `created_at < ${before} and state <> 'running'`;
const oldBundles = `made_at < ${before} and withdrawn_at is null`;
/** So many at a time, so that nobody waits long for what is locked. */
const ticketsAtOnce = 100;

const classes: Readonly<Record<RetentionClass, ClassRow>> = {
  // That somebody was told, when and by what stays; what it said and where it went does not.
  'notice-texts': {
    past: `select ${holds('n.no')} as held from notice n where ${oldNotices}`,
    remove: counted(`update notice n set address = '', subject = '${erasedText}', body = '${erasedText}',
      secret_link = null where ${oldNotices} and not ${holds('n.no')}`),
  },
  'call-announcements': {
    past: `select false as held from cti_call where received_at < ${before}`,
    remove: counted(`delete from cti_call where received_at < ${before}`),
  },
  'access-log': {
    past: `select false as held from access_log where at < least(${before}, now() - interval '180 days')`,
    remove: 'select purge_access_log(make_interval(days => $1)) as removed',
  },
  'policy-trials': {
    past: `select false as held from policy_trial where ${oldTrials}`,
    remove: counted(`delete from policy_trial where ${oldTrials}`),
  },
  // The archivist takes their files out of the store.
  'archive-bundles': {
    past: `select ${holds('b.no')} as held from archive_bundle b where ${oldBundles}`,
    remove: counted(`update archive_bundle b set withdrawn_at = now(), withdrawn_why = 'retention'
      where ${oldBundles} and not ${holds('b.no')}`),
  },
  'archived-tickets': {
    past: 'select held from tickets_past(make_interval(days => $1))',
    remove: `select purge_tickets(make_interval(days => $1), ${ticketsAtOnce}) as removed`,
  },
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
  expected: async (rules) => {
    const all: Expected[] = [];
    for (const [name, days] of set(rules)) {
      const { rows } = await pool.query<Pick<Expected, 'removed' | 'held'>>(
        `select (count(*) filter (where not held))::int as removed, (count(*) filter (where held))::int as held
         from (${classes[name].past}) past`,
        [days],
      );
      all.push({ class: name, days, removed: rows[0]?.removed ?? 0, held: rows[0]?.held ?? 0 });
    }
    return all;
  },
  apply: async () => {
    const done: Omit<Removed, 'at'>[] = [];
    for (const [name, days] of set(await rulesIn(pool))) {
      let removed = 0;
      for (let count = -1; count !== 0;) {
        count = await removeOnce(pool, name, days);
        removed += count;
      }
      done.push({ class: name, days, removed });
    }
    return done;
  },
});

const set = (rules: RetentionRules): readonly (readonly [RetentionClass, number])[] =>
  retentionClasses.flatMap((name) => {
    const days = rules[name];
    return days === null ? [] : [[name, days] as const];
  });

const removeOnce = async (pool: Pool, name: RetentionClass, days: number): Promise<number> =>
  await transaction(pool, async (client) => {
    const { rows } = await client.query<{ removed: number }>(classes[name].remove, [days]);
    const count = rows[0]?.removed ?? 0;
    if (count > 0)
      await client.query('insert into retention_run (class, days, removed) values ($1, $2, $3)', [
        name,
        days,
        count,
      ]);
    return count;
  });
