import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createOutbox } from '../../adapters/postgres/outbox.js';
import { createPool, type Pool } from '../../adapters/postgres/pool.js';
import { intake, openStorage, type Storage } from './desk.js';

let desk: Storage;
let other: Pool;
const never = new AbortController().signal;

beforeAll(async () => {
  desk = await openStorage({ smtpEnabled: true });
  other = createPool(desk.url, { max: 2 });
});
afterAll(async () => {
  await other.end();
  await desk.close();
});
beforeEach(async () => await desk.pool.query("update notice set state = 'sent' where state = 'queued'"));

/** Ends the connection that holds the right to deliver, as a crash of its process would. */
const killHolder = async (): Promise<void> => {
  const killed = await desk.owner(
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
       and database = (select oid from pg_database where datname = current_database())`,
  );
  expect(killed).toHaveLength(1);
};

describe('the right to deliver', () => {
  it('is held by one at a time, for each channel', async () => {
    const first = await createOutbox(desk.pool).lease('smtp', never);
    const elsewhere = await createOutbox(other).lease('wecom', never);
    let isHeld = false;
    const waiting = createOutbox(other)
      .lease('smtp', never)
      .then((lease) => {
        isHeld = true;
        return lease;
      });
    // Whoever waits has asked by the time that a lease for another channel was had after it.
    await (await createOutbox(other).lease('third', never)).release();
    expect(isHeld).toBe(false);
    await first.release();
    await (await waiting).release();
    await elsewhere.release();
  });

  it('passes on when its holder is killed, who can settle nothing any more', async () => {
    const { no } = await desk.accept();
    const first = await createOutbox(desk.pool).lease('smtp', never);
    const [notice] = await first.due(1);
    expect(notice).toMatchObject({ no });
    if (notice === undefined) throw new Error('nothing is due');
    const next = createOutbox(other).lease('smtp', never);
    await killHolder();
    const second = await next;
    await expect(first.settle([notice], { state: 'sent' })).rejects.toThrow(/terminat|queryable|closed/iu);
    await expect(first.untilWaiting(10)).rejects.toThrow(/terminat|closed/iu);
    await first.release();
    expect((await second.due(10)).map(({ id }) => id)).toContain(notice.id);
    await second.release();
  });

  it('is no longer waited for once given up', async () => {
    const first = await createOutbox(desk.pool).lease('smtp', never);
    const given = new AbortController();
    const waiting = createOutbox(other).lease('smtp', given.signal);
    given.abort(new Error('given up'));
    await expect(waiting).rejects.toThrow('given up');
    await first.release();
  });
});

describe('notices', () => {
  it('are due urgent first, then oldest, and settled once', async () => {
    const now = Date.now();
    const late = await desk.accept(intake(), { now: now - 1000 });
    const early = await desk.accept(intake(), { now: now - 5000 });
    const urgent = await desk.accept(intake({ urgency: 'urgent' }), { now });
    const lease = await createOutbox(desk.pool).lease('smtp', never);
    const due = await lease.due(100);
    expect([...new Set(due.map(({ no }) => no))]).toEqual([urgent.no, early.no, late.no]);
    const [first] = due;
    if (first === undefined) throw new Error('nothing is due');
    await lease.settle([first], { state: 'sent' });
    await lease.settle([first], { state: 'failed', reason: 'too late to say so' });
    const receipts = await desk.reader.notices(first.no);
    expect(receipts.find(({ id }) => id === first.id)).toMatchObject({
      state: 'sent',
      attempts: 1,
      reason: null,
    });
    expect((await lease.due(100)).map(({ id }) => id)).not.toContain(first.id);
    await lease.release();
  });

  it('that failed for the moment come again later, ever later, and are given up in the end', async () => {
    await desk.accept();
    const lease = await createOutbox(desk.pool).lease('smtp', never);
    const [notice] = await lease.due(1);
    if (notice === undefined) throw new Error('nothing is due');
    await lease.settle([notice], { state: 'later', reason: 'busy' });
    expect((await lease.due(100)).map(({ id }) => id)).not.toContain(notice.id);
    const waits = async (attempts: number): Promise<number> => {
      await lease.settle([{ ...notice, attempts }], { state: 'later', reason: 'busy' });
      const [row] = await desk.owner<{ s: number }>(
        `select extract(epoch from next_at - now())::float8 as s from notice where id = '${notice.id}'`,
      );
      return row?.s ?? 0;
    };
    expect(await waits(1)).toBeGreaterThan(3);
    expect(await waits(3)).toBeGreaterThan(15);
    expect(await waits(30)).toBeLessThanOrEqual(600);
    await desk.owner(
      `update notice set attempts = 30, at = now() - interval '4 d' where id = '${notice.id}'`,
    );
    await lease.settle([notice], { state: 'later', reason: 'still busy' });
    const [row] = await desk.owner(`select state, reason from notice where id = '${notice.id}'`);
    expect(row).toEqual({ state: 'failed', reason: 'dead letter: still busy' });
    await lease.release();
  });

  it('wake whoever waits for them', async () => {
    const lease = await createOutbox(desk.pool).lease('smtp', never);
    const waiting = lease.untilWaiting(30_000);
    const begun = Date.now();
    await desk.accept();
    await waiting;
    expect(Date.now() - begun).toBeLessThan(5000);
    await lease.release();
  });
});
