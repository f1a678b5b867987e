import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { environment } from '../../config/environment.js';
import { crowding } from '../../scripts/faults/crowding.js';
import { intakeOf } from '../../scripts/faults/deeds.js';
import { areGone, until } from '../../scripts/faults/desk.js';
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
