import { linkLocally } from '../../../adapters/postgres/local-issuer.js';
import { createPool } from '../../../adapters/postgres/pool.js';
import { createDeskHealth } from '../../../adapters/postgres/desk-health.js';
import { createReportReads } from '../../../adapters/postgres/reports/reports.js';
import { reportNames } from '../../../domain/reports/reports.js';
import { scaled, type Bench, type Measure } from '../bench.js';
import { createDeskClient } from '../desk-client.js';
import { fillDesk } from '../list-rows.js';
import { byTurns, closedLoop, drained, quantile, type Load } from '../load.js';
import { engineerOf } from '../people.js';
import { round } from '../report.js';
import { fillReports } from '../report-rows.js';
import type { Pool } from '../stack.js';

const rawSql = `select no, version, stage, type, urgency, group_id, assignee, accepted_at, next_due_at, state, policy_version,
  intake from ticket where group_id = $1 order by next_due_at, no limit 50`;

/** P13, P14, P15: pages of a long list over HTTP against the same rows by SQL, and what a report has to read. */
export const list: Measure = async (bench) => {
  const { stack, report, options } = bench;
  const url = await stack.newDatabase('long_list');
  const since = performance.now();
  await fillDesk(url, options.rows);
  report.say(`${options.rows} tickets made in ${round((performance.now() - since) / 1000)} s`);
  const pool = createPool(url, { max: 4 });
  await linkLocally(pool, stack.issuer.id);
  const api = await stack.extraApi(url);
  const desk = createDeskClient(api.url, stack.issuer);
  const parts = { ...stack.parts(), list: api.pid };
  try {
    await pages(bench, { desk, pool, parts });
    await deepPages(bench, { desk, pool, parts });
    await reports(bench, pool);
  } finally {
    desk.close();
    await pool.end();
    await api.stop();
  }
};

const yearMs = 366 * 86_400_000;

interface Listing {
  readonly desk: ReturnType<typeof createDeskClient>;
  readonly pool: Pool;
  readonly parts: Readonly<Record<string, number>>;
}

/** The text of a page that has as many tickets as it may have: an empty one is no measure of anything. */
const fullPage = async (desk: Listing['desk'], who: string, path: string): Promise<string> => {
  const { text } = await desk.get(who, path);
  const { length } = text.match(/"no":"TS/gu) ?? [];
  if (length !== 50) throw new Error(`${who} got ${length} tickets of 50 from ${path}`);
  return text;
};

const pages = async (bench: Bench, { desk, pool, parts }: Listing): Promise<void> => {
  const { report, options } = bench;
  const n = scaled(bench, 300, 50);
  const work = {
    raw: async () => await pool.query({ name: 'raw', text: rawSql, values: ['sysops'] }),
    api: async (i: number) => await fullPage(desk, engineerOf(i), '/api/tickets?group=sysops&limit=50'),
    mine: async (i: number) => await fullPage(desk, engineerOf(i), '/api/tickets?limit=50'),
  };
  const loop = async (kind: keyof typeof work): Promise<Load> => {
    await drained(parts);
    return await closedLoop({ n, concurrency: 1, parts, work: work[kind] });
  };
  for (let i = 0; i < 40; i += 1) for (const one of Object.values(work)) await one(i);
  const loads = await byTurns(
    2,
    async () => await loop('raw'),
    async () => await loop('api'),
  );
  const mine = await loop('mine');
  const text = await work.api(0);
  report.load('the same 50 rows by SQL', loads.floor);
  report.load(`GET /api/tickets, ${round(text.length / 1024)} KiB`, loads.subject);
  report.load('GET /api/tickets, all one may see', mine);
  const [api, raw] = [quantile(loads.subject.latencies, 0.5), quantile(loads.floor.latencies, 0.5)];
  const p99 = quantile(loads.subject.latencies, 0.99);
  report.verdict({
    budget: 'P13',
    metric: `50 open tickets of ${options.rows}, c=1: API over SQL, p50; p99`,
    measured: `${round(api, 2)} / ${round(raw, 2)} ms = ${round(api / raw, 2)}; ${round(p99)} ms`,
    goal: '<= 2.5; <= 10 ms',
    met: loads.subject.errors.length === 0 && api / raw <= 2.5 && p99 <= 10,
    isTimed: true,
  });
};

const deepPages = async (bench: Bench, { desk, pool, parts }: Listing): Promise<void> => {
  const { report, options } = bench;
  const { rows } = await pool.query<{ no: string; accepted_at: number }>(
    'select no, accepted_at from ticket order by accepted_at desc, no desc offset $1 limit 1',
    [Math.floor(options.rows / 2)],
  );
  const [middle] = rows;
  if (middle === undefined) throw new Error('there is no middle');
  const path = '/api/tickets?sort=created&limit=50';
  const cursor = `&cursor=${middle.accepted_at}_${middle.no}`;
  const page = async (suffix: string): Promise<Load> =>
    await closedLoop({
      n: scaled(bench, 120, 20),
      concurrency: 1,
      parts,
      work: async () => await fullPage(desk, 'zhou', path + suffix),
    });
  await page('');
  const loads = await byTurns(
    2,
    async () => await page(''),
    async () => await page(cursor),
  );
  report.load('first page', loads.floor);
  report.load('page in the middle', loads.subject);
  const [deep, first] = [quantile(loads.subject.latencies, 0.5), quantile(loads.floor.latencies, 0.5)];
  report.verdict({
    budget: 'P14',
    metric: `page at row ${Math.floor(options.rows / 2)} over the first one, p50`,
    measured: `${round(deep, 2)} / ${round(first, 2)} ms = ${round(deep / first, 2)}`,
    goal: '<= 1.5',
    met: loads.subject.errors.length === 0 && deep / first <= 1.5,
    isTimed: true,
  });
};

const reports = async ({ report, options }: Bench, pool: Pool): Promise<void> => {
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const taken: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const since = performance.now();
      await work();
      taken.push(performance.now() - since);
    }
    return quantile(
      taken.toSorted((a, b) => a - b),
      0.5,
    );
  };
  const health = createDeskHealth(pool);
  const byDuty = await timed(async () => await health.lateness());
  report.say(`misses of 30 days by duty and cause (as on /metrics): ${round(byDuty)} ms`);
  await fillReports(pool);
  const reads = createReportReads(pool);
  const now = Date.now();
  const everything = { groups: null, type: null, person: null, urgency: null, now };
  const taken: [string, number][] = [];
  for (const name of reportNames) {
    const asked = { ...everything, from: now - yearMs, to: now };
    taken.push([name, await timed(async () => await reads.report(name, asked))]);
  }
  const slowest = Math.max(...taken.map(([, ms]) => ms));
  report.verdict({
    budget: 'P15',
    metric: `each report over a year, ${options.rows} tickets`,
    measured: taken.map(([name, ms]) => `${name} ${round(ms)} ms`).join(', '),
    goal: '<= 1 s',
    met: slowest <= 1000,
    isTimed: true,
  });
};
