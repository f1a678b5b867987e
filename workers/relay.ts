import { setTimeout as pause } from 'node:timers/promises';
import type { TicketRuns } from '../adapters/temporal/ticket-runs.js';
import type { Ticket } from '../domain/ticket.js';

/** Accepted tickets whose run was not confirmed as started. */
export interface Unstarted {
  readonly unstarted: (
    olderThanMs: number,
    limit: number,
  ) => Promise<readonly { no: string; ticket: Ticket }[]>;
  readonly markStarted: (numbers: readonly string[]) => Promise<void>;
  /** Numbers of the tickets that moved within so long before the very last entry. */
  readonly lastMoved: (withinMs: number, limit: number) => Promise<readonly string[]>;
}

export interface RelayOptions {
  readonly intakes: Unstarted;
  readonly runs: Pick<TicketRuns, 'start' | 'catchUp'>;
  readonly warn: (message: string, error: unknown) => void;
  readonly signal: AbortSignal;
}

const patienceMs = 3000;
const pauseMs = 1000;
const batch = 50;
/** Whatever stopped the desk may have stopped Temporal before it heard of what these tickets had last. */
const uncertain = { withinMs: 10_000, limit: 200 };

/**
 * Has the runs that moved last look at their log, once; then starts the runs of tickets that were accepted while
 * Temporal was away, oldest first, until the signal aborts.
 * Harmless beside the API and beside other relays: a run that exists already is as good.
 */
export const relay = async ({ intakes, runs, warn, signal }: RelayOptions): Promise<void> => {
  let doubted: readonly string[] | null = null;
  while (!signal.aborted) {
    try {
      doubted ??= await intakes.lastMoved(uncertain.withinMs, uncertain.limit);
      for (const no of doubted) {
        await runs.catchUp(no, patienceMs);
        doubted = doubted.filter((other) => other !== no);
      }
      const waiting = await intakes.unstarted(patienceMs, batch);
      const started: string[] = [];
      for (const { no, ticket } of waiting) {
        if (signal.aborted) break;
        await runs.start(ticket, patienceMs);
        started.push(no);
      }
      if (started.length > 0) await intakes.markStarted(started);
      if (waiting.length === batch) continue;
    } catch (error) {
      warn('tickets could not be started yet', error);
    }
    await pause(pauseMs, undefined, { signal }).catch(() => undefined);
  }
};
