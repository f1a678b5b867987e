import type { TableOf } from '../../../domain/reports/reports.js';
import {
  dated,
  fits,
  msBetween,
  quantilesSql,
  valuesOf,
  weekOf,
  within,
  type Figures,
  type ReadReport,
} from './asked.js';

const figures = [
  'count(*)::int as missed',
  '(count(*) filter (where done_at is null))::int as undone',
  quantilesSql('late_ms', { p50: 'p50', p95: 'p95', max: 'max' }, 'late_ms is not null'),
  quantilesSql('noticed_ms::float8', { p50: 'noticedP50', p95: 'noticedP95', max: 'noticedMax' }),
].join(', ');

const latenessSql = `
  with missed as (
    select duty, cause, ${weekOf('at')} as week, done_at, noticed_ms, ${msBetween('at', 'done_at')} as late_ms
    from duty_outcome o where outcome = 'missed' and ${within('at')} and ${fits('o', { person: 'owner' })}
  )
  select grouping(duty, week)::int as set, duty, week, cause, ${figures}
  from missed group by grouping sets ((cause), (duty, cause), (week, cause)) order by duty, week, cause`;

export const readLateness: ReadReport<TableOf<'lateness'>> = async (pool, asked) => {
  const { rows } = await pool.query<Figures & { readonly set: number }>(latenessSql, valuesOf(asked));
  const of = (wanted: number): readonly Figures[] => rows.filter(({ set }) => set === wanted).map(dated);
  return { cause: of(3), duty: of(1), week: of(2) };
};
