import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { loadDatabase } from '../../adapters/postgres/backup/load-database.js';
import { saveDatabase } from '../../adapters/postgres/backup/save-database.js';
import { recoverTicket } from '../../adapters/postgres/backup/recover-ticket.js';
import { createRestorations } from '../../adapters/postgres/backup/restorations.js';
import { createIntakes, type Intakes } from '../../adapters/postgres/intakes.js';
import { createPool, type Pool } from '../../adapters/postgres/pool.js';
import { rebuildTickets } from '../../adapters/postgres/rebuild-tickets.js';
import { createTicketStore } from '../../adapters/postgres/ticket-store.js';
import { verifyChains } from '../../adapters/postgres/verify-chain.js';
import { bundleWorkflows } from '../../workers/bundle.js';
import { reconcile, type Reconciled } from '../../workers/reconcile/reconcile.js';
import { listRuns, replayRuns } from '../../workers/reconcile/replay-runs.js';
import { reportLines } from '../../scripts/backup/report-lines.js';
import { storageOn } from '../adapters/desk.js';
import { openBudgetDesk, type BudgetDesk } from '../budgets/desk.js';
import { letComeApart } from './come-apart.js';
import { asOwner, emptyDatabase, type FreshDatabase } from '../setup/database.js';

// The database is restored to an older moment than Temporal's: what happened in between is known to the runs alone.
Runtime.install({ logger: new DefaultLogger('ERROR') });
const options = { publicUrl: 'https://desk.example', smtpEnabled: true };
const note = { reached: true, method: 'phone', summary: '核实' };
const quiet = { trace: skip, debug: skip, info: skip, warn: skip, error: skip, log: skip };
function skip(): void {}

let desk: BudgetDesk;
let folder: string;
let target: FreshDatabase;
let pool: Pool;
let intakes: Intakes;
let takenAt: number;
let code: string;
let before: string;
let after: string;
let parted: string;
let runOfParted: string;

const entries = async (where: Pool, no: string) =>
  (
    await where.query<{ hash: string }>(
      `select encode(content_hash, 'hex') as hash from entry where no = $1 order by seq`,
      [no],
    )
  ).rows.map(({ hash }) => hash);

const comparing = async (): Promise<Reconciled> =>
  await reconcile({
    since: takenAt,
    now: Date.now(),
    list: async () => await listRuns(desk.client),
    replay: (runs) => replayRuns(desk.client, runs, { code, keys: null }),
    store: createTicketStore(pool, { ...options, doubt: 'restored from its run' }),
    recoverTicket: async (start) => await recoverTicket(pool, start),
    restorations: createRestorations(pool),
    intakes,
    runs: desk.runs,
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'desk-reconcile-'));
  desk = await openBudgetDesk();
  ({ code } = await bundleWorkflows(quiet, { telling: true }));
  const ticket = await desk.open();
  before = ticket.no;
  await ticket.does({ who: 'li', action: 'record-contact', input: note });
  const other = await desk.open();
  parted = other.no;
  const url = desk.pool.options.connectionString ?? '';
  const saved = await saveDatabase(url, folder);
  takenAt = Date.parse(saved.takenAt);

  await ticket.does({ who: 'li', action: 'record-step', input: { action: '重启服务', result: '恢复' } });
  await ticket.does({
    who: 'li',
    action: 'ask-reporter',
    input: { instructions: '请截图' },
  });
  await other.does({ who: 'li', action: 'record-contact', input: note });
  ({ runId: runOfParted } = await desk.client.workflow.getHandle(parted).describe());
  const late = await desk.open();
  after = late.no;
  await late.does({ who: 'li', action: 'record-contact', input: note });

  // Its worker knows the other database.
  await desk.stopWorker();
  target = await emptyDatabase();
  await loadDatabase(target.url, { folder, saved });
  pool = createPool(target.url, { max: 4 });
  intakes = createIntakes(pool, options);
  // Work on the restored desk before anybody compared: people have read it, and the run knows nothing of it.
  await storageOn(pool).does(parted, { who: 'li', action: 'note', input: { text: '请稍候' } });
}, 60_000);
afterAll(async () => {
  await pool?.end();
  await target?.drop();
  await desk?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('entries that only a run has are in the log again, as they were, and nobody is told twice', async () => {
  const wanted = await entries(desk.pool, before);
  expect((await entries(pool, before)).length).toBeLessThan(wanted.length);
  const report = await comparing();
  expect(report).toMatchObject({ found: [after], unreadable: {}, diverged: [parted], behind: [] });
  expect(report.recovered[before]).toBeGreaterThanOrEqual(2);
  expect(report.givenUp).toEqual({
    [parted]: [{ seq: 3, at: expect.any(Number), by: 'li', what: 'record-contact' }],
  });
  expect(reportLines(report, { language: 'en' })[0]).toMatch(
    new RegExp(`${parted} had entries .*3 record-contact \\(li, 20`, 'u'),
  );
  expect(await entries(pool, before)).toEqual(wanted);
  expect(await asOwner(target.url, `select no from notice where state in ('queued', 'sending')`)).toEqual([]);
  const asked = await asOwner<{ state: string }>(
    target.url,
    `select distinct state from notice where no = '${before}' and channel = 'smtp' and reason = 'restored from its run'`,
  );
  expect(asked).toEqual([{ state: 'unknown' }]);
}, 60_000);

test('a run that had gone another way than the log that people read begins anew from that', async () => {
  const { rows } = await pool.query<{ action: string }>(
    `select action from entry where no = $1 and seq > 2 order by seq`,
    [parted],
  );
  expect(rows).toEqual([{ action: 'note' }]);
  const { runId, status } = await desk.client.workflow.getHandle(parted).describe();
  expect(status.name).toBe('RUNNING');
  expect(runId).not.toBe(runOfParted);
  const [run] = (await listRuns(desk.client)).filter((one) => one.runId === runId);
  for await (const { start } of replayRuns(desk.client, run === undefined ? [] : [run], { code, keys: null }))
    expect(start?.version).toBe((await intakes.loadTicket(parted))?.version);
});

test('a ticket that only its run knew is there again with all that its run did', async () => {
  const wanted = await entries(desk.pool, after);
  const there = await entries(pool, after);
  // Its registration alone differs: what was said at intake was in the database only.
  expect(there.slice(2)).toEqual(wanted.slice(2));
  expect((await intakes.loadTicket(after))?.stage).toBe((await desk.intakes.loadTicket(after))?.stage);
  expect((await verifyChains(pool)).bad).toEqual([]);
  expect(await rebuildTickets(pool, { write: false })).toMatchObject({ differences: [], unreadable: [] });
});

test('numbers that were given out are not given out again', async () => {
  const by = { id: 'wang', staffNumber: null, role: 'reporter' } as const;
  const { standardIntake } = await import('../../scripts/bench/lives.js');
  const accepted = await intakes.accept({ sent: standardIntake, by, now: Date.now() });
  if (accepted.state === 'refused') throw new Error('refused');
  expect(accepted.no > after).toBe(true);
  expect(Number(accepted.no.slice(10))).toBeGreaterThan(100);
  await pool.query('delete from unstarted');
  // It has no run: the next look gives it one.
  expect((await comparing()).started).toEqual([accepted.no]);
  const { status } = await desk.client.workflow.getHandle(accepted.no).describe();
  expect(status.name).toBe('RUNNING');
}, 60_000);

test('a second look finds nothing to do', async () => {
  expect(await comparing()).toMatchObject({
    found: [],
    recovered: {},
    behind: [],
    started: [],
    diverged: [],
  });
}, 60_000);

test('a history that cannot be replayed is named with the reason, and its ticket left as it is', async () => {
  const end = await letComeApart(desk, before);
  try {
    const there = await entries(pool, before);
    const report = await comparing();
    expect(report).toMatchObject({ behind: [], diverged: [], recovered: {} });
    const matching = expect.stringMatching(/determinis/iu);
    expect(report.unreadable).toEqual({ [before]: { 'zh-CN': matching, en: matching } });
    for (const language of ['zh-CN', 'en'] as const)
      expect(reportLines(report, { language })[0]).toContain(before);
    expect(await entries(pool, before)).toEqual(there);
  } finally {
    await end();
  }
}, 60_000);
