import { shanghai, type Instant } from '../../../domain/instant.js';
import { hours } from '../../../domain/reports/arrivals.js';
import type { TableOf } from '../../../domain/reports/reports.js';
import { binOf, fits, valuesOf, within, type ReadReport } from './asked.js';

const arrivalsSql = `
  select ${binOf('1 hour', 't.accepted_at')} as hour, count(*)::int as n from ticket t
  where ${within('t.accepted_at')} and ${fits('t')} group by 1`;

const weekdays = [1, 2, 3, 4, 5, 6, 7];

export const readArrivals: ReadReport<TableOf<'arrivals'>> = async (pool, asked) => {
  const { rows } = await pool.query<{ hour: Instant; n: number }>(arrivalsSql, valuesOf(asked));
  const counts = new Map<string, number>();
  for (const { hour: at, n } of rows) {
    const { weekday, hour } = shanghai(at);
    counts.set(`${weekday} ${hour}`, (counts.get(`${weekday} ${hour}`) ?? 0) + n);
  }
  const table = weekdays.map((weekday) => {
    const each = hours.map((hour) => counts.get(`${weekday} ${hour}`) ?? 0);
    return {
      weekday,
      ...Object.fromEntries(each.map((n, hour) => [`h${hour}`, n])),
      total: each.reduce((sum, n) => sum + n, 0),
    };
  });
  return { hour: rows.length === 0 ? [] : table };
};
