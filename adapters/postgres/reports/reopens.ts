import type { TableOf } from '../../../domain/reports/reports.js';
import { brokenDown, fits, shareSql, weekOf, within, type ReadReport } from './asked.js';

const source = `
  select t.group_id, t.assignee, t.type, e.at, coalesce(later.seq > e.seq, false) as reopened
  from entry e join ticket t using (no) left join (
    select no, max(seq) as seq from entry where action = 'reopen' and outcome = 'done' and at >= $1::timestamptz
    group by no) later using (no)
  where e.action = 'confirm-resolved' and e.outcome = 'done' and ${within('e.at')} and ${fits('t')}`;

const again = '(count(*) filter (where reopened))::int';

export const readReopens: ReadReport<TableOf<'reopens'>> = async (pool, asked) =>
  await brokenDown(pool, asked, {
    source,
    keys: { week: weekOf('at'), group: 'group_id', person: 'assignee', type: 'type' },
    figures: `count(*)::int as resolved, ${again} as reopened, ${shareSql(again, 'count(*)')} as share`,
  });
