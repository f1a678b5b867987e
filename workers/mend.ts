import { setTimeout as pause } from 'node:timers/promises';
import type { TicketRuns } from '../adapters/temporal/ticket-runs.js';
import type { Ticket } from '../domain/ticket.js';

/** Tickets whose next thing is overdue although time alone brings it about. */
export interface Overdue {
  readonly overdue: (
    byMs: number,
    limit: number,
  ) => Promise<readonly { readonly no: string; readonly ticket: Ticket }[]>;
}

export interface MendOptions {
  readonly intakes: Overdue;
  readonly runs: Pick<TicketRuns, 'catchUp' | 'conditionOf' | 'replace'>;
  readonly warn: (message: string, error: unknown) => void;
  readonly signal: AbortSignal;
  readonly overdueMs?: number;
  readonly everyMs?: number;
}

/** A run that fails again and again is replaced this seldom: its code may be at fault, and a new version the cure. */
const againAfterMs = 10 * 60_000;
const batch = 20;
const patienceMs = 3000;

/**
 * Gives a ticket whose run has ended before its time, or cannot go on, a new one from its row until the signal aborts;
 * wakes one that sleeps through what is due.
 * The log is the truth, so a run that starts from its fold is as good as one that has lived through it.
 */
export const mend = async (options: MendOptions): Promise<void> => {
  const { intakes, runs, warn, signal, overdueMs = 15_000, everyMs = 5000 } = options;
  const replaced = new Map<string, number>();
  while (!signal.aborted) {
    await pause(everyMs, undefined, { signal }).catch(() => undefined);
    try {
      for (const { no, ticket } of await intakes.overdue(overdueMs, batch)) {
        if (signal.aborted) return;
        if (Date.now() - (replaced.get(no) ?? -Infinity) < againAfterMs) continue;
        const condition = await runs.conditionOf(no);
        if (condition === 'busy') continue;
        if (condition === 'well') {
          // It sleeps through what is due; whether it can still wake up shows when it is told to.
          await runs.catchUp(no, patienceMs);
          continue;
        }
        await runs.replace(ticket);
        replaced.set(no, Date.now());
        warn(`${no} goes on in a new run`, condition);
      }
      for (const [no, at] of replaced) if (Date.now() - at > againAfterMs) replaced.delete(no);
    } catch (error) {
      warn('runs could not be looked at', error);
    }
  }
};
