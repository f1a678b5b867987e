import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { StreamedEntry } from '../../adapters/postgres/entry-stream.js';
import { listen } from '../../adapters/postgres/listen.js';
import { openStorage, type Storage } from './desk.js';

let desk: Storage;
beforeAll(async () => {
  desk = await openStorage();
});
afterAll(async () => await desk.close());

const all = async (from: string, batch: number): Promise<readonly StreamedEntry[]> => {
  const found: StreamedEntry[] = [];
  for (let cursor = from; ;) {
    const entries = await desk.reader.stream.since(cursor, batch);
    found.push(...entries);
    cursor = entries.at(-1)?.cursor ?? cursor;
    if (entries.length < batch) return found;
  }
};
/** So many entries, as soon as they are given: transactions of the server's other databases hold them back as well. */
const given = async (from: string, count: number): Promise<readonly string[]> => {
  for (const end = performance.now() + 20_000; ; await pause(50)) {
    const found = names(await all(from, 1000));
    if (found.length >= count || performance.now() > end) return found;
  }
};
const names = (entries: readonly StreamedEntry[]): readonly string[] =>
  entries.map(({ no, entry }) => `${no}.${entry.seq}`);

describe('the stream of entries', () => {
  it('gives every entry once and each ticket in order, whatever the batch', async () => {
    const begin = await desk.reader.stream.end();
    await Promise.all(
      Array.from({ length: 12 }, async () => {
        const { no } = await desk.accept();
        for (const text of ['one', 'two'])
          await desk.does(no, { who: 'li', action: 'note', input: { text } });
      }),
    );
    const whole = await given(begin, 48);
    expect(whole).toHaveLength(48);
    expect(new Set(whole).size).toBe(48);
    for (const batch of [1, 7]) expect(names(await all(begin, batch))).toEqual(whole);
    const seen = new Map<string, number>();
    for (const { no, entry } of await all(begin, 1000)) {
      expect(entry.seq).toBe((seen.get(no) ?? 0) + 1);
      seen.set(no, entry.seq);
    }
    expect(await all(await desk.reader.stream.end(), 10)).toEqual([]);
  });

  it('holds back what was written after a transaction that still runs, and then loses nothing', async () => {
    const begin = await desk.reader.stream.end();
    const slow = new Client({ connectionString: desk.url });
    await slow.connect();
    await slow.query('begin');
    await slow.query("insert into day_counter (day, last) values ('slow', 1)");
    const { no } = await desk.accept();
    expect(await all(begin, 10)).toEqual([]);
    await slow.query('commit');
    await slow.end();
    expect(await given(begin, 2)).toEqual([`${no}.1`, `${no}.2`]);
  });

  it('survives a cursor of nonsense', async () => {
    for (const cursor of ['', 'x', '1', '1.', `1.${'9'.repeat(30)}`, "0.0' or 1=1"])
      await expect(desk.reader.stream.since(cursor, 1)).resolves.toHaveLength(1);
  });
});

describe('listening', () => {
  it('is told of each commit, and goes on after its connection was cut', async () => {
    const payloads: (string | null)[] = [];
    let wake = (): void => undefined;
    const listening = listen(desk.pool, {
      desk_entry: (payload) => {
        payloads.push(payload);
        wake();
      },
    });
    const until = async (isDone: () => boolean): Promise<void> => {
      while (!isDone())
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    };
    await until(() => payloads.includes(null));
    const { no } = await desk.accept();
    await until(() => payloads.includes(no));
    payloads.length = 0;
    await desk.owner(
      `select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and datname = current_database()`,
    );
    await until(() => payloads.includes(null));
    const later = await desk.accept();
    await until(() => payloads.includes(later.no));
    await listening.close();
  });
});
