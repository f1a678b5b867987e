import { connect, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Commit } from '../../activities/ports.js';
import { createPool, type Pool } from '../../adapters/postgres/pool.js';
import { createTicketStore } from '../../adapters/postgres/ticket-store.js';
import { verifyChains } from '../../adapters/postgres/verify-chain.js';
import { passTime } from '../../domain/decide.js';
import { freePort } from '../../scripts/launch/ports.js';
import { intake, openStorage, options, type Deed, type Storage } from './desk.js';

const acceptedAt = Date.parse('2026-01-05T09:00:00+08:00');
const minute = 60_000;
const settings = { ...options, smtpEnabled: true };

/** A life with everything that a commit can store: notices, a miss, an article, a survey link, an archive record. */
const life: readonly (Deed | { readonly pass: number })[] = [
  { who: 'liu', action: 'acknowledge-emergency' },
  { pass: 16 * minute },
  {
    who: 'zhao',
    action: 'record-contact',
    input: { reached: true, method: 'phone', summary: '核实' },
    at: 20 * minute,
  },
  { who: 'zhao', action: 'record-step', input: { action: '重启服务', result: '恢复' }, at: 21 * minute },
  {
    who: 'zhao',
    action: 'propose-resolution',
    input: {
      solution: '重启服务',
      verification: { method: 'phone', checked: '可以登录' },
    },
    at: 22 * minute,
  },
  {
    who: 'zhao',
    action: 'settle-knowledge',
    input: { isNew: true, title: 'OA 无法打开', symptoms: '白屏', solution: '重启服务' },
    at: 22 * minute,
  },
  { who: 'wang', action: 'confirm-resolved', at: 23 * minute },
  {
    who: 'wang',
    action: 'answer-survey',
    input: { speed: 5, efficiency: 5, attitude: 5, ability: 5 },
    at: 24 * minute,
  },
  { pass: 14 * 24 * 60 * minute },
];

type Commits = (commit: Commit, desk: Storage) => Promise<void>;

/** Lives the whole life, each commit through `how`. */
const live = async (how: Commits): Promise<{ readonly desk: Storage; readonly no: string }> => {
  const desk = await openStorage({ smtpEnabled: true });
  const { no } = await desk.accept(intake({ urgency: 'urgent' }), { now: acceptedAt });
  for (const deed of life) {
    const ticket = await desk.load(no);
    if ('pass' in deed) {
      const step = passTime(ticket, acceptedAt + deed.pass);
      const { seeksEngineer } = step.ticket;
      await how(step, desk);
      if (seeksEngineer) await how(await reassigned(desk, no), desk);
    } else await how(await desk.decide(ticket, { ...deed, at: acceptedAt + (deed.at ?? 0) }), desk);
  }
  return { desk, no };
};

const reassigned = async (desk: Storage, no: string): Promise<Commit> =>
  await desk.decide(await desk.load(no), {
    who: 'chen',
    action: 'reassign',
    input: { assignee: 'zhao', reason: '未联系' },
    at: acceptedAt + 16 * minute,
  });

/** All that was stored, but for what differs by chance: tokens, ids of transactions, the moment of writing. */
const stored = async (desk: Storage): Promise<unknown> => {
  const tables: Readonly<Record<string, string>> = {
    ticket: `to_jsonb(t) - 'updated_at'`,
    entry: `to_jsonb(t) - 'xid' - 'pos'`,
    notice: `to_jsonb(t) - 'next_at' - 'secret_link'`,
    lateness: 'to_jsonb(t)',
    archive: `to_jsonb(t) - 'made_at'`,
    article: `to_jsonb(t) - 'created_at' - 'updated_at' - 'id'`,
    survey_token: `to_jsonb(t) - 'token_hash'`,
  };
  const parts = Object.entries(tables).map(
    ([table, row]) => `'${table}', (select jsonb_agg(${row} order by (${row})::text) from ${table} t)`,
  );
  const rows = await desk.owner<{ all: unknown }>(`select jsonb_build_object(${parts.join(', ')}) as all`);
  return rows[0]?.all;
};

let plain: Storage;
let wanted: unknown;
let no: string;

beforeAll(async () => {
  const lived = await live(async (commit, desk) => void (await desk.store.commit(commit)));
  plain = lived.desk;
  no = lived.no;
  wanted = await stored(plain);
});
afterAll(async () => await plain.close());

describe('a life', () => {
  it('stores entries, row, notices, lateness, an article, survey links and one archive record', async () => {
    const ticket = await plain.load(no);
    expect(ticket.stage).toBe('archived');
    const counts = await plain.owner(
      `select (select count(*)::int from archive) as archives,
         (select count(*)::int from article where source_no is not null) as articles,
         (select count(*)::int from survey_token) as tokens,
         (select count(*)::int from lateness where kind = 'missed') as missed,
         (select count(*)::int from entry) = (select version from ticket) as complete`,
    );
    expect(counts).toEqual([{ archives: 1, articles: 1, tokens: 1, missed: 2, complete: true }]);
    expect((await verifyChains(plain.pool)).bad).toEqual([]);
  });

  it('is the same with every commit sent three times, and answers the same', async () => {
    const { desk } = await live(async (commit, { store }) => {
      const first = await store.commit(commit);
      expect(await store.commit(commit)).toEqual(first);
      expect(await store.commit(commit)).toEqual(first);
    });
    expect(await stored(desk)).toEqual(wanted);
    await desk.close();
  });

  it('is the same with every commit sent by four workers at once', async () => {
    const { desk } = await live(async (commit, { store }) => {
      const answers = await Promise.all([1, 2, 3, 4].map(async () => await store.commit(commit)));
      for (const answer of answers) expect(answer).toEqual(answers[0]);
    });
    expect(await stored(desk)).toEqual(wanted);
    await desk.close();
  });

  it.each(['before', 'after'] as const)(
    'is the same with every commit failed %s each of its steps and repeated',
    async (moment) => {
      let failures = 0;
      const { desk } = await live(async (commit, { pool }) => {
        for (let step = 1; ; step += 1) {
          const { failing, isHit } = failingAt(pool, step, moment);
          const attempt = createTicketStore(failing, settings).commit(commit);
          const isDone = await attempt.then(
            () => true,
            (error: unknown) => {
              if (!/terminated/u.test(String(error))) throw error;
              return false;
            },
          );
          if (isDone && !isHit()) break;
          failures += 1;
        }
      });
      expect(failures).toBeGreaterThan(life.length * 2);
      expect(await stored(desk)).toEqual(wanted);
      await desk.close();
    },
  );

  it('is the same with the connection cut as each commit is answered', async () => {
    const { desk } = await live(async (commit, { url }) => {
      const proxy = await cuttingProxy(url);
      const pool = createPool(proxy.url, { max: 1 });
      await expect(createTicketStore(pool, settings).commit(commit)).rejects.toThrow(
        /terminated|reset|closed/iu,
      );
      expect(proxy.cuts()).toBe(1);
      await createTicketStore(pool, settings).commit(commit);
      await pool.end();
      await proxy.close();
    });
    expect(await stored(desk)).toEqual(wanted);
    await desk.close();
  });
});

describe('a commit that does not continue what is stored', () => {
  const note = async (desk: Storage, number: string, text: string) =>
    await desk.decide(await desk.load(number), { who: 'li', action: 'note', input: { text } });
  let fresh: string;
  beforeAll(async () => {
    fresh = (await plain.accept()).no;
  });

  const conflict = { code: 'commit-conflict' };

  it('is refused when it comes too early, and taken in its turn', async () => {
    const first = await note(plain, fresh, 'first');
    const second = await plain.decide(first.ticket, { who: 'li', action: 'note', input: { text: 'second' } });
    await expect(plain.store.commit(second)).rejects.toMatchObject(conflict);
    await plain.store.commit(first);
    await plain.store.commit(second);
    await plain.store.commit(first);
    const both = { ticket: second.ticket, entries: [...first.entries, ...second.entries] };
    expect(await plain.store.commit(both)).toEqual({ version: second.ticket.version, archive: null });
    expect((await plain.load(fresh)).version).toBe(second.ticket.version);
  });

  it('is stored from where the log ends when its beginning is there', async () => {
    const first = await note(plain, fresh, 'third');
    const second = await plain.decide(first.ticket, { who: 'li', action: 'note', input: { text: 'fourth' } });
    await plain.store.commit(first);
    await plain.store.commit({ ticket: second.ticket, entries: [...first.entries, ...second.entries] });
    expect((await plain.load(fresh)).version).toBe(second.ticket.version);
  });

  it('is refused with gaps, with other content, with another ticket, and for no ticket', async () => {
    const before = await stored(plain);
    const one = await note(plain, fresh, 'one');
    const two = await plain.decide(one.ticket, { who: 'li', action: 'note', input: { text: 'two' } });
    const three = await plain.decide(two.ticket, { who: 'li', action: 'note', input: { text: 'three' } });
    const gap = { ticket: three.ticket, entries: [...one.entries, ...three.entries] };
    await expect(plain.store.commit(gap)).rejects.toMatchObject(conflict);
    const wrong = { ...one, ticket: { ...one.ticket, stage: 'resolved' as const } };
    await expect(plain.store.commit(wrong)).rejects.toMatchObject(conflict);
    const unknown = { ...one, ticket: { ...one.ticket, no: 'TS20200101001' } };
    await expect(plain.store.commit(unknown)).rejects.toMatchObject(conflict);
    const last = await plain.reader.log(fresh, { sight: 'internal', after: 0, limit: 100 });
    const entry = last.entries.at(-1)?.entry;
    if (entry === undefined) throw new Error('the log is empty');
    const changed = {
      ticket: await plain.load(fresh),
      entries: [{ ...entry, input: { text: 'rewritten' } }],
    };
    // The log stays as it is, and the run that came with other content is told what stands there.
    expect((await plain.store.commit(changed)).instead).toEqual([entry]);
    expect(await stored(plain)).toEqual(before);
  });

  it('loses to the other of two different ones for the same place', async () => {
    const one = await note(plain, fresh, 'one');
    const other = await note(plain, fresh, 'other');
    const results = await Promise.all([plain.store.commit(one), plain.store.commit(other)]);
    const told = results.filter(({ instead }) => instead !== undefined);
    expect(told).toHaveLength(1);
    expect([one.entries, other.entries]).toContainEqual(told[0]?.instead);
    expect((await plain.load(fresh)).version).toBe(one.ticket.version);
    expect((await verifyChains(plain.pool, [fresh])).bad).toEqual([]);
  });

  it('keeps texts that a database cannot hold, and their chain', async () => {
    const odd = await plain.decide(await plain.load(fresh), {
      who: 'li',
      action: 'note',
      input: { text: 'half a pair \ud83d and the rest' },
    });
    await plain.store.commit(odd);
    await plain.store.commit(odd);
    expect((await verifyChains(plain.pool, [fresh])).bad).toEqual([]);
  });
});

/** A pool whose query number `step` is lost: before it is sent, or with its answer. */
const failingAt = (pool: Pool, step: number, moment: 'before' | 'after') => {
  let count = 0;
  const send = pool.query.bind(pool) as (...args: readonly unknown[]) => Promise<unknown>;
  const query = async (...args: readonly unknown[]): Promise<unknown> => {
    count += 1;
    const mine = count;
    if (mine === step && moment === 'before') throw new Error('connection terminated before the query');
    const result = await send(...args);
    if (mine === step) throw new Error('connection terminated with the answer');
    return result;
  };
  const failing = new Proxy(pool, {
    get: (target, name) => (name === 'query' ? query : (Reflect.get(target, name) as unknown)),
  });
  return { failing, isHit: () => count >= step };
};

/** A way to the database that breaks once, when the answer to a commit's last statement comes. */
const cuttingProxy = async (databaseUrl: string) => {
  const { hostname, port } = new URL(databaseUrl);
  let cuts = 0;
  const server: Server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    let isWriting = false;
    client.on('data', (data) => {
      if (data.includes('with changed as')) isWriting = true;
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (isWriting && cuts === 0) {
        cuts += 1;
        client.destroy();
        return;
      }
      client.write(data);
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.end());
    }
  });
  const own = await freePort();
  await new Promise<void>((resolve) => {
    server.listen(own, '127.0.0.1', resolve);
  });
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(own);
  return {
    url: url.href,
    cuts: () => cuts,
    close: async () =>
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      }),
  };
};
