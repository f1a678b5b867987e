import { setTimeout as pause } from 'node:timers/promises';
import type { Retention } from '../adapters/postgres/erasing/retention.js';

export interface RetentionOptions {
  readonly apply: Retention['apply'];
  /** Is told of every class of which something went. */
  readonly say: (removed: Awaited<ReturnType<Retention['apply']>>[number]) => void;
  readonly warn: (message: string, error: unknown) => void;
  readonly signal: AbortSignal;
  readonly everyMs?: number;
}

const hourMs = 3_600_000;

/**
 * Removes what is past its time, every hour until the signal aborts. What is due stands in the database, so nothing is
 * missed while no worker runs, and several workers do no more than one.
 */
export const keepRetention = async ({
  apply,
  say,
  warn,
  signal,
  everyMs = hourMs,
}: RetentionOptions): Promise<void> => {
  while (!signal.aborted) {
    try {
      for (const removed of await apply()) if (removed.removed > 0) say(removed);
    } catch (error) {
      warn('data past its time could not be removed yet', error);
    }
    await pause(everyMs, undefined, { signal }).catch(() => undefined);
  }
};
