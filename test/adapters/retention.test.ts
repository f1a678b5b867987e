import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createErasures } from '../../adapters/postgres/erasing/erase-person.js';
import { createRetention, type Retention } from '../../adapters/postgres/erasing/retention.js';
import { openStorage, type Storage } from './desk.js';

let desk: Storage;
let retention: Retention;
let held: string;
let free: string;
const none = { 'notice-texts': null, 'call-announcements': null, 'access-log': null, 'policy-trials': null };

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
