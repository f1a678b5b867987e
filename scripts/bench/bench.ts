import type { Load } from './load.js';
import type { Report } from './report.js';
import type { Stack } from './stack.js';

export interface Options {
  /** Tickets held in the worker's cache by `memory`. */
  readonly tickets: number;
  /** Tickets that are open beside those that become due in `lag`. */
  readonly open: number;
  /** Duties due in the same second in `lag`. */
  readonly storm: number;
  /** Rows of `list`. */
  readonly rows: number;
  /** Scales the number of operations of the closed loops. */
  readonly scale: number;
}

/** What every measure is given. */
export interface Bench {
  readonly stack: Stack;
  readonly report: Report;
  readonly options: Options;
}

export type Measure = (bench: Bench) => Promise<void>;

/** `n` operations scaled, at least as many as run at once. */
export const scaled = ({ options }: Bench, n: number, least = 16): number =>
  Math.max(least, Math.round(n * options.scale));

export const failed = (loads: readonly Load[]): boolean => loads.some(({ errors }) => errors.length > 0);

let serial = 0;
/** An id that no other run of this bench has. */
export const freshId = (prefix: string): string => `${prefix}-${(serial += 1)}`;
