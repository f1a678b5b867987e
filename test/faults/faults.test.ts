import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { environment } from '../../config/environment.js';
import { crowding } from '../../scripts/faults/crowding.js';
import { intakeOf } from '../../scripts/faults/deeds.js';
import { areGone, until } from '../../scripts/faults/desk.js';
import { quickPolicy } from '../../scripts/story/quick-policy.js';
import { startRig, type Rig } from '../../scripts/faults/rig.js';
import { compileDesk } from '../launch/compiled.js';

// Processes are killed for real, in a desk that runs as the product runs it; the checker alone judges what is left.
let compiled: string;
let dataDir: string;
let rig: Rig;

beforeAll(async () => {
  compiled = await compileDesk();
  dataDir = mkdtempSync(join(tmpdir(), 'desk-faults-'));
  rig = await startRig({
    dataDir,
    program: join(compiled, 'scripts', 'start.js'),
    env: environment(),
    seed: 1,
    pauseMs: 300,
    patienceMs: 20_000,
    graceMs: 5000,
  });
  await rig.load.open(24);
}, 120_000);

afterAll(async () => {
  await rig?.close();
  for (const folder of [compiled, dataDir]) rmSync(folder, { recursive: true, force: true });
}, 120_000);

/** What is wrong with the desk now; also prints the desk's last lines when something is. */
const wrong = async () => {
  const { violations } = await rig.check();
  return violations;
};

test('a worker that is killed in the middle of commits and deliveries', async () => {
  const busy = rig.load.run(4);
  for (let times = 0; times < 3; times += 1) {
    await pause(rig.random.between(500, 1500));
    await rig.desk.kill('worker');
  }
  await busy.stop();
  expect(await wrong()).toEqual([]);
}, 120_000);

test('a Temporal server that is killed and started again on its file', async () => {
  const busy = rig.load.run(4);
  for (let times = 0; times < 2; times += 1) {
    await pause(rig.random.between(500, 1500));
    await rig.desk.kill('temporal');
  }
  await busy.stop();
  expect(await wrong()).toEqual([]);
}, 120_000);

test('a Postgres that is stopped at once, and killed', async () => {
  const busy = rig.load.run(4);
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    await pause(rig.random.between(500, 1500));
    await rig.desk.kill('postgres', signal);
  }
  await busy.stop();
  expect(await wrong()).toEqual([]);
}, 120_000);

test('an API that is killed in the middle of requests, whose callers ask again', async () => {
  const busy = rig.load.run(6);
  for (let times = 0; times < 2; times += 1) {
    await pause(rig.random.between(300, 900));
    await rig.desk.kill('api');
  }
  await busy.stop();
  expect(await wrong()).toEqual([]);
}, 120_000);

test('a roll-out and a shift change during which the worker is killed', async () => {
  const before = await openTickets();
  const added = await told('/api/policy', { policy: quickPolicy(3), active: false });
  expect(added?.status).toBe(201);
  const begun = await told('/api/policy/roll-outs', { version: 3, all: true, reason: '演练' });
  expect(begun?.status).toBe(202);
  const id = (begun?.json as { rollOut: { id: string } } | undefined)?.rollOut.id;
  const now = new Date();
  const absence = { person: 'li', group: null, substitute: null, reason: '病假' };
  const span = { from: now.toISOString(), to: new Date(now.getTime() + 3_600_000).toISOString() };
  expect((await told('/api/roster/absences', { ...absence, ...span }))?.status).toBe(201);
  for (let times = 0; times < 3; times += 1) {
    await pause(rig.random.between(200, 1200));
    await rig.desk.kill('worker');
  }
  await until('every ticket has its answer', async () => {
    const { rows } = await rig.pool.query(
      `select from roll_out_ticket where roll_out = $1 and state = 'waiting'`,
      [id],
    );
    return rows.length === 0;
  });
  // Each ticket that could take it has it once; what had ended meanwhile could not.
  const { rows } = await rig.pool.query<{ no: string; times: number }>(
    `select t.no, (select count(*)::int from entry e where e.no = t.no and e.action = 'apply-policy' and e.outcome = 'done') as times
     from roll_out_ticket t where t.roll_out = $1 and t.state = 'applied'`,
    [id],
  );
  expect(rows.length).toBeGreaterThan(before / 2);
  expect(rows.filter(({ times }) => times !== 1)).toEqual([]);
  await until('the contacts of who has left are handed over', async () => {
    const { rows: kept } = await rig.pool.query(
      `select no from ticket where assignee = 'li' and 'contact' = any(owed)`,
    );
    return kept.length === 0;
  });
  expect(await wrong()).toEqual([]);
}, 120_000);

const openTickets = async (): Promise<number> =>
  (await rig.pool.query('select from ticket where active')).rows.length;

const told = async (path: string, body: unknown) => await rig.callers.once('liu', path, body);

test('a worker that stands still for ten seconds and goes on', async () => {
  const busy = rig.load.run(2);
  await rig.desk.freeze('worker', 10_000);
  await busy.stop();
  expect(await wrong()).toEqual([]);
}, 120_000);

test.each([
  // A ticket is taken while Temporal is away; everything else says honestly that it cannot be done now.
  { part: 'temporal', intake: 202, action: 503, list: 200 },
  { part: 'postgres', intake: 503, action: 503, list: 503 },
] as const)(
  'people get an answer within seconds while $part stands still',
  async (expected) => {
    const [no] = rig.load.tickets;
    const frozen = rig.desk.freeze(expected.part, 8000);
    const [intake, action, list] = await Promise.all([
      timed('/api/tickets', intakeOf(rig.random)),
      timed(`/api/tickets/${no}/actions/note`, { text: 'is anybody there' }),
      timed('/api/tickets'),
    ]);
    await frozen;
    const { intake: taken, action: done, list: seen } = expected;
    expect([intake.status, action.status, list.status]).toEqual([taken, done, seen]);
    // Three seconds on a machine of one's own.
    for (const { ms } of [intake, action, list]) expect(ms).toBeLessThan(3000 * crowding());
    expect(await wrong()).toEqual([]);
  },
  60_000,
);

const timed = async (path: string, body?: unknown): Promise<{ status: number; ms: number }> => {
  const begun = performance.now();
  const answer = await rig.callers.once('liu', path, body);
  return { status: answer?.status ?? 0, ms: performance.now() - begun };
};

test('SIGTERM under load', async () => {
  const busy = rig.load.run(4);
  await pause(1000);
  const begun = Date.now();
  const outage = { part: 'desk', how: 'SIGTERM', from: begun, to: Infinity };
  rig.journal.outages.push(outage);
  expect(await rig.desk.stop()).toBe(0);
  await rig.desk.start();
  outage.to = Date.now();
  await busy.stop();
  expect(await wrong()).toEqual([]);
}, 120_000);

test('a supervisor that is killed leaves nothing running, and the next start finds everything again', async () => {
  const parts = rig.desk.processes();
  const outage = { part: 'desk', how: 'SIGKILL', from: Date.now(), to: Infinity };
  rig.journal.outages.push(outage);
  rig.desk.supervisor().kill('SIGKILL');
  await until('nothing runs', () => areGone(parts));
  await rig.desk.start();
  outage.to = Date.now();
  expect(await wrong()).toEqual([]);
}, 120_000);
