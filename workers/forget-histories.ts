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

/** Deletes what Temporal still has of tickets whose texts were erased by law, as soon as their runs have ended. */
export const forgetHistories = async ({
  histories,
  runs,
  everyMs = minuteMs,
  ...rest
}: ForgettingOptions): Promise<void> => {
  const forget = async (): Promise<void> => {
    for (const no of await histories.numbers()) if (await runs.forget(no)) await histories.areGone(no);
  };
  await again(forget, {
    ...rest,
    everyMs,
    failed: 'histories of erased tickets could not be deleted yet',
  });
};
