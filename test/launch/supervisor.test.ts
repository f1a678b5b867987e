import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { environment } from '../../config/environment.js';
import { freePort } from '../../scripts/launch/ports.js';
import { isRunning, type ProcessRecord } from '../../scripts/launch/processes.js';
import { compileScripts } from './compiled.js';

type Desk = { readonly child: ChildProcess; readonly output: () => string };

const names = ['postgres', 'temporal', 'issuer', 'worker', 'api'];
const desks: Desk[] = [];
let compiled: string;
let dataDir: string;
let ports: Record<string, string>;

beforeAll(async () => {
  compiled = await compileScripts();
  writeFileSync(join(compiled, 'once.js'), 'console.log("migrated")');
  // A part that never ends by itself, nor when asked to if it is told so.
  writeFileSync(
    join(compiled, 'service.js'),
    'if (process.env.DEAF) process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); process.send({ ready: true })',
  );
  writeFileSync(
    join(compiled, 'desk.js'),
    `import { environment } from './config/environment.js';
     import { createOutput } from './scripts/supervisor/output.js';
     import { runDesk } from './scripts/supervisor/run.js';
     const [once, service] = ['once.js', 'service.js'].map((name) => ${JSON.stringify(compiled)} + '/' + name);
     const programs = { migrate: once, issuer: service, mailbox: service, worker: service, api: service };
     const output = createOutput(process.stdout);
     runDesk({ env: environment(), programs, output }).then(
       () => process.exit(0),
       (error) => { console.error(error.message); process.exit(1); },
     );`,
  );
  dataDir = mkdtempSync(join(tmpdir(), 'desk-'));
  ports = {};
  for (const name of ['', 'POSTGRES_', 'TEMPORAL_', 'TEMPORAL_UI_', 'ISSUER_', 'WORKER_METRICS_']) {
    ports[`${name}PORT`] = String(await freePort());
  }
}, 60_000);

afterEach(async () => {
  for (const desk of desks.splice(0)) {
    desk.child.kill('SIGTERM');
    await until(() => hasEnded(desk));
  }
}, 60_000);

afterAll(() => {
  for (const folder of [compiled, dataDir]) rmSync(folder, { recursive: true, force: true });
});

function run(more: Record<string, string> = {}): Desk {
  const { npm_lifecycle_event: _, ...env } = environment();
  const child = spawn(process.execPath, [join(compiled, 'desk.js')], {
    env: { ...env, NODE_OPTIONS: '', DATA_DIR: dataDir, ...ports, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  const desk = { child, output: () => text };
  desks.push(desk);
  return desk;
}

const hasEnded = ({ child }: Desk) => child.exitCode !== null || child.signalCode !== null;

async function until(isSo: () => boolean, ms = 40_000): Promise<void> {
  for (const end = performance.now() + ms; !isSo(); await pause(20)) {
    if (performance.now() > end) throw new Error('It never came to pass');
  }
}

async function untilReady(desk: Desk): Promise<ProcessRecord[]> {
  await until(() => desk.output().includes('Ready in') || hasEnded(desk));
  if (hasEnded(desk)) throw new Error(desk.output());
  return processes();
}

function processes(): ProcessRecord[] {
  const text = readFileSync(join(dataDir, 'supervisor.json'), 'utf8');
  return (JSON.parse(text) as { processes: ProcessRecord[] }).processes;
}

test('SIGTERM stops all parts', async () => {
  const desk = run();
  const parts = await untilReady(desk);
  expect(parts.map(({ name }) => name)).toEqual(names);
  desk.child.kill('SIGTERM');
  await until(() => hasEnded(desk));
  expect(parts.filter(isRunning)).toEqual([]);
  expect(desk.child.exitCode).toBe(0);
}, 60_000);

test('a killed supervisor leaves nothing running, and the next start goes on', async () => {
  const desk = run();
  const parts = await untilReady(desk);
  desk.child.kill('SIGKILL');
  await until(() => !parts.some(isRunning));
  await untilReady(run());
}, 60_000);

test('a supervisor killed together with its reaper is cleaned up after by the next start', async () => {
  const first = run();
  const parts = await untilReady(first);
  const children = readFileSync(`/proc/${first.child.pid}/task/${first.child.pid}/children`, 'utf8');
  const reaper = children
    .trim()
    .split(' ')
    .find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('reaper.js'));
  first.child.kill('SIGKILL');
  process.kill(Number(reaper), 'SIGKILL');
  await until(() => hasEnded(first));

  const next = await untilReady(run());
  expect(parts.filter(isRunning)).toEqual([]);
  expect(next.map(({ name }) => name)).toEqual(names);
}, 60_000);

test('a part that dies comes back, and takes no other along', async () => {
  const desk = run();
  const before = await untilReady(desk);
  for (const name of ['postgres', 'temporal', 'worker']) {
    const part = before.find((one) => one.name === name);
    if (part === undefined) throw new Error(`${name} is not there`);
    process.kill(part.pid, 'SIGKILL');
    await until(() => desk.output().includes(`${name} is back.`));
  }
  const after = processes();
  const pidOf = (list: ProcessRecord[], name: string) => list.find((one) => one.name === name)?.pid;
  expect(after.every(isRunning)).toBe(true);
  expect(pidOf(after, 'api')).toBe(pidOf(before, 'api'));
  expect(pidOf(after, 'worker')).not.toBe(pidOf(before, 'worker'));
}, 60_000);

test('a second signal ends parts that do not listen', async () => {
  const desk = run({ DEAF: '1' });
  const parts = await untilReady(desk);
  desk.child.kill('SIGINT');
  await until(() => desk.output().includes('Stopping'));
  await pause(1100);
  desk.child.kill('SIGINT');
  await until(() => hasEnded(desk), 5000);
  expect(parts.filter(isRunning)).toEqual([]);
}, 60_000);

test('a second desk on the same folder is refused', async () => {
  await untilReady(run());
  const second = run();
  await until(() => hasEnded(second));
  expect(second.child.exitCode).toBe(1);
  expect(second.output()).toMatch(/^A desk already runs on .*set DATA_DIR/);
}, 60_000);

test('a taken port is named with its variable before anything starts', async () => {
  const server = createServer();
  const port = ports['POSTGRES_PORT'];
  await new Promise<void>((resolve) => server.listen(Number(port), '127.0.0.1', resolve));
  const desk = run();
  await until(() => hasEnded(desk));
  await new Promise((resolve) => server.close(resolve));
  expect(desk.output()).toBe(`Port ${port} is taken by another program: set POSTGRES_PORT to a free one.\n`);
}, 60_000);

test('production refuses the embedded parts in seconds', async () => {
  const desk = run({ NODE_ENV: 'production' });
  await until(() => hasEnded(desk), 5000);
  expect(desk.child.exitCode).toBe(1);
  expect(desk.output()).toContain('PAYLOAD_KEYS is required in production');
}, 60_000);
