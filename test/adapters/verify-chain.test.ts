import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyChains } from '../../adapters/postgres/verify-chain.js';
import { openStorage, type Storage } from './desk.js';

let desk: Storage;
let no: string;
let other: string;

beforeAll(async () => {
  desk = await openStorage();
  no = (await desk.accept()).no;
  other = (await desk.accept()).no;
  for (const number of [no, other])
    for (const text of ['one', 'two', 'three'])
      await desk.does(number, { who: 'li', action: 'note', input: { text } });
});
afterAll(async () => await desk.close());

/** Runs statements with the triggers off, as only the owner can, and puts everything back after the look. */
const tampered = async (...statements: readonly string[]) => {
  await desk.owner(
    'create table kept as select * from entry',
    'alter table entry disable trigger user',
    ...statements,
  );
  const found = await verifyChains(desk.pool);
  await desk.owner(
    'delete from entry',
    `insert into entry (no, seq, at, by_id, by_role, staff_number, action, duty, outcome, clause, visibility, rules,
       content, content_hash, hash, request_id, request_hash)
     select no, seq, at, by_id, by_role, staff_number, action, duty, outcome, clause, visibility, rules, content,
       content_hash, hash, request_id, request_hash from kept order by no, seq`,
    'drop table kept',
    'alter table entry enable trigger user',
  );
  return found.bad;
};

describe('the log', () => {
  it('verifies as it was written', async () => {
    expect(await verifyChains(desk.pool)).toEqual({ tickets: 2, entries: 10, erased: 0, bad: [] });
    expect(await verifyChains(desk.pool, [no])).toMatchObject({ tickets: 1, entries: 5, bad: [] });
    expect((await verifyChains(desk.pool, ['TS20200101001'])).bad).toEqual([
      { no: 'TS20200101001', seq: 0, what: 'there is no such ticket' },
    ]);
  });

  it.each(['entry', 'lateness', 'archive'])('%s is append-only for the programs', async (table) => {
    for (const statement of [`update ${table} set no = no`, `delete from ${table}`, `truncate ${table}`])
      await expect(desk.pool.query(statement)).rejects.toThrow(/permission denied/u);
  });

  it('cannot be changed even by the owner while its triggers stand', async () => {
    for (const statement of [
      `update entry set clause = '§9'`,
      'delete from entry where seq = 1',
      'truncate entry',
    ])
      await expect(desk.owner(statement)).rejects.toThrow(/never changed or removed/u);
  });

  it('tells a changed content', async () => {
    const change = `update entry set content = jsonb_set(content, '{input,text}', '"other"') where no = '${no}' and seq = 4`;
    expect(await tampered(change)).toEqual([{ no, seq: 4, what: 'content does not have its hash' }]);
  });

  it('tells a changed content whose own hash was changed with it', async () => {
    const change = `update entry set content_hash = (select content_hash from entry where no = '${other}' and seq = 4),
      content = (select content from entry where no = '${other}' and seq = 4) where no = '${no}' and seq = 4`;
    const [bad] = await tampered(change);
    expect(bad).toMatchObject({ no, seq: 4 });
  });

  it('tells a column that no longer says what the content says', async () => {
    const change = `update entry set visibility = 'public' where no = '${no}' and seq = 3`;
    expect(await tampered(change)).toEqual([{ no, seq: 3, what: 'differs from its content in visibility' }]);
  });

  it.each([1, 3, 5])('tells a removed entry %i', async (seq) => {
    expect(await tampered(`delete from entry where no = '${no}' and seq = ${seq}`)).toEqual([
      { no, seq, what: 'the entry is missing' },
    ]);
  });

  it('tells two entries that changed places', async () => {
    const change = `update entry e set content = o.content, content_hash = o.content_hash, hash = o.hash, at = o.at
      from entry o where e.no = '${no}' and o.no = '${no}' and (e.seq, o.seq) in ((3, 4), (4, 3))`;
    const [bad, ...more] = await tampered(change);
    expect(bad).toMatchObject({ no, seq: 3 });
    expect(more).toEqual([]);
  });

  it('tells a chain that was computed anew, by the head that the row keeps', async () => {
    const change = `update entry set content = null, content_hash = '\\x00', hash = '\\x01' where no = '${no}' and seq = 5`;
    expect(await tampered(change)).toMatchObject([{ no, seq: 5 }]);
  });

  it('verifies an entry whose content was erased by law', async () => {
    const erase = `update entry set content = null where no = '${no}' and seq = 4`;
    expect(await tampered(erase)).toEqual([]);
  });
});
