import { setTimeout as pause } from 'node:timers/promises';
import { cpuOf, differenceOf, type Parts } from './processes.js';

/** What one closed loop gave. Latencies in ms, ascending. */
export interface Load {
  readonly n: number;
  readonly concurrency: number;
  readonly wallMs: number;
  readonly latencies: readonly number[];
  readonly errors: readonly string[];
  /** CPU ms by part, over the whole loop. */
  readonly cpuMs: Readonly<Record<string, number>>;
}

export interface Loop {
  readonly n: number;
  readonly concurrency: number;
  readonly parts: Parts;
  /** Does the one with this index; what it throws is counted as an error. */
  readonly work: (index: number) => Promise<unknown>;
  /** What must come about before the clock is stopped. */
  readonly until?: () => Promise<void>;
}

/** A closed loop: each of `concurrency` workers begins the next piece when its last one is done. */
export const closedLoop = async ({ n, concurrency, parts, work, until }: Loop): Promise<Load> => {
  const latencies: number[] = [];
  const errors: string[] = [];
  let next = 0;
  const cpuBefore = cpuOf(parts);
  const begun = performance.now();
  const worker = async (): Promise<void> => {
    for (let index = next++; index < n; index = next++) {
      const since = performance.now();
      try {
        await work(index);
        latencies.push(performance.now() - since);
      } catch (error) {
        errors.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, n) }, worker));
  await until?.();
  const wallMs = performance.now() - begun;
  return {
    n,
    concurrency,
    wallMs,
    latencies: latencies.sort((a, b) => a - b),
    errors,
    cpuMs: differenceOf(cpuOf(parts), cpuBefore),
  };
};

/** Several rounds of the same loop as one. */
export const merged = (loads: readonly Load[]): Load => ({
  n: loads.reduce((sum, { n }) => sum + n, 0),
  concurrency: loads[0]?.concurrency ?? 0,
  wallMs: loads.reduce((sum, { wallMs }) => sum + wallMs, 0),
  latencies: loads.flatMap(({ latencies }) => latencies).sort((a, b) => a - b),
  errors: loads.flatMap(({ errors }) => errors),
  cpuMs: Object.fromEntries(
    Object.keys(loads[0]?.cpuMs ?? {}).map((part) => [
      part,
      loads.reduce((sum, { cpuMs }) => sum + (cpuMs[part] ?? 0), 0),
    ]),
  ),
});

/** The value under which the given share of the ascending values lies. */
export const quantile = (ascending: readonly number[], share: number): number =>
  ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN;

export const perSecond = ({ latencies, wallMs }: Load): number => (latencies.length / wallMs) * 1000;

/** A, B, A, B: floor and subject by turns, so that what disturbs the machine disturbs both. */
export const byTurns = async (
  rounds: number,
  floor: (round: number) => Promise<Load>,
  subject: (round: number) => Promise<Load>,
): Promise<{ readonly floor: Load; readonly subject: Load }> => {
  const floors: Load[] = [];
  const subjects: Load[] = [];
  for (let round = 0; round < rounds; round += 1) {
    floors.push(await floor(round));
    subjects.push(await subject(round));
  }
  return { floor: merged(floors), subject: merged(subjects) };
};

/** Waits until the parts have all but stopped working, so that one phase does not pay for another. */
export const drained = async (parts: Parts, mostMs = 15_000): Promise<void> => {
  const until = performance.now() + mostMs;
  for (let quiet = 0; quiet < 2 && performance.now() < until;) {
    const before = cpuOf(parts);
    await pause(250);
    const used = Object.values(differenceOf(cpuOf(parts), before)).reduce((sum, ms) => sum + ms, 0);
    quiet = used <= 50 ? quiet + 1 : 0;
  }
};
