import type { TableOf } from '../../../domain/reports/reports.js';
import { openStages } from '../../../domain/words.js';
import { timestamp } from '../pool.js';
import { binOf, brokenDown, dated, fits, valuesOf, type Figures, type ReadReport } from './asked.js';

const open = `stage in (${openStages.map((stage) => `'${stage}'`).join(', ')})`;
const younger = (days: string): string => `age < interval '${days}'`;

const ages = {
  under4h: younger('4 hours'),
  under1d: `not ${younger('4 hours')} and ${younger('24 hours')}`,
  under3d: `not ${younger('24 hours')} and ${younger('72 hours')}`,
  under7d: `not ${younger('72 hours')} and ${younger('168 hours')}`,
  over7d: `not ${younger('168 hours')}`,
};

const nowFigures = [
  'count(*)::int as open',
  ...Object.entries(ages).map(([name, is]) => `(count(*) filter (where ${is}))::int as "${name}"`),
  '(count(*) filter (where overdue))::int as overdue',
  '(extract(epoch from max(age)) * 1000)::float8 as oldest',
].join(', ');

// Then no deed needs its ticket looked up.
const everything = '$3::text[] is null and $4::text is null and $5::text is null and $6::text is null';

/** A ticket is open from its registration until it is confirmed as resolved, withdrawn or merged, and again when reopened. */
const daysSql = (isNarrowed: boolean): string => `
  with deeds as (
    select e.action, e.at from entry e ${isNarrowed ? 'join ticket t using (no)' : ''}
    where e.outcome = 'done' and e.action in ('register', 'confirm-resolved', 'withdraw', 'merge', 'reopen')
      and e.at < $2::timestamptz and ${isNarrowed ? fits('t') : everything}
  ), days as (
    select ${binOf('1 day', 'at')} as day,
      count(*) filter (where action = 'register') as accepted,
      count(*) filter (where action in ('confirm-resolved', 'withdraw', 'merge')) as closed,
      count(*) filter (where action = 'reopen') as reopened
    from deeds where at >= $1::timestamptz group by 1
  ), calendar as (
    select day from generate_series($1::timestamptz,
      least($2::timestamptz, $7::timestamptz) - interval '1 millisecond', interval '1 day') day
  )
  select day, coalesce(accepted, 0)::int as accepted, coalesce(closed, 0)::int as closed,
    coalesce(reopened, 0)::int as reopened,
    ((select count(*) filter (where action in ('register', 'reopen')) -
        count(*) filter (where action not in ('register', 'reopen')) from deeds where at < $1::timestamptz)
      + sum(coalesce(accepted, 0) + coalesce(reopened, 0) - coalesce(closed, 0)) over (order by day))::int as open
  from calendar left join days using (day) order by day`;

export const readBacklog: ReadReport<TableOf<'backlog'>> = async (pool, asked) => {
  const { groups, type, person, urgency } = asked;
  const isNarrowed = [groups, type, person, urgency].some((filter) => filter !== null);
  const now = `'${timestamp(asked.now)}'::timestamptz`;
  const [tables, days] = await Promise.all([
    brokenDown(pool, asked, {
      source: `select group_id, assignee, type, ${now} - accepted_at as age, next_due_at < ${now} as overdue
        from ticket t where ${open} and $1::timestamptz <= $2::timestamptz and ${fits('t')}`,
      keys: { group: 'group_id', person: 'assignee', type: 'type' },
      figures: nowFigures,
    }),
    pool.query<Figures>(daysSql(isNarrowed), [...valuesOf(asked), timestamp(asked.now)]),
  ]);
  return { ...tables, day: days.rows.map(dated) };
};
