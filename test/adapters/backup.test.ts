import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { loadDatabase, refuseSchema, refuseTarget } from '../../adapters/postgres/backup/load-database.js';
import { saveDatabase, type SavedDatabase } from '../../adapters/postgres/backup/save-database.js';
import { createEntryStream } from '../../adapters/postgres/entry-stream.js';
import { createIntakes } from '../../adapters/postgres/intakes.js';
import { knownMigrations, migrate } from '../../adapters/postgres/migrate.js';
import { createPool, type Pool } from '../../adapters/postgres/pool.js';
import { rebuildTickets } from '../../adapters/postgres/rebuild-tickets.js';
import { verifyChains } from '../../adapters/postgres/verify-chain.js';
import { until } from '../api/front-door.js';
import { asOwner, emptyDatabase, type FreshDatabase } from '../setup/database.js';
import { intake, openStorage, options, type Storage } from './desk.js';

// The target is another database of the same server; that ids of transactions are another cluster's is played.
let desk: Storage;
let folder: string;
let saved: SavedDatabase;
let target: FreshDatabase;
let pool: Pool;
const numbers: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'desk-backup-'));
  desk = await openStorage({ smtpEnabled: true });
  for (const symptom of ['打不开 OA', 'a\tb\\c "quoted"\nnext ✓']) {
    const sent = intake({ description: { ...intake().description, symptom } });
    numbers.push((await desk.accept(sent)).no);
  }
  const [first = '', second = ''] = numbers;
  await desk.does(second, { who: 'li', action: 'note', input: { text: 'second' } });
  await desk.does(first, { who: 'li', action: 'note', input: { text: 'first' } });
  await desk.owner(
    'alter table entry disable trigger user',
    `update entry set xid = (xid::text::bigint + 4000000000000)::text::xid8`,
    'alter table entry enable trigger user',
    `insert into session (sid, sess, expire) values ('s', '{"person": "li"}', now() + interval '1 day')`,
    `insert into admin_log (by_id, action, kind, subject) values ('admin', 'x', 'y', 'z')`,
    `select setval('article_number', 77)`,
  );
  saved = await saveDatabase(desk.url, folder);
  // What happens after the copy's moment is not in it.
  await desk.does(first, { who: 'li', action: 'note', input: { text: 'later' } });
  target = await emptyDatabase();
  await loadDatabase(target.url, { folder, saved });
  pool = createPool(target.url, { max: 4 });
}, 60_000);
afterAll(async () => {
  await pool.end();
  await target.drop();
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

/** All rows of a table as one text, but for what belongs to the cluster and what a restore changes on purpose. */
const contents = async (url: string, table: string): Promise<unknown> =>
  await asOwner(
    url,
    `select coalesce(string_agg(line, E'\\n' order by line), '') as lines from (
       select (to_jsonb(t) - '{xid,pos,state,reason}'::text[])::text as line from ${table} t
       ${table === 'entry' ? `where content #>> '{input,text}' is distinct from 'later'` : ''}) l`,
  );

it('brings every row of every table back, byte for byte', async () => {
  const moved = ['ticket', 'lateness', 'notice', 'restoration', 'session'];
  for (const { name } of saved.tables.filter((table) => !moved.includes(table.name)))
    expect({ name, rows: await contents(target.url, name) }).toEqual({
      name,
      rows: await contents(desk.url, name),
    });
  expect(await rebuildTickets(pool, { write: false })).toMatchObject({ tickets: 2, differences: [] });
  expect(await verifyChains(pool)).toMatchObject({ tickets: 2, bad: [] });
});

it('is of one moment', async () => {
  const [first = ''] = numbers;
  const { rows } = await pool.query(
    `select from entry where no = $1 and content #>> '{input,text}' = 'later'`,
    [first],
  );
  expect(rows).toHaveLength(0);
  expect((await pool.query('select version from ticket where no = $1', [first])).rows).toEqual([
    { version: 3 },
  ]);
});

it('signs everybody out', async () => {
  expect((await pool.query('select from session')).rowCount).toBe(0);
});

it('streams the entries in the order in which they became visible, and new ones behind them', async () => {
  const stream = createEntryStream(pool);
  const before = await stream.since('0.0', 100);
  const order = await desk.owner<{ no: string; seq: number }>(
    `select no, seq from entry where content #>> '{input,text}' is distinct from 'later' order by xid, pos`,
  );
  expect(before.map(({ no, entry }) => ({ no, seq: entry.seq }))).toEqual(order);
  // Where a reader stood in the cluster that was lost says nothing here.
  expect(await stream.resume('4000000001000.3')).toBe(await stream.end());
  expect(await stream.resume(before[1]?.cursor ?? '')).toBe(before[1]?.cursor);
  const intakes = createIntakes(pool, options);
  const by = { id: 'wang', staffNumber: null, role: 'reporter' } as const;
  const accepted = await intakes.accept({ sent: intake(), by, now: Date.now() });
  if (accepted.state === 'refused') throw new Error('refused');
  const since = async () => await stream.since(before.at(-1)?.cursor ?? '', 100);
  // Transactions of other databases of this server hold it back, too.
  await until(async () => (await since()).length > 0);
  const after = await since();
  expect(after.map(({ no }) => no)).toEqual([accepted.no, accepted.no]);
  expect(await intakes.lastMoved(1000, 1)).toEqual([accepted.no]);
});

it('goes on counting where the copy stood', async () => {
  expect(await asOwner(target.url, `select nextval('article_number')::int as n`)).toEqual([{ n: 78 }]);
  const [before] = await asOwner<{ id: number }>(target.url, 'select max(id)::int as id from admin_log');
  const [after] = await asOwner<{ id: number }>(
    target.url,
    `insert into admin_log (by_id, action, kind, subject) values ('admin', 'x', 'y', 'z') returning id::int`,
  );
  expect(after?.id).toBe((before?.id ?? 0) + 1);
});

it('keeps the log from being changed', async () => {
  await expect(asOwner(target.url, 'delete from entry')).rejects.toThrow(/never changed or removed/u);
  await expect(pool.query('delete from entry')).rejects.toThrow(/permission denied/u);
});

it('leaves what had not been sent to a person to check, and sends none of it', async () => {
  const notices = await asOwner<{ state: string; queued: number }>(
    target.url,
    `select distinct state, reason ~ 'backup of' as told from notice
     where channel = 'smtp' and no = '${numbers[0]}'`,
  );
  expect(notices).toEqual([{ state: 'unknown', told: true }]);
  expect(await desk.owner(`select distinct state from notice where channel = 'smtp'`)).toEqual([
    { state: 'queued' },
  ]);
});

it('is not restored over what is there, nor beside a desk that is connected', async () => {
  await pool.query('select 1');
  await expect(refuseTarget(target.url, { replace: false })).rejects.toThrow(/desk is connected/u);
  const idle = await emptyDatabase();
  try {
    await refuseTarget(idle.url, { replace: false });
    await loadDatabase(idle.url, { folder, saved });
    await expect(refuseTarget(idle.url, { replace: false })).rejects.toThrow(/not empty \(entry has rows\)/u);
    await refuseTarget(idle.url, { replace: true });
    await loadDatabase(idle.url, { folder, saved });
    expect(await asOwner(idle.url, 'select count(*)::int as n from ticket')).toEqual([{ n: 2 }]);
  } finally {
    await idle.drop();
  }
});

it('is refused when its schema is newer, and brought up to date when it is older', async () => {
  expect(() => refuseSchema({ migrations: [...saved.migrations, '999_later'] })).toThrow(
    /newer schema \(999_later\)/u,
  );
  expect(() => refuseSchema({ migrations: saved.migrations.slice(1) })).toThrow(/lacks 001_directory/u);
  const [older, newer] = [await emptyDatabase(), await emptyDatabase()];
  const place = mkdtempSync(join(tmpdir(), 'desk-backup-'));
  try {
    await migrate(older.url, knownMigrations().indexOf('014_restorations'));
    await asOwner(
      older.url,
      `insert into person (id, name, department, roles) values ('old', '老王', '财务部', '{reporter}')`,
    );
    const old = await saveDatabase(older.url, place);
    expect(old.migrations).not.toContain('014_restorations');
    await loadDatabase(newer.url, { folder: place, saved: old });
    expect(await asOwner(newer.url, 'select name from person')).toEqual([{ name: '老王' }]);
    expect(await asOwner(newer.url, 'select count(*)::int as n from restoration')).toEqual([{ n: 1 }]);
  } finally {
    rmSync(place, { recursive: true, force: true });
    await older.drop();
    await newer.drop();
  }
});
