import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createPool } from '../../adapters/postgres/pool.js';
import { readConfig } from '../../config/config.js';
import { environment } from '../../config/environment.js';
import { backUp } from '../../scripts/backup/back-up.js';
import { restorableParts, restore } from '../../scripts/backup/restore.js';
import { createFaultDesk, until, type FaultDesk } from '../../scripts/faults/desk.js';
import { createJournal } from '../../scripts/faults/journal.js';
import { startSmtpSink, type SmtpSink } from '../../scripts/faults/smtp-sink.js';
import { openLocalTokens } from '../../scripts/launch/token.js';
import { buildPages } from '../browser/windows.js';
import { compileDesk } from './compiled.js';
import { walkThrough } from './day.js';

// A desk as the product runs it is backed up twice while people work, and restored with the newer database and the older
// Temporal.
let compiled: string;
let folder: string;
let sink: SmtpSink;
let desk: FaultDesk;
let older: string;
let newer: string;
let stoodMs = 0;
let one: string;
let two: string;

const opened = async (name: string): Promise<FaultDesk> =>
  await createFaultDesk({
    program: join(compiled, 'scripts', 'start.js'),
    dataDir: join(folder, name),
    smtpUrl: sink.url,
    env: environment(),
    journal: createJournal(),
  });

const asks = async (who: string, path: string, body?: object): Promise<Record<string, unknown>> => {
  const tokens = await openLocalTokens(desk.env);
  const answer = await fetch(`${desk.addresses().api}${path}`, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: { authorization: `Bearer ${await tokens.of(who)}`, 'content-type': 'application/json' },
  });
  const json = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(`${path} ${answer.status} ${JSON.stringify(json)}`);
  return json;
};

const report = async (): Promise<string> => {
  const { ticket } = (await asks('wang', '/api/tickets', {
    channel: 'service-desk',
    reporter: { name: '王敏', department: '财务部', email: 'wang@corp.example' },
    description: {
      symptom: '打不开',
      occurredAt: '2026-01-05T08:55:00+08:00',
      impact: '本人',
      attempted: '无',
    },
    type: 'system-fault',
    urgency: 'normal',
    readBack: { confirmed: true },
  })) as { ticket: { no: string } };
  return ticket.no;
};

const notes = async (no: string): Promise<readonly unknown[]> => {
  const { entries } = (await asks('li', `/api/tickets/${no}/log`)) as {
    entries: readonly { action?: string; input: { text?: string } }[];
  };
  return entries.filter(({ action }) => action === 'note').map(({ input }) => input.text);
};

const areAllStarted = async (): Promise<boolean> => {
  const pool = createPool(desk.addresses().env['DATABASE_URL'] ?? '', { max: 1 });
  try {
    return (await pool.query('select from unstarted')).rows.length === 0;
  } finally {
    await pool.end();
  }
};

/** How often each mail came. */
const mails = (): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { messageId } of sink.mails) counts.set(messageId, (counts.get(messageId) ?? 0) + 1);
  return counts;
};

beforeAll(async () => {
  await buildPages();
  compiled = await compileDesk();
  folder = mkdtempSync(join(tmpdir(), 'desk-restore-'));
  sink = await startSmtpSink();
  desk = await opened('first');
  await desk.start();
  one = await report();
  await asks('li', `/api/tickets/${one}/actions/note`, { text: 'before' });
  await until('the first mail', () => mails().size > 0);

  older = join(folder, 'older');
  const config = readConfig(desk.env);
  const busy = Promise.all(Array.from({ length: 10 }, async () => await report()));
  const made = await backUp(config, older);
  stoodMs = made.temporal?.stoodMs ?? Infinity;
  await busy;

  await asks('li', `/api/tickets/${one}/actions/note`, { text: 'between' });
  two = await report();
  const sent = mails().size;
  await until('its mail', () => mails().size >= sent);
  await until('every ticket has its run', areAllStarted);
  newer = join(folder, 'newer');
  await backUp(config, newer);
  await asks('li', `/api/tickets/${one}/actions/note`, { text: 'lost' });
  await desk.stop();

  desk = await opened('second');
  const target = readConfig(desk.env);
  await restore(target, newer, { replace: false, parts: ['database', 'attachments', 'keys'] });
  await restore(target, older, { replace: false, parts: ['temporal'] });
  await desk.start();
}, 300_000);

afterAll(async () => {
  await desk?.stop();
  await sink?.close();
  for (const path of [compiled, folder]) rmSync(path, { recursive: true, force: true });
}, 60_000);

test('a desk that is backed up stands still for no longer than a moment', () => {
  expect(stoodMs).toBeLessThan(2000);
});

test('the start says what it found: runs behind their log, and tickets without a run', () => {
  expect(desk.output()).toMatch(/由 20\S+Z 的备份恢复/u);
  expect(desk.output()).toMatch(new RegExp(`运行落后于日志，已令其跟上: .*${one}`, 'u'));
  expect(desk.output()).toMatch(new RegExp(`没有运行，已为其开始运行: .*${two}`, 'u'));
});

test('work goes on where the database stood, on tickets that Temporal knew and on those it did not', async () => {
  expect(await notes(one)).toEqual(['before', 'between']);
  for (const no of [one, two]) await asks('li', `/api/tickets/${no}/actions/note`, { text: 'after' });
  expect(await notes(one)).toEqual(['before', 'between', 'after']);
  expect(await notes(two)).toEqual(['after']);
  expect((await report()) > two).toBe(true);
});

test('no mail is sent a second time', async () => {
  expect([...mails().values()].filter((count) => count > 1)).toEqual([]);
});

test('a ticket is walked through from its report to its archive in a browser, by pages and mails', async () => {
  await walkThrough({ addresses: desk.addresses(), sink });
}, 120_000);

test('a desk that runs, a target that is not empty and a damaged backup are refused before anything changes', async () => {
  const config = readConfig(desk.env);
  const all = { replace: false, parts: restorableParts };
  await expect(restore(config, newer, all)).rejects.toThrow(/not empty.*--replace/u);
  await expect(restore(config, newer, { ...all, replace: true })).rejects.toThrow(/already runs/u);
  const file = join(older, 'postgres', 'entry.copy.gz');
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  writeFileSync(join(older, 'desk', 'more.txt'), 'x');
  const elsewhere = readConfig({ ...desk.env, DATA_DIR: join(folder, 'third') });
  await expect(restore(elsewhere, older, all)).rejects.toThrow(
    'the backup is not whole:\npostgres/entry.copy.gz is damaged\ndesk/more.txt does not belong to it',
  );
  rmSync(join(older, 'manifest.json'));
  await expect(restore(elsewhere, older, all)).rejects.toThrow(/no complete backup/u);
});

test('a database that cannot be used is named in one line, without its password', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(compiled, 'scripts', 'migrate.js')], {
    env: { ...environment(), DATABASE_URL: 'postgres://desk:h8Kq2Lx9Vz@127.0.0.1:1/desk' },
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^DATABASE_URL: desk at 127\.0\.0\.1:1 cannot be used: [^\n]*ECONNREFUSED[^\n]*\n$/u,
  );
});
