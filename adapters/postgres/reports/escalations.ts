import type { TableOf } from '../../../domain/reports/reports.js';
import { brokenDown, fits, msBetween, quantilesSql, weekOf, within, type ReadReport } from './asked.js';

// Each request with the first decision after it; the nth request of a ticket opens its nth decision duty.
const source = `
  select t.group_id, t.type, e.at, d.by_id as decider, d.content #>> '{input,decision}' as decision,
    d.at is null and t.stage = 'awaiting-decision' as waiting, ${msBetween('e.at', 'd.at')} as ms,
    exists (select from duty_outcome o where o.no = e.no and o.duty = 'decision' and o.outcome = 'missed'
      and o.nth = (select count(*) from entry b where b.no = e.no and b.action = 'request-escalation'
        and b.outcome = 'done' and b.seq <= e.seq)) as late
  from entry e join ticket t using (no)
  left join lateral (
    select d.at, d.by_id, d.content from entry d
    where d.no = e.no and d.action = 'decide-escalation' and d.outcome = 'done' and d.seq > e.seq
      and not exists (select from entry n where n.no = e.no and n.action = 'request-escalation' and n.outcome = 'done'
        and n.seq > e.seq and n.seq < d.seq)
    order by d.seq limit 1
  ) d on true
  where e.action = 'request-escalation' and e.outcome = 'done' and ${within('e.at')} and ${fits('t')}`;

export const readEscalations: ReadReport<TableOf<'escalations'>> = async (pool, asked) => {
  const tables = await brokenDown(pool, asked, {
    source,
    keys: { week: weekOf('at'), group: 'group_id', type: 'type', person: 'decider' },
    figures: [
      'count(*)::int as requested',
      "(count(*) filter (where decision = 'approve'))::int as approved",
      "(count(*) filter (where decision = 'decline'))::int as declined",
      '(count(*) filter (where waiting))::int as waiting',
      quantilesSql('ms', { p50: 'p50', p95: 'p95', max: 'max' }, 'ms is not null'),
      '(count(*) filter (where late))::int as late',
    ].join(', '),
  });
  return { ...tables, person: tables.person.filter(({ person }) => person !== null) };
};
