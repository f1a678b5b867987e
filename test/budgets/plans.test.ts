import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Pool, QueryConfig } from 'pg';
import { createListTickets, type ListAsked } from '../../adapters/postgres/list-tickets.js';
import { createPool } from '../../adapters/postgres/pool.js';
import { seenBy } from '../../domain/permissions.js';
import { fillDesk } from '../../scripts/bench/list-rows.js';
import { emptyDatabase, type FreshDatabase } from '../setup/database.js';

const rows = 30_000;
let database: FreshDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await emptyDatabase();
  await fillDesk(database.url, rows);
  pool = createPool(database.url, { max: 2 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const person = (id: string, roles: Parameters<typeof seenBy>[0]['roles'], groups: readonly string[]) =>
  seenBy({ id, staffNumber: null, roles, groups, leads: [] });
const engineer = person('li', ['engineer'], ['sysops']);
const agent = person('zhou', ['agent'], []);
const reporter = person('reporter1', ['reporter'], []);

const asked = (given: Partial<ListAsked>): ListAsked => ({
  seenBy: agent,
  filters: {},
  sort: 'due',
  limit: 50,
  ...given,
});
const middle = { at: Date.now() - (rows / 2) * 60_000, no: 'TS20260101001' };

const pages: Readonly<Record<string, ListAsked>> = {
  'all by due time': asked({}),
  'all by creation, newest first': asked({ sort: 'created' }),
  'a page in the middle': asked({ sort: 'created', after: middle }),
  'of a stage': asked({ sort: 'created', filters: { stage: 'handling' } }),
  'of a group': asked({ filters: { group: 'network' } }),
  'of an assignee': asked({ filters: { assignee: 'sunn' } }),
  'what an engineer sees': asked({ seenBy: engineer }),
  'what an engineer sees, in the middle': asked({ seenBy: engineer, sort: 'created', after: middle }),
  'what a reporter sees': asked({ seenBy: reporter, sort: 'created' }),
  'by words': asked({ sort: 'created', filters: { q: 'n12345' } }),
};

interface Plan {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

const nodesOf = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** The plan that a page really runs under, with the rows that it touched. */
const planOf = async (page: ListAsked): Promise<Plan> => {
  const queries: QueryConfig[] = [];
  const listening = {
    query: async (query: QueryConfig | string, values?: unknown[]) => {
      if (typeof query !== 'string' && query.name?.startsWith('list-')) queries.push(query);
      return await pool.query(query as QueryConfig, values);
    },
  } as unknown as Pool;
  await createListTickets(listening)(page);
  const [query] = queries;
  if (query === undefined) throw new Error('no page was read');
  const explained = await pool.query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(
    `explain (analyze, timing off, format json) ${query.text}`,
    query.values,
  );
  const plan = explained.rows[0]?.['QUERY PLAN'][0]?.Plan;
  if (plan === undefined) throw new Error('there is no plan');
  return plan;
};

test.each(Object.entries(pages))('a list walks an index and reads a page only: %s', async (_name, page) => {
  const nodes = nodesOf(await planOf(page));
  const scans = nodes.filter((node) => node['Relation Name'] === 'ticket');
  expect(scans.length).toBeGreaterThan(0);
  expect(scans.map((node) => node['Node Type'])).not.toContain('Seq Scan');
  const touched = Math.max(...scans.map((node) => node['Actual Rows'] * node['Actual Loops']));
  expect(touched).toBeLessThanOrEqual(4 * page.limit);
});
