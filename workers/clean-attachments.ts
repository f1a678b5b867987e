import { setTimeout as pause } from 'node:timers/promises';
export interface CleaningOptions {
  readonly clean: () => Promise<number>;
  readonly warn: (message: string, error: unknown) => void;
  readonly signal: AbortSignal;
  readonly everyMs?: number;
}

const hourMs = 3_600_000;

/**
 * Removes uploads that no ticket names after a day, every hour until the signal aborts. What is due stands in the
 * database, so nothing is missed while no worker runs, and several workers do no more than one.
 */
export const cleanAttachments = async ({
  clean,
  warn,
  signal,
  everyMs = hourMs,
}: CleaningOptions): Promise<void> => {
  while (!signal.aborted) {
    try {
      await clean();
    } catch (error) {
      warn('unreferenced uploads could not be removed yet', error);
    }
    await pause(everyMs, undefined, { signal }).catch(() => undefined);
  }
};
