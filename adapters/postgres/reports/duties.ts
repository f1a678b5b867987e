import { duties } from '../../../domain/duties.js';
import { shanghai, type Instant } from '../../../domain/instant.js';
import type { TableOf } from '../../../domain/reports/reports.js';
import type { DutyName } from '../../../domain/words.js';
import { timestamp } from '../pool.js';
import { fits, ownerSql, valuesOf, weekOf, wholeWeeks, type Figures, type ReadReport } from './asked.js';

interface Counts {
  readonly met: number;
  readonly missed: number;
  readonly missedByPlatform: number;
  readonly doneLate: number;
}
interface CellRow extends Counts {
  readonly duty: DutyName;
  readonly ownerRole: string;
  readonly group: string | null;
  readonly person: string;
  readonly type: string;
  readonly week: Instant;
}

const keys = 'duty, owner_role, group_id, owner, type';

/** What ended from one parameter's moment until another's, one by one. */
const singlySql = (from: string, to: string): string => `
  select ${keys}, ${weekOf('at')} as week, (outcome = 'met')::int as met, (cause = 'person')::int as missed,
    (cause = 'platform')::int as missed_by_platform, (done_at is not null)::int as done_late
  from duty_outcome o where at >= ${from} and at < ${to} and ${fits('o', { person: 'owner' })}`;
const byWeekSql = (table: string): string => `
  select ${keys}, week, met, missed, missed_by_platform, done_late
  from ${table} w where week >= $7 and week < $8 and ${fits('w', { person: 'owner' })}`;

// Whole weeks are drawn up; what is left of a period at its ends is counted. Few enough to be added up here, so each row
// is read once for all breakdowns.
const cellsSql = `
  select duty, owner_role as "ownerRole", group_id as "group", ${ownerSql('o')} as person, type, week,
    sum(met)::int as met, coalesce(sum(missed), 0)::int as missed,
    coalesce(sum(missed_by_platform), 0)::int as "missedByPlatform", sum(done_late)::int as "doneLate"
  from (${singlySql('$1::timestamptz', '$7::timestamptz')}
    union all ${byWeekSql('duty_week')}
    union all ${byWeekSql('duty_week_change')}
    union all ${singlySql('$8::timestamptz', '$2::timestamptz')}) o
  group by 1, 2, 3, 4, 5, 6 having sum(met) + coalesce(sum(missed), 0) + coalesce(sum(missed_by_platform), 0) <> 0`;

export const readDuties: ReadReport<TableOf<'duties'>> = async (pool, asked) => {
  const { first, last } = wholeWeeks(asked);
  const { rows } = await pool.query<CellRow>(cellsSql, [
    ...valuesOf(asked),
    timestamp(first),
    timestamp(last),
  ]);
  const staffs = rows.filter(({ ownerRole }) => ownerRole !== 'reporter');
  return {
    duty: summed(rows, 'duty', ({ duty }) => duty),
    clause: summed(rows, 'clause', ({ duty }) => duties[duty].clause),
    group: summed(staffs, 'group', ({ group }) => group),
    person: summed(staffs, 'person', ({ person }) => person),
    type: summed(staffs, 'type', ({ type }) => type),
    week: summed(staffs, 'week', ({ week }) => shanghai(week).date),
  };
};

const summed = (
  rows: readonly CellRow[],
  name: string,
  keyOf: (row: CellRow) => string | null,
): readonly Figures[] => {
  const sums = new Map<string | null, Counts>();
  for (const row of rows) {
    const key = keyOf(row);
    const sum = sums.get(key) ?? { met: 0, missed: 0, missedByPlatform: 0, doneLate: 0 };
    sums.set(key, {
      met: sum.met + row.met,
      missed: sum.missed + row.missed,
      missedByPlatform: sum.missedByPlatform + row.missedByPlatform,
      doneLate: sum.doneLate + row.doneLate,
    });
  }
  return [...sums]
    .toSorted(([one], [other]) => ((one ?? '') < (other ?? '') ? -1 : 1))
    .map(([key, sum]) => ({ [name]: key, ...sum, metShare: shareOf(sum) }));
};

const shareOf = ({ met, missed }: Counts): number | null =>
  met + missed === 0 ? null : met / (met + missed);
