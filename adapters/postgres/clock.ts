import type { Pool } from 'pg';
import type { Instant } from '../../domain/instant.js';

/** The database's clock, followed rather than asked: what a machine whose own clock is wrong tells the time by. */
interface Clock {
  readonly now: () => Instant;
  readonly stop: () => void;
}

interface Reading {
  readonly at: Instant;
  /** When it was read, on this process's monotonic clock. */
  readonly read: number;
}

interface Following {
  /** Told when this machine's clock turns out wrong, and when it is right again; ahead is positive. */
  readonly onTurn: (turn: { readonly isWrong: boolean; readonly skewMs: number }) => void;
  readonly everyMs?: number;
}

/** An answer that took longer says too little about when it was given. */
const slowMs = 500;
/** Apart from the database's by so much, a clock is wrong. */
const wrongMs = 2000;

/**
 * Deadlines count from the moment that intake states, and the runs go by their server's clock: an API whose machine is
 * an hour ahead must not give every ticket an hour more. Resolves after the first reading, or without one while the
 * database is away; until then the machine's own clock holds.
 */
export const followClock = async (pool: Pool, { onTurn, everyMs = 10_000 }: Following): Promise<Clock> => {
  let last: Reading | null = null;
  let isWrong = false;
  const now = (): Instant =>
    last === null ? Date.now() : Math.round(last.at + performance.now() - last.read);
  const read = async (): Promise<void> => {
    const asked = performance.now();
    const { rows } = await pool.query<{ at: number }>({
      name: 'clock',
      text: 'select (extract(epoch from clock_timestamp()) * 1000)::float8 as at',
    });
    const answered = performance.now();
    const at = rows[0]?.at;
    if (at === undefined || (answered - asked > slowMs && last !== null)) return;
    last = { at: at + (answered - asked) / 2, read: answered };
    const skewMs = Date.now() - now();
    if (Math.abs(skewMs) >= wrongMs === isWrong) return;
    isWrong = !isWrong;
    onTurn({ isWrong, skewMs });
  };
  // Readiness tells that the database is away; the clock goes on from its last reading.
  const tryToRead = async (): Promise<void> => await read().catch(() => undefined);
  await tryToRead();
  const timer = setInterval(() => void tryToRead(), everyMs);
  timer.unref();
  return { now, stop: () => clearInterval(timer) };
};
