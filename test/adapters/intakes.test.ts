import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { followClock } from '../../adapters/postgres/clock.js';
import { createIntakes, type Intakes } from '../../adapters/postgres/intakes.js';
import { createPool, type Pool } from '../../adapters/postgres/pool.js';
import { verifyChains } from '../../adapters/postgres/verify-chain.js';
import { countOf, intake, openStorage, options, type Storage } from './desk.js';

let desk: Storage;
let pools: readonly Pool[];
let intakes: readonly Intakes[];
const by = { id: 'wang', staffNumber: 'E1001', role: 'reporter' } as const;
const day = (text: string): number => Date.parse(`${text}T12:00:00+08:00`);

beforeAll(async () => {
  desk = await openStorage();
  pools = Array.from({ length: 4 }, () => createPool(desk.url, { max: 5 }));
  intakes = pools.map((pool) => createIntakes(pool, options));
});
afterAll(async () => {
  await Promise.all(pools.map(async (pool) => await pool.end()));
  await desk.close();
});

const nth = (i: number): Intakes => {
  const one = intakes[i % intakes.length];
  if (one === undefined) throw new Error('there is no pool');
  return one;
};

describe('numbers', () => {
  it('of 200 intakes at once from four pools are a daily sequence without gap or repeat', async () => {
    const now = day('2026-02-03');
    const accepted = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => await nth(i).accept({ sent: intake(), by, now })),
    );
    const numbers = accepted.map((one) => (one.state === 'accepted' ? one.no : 'refused')).sort();
    expect(numbers).toEqual(
      Array.from({ length: 200 }, (_, i) => `TS20260203${String(i + 1).padStart(3, '0')}`),
    );
    expect((await verifyChains(desk.pool)).bad).toEqual([]);
  });

  it('leave no gap where an intake failed', async () => {
    const now = day('2026-02-04');
    const broken = { ...intake(), type: 'no such type', urgency: null } as never;
    await expect(nth(0).accept({ sent: broken, by, now })).rejects.toThrow(
      /targets|undefined|null|invalid/iu,
    );
    expect(await nth(1).accept({ sent: intake(), by, now })).toMatchObject({ no: 'TS20260204001' });
  });

  it('begin anew at midnight in Shanghai and grow past three digits', async () => {
    const late = Date.parse('2026-02-05T23:59:59.999+08:00');
    expect(await nth(0).accept({ sent: intake(), by, now: late })).toMatchObject({ no: 'TS20260205001' });
    expect(await nth(0).accept({ sent: intake(), by, now: late + 1 })).toMatchObject({ no: 'TS20260206001' });
    await desk.owner("update day_counter set last = 999 where day = '20260206'");
    expect(await nth(0).accept({ sent: intake(), by, now: late + 2 })).toMatchObject({
      no: 'TS202602061000',
    });
  });
});

describe('an Idempotency-Key', () => {
  const asked = (key: string, bodyHash = 'one') => ({
    sent: intake(),
    by,
    now: day('2026-03-01'),
    request: { key, bodyHash },
  });

  it('raced by 40 gives one ticket and equal answers', async () => {
    const before = await countOf(desk.pool, 'ticket');
    const answers = await Promise.all(
      Array.from({ length: 40 }, async (_, i) => await nth(i).accept(asked('raced'))),
    );
    expect(await countOf(desk.pool, 'ticket')).toBe(before + 1);
    const [first] = answers;
    for (const answer of answers) {
      expect(answer.state).toBe('accepted');
      expect({ ...answer, repeated: null }).toEqual({ ...first, repeated: null });
    }
    expect(answers.filter((answer) => answer.state === 'accepted' && !answer.repeated)).toHaveLength(1);
  });

  it('gives the ticket as it was accepted, however far it has come since', async () => {
    const first = await nth(0).accept(asked('kept'));
    if (first.state === 'refused') throw new Error('refused');
    await desk.does(first.no, { who: 'li', action: 'note', input: { text: 'later' } });
    expect(await nth(1).accept(asked('kept'))).toEqual({ ...first, repeated: true });
  });

  it('with another content is a conflict, and with another caller another request', async () => {
    await nth(0).accept(asked('taken'));
    expect(await nth(1).accept(asked('taken', 'other'))).toMatchObject({
      state: 'refused',
      why: { code: 'idempotency-conflict' },
    });
    const others = { ...asked('taken', 'other'), by: { ...by, id: 'qian' } };
    expect(await nth(1).accept(others)).toMatchObject({ state: 'accepted', repeated: false });
  });
});

describe('who reports', () => {
  const hotline = (reporter: object) =>
    intake({ channel: 'hotline', reporter: { name: '某人', department: '外部', ...reporter } });
  const reporterOf = async (reporter: object): Promise<string | null> =>
    (await desk.accept(hotline(reporter), { who: 'zhou' })).ticket.reporter;

  it('on the hotline is found by e-mail, or by name and extension where exactly one person fits', async () => {
    expect(await reporterOf({ email: 'WANG@desk.example' })).toBe('wang');
    expect(await reporterOf({ name: '钱进', extension: '8002' })).toBe('qian');
    expect(await reporterOf({ name: '钱进', extension: '8001' })).toBeNull();
    expect(await reporterOf({ email: 'nobody@else.example' })).toBeNull();
  });
});

describe('starting', () => {
  it('is owed for every accepted ticket until it is marked, oldest first', async () => {
    await desk.pool.query('delete from unstarted');
    const now = Date.now();
    const late = await desk.accept(intake(), { now: now - 20_000 });
    const earlier = await desk.accept(intake(), { now: now - 60_000 });
    await desk.accept(intake(), { now });
    const waiting = await desk.intakes.unstarted(10_000, 10);
    expect(waiting.map(({ no }) => no)).toEqual([earlier.no, late.no]);
    expect(waiting[0]?.ticket).toEqual(earlier.ticket);
    await desk.intakes.markStarted([earlier.no]);
    expect((await desk.intakes.unstarted(10_000, 10)).map(({ no }) => no)).toEqual([late.no]);
  });
});

describe('the moment of acceptance', () => {
  const databaseNow = async (): Promise<number> => {
    const { rows } = await desk.pool.query<{ at: number }>('select clock_timestamp() as at');
    return rows[0]?.at ?? 0;
  };

  it.each([3_600_000, -600_000])(
    'is the database’s, on a machine whose clock is wrong by %i ms',
    async (skewMs) => {
      const own = Date.now.bind(Date);
      const wrong = jest.spyOn(Date, 'now').mockImplementation(() => own() + skewMs);
      const turns: { readonly isWrong: boolean; readonly skewMs: number }[] = [];
      const clock = await followClock(desk.pool, { onTurn: (turn) => void turns.push(turn), everyMs: 20 });
      try {
        expect(Math.abs(clock.now() - (await databaseNow()))).toBeLessThan(2000);
        expect(turns).toEqual([{ isWrong: true, skewMs: expect.any(Number) }]);
        expect(Math.abs((turns[0]?.skewMs ?? 0) - skewMs)).toBeLessThan(1000);
        // Set right while the desk runs, it moves nothing but what it says of itself.
        wrong.mockRestore();
        expect(Math.abs(clock.now() - (await databaseNow()))).toBeLessThan(2000);
        while (turns.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
        expect(turns[1]?.isWrong).toBe(false);
      } finally {
        wrong.mockRestore();
        clock.stop();
      }
    },
  );

  it('is this machine’s own while the database is away', async () => {
    const away = createPool('postgres://nobody@127.0.0.1:1/none', { max: 1 });
    const clock = await followClock(away, { onTurn: () => undefined });
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1000);
    clock.stop();
    await away.end();
  });
});
