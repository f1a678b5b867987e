import { setImmediate as yielding } from 'node:timers/promises';
import { shanghai, type Instant } from '../../../domain/instant.js';
import type { TableOf } from '../../../domain/reports/reports.js';
import { fits, msBetween, valuesOf, weekOf, within, type Figures, type ReadReport } from './asked.js';
import { joined, packedSql, quantileOf, unpacked } from './lengths.js';

interface Cell {
  readonly duty: string;
  readonly cause: string;
  readonly week: string;
  readonly missed: number;
  readonly undone: number;
  /** From due to done, of what was done. */
  readonly late: Float64Array;
  readonly noticed: Float64Array;
}

interface CellRow extends Omit<Cell, 'week' | 'late' | 'noticed'> {
  readonly week: Instant;
  readonly late: Buffer | null;
  readonly noticed: Buffer | null;
}

// Quantiles do not add up, so each length is needed: sent in a lump and sorted here, they cost a fraction of what the
// database takes to sort them for one table after the other.
const cellsSql = `
  select duty, cause, ${weekOf('at')} as week, count(*)::int as missed, (count(*) - count(done_at))::int as undone,
    ${packedSql(msBetween('at', 'done_at'))} filter (where done_at is not null) as late,
    ${packedSql('noticed_ms::float8')} as noticed
  from duty_outcome o where outcome = 'missed' and ${within('at')} and ${fits('o', { person: 'owner' })}
  group by 1, 2, 3`;

export const readLateness: ReadReport<TableOf<'lateness'>> = async (pool, asked) => {
  const { rows } = await pool.query<CellRow>(cellsSql, valuesOf(asked));
  const cells = rows.map((row) => ({
    ...row,
    week: shanghai(row.week).date,
    late: unpacked(row.late),
    noticed: unpacked(row.noticed),
  }));
  return {
    cause: await summed(cells, ({ cause }) => ({ cause })),
    duty: await summed(cells, ({ duty, cause }) => ({ duty, cause })),
    week: await summed(cells, ({ week, cause }) => ({ week, cause })),
  };
};

const summed = async (
  cells: readonly Cell[],
  keysOf: (cell: Cell) => Readonly<Record<string, string>>,
): Promise<readonly Figures[]> => {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const name = Object.values(keysOf(cell)).join(' ');
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [cell]);
    else group.push(cell);
  }
  const rows: Figures[] = [];
  for (const [, group] of [...groups].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    // Others are served between one row and the next: sorting a year of a large desk takes a while.
    await yielding();
    const [first] = group;
    if (first === undefined) continue;
    const late = joined(group.map((cell) => cell.late)).sort();
    const noticed = joined(group.map((cell) => cell.noticed)).sort();
    rows.push({
      ...keysOf(first),
      missed: group.reduce((sum, { missed }) => sum + missed, 0),
      undone: group.reduce((sum, { undone }) => sum + undone, 0),
      p50: quantileOf(late, 0.5),
      p95: quantileOf(late, 0.95),
      max: late.at(-1) ?? null,
      noticedP50: quantileOf(noticed, 0.5),
      noticedP95: quantileOf(noticed, 0.95),
      noticedMax: noticed.at(-1) ?? null,
    });
  }
  return rows;
};
