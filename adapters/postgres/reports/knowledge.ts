import type { TableOf } from '../../../domain/reports/reports.js';
import { brokenDown, fits, valuesOf, weekOf, within, type Figures, type ReadReport } from './asked.js';

// A use is dated by its entry; writing belongs to the groups of whoever wrote.
const uses = `
  select u.article, u.no, e.at, e.by_id as person, t.type
  from article_use u join entry e on e.no = u.no and e.seq = u.seq join ticket t on t.no = u.no
  where u.kind <> 'source' and ${within('e.at')} and ${fits('t', { person: 'e.by_id' })}`;

const written = `
  select v.at, a.handler as person, v.body ->> 'type' as type
  from article_version v join article a using (id)
  where v.change in ('created', 'imported') and ${within('v.at')}
    and ($3::text[] is null or exists (select from membership m where m.person_id = a.handler and m.group_id = any($3)))
    and ($4::text is null or v.body ->> 'type' = $4) and ($5::text is null or a.handler = $5)
    and ($6::text is null or true)`;

const source = `
  select at, person, type, true as is_use from (${uses}) u
  union all select at, person, type, false from (${written}) w`;

const articlesSql = `
  select a.id as article, a.title, a.type, count(*)::int as used, count(distinct u.no)::int as tickets
  from (${uses}) u join article a on a.id = u.article
  group by a.id order by used desc, a.id limit 100`;

export const readKnowledge: ReadReport<TableOf<'knowledge'>> = async (pool, asked) => {
  const [tables, articles] = await Promise.all([
    brokenDown(pool, asked, {
      source,
      keys: { week: weekOf('at'), person: 'person', type: 'type' },
      figures:
        '(count(*) filter (where not is_use))::int as written, (count(*) filter (where is_use))::int as used',
    }),
    pool.query<Figures>(articlesSql, valuesOf(asked)),
  ]);
  return { ...tables, article: articles.rows };
};
