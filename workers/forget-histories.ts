import type { UnwantedHistories } from '../adapters/postgres/erasing/unwanted-histories.js';
import type { TicketRuns } from '../adapters/temporal/ticket-runs.js';
import { again } from './again.js';

export interface ForgettingOptions {
  readonly histories: UnwantedHistories;
  readonly runs: Pick<TicketRuns, 'forget'>;
  readonly warn: (message: string, error: unknown) => void;
  readonly signal: AbortSignal;
  readonly everyMs?: number;
}

const minuteMs = 60_000;
const failed = 'histories of erased tickets could not be deleted yet';

/** Deletes what Temporal still has of tickets whose texts were erased by law, as soon as their runs have ended. */
export const forgetHistories = async ({
  histories,
  runs,
  everyMs = minuteMs,
  ...rest
}: ForgettingOptions): Promise<void> => {
  const forget = async (): Promise<void> => {
    for (const no of await histories.numbers())
      try {
        if (await runs.forget(no)) await histories.areGone(no);
      } catch (error) {
        // One that cannot be deleted keeps no other.
        rest.warn(failed, error);
      }
  };
  await again(forget, { ...rest, everyMs, failed });
};
