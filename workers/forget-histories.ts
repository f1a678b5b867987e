import { setTimeout as pause } from 'node:timers/promises';
import type { UnwantedHistories } from '../adapters/postgres/erasing/unwanted-histories.js';
import type { TicketRuns } from '../adapters/temporal/ticket-runs.js';

export interface ForgettingOptions {
  readonly histories: UnwantedHistories;
  readonly runs: Pick<TicketRuns, 'forget'>;
  readonly warn: (message: string, error: unknown) => void;
  readonly signal: AbortSignal;
  readonly everyMs?: number;
}

const minuteMs = 60_000;

/**
 * Deletes what Temporal still has of tickets whose texts were erased by law, as soon as their runs have ended. What is
 * due stands in the database: nothing is missed while Temporal or the worker is away.
 */
export const forgetHistories = async ({
  histories,
  runs,
  warn,
  signal,
  everyMs = minuteMs,
}: ForgettingOptions): Promise<void> => {
  while (!signal.aborted) {
    try {
      for (const no of await histories.numbers()) if (await runs.forget(no)) await histories.areGone(no);
    } catch (error) {
      warn('histories of erased tickets could not be deleted yet', error);
    }
    await pause(everyMs, undefined, { signal }).catch(() => undefined);
  }
};
