import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { drawUpWorkload } from '../../adapters/postgres/workload.js';
import { openStorage, type Storage } from './desk.js';

let desk: Storage;
const at = Date.parse('2026-03-02T10:00:00+08:00');

beforeAll(async () => {
  desk = await openStorage();
});
afterAll(async () => await desk.close());
beforeEach(async () => {
  await desk.owner(
    'update person set active = true',
    'delete from shift',
    `insert into shift (group_id, person_id, starts_at) values
       ('sysops', 'li', '2026-01-01T00:00:00+08'), ('sysops', 'zhao', '2026-01-01T00:00:00+08')`,
  );
});

const next = async (except: readonly string[] = [], group = 'sysops', moment = at) =>
  (await desk.directory.nextOnDuty({ group, at: moment, except }))?.id ?? null;

describe('the engineer on duty', () => {
  it('is on a shift at that moment, up to but not at its end', async () => {
    await desk.owner(
      `update shift set starts_at = '2026-03-02T09:00:00+08', ends_at = '2026-03-02T10:00:00+08' where person_id = 'li'`,
      `update shift set starts_at = '2026-03-02T10:00:00+08', ends_at = '2026-03-02T11:00:00+08' where person_id = 'zhao'`,
    );
    expect(await next([], 'sysops', at - 1)).toBe('li');
    expect(await next([], 'sysops', at)).toBe('zhao');
    expect(await next([], 'sysops', at + 3_600_000)).toBeNull();
    expect(await next([], 'network')).toBeNull();
  });

  it('is nobody who was passed over or is disabled', async () => {
    expect(await next()).toBe('li');
    expect(await next(['li'])).toBe('zhao');
    expect(await next(['li', 'zhao'])).toBeNull();
    await desk.owner("update person set active = false where id = 'zhao'");
    expect(await next(['li'])).toBeNull();
  });

  it('has the fewest open tickets', async () => {
    const { ticket } = await desk.accept();
    expect(ticket.assignee?.id).toBe('li');
    expect((await desk.accept()).ticket.assignee?.id).toBe('zhao');
    expect((await desk.accept()).ticket.assignee?.id).toBe('li');
  });
});

describe('what a person owes', () => {
  const rows = async () =>
    (
      await desk.pool.query<{ person: string; owed: number; rows: number }>(
        'select person, sum(owed)::int as owed, count(*)::int as rows from workload group by 1 order by 1',
      )
    ).rows;
  const truly = `select assignee as person, sum(workload)::int as owed from ticket where workload > 0 group by 1 order by 1`;

  it('is the sum of all changes, however they are added up meanwhile', async () => {
    await desk.owner('delete from workload', 'update ticket set workload = 0', 'delete from workload');
    const numbers = await Promise.all(
      Array.from({ length: 30 }, async () => (await desk.accept()).ticket.no),
    );
    const draw = drawUpWorkload(desk.pool);
    await Promise.all([
      ...numbers.flatMap((no, place) => [
        desk.owner(`update ticket set workload = workload + ${place} where no = '${no}'`),
        desk.owner(`update ticket set assignee = 'wu' where no = '${no}' and ${place} % 3 = 0`),
      ]),
      ...Array.from({ length: 10 }, async () => await draw()),
    ]);
    const owed = await rows();
    expect(owed.map(({ person, owed: sum }) => ({ person, owed: sum }))).toEqual(
      (await desk.pool.query(truly)).rows,
    );
    await draw();
    for (const one of await rows()) expect(one.rows).toBeLessThanOrEqual(20);
    expect((await rows()).map(({ owed: sum }) => sum)).toEqual(owed.map(({ owed: sum }) => sum));
  });
});

describe('a caller', () => {
  it('is known with roles, groups and leads of the moment, and not at all once disabled', async () => {
    expect(await desk.directory.identify('chen')).toEqual({
      id: 'chen',
      staffNumber: 'E1008',
      roles: ['lead'],
      groups: ['sysops'],
      leads: ['sysops'],
    });
    await desk.owner("update desk_group set deputy_lead = 'chen' where id = 'network'");
    expect((await desk.directory.identify('chen'))?.leads).toEqual(['network', 'sysops']);
    await desk.owner("update person set active = false where id = 'chen'");
    expect(await desk.directory.identify('chen')).toBeNull();
    expect(await desk.directory.identify('nobody')).toBeNull();
  });

  it('finds only what there is', async () => {
    const { no } = await desk.accept();
    const facts = await desk.directory.lookUp(
      {
        people: ['li', 'nobody'],
        tickets: [no, 'TS20200101001'],
        articles: ['KB-001', 'KB-999'],
        policies: [1, 99],
      },
      await desk.directory.identify('liu'),
    );
    expect(Object.keys(facts.people ?? {})).toEqual(['li']);
    expect(facts.tickets).toEqual({ [no]: { stage: 'assigned' } });
    for (const who of ['qian', 'sunn', 'nobody']) {
      const stranger = await desk.directory.identify(who);
      expect((await desk.directory.lookUp({ tickets: [no] }, stranger)).tickets).toEqual({});
    }
    expect(facts.articles).toEqual(['KB-001']);
    expect(Object.keys(facts.policies ?? {})).toEqual(['1']);
    expect(await desk.directory.lookUp({}, null)).toEqual({});
  });
});
