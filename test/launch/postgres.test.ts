import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { environment } from '../../config/environment.js';
import { readPrograms } from '../../config/programs.js';
import { freePort } from '../../scripts/launch/ports.js';
import { startPostgres, type RunningPostgres } from '../../scripts/launch/postgres.js';
import { isRunning } from '../../scripts/launch/processes.js';

const folders: string[] = [];
const started: RunningPostgres[] = [];

async function start(dataDir: string, durable = true): Promise<RunningPostgres> {
  const programs = readPrograms(environment());
  const port = await freePort();
  const running = await startPostgres({ dataDir, port, programs, durable, log: () => undefined });
  started.push(running);
  return running;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'desk-'));
  folders.push(folder);
  return folder;
}

async function ask<Row>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}

afterAll(async () => {
  for (const running of started) await running.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

test('what was committed is there after a kill -9, and a password is needed', async () => {
  const folder = newFolder();
  const first = await start(folder);
  await ask(first.url, 'create table kept (n int); insert into kept select generate_series(1, 500)');
  process.kill(first.pid, 'SIGKILL');
  await first.ended;

  const second = await start(folder);
  expect(await ask(second.url, 'select count(*)::int as n from kept')).toEqual([{ n: 500 }]);
  expect(await ask(second.url, 'show data_checksums')).toEqual([{ data_checksums: 'on' }]);
  const stranger = new URL(second.url);
  stranger.password = 'wrong';
  await expect(ask(stranger.href, 'select 1')).rejects.toThrow(/password authentication failed/);
}, 60_000);

test('a server left running on the same data is stopped, not fought', async () => {
  const folder = newFolder();
  const left = await start(folder, false);
  const next = await start(folder, false);
  await left.ended;
  expect(isRunning(left)).toBe(false);
  expect(await ask(next.url, 'select 1 as n')).toEqual([{ n: 1 }]);
}, 60_000);

test('data of a major that is not installed are refused in one line', async () => {
  const folder = newFolder();
  const made = await start(folder, false);
  await made.stop();
  writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '9\n');
  await expect(start(folder)).rejects.toThrow(/made by Postgres 9.*install 9, or set PG_BIN/);
}, 60_000);
