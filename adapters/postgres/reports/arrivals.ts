import { hours } from '../../../domain/reports/arrivals.js';
import type { TableOf } from '../../../domain/reports/reports.js';
import { fits, valuesOf, within, type Figures, type ReadReport } from './asked.js';

const counts = hours.map((hour) => `(count(*) filter (where hour = ${hour}))::int as h${hour}`).join(', ');

const arrivalsSql = `
  with arrived as (
    select extract(isodow from local)::int as weekday, extract(hour from local)::int as hour
    from (select t.accepted_at at time zone 'Asia/Shanghai' as local from ticket t
      where ${within('t.accepted_at')} and ${fits('t')}) l
  )
  select d.weekday, ${counts}, count(hour)::int as total
  from generate_series(1, 7) d(weekday) left join arrived using (weekday) group by d.weekday order by d.weekday`;

export const readArrivals: ReadReport<TableOf<'arrivals'>> = async (pool, asked) => {
  const { rows } = await pool.query<Figures>(arrivalsSql, valuesOf(asked));
  return { hour: rows.some(({ total }) => Number(total) > 0) ? rows : [] };
};
