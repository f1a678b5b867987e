import { duties } from '../../../domain/duties.js';
import { shanghai, type Instant } from '../../../domain/instant.js';
import type { TableOf } from '../../../domain/reports/reports.js';
import type { DutyName } from '../../../domain/words.js';
import { fits, ownerSql, valuesOf, weekOf, within, type Figures, type ReadReport } from './asked.js';

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

// Few enough to be added up here; so each row of the table is read once for all breakdowns.
const cellsSql = `
  select duty, owner_role as "ownerRole", group_id as "group", ${ownerSql('o')} as person, type, ${weekOf('at')} as week,
    (count(*) filter (where outcome = 'met'))::int as met,
    (count(*) filter (where cause = 'person'))::int as missed,
    (count(*) filter (where cause = 'platform'))::int as "missedByPlatform",
    (count(done_at))::int as "doneLate"
  from duty_outcome o where ${within('at')} and ${fits('o', { person: 'owner' })} group by 1, 2, 3, 4, 5, 6`;

export const readDuties: ReadReport<TableOf<'duties'>> = async (pool, asked) => {
  const { rows } = await pool.query<CellRow>(cellsSql, valuesOf(asked));
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
