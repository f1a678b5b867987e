import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { loadDatabase } from '../../adapters/postgres/backup/load-database.js';
import { saveDatabase, type SavedDatabase } from '../../adapters/postgres/backup/save-database.js';
import { createErasures, type ErasureReceipt } from '../../adapters/postgres/erasing/erase-person.js';
import { createPersonExport } from '../../adapters/postgres/erasing/person-export.js';
import { createPool } from '../../adapters/postgres/pool.js';
import { rebuildTickets } from '../../adapters/postgres/rebuild-tickets.js';
import { verifyChains } from '../../adapters/postgres/verify-chain.js';
import { emptyDatabase } from '../setup/database.js';
import { intake, openStorage, type Storage } from './desk.js';

// Canaries stand for everything that a person may have left behind; others' words stay but for the person's name.
const canaries = ['卡纳丽', 'canary@corp.example', '80087008', 'CANARY-TEXT'];
let desk: Storage;
let folder: string;
let saved: SavedDatabase;
let receipt: ErasureReceipt;
let ended: string;
let held: string;
let foreign: string;
let before: unknown;

const sent = () =>
  intake({
    reporter: { name: '卡纳丽', department: '财务部', extension: '80087008', email: 'canary@corp.example' },
    description: { ...intake().description, symptom: 'CANARY-TEXT 打不开', attempted: 'CANARY-TEXT' },
  });

/** Tables and rows in which a canary still stands, but for tickets under a hold. */
const found = async (storage: Pick<Storage, 'owner'>): Promise<readonly string[]> => {
  const tables = await storage.owner<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`,
  );
  const where: string[] = [];
  for (const { name } of tables) {
    const rows = await storage.owner<{ line: string }>(`select to_jsonb(t)::text as line from ${name} t`);
    for (const { line } of rows)
      if (!line.includes(held) && canaries.some((word) => line.includes(word)))
        where.push(`${name}: ${line.slice(0, 200)}`);
  }
  return where;
};

const figures = async (): Promise<unknown> =>
  await desk.owner(`select stage, type, urgency, missed, owed, late, version, state from ticket order by no`);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'desk-erasing-'));
  desk = await openStorage({ smtpEnabled: true });
  await desk.owner(
    `insert into person (id, name, staff_number, department, extension, email, roles)
     values ('canary', '卡纳丽', 'E9999', '财务部', '80087008', 'canary@corp.example', '{reporter}')`,
    `insert into admin_log (by_id, action, kind, subject, after)
     values ('admin', 'add-person', 'person', 'canary', '{"name": "卡纳丽", "email": "canary@corp.example"}')`,
    `insert into identity (issuer, subject, person) values ('https://idp.example', 'canary@corp.example', 'canary')`,
    `insert into upload (id, sha256, name, size, type, by_id)
     values ('u', '${'0'.repeat(64)}', 'CANARY-TEXT.png', 1, 'image/png', 'canary')`,
  );
  ended = (await desk.accept(sent(), { who: 'canary' })).no;
  await desk.does(ended, { who: 'canary', action: 'reply', input: { text: 'CANARY-TEXT 还是不行' } });
  await desk.does(ended, { who: 'li', action: 'note', input: { text: '已致电卡纳丽，稍后再试' } });
  await desk.does(ended, { who: 'canary', action: 'withdraw', input: { reason: 'CANARY-TEXT' } });
  held = (await desk.accept(sent(), { who: 'canary' })).no;
  foreign = (await desk.accept()).no;
  await desk.does(foreign, { who: 'li', action: 'note', input: { text: '卡纳丽 也有此问题，王敏知道' } });
  saved = await saveDatabase(desk.url, folder);
  before = await figures();

  const erasures = createErasures(desk.pool);
  await erasures.hold(held, { reason: '诉讼', by: 'ma' });
  const done = await erasures.erase({ person: 'canary', reason: '本人请求', by: 'ma' });
  if (typeof done === 'string') throw new Error(done);
  receipt = done;
}, 60_000);
afterAll(async () => {
  await desk?.close();
  rmSync(folder, { recursive: true, force: true });
});

it('leaves nothing of the person anywhere, and everything of others', async () => {
  expect(await found(desk)).toEqual([]);
  const { rows } = await desk.pool.query(
    `select content #>> '{input,text}' as text from entry where by_id = 'li' and action = 'note' order by no`,
  );
  expect(rows).toEqual([
    { text: '已致电〔已依法删除 · erased by law〕，稍后再试' },
    { text: '〔已依法删除 · erased by law〕 也有此问题，王敏知道' },
  ]);
});

it('gives a receipt, with what the law holds', () => {
  expect(receipt).toMatchObject({ person: 'canary', by: 'ma', reason: '本人请求', held: [held] });
  expect(receipt.counts).toMatchObject({ tickets: 2, entries: 5 });
});

it('leaves the chain, the rows and the figures as they were', async () => {
  expect(await verifyChains(desk.pool)).toMatchObject({ tickets: 3, erased: 5, bad: [] });
  expect(await figures()).toEqual(before);
  expect(await rebuildTickets(desk.pool, { write: true })).toMatchObject({
    differences: [],
    repaired: [],
    unreadable: [],
  });
  expect(await found(desk)).toEqual([]);
});

it('lets nobody find them, tell them anything or sign in as them', async () => {
  const { rows } = await desk.pool.query(
    `select from ticket where search @@ plainto_tsquery('simple', 'canary') and no <> $1`,
    [held],
  );
  expect(rows).toHaveLength(0);
  const waiting = await desk.pool.query(
    `select from notice where recipient = 'canary' and state = 'queued' and no <> $1`,
    [held],
  );
  expect(waiting.rowCount).toBe(0);
  expect((await desk.pool.query(`select from identity where person = 'canary'`)).rowCount).toBe(0);
  expect(await desk.directory.identify('canary')).toBeNull();
});

it('keeps a ticket under a hold as it is until the hold ends', async () => {
  const erasures = createErasures(desk.pool);
  expect((await desk.pool.query('select intake from ticket where no = $1', [held])).rows).toEqual([
    { intake: expect.objectContaining({ reporter: expect.objectContaining({ name: '卡纳丽' }) }) },
  ]);
  await erasures.hold(held, { reason: null, by: 'ma' });
  const again = await erasures.erase({ person: 'canary', reason: '留存结束', by: 'ma' });
  expect(again).toMatchObject({ held: [] });
  held = 'none is held';
  expect(await found(desk)).toEqual([]);
  expect((await verifyChains(desk.pool)).bad).toEqual([]);
});

it('is done again on an older backup that was restored', async () => {
  const target = await emptyDatabase();
  const pool = createPool(target.url, { max: 2 });
  try {
    await loadDatabase(target.url, { folder, saved, erased: await createErasures(desk.pool).all() });
    const { asOwner } = await import('../setup/database.js');
    const owner = async <Row>(...statements: readonly string[]) =>
      await asOwner<Row>(target.url, ...statements);
    expect(await found({ owner })).toEqual([]);
    expect((await verifyChains(pool)).bad).toEqual([]);
    expect((await createErasures(pool).all()).map(({ id }) => id)).toContain(receipt.id);
  } finally {
    await pool.end();
    await target.drop();
  }
});

it('tells an erased entry that is changed afterwards, and one without an erasure behind it', async () => {
  const change = `update entry set content = jsonb_set(content, '{input,reason}', '"other"')
    where no = '${ended}' and action = 'withdraw'`;
  await expect(desk.owner(change)).rejects.toThrow(/never changed/u);
  await expect(desk.pool.query(change)).rejects.toThrow(/permission denied/u);
  await expect(desk.pool.query(`set steadydesk.erasing = 'yes'; ${change}`)).rejects.toThrow(
    /permission denied/u,
  );
  await desk.owner('alter table entry disable trigger user', change, 'alter table entry enable trigger user');
  expect((await verifyChains(desk.pool, [ended])).bad).toMatchObject([
    { no: ended, what: 'content does not have its hash' },
  ]);
});

it('takes a name that somebody else has too only out of tickets that the erased one reported', async () => {
  await desk.owner(
    `insert into person (id, name, department, roles) values
       ('one', '张三', '财务部', '{reporter}'), ('two', '张三', '市场部', '{reporter}'), ('ed', 'Ed', '财务部', '{reporter}')`,
  );
  const reported = async (who: string, name = '张三') =>
    (await desk.accept(intake({ reporter: { name, department: 'x', extension: '8001' } }), { who })).no;
  const [mine, yours, eds] = [await reported('one'), await reported('two'), await reported('ed', 'Ed')];
  for (const no of [mine, yours, eds])
    await desk.does(no, { who: 'li', action: 'note', input: { text: '张三与 Ed 说 closed' } });
  const erasures = createErasures(desk.pool);
  for (const person of ['one', 'ed']) await erasures.erase({ person, reason: 'x', by: 'ma' });
  const notes = await desk.owner(
    `select content #>> '{input,text}' as text from entry where no in ('${mine}', '${yours}', '${eds}')
     and action = 'note' order by no`,
  );
  const gone = '〔已依法删除 · erased by law〕';
  expect(notes).toEqual([
    { text: `${gone}与 ${gone} 说 closed` },
    { text: `张三与 ${gone} 说 closed` },
    { text: `张三与 ${gone} 说 closed` },
  ]);
});

it('exports everything of one person and nothing of others', async () => {
  const exportPerson = createPersonExport(desk.pool);
  const everything = JSON.stringify(await exportPerson('wang'));
  expect(everything).toContain('无法打开 OA');
  for (const other of ['也有此问题', '致电', 'E2001', 'li@']) expect(everything).not.toContain(other);
  expect(await exportPerson('nobody')).toBeNull();
});
