import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool } from '../../adapters/postgres/pool.js';
import { rebuildTickets } from '../../adapters/postgres/rebuild-tickets.js';
import { countOf, openStorage, type Storage } from './desk.js';

let desk: Storage;
let no: string;

beforeAll(async () => {
  desk = await openStorage({ smtpEnabled: true });
  no = (await desk.accept()).no;
  await desk.does(no, {
    who: 'li',
    action: 'record-contact',
    input: { reached: true, method: 'phone', summary: '核实' },
  });
  await desk.does(no, { who: 'li', action: 'record-step', input: { action: '重启服务', result: '恢复' } });
  await desk.accept();
});
afterAll(async () => await desk.close());

/** Everything of the rows but when they were written. */
const rows = async (): Promise<unknown> =>
  await desk.owner(
    `select md5(string_agg((to_jsonb(t) - 'updated_at')::text, '' order by no)) from ticket t`,
  );

describe('rebuilding', () => {
  it('finds rows that are the fold of their log equal to it', async () => {
    expect(await rebuildTickets(desk.pool, { write: false })).toEqual({
      tickets: 2,
      differences: [],
      repaired: [],
      unreadable: [],
    });
  });

  it('makes do with one connection, as the command has it', async () => {
    const pool = createPool(desk.pool.options.connectionString ?? '', { max: 1 });
    try {
      expect(await rebuildTickets(pool, { write: false })).toMatchObject({
        tickets: 2,
        unreadable: [],
      });
    } finally {
      await pool.end();
    }
  });

  it('names every difference, and changes nothing unless asked', async () => {
    const before = await rows();
    await desk.owner(
      `update ticket set stage = 'resolved', version = version + 5, next_due_at = 'infinity', assignee = null,
         state = jsonb_set(state, '{counts,steps}', '9'), intake = jsonb_set(intake, '{reporter,name}', '"x"'),
         search = to_tsvector('simple', 'x') where no = '${no}'`,
    );
    const { differences, repaired } = await rebuildTickets(desk.pool, { write: false });
    expect(differences.map(({ what }) => what).sort()).toEqual(
      ['assignee', 'intake', 'next_due_at', 'search', 'stage', 'state.counts', 'version'].sort(),
    );
    expect(differences).toContainEqual({ no, what: 'stage', stored: 'resolved', rebuilt: 'handling' });
    expect(repaired).toEqual([]);
    expect(await rows()).not.toEqual(before);

    const told = await countOf(desk.pool, 'notice');
    expect((await rebuildTickets(desk.pool, { write: true })).repaired).toEqual([no]);
    expect(await rows()).toEqual(before);
    expect(await countOf(desk.pool, 'notice')).toBe(told);
    expect((await rebuildTickets(desk.pool, { write: false })).differences).toEqual([]);
  });

  it('makes rows that are gone anew', async () => {
    const before = await rows();
    await desk.owner('begin; set local session_replication_role = replica; delete from ticket; commit');
    const { repaired } = await rebuildTickets(desk.pool, { write: true });
    expect(repaired).toHaveLength(2);
    expect(await rows()).toEqual(before);
  });

  it('makes the outcomes of duties that the reports count anew', async () => {
    const outcomes = async () => await desk.owner('select * from duty_outcome order by no, duty, nth');
    const before = await outcomes();
    expect(before).toContainEqual(
      expect.objectContaining({ no, duty: 'contact', outcome: 'met', owner: 'li' }),
    );
    await desk.owner(
      `update duty_outcome set owner = 'zhao' where duty = 'contact'`,
      "delete from duty_outcome where duty = 'response'",
    );
    expect((await rebuildTickets(desk.pool, { write: true })).differences.map(({ what }) => what)).toEqual([
      'outcomes',
    ]);
    expect(await outcomes()).toEqual(before);
  });

  it('goes on with a ticket after it was repaired', async () => {
    await desk.owner(`update ticket set stage = 'resolved', version = 1 where no = '${no}'`);
    await rebuildTickets(desk.pool, { write: true, numbers: [no] });
    const ticket = await desk.does(no, { who: 'li', action: 'note', input: { text: 'goes on' } });
    expect((await desk.load(no)).version).toBe(ticket.version);
  });

  it('leaves a row alone whose log was tampered with or cut short', async () => {
    const before = await rows();
    await desk.owner(
      'alter table entry disable trigger user',
      `create table cut as select * from entry where no = '${no}' and seq = (select max(seq) from entry where no = '${no}')`,
      `delete from entry where no = '${no}' and seq = (select seq from cut)`,
    );
    const { unreadable, repaired } = await rebuildTickets(desk.pool, { write: true });
    expect(unreadable).toEqual([{ no, why: expect.stringMatching(/the entry is missing/u) }]);
    expect(repaired).toEqual([]);
    expect(await rows()).toEqual(before);
  });
});

describe('2,000 tickets', () => {
  it('are rebuilt well under a minute', async () => {
    const big = await openStorage();
    try {
      await Promise.all(
        Array.from({ length: 8 }, async () => {
          for (let i = 0; i < 250; i += 1) await big.accept();
        }),
      );
      await big.owner(
        `update ticket set stage = 'resolved', next_due_at = 'infinity', state = state - 'duties' where no <> ''`,
      );
      const begun = Date.now();
      const { repaired } = await rebuildTickets(big.pool, { write: true });
      expect(repaired).toHaveLength(2000);
      expect(Date.now() - begun).toBeLessThan(30_000);
      expect((await rebuildTickets(big.pool, { write: false })).differences).toEqual([]);
    } finally {
      await big.close();
    }
  });
});
