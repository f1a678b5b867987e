import type { TableOf } from '../../../domain/reports/reports.js';
import { rfc3339 } from '../../../domain/instant.js';
import { surveyDimensions } from '../../../domain/words.js';
import {
  brokenDown,
  dated,
  fits,
  shareSql,
  valuesOf,
  weekOf,
  within,
  type Figures,
  type ReadReport,
} from './asked.js';

const scores = surveyDimensions
  .map((name) => `(e.content #>> '{input,${name}}')::int as "${name}"`)
  .join(', ');

// What was erased by law is counted no more.
const answers = `
  select t.no, t.group_id, t.assignee, t.type, e.at, ${scores},
    e.content #>> '{input,suggestions}' as suggestions,
    coalesce((e.content #>> '{input,notSatisfied}')::boolean, false) as "notSatisfied"
  from entry e join ticket t using (no)
  where e.action = 'answer-survey' and e.outcome = 'done' and e.content is not null and ${within('e.at')} and ${fits('t')}`;

const averages = surveyDimensions.map((name) => `avg("${name}")::float8 as "${name}"`).join(', ');

const each = surveyDimensions
  .map((name, i) => `select ${i} as place, '${name}' as dimension, "${name}" as score from answers`)
  .join(' union all ');
const counted = [5, 4, 3, 2, 1].map(
  (score) => `(count(*) filter (where score = ${score}))::int as score${score}`,
);

const dimensionsSql = `with answers as (${answers})
  select dimension, count(score)::int as answers, avg(score)::float8 as average,
    ${shareSql('count(*) filter (where score < 4)', 'count(score)')} as "lowShare", ${counted.join(', ')}
  from (${each}) s where score is not null group by place, dimension order by place`;

const commentsSql = `${answers}
  and (e.content #>> '{input,suggestions}' is not null or (e.content #>> '{input,notSatisfied}')::boolean)
  order by e.at desc, t.no limit 500`;

// A survey sent late counts when it was sent.
const sentSql = `with sent as (
    select o.no, coalesce(o.done_at, o.at) as at from duty_outcome o join ticket t using (no)
    where o.duty = 'survey' and (o.outcome = 'met' or o.done_at is not null) and o.at < $2::timestamptz and ${fits('t')}
  )
  select ${weekOf('at')} as week, count(*)::int as sent, (count(*) filter (where answered))::int as answered,
    ${shareSql('count(*) filter (where answered)', 'count(*)')} as share
  from (
    select sent.at, coalesce(said.at >= sent.at, false) as answered from sent left join (
      select no, max(at) as at from entry where action = 'answer-survey' and outcome = 'done' and at >= $1::timestamptz
      group by no) said using (no)
    where ${within('sent.at')}
  ) s group by 1 order by 1`;

export const readSatisfaction: ReadReport<TableOf<'satisfaction'>> = async (pool, asked) => {
  const values = valuesOf(asked);
  const [tables, dimension, response, comments] = await Promise.all([
    brokenDown(pool, asked, {
      source: answers,
      keys: { week: weekOf('at'), group: 'group_id', person: 'assignee', type: 'type' },
      figures: `count(*)::int as answers, ${averages}`,
    }),
    pool.query<Figures>(dimensionsSql, values),
    pool.query<Figures>(sentSql, values),
    pool.query<Figures & { readonly at: number; readonly group_id: string; readonly assignee: string }>(
      commentsSql,
      values,
    ),
  ]);
  return {
    ...tables,
    dimension: dimension.rows,
    response: response.rows.map(dated),
    comments: comments.rows.map(({ at, group_id, assignee, ...row }) => ({
      ...row,
      at: rfc3339(at),
      group: group_id,
      person: assignee,
    })),
  };
};
