import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createErasures } from '../../adapters/postgres/erasing/erase-person.js';
import { createRetention, type Retention } from '../../adapters/postgres/erasing/retention.js';
import { verifyChains } from '../../adapters/postgres/verify-chain.js';
import { intake, openStorage, type Storage } from './desk.js';

let desk: Storage;
let retention: Retention;
let held: string;
let free: string;
const none = {
  'notice-texts': null,
  'call-announcements': null,
  'access-log': null,
  'policy-trials': null,
  'archive-bundles': null,
  'archived-tickets': null,
};

beforeAll(async () => {
  desk = await openStorage();
  retention = createRetention(desk.pool);
  held = (await desk.accept()).no;
  free = (await desk.accept()).no;
  await createErasures(desk.pool).hold(held, { reason: '诉讼', by: 'ma' });
  await desk.owner(
    `update notice set at = now() - interval '40 days'`,
    `insert into cti_call (id, caller, extension, at, account, received_at)
     values ('old', '1', '2', now(), 'sa-x', now() - interval '40 days'), ('new', '1', '2', now(), 'sa-x', now())`,
    `insert into access_log (at, who, as_role, what)
     values (now() - interval '400 days', 'li', 'engineer', 'x'), (now() - interval '100 days', 'li', 'engineer', 'x')`,
  );
});
afterAll(async () => await desk?.close());

it('removes nothing where nothing is set', async () => {
  expect(await retention.apply()).toEqual([]);
});

it('removes what is past its time, keeps what the law holds, and says how much went', async () => {
  const texts = await desk.owner(`select from notice where no = '${free}'`);
  await retention.setRules({ ...none, 'notice-texts': 30, 'call-announcements': 30, 'access-log': 30 }, 'ma');
  expect(await retention.apply()).toEqual([
    { class: 'notice-texts', days: 30, removed: texts.length },
    { class: 'call-announcements', days: 30, removed: 1 },
    // The log of readings is kept for half a year whatever is set.
    { class: 'access-log', days: 30, removed: 1 },
  ]);
  expect(texts.length).toBeGreaterThan(0);
  expect(await desk.owner(`select distinct no from notice where body not like '〔%'`)).toEqual([
    { no: held },
  ]);
  expect(await desk.owner('select id from cti_call')).toEqual([{ id: 'new' }]);
  expect((await retention.removed()).map(({ removed }) => removed)).toEqual([1, 1, texts.length]);
});

it('does it once, and is in the administration log', async () => {
  expect((await retention.apply()).map(({ removed }) => removed)).toEqual([0, 0, 0]);
  expect(await retention.removed()).toHaveLength(3);
  const logged = await desk.owner(`select by_id from admin_log where action = 'change-retention'`);
  expect(logged).toEqual([{ by_id: 'ma' }]);
});

describe('archives', () => {
  const old = Date.now() - 200 * 86_400_000;
  let kept: string;
  let gone: string;
  let open: string;
  const numbers = async (table: string): Promise<readonly string[]> =>
    (await desk.owner<{ no: string }>(`select distinct no from ${table} order by no`)).map(({ no }) => no);

  beforeAll(async () => {
    const ended = async (): Promise<string> => {
      const { no } = await desk.accept(intake(), { now: old });
      await desk.does(no, { who: 'wang', action: 'withdraw', input: { reason: '已恢复' }, at: old + 60_000 });
      return no;
    };
    [kept, gone] = [await ended(), await ended()];
    open = (await desk.accept(intake(), { now: old })).no;
    await createErasures(desk.pool).hold(kept, { reason: '审计', by: 'ma' });
    await desk.owner(
      `update notice set state = 'sent'`,
      'delete from archive_wanted',
      'delete from unstarted',
      `insert into archive_key (id, public_key) values ('k', '\\x00')`,
      `insert into archive_bundle (no, nth, record, sha256, size, files, key, made_at)
       select no, 1, nth, md5(no) || md5(no), 1, 1, 'k', now() - interval '150 days' from archive`,
      `insert into article (id, type, title, symptoms, solution, handler, updated_by, source_no, source_seq)
       values ('KB-900', 'equipment', 'x', 'x', 'x', 'li', 'li', '${gone}', 1)`,
      `insert into liaison_link (token_hash, no, seq, person, nth, expires_at)
       values ('\\x01', '${gone}', 1, 'vendor', 1, now())`,
    );
  });

  it('stay for ever where nothing is set, and tickets as long as their bundles', async () => {
    expect(await numbers('archive_bundle')).toEqual([kept, gone]);
    await retention.setRules(none, 'ma');
    await retention.apply();
    await retention.setRules({ ...none, 'archived-tickets': 100 }, 'ma');
    expect(await retention.expected({ ...none, 'archived-tickets': 100 })).toMatchObject([{ removed: 0 }]);
    expect(await retention.apply()).toMatchObject([{ removed: 0 }]);
    expect(await numbers('archive_bundle where withdrawn_at is null')).toEqual([kept, gone]);
  });

  it('go when they are past their time, after a dry run that says so, but for what the law holds', async () => {
    const rules = { ...none, 'archive-bundles': 120, 'archived-tickets': 180 };
    const before = await numbers('ticket');
    expect(await retention.expected(rules)).toMatchObject([
      { class: 'archive-bundles', days: 120, removed: 1, held: 1 },
      // Its bundle is still there.
      { class: 'archived-tickets', days: 180, removed: 0, held: 0 },
    ]);
    expect(await numbers('ticket')).toEqual(before);
    await retention.setRules(rules, 'ma');
    expect(await retention.apply()).toEqual([
      { class: 'archive-bundles', days: 120, removed: 1 },
      { class: 'archived-tickets', days: 180, removed: 1 },
    ]);
    expect(await numbers('ticket')).toEqual(before.filter((no) => no !== gone));
    for (const table of [
      'entry',
      'notice',
      'lateness',
      'archive',
      'archive_bundle',
      'duty_outcome',
      'liaison_link',
    ])
      expect(await numbers(table)).not.toContain(gone);
    expect(await numbers('archive_bundle where withdrawn_at is null')).toEqual([kept]);
    expect(await desk.owner(`select source_no from article where id = 'KB-900'`)).toEqual([
      { source_no: null },
    ]);
    expect(await desk.load(open)).toMatchObject({ no: open });
    expect((await verifyChains(desk.pool)).bad).toEqual([]);
    expect(await retention.expected(rules)).toMatchObject([{ removed: 0, held: 1 }, { removed: 0 }]);
  });

  it('cannot be removed by the programs themselves, nor any sooner than 90 days', async () => {
    await expect(desk.pool.query(`delete from entry where no = '${kept}'`)).rejects.toThrow(
      /permission denied/u,
    );
    await expect(desk.owner(`delete from entry where no = '${kept}'`)).rejects.toThrow(
      /never changed or removed/u,
    );
    const { no } = await desk.accept(intake(), { now: Date.now() - 60 * 86_400_000 });
    await desk.does(no, { who: 'wang', action: 'withdraw', input: { reason: '已恢复' } });
    await desk.owner('delete from archive_wanted', `update notice set state = 'sent'`);
    expect(await retention.expected({ ...none, 'archived-tickets': 1 })).toMatchObject([{ removed: 0 }]);
  });
});
