import { setTimeout as pause } from 'node:timers/promises';

export interface AgainOptions {
  readonly everyMs: number;
  /** What is said, with the error, when it failed; the next time tries again. */
  readonly failed: string;
  readonly warn: (message: string, error: unknown) => void;
  readonly signal: AbortSignal;
}

/**
 * Does some work at once and then again and again until the signal aborts. What is due stands in the database, so
 * nothing is missed while no worker runs.
 */
export const again = async (
  work: () => Promise<unknown>,
  { everyMs, failed, warn, signal }: AgainOptions,
): Promise<void> => {
  while (!signal.aborted) {
    try {
      await work();
    } catch (error) {
      warn(failed, error);
    }
    await pause(everyMs, undefined, { signal }).catch(() => undefined);
  }
};
