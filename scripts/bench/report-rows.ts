import { drawUpDutyWeeks } from '../../adapters/postgres/duty-weeks.js';
import { asOwner, type Pool } from './stack.js';

const minutes = (n: number | string): string => `interval '1 minute' * (${n})`;

/** Deeds of every so many tickets of a year, with the minutes after acceptance; what a report reads of them. */
const deeds = [
  { seq: 1, action: 'register', every: 1, after: '0', input: '{}' },
  { seq: 4, action: 'request-escalation', every: 12, after: '60', input: '{}' },
  { seq: 5, action: 'decide-escalation', every: 12, after: '60 + i % 50', input: '{"decision": "approve"}' },
  { seq: 6, action: 'record-step', every: 2, after: '100', input: '{}' },
  { seq: 8, action: 'confirm-resolved', every: 1, after: '120 + i % 4000', input: '{}' },
  { seq: 9, action: 'reopen', every: 40, after: '180 + i % 4000', input: '{}' },
  { seq: 10, action: 'confirm-resolved', every: 40, after: '240 + i % 4000', input: '{}' },
  {
    seq: 12,
    action: 'answer-survey',
    every: 3,
    after: '300 + i % 4000',
    input: '{"speed": 5, "efficiency": 4, "attitude": 5, "ability": 3, "suggestions": "再快些"}',
  },
] as const;

const dutiesOfEach = [
  'response',
  'contact',
  'escalation-request',
  'decision',
  'confirmation',
  'survey',
  'knowledge',
  'archive',
] as const;

// The i-th newest ticket, by the columns of its row.
const tickets = `(select t.*, row_number() over (order by accepted_at desc) as i from ticket t) t`;

const entriesSql = deeds.map(
  ({ seq, action, every, after, input }) => `
  insert into entry (no, seq, at, by_id, by_role, action, outcome, clause, visibility, rules, content, content_hash, hash)
  select no, ${seq}, accepted_at + ${minutes(after)}, 'li', 'engineer', '${action}', 'done', '§2', 'public', 1,
    jsonb_build_object('input', '${input}'::jsonb), '\\x00', '\\x00'
  from ${tickets} where i % ${every} = 0 and stage = 'archived' or ${seq} = 1`,
);

const outcomesSql = dutiesOfEach.map(
  (duty, k) => `
  insert into duty_outcome (no, duty, nth, outcome, at, done_at, noticed_ms, cause, owner_role, owner, group_id, type, urgency)
  select no, '${duty}', 1, case when is_missed then 'missed' else 'met' end, at, case when is_missed then at + ${minutes('1 + i % 300')} end,
    case when is_missed then i % 700 end, case when is_missed then (array['person', 'platform'])[1 + (i % 60 / 40)::int] end,
    'engineer', assignee, group_id, type, urgency
  from (select no, i, assignee, group_id, type, urgency, accepted_at + ${minutes(`10 + ${k} * 30`)} as at,
    (i + ${k}) % 20 = 0 as is_missed from ${tickets} where stage = 'archived') t`,
);

const articlesSql = `
  insert into article (id, type, title, symptoms, solution, handler, updated_by)
  select 'KB-9' || lpad(n::text, 4, '0'), 'system-fault', '文章 ' || n, '现象', '方案', 'li', 'li' from generate_series(1, 500) n`;
const versionsSql = `
  insert into article_version (id, version, by_id, change, body, at)
  select id, 1, 'li', 'created', '{"type": "system-fault"}', now() - interval '1 hour' * right(id, 4)::int
  from article where id like 'KB-9%'`;
const usesSql = `
  insert into article_use (article, no, seq, kind)
  select 'KB-9' || lpad((1 + i % 500)::text, 4, '0'), no, 6, 'step' from ${tickets} where i % 2 = 0 and stage = 'archived'`;

/** To a desk with tickets and no logs, what the reports read of them: deeds, how duties ended, and articles. */
export const fillReports = async (pool: Pool): Promise<void> => {
  const tables = ['ticket', 'entry', 'duty_outcome', 'article', 'article_version', 'article_use'] as const;
  await asOwner(
    pool,
    // They are a minute apart: spread over a year.
    `update ticket set accepted_at = now() - (now() - accepted_at) * (365 * 1440.0 / (select count(*) from ticket))`,
    ...entriesSql,
    ...outcomesSql,
    articlesSql,
    versionsSql,
    usesSql,
    ...tables.map((table) => `vacuum analyze ${table}`),
  );
  // As a worker does beside all this.
  for (let i = 0; i < 100; i += 1) await drawUpDutyWeeks(pool)();
  await asOwner(pool, 'vacuum analyze duty_week', 'vacuum analyze duty_week_change');
};
