import type { TicketRuns } from '../adapters/temporal/ticket-runs.js';
import type { Ticket } from '../domain/ticket.js';

/**
 * Tickets with a request of which nobody knows what became. A server that died may have lost it after its commit: then
 * the log has an entry that the run has not heard of, and would not before its next commit. Or the run cannot go on.
 */
export interface Doubts {
  readonly add: (no: string) => void;
  /** Asks about those left, once, and ends. */
  readonly stop: () => Promise<void>;
}

export interface DoubtsOptions {
  readonly runs: Pick<TicketRuns, 'catchUp' | 'conditionOf' | 'replace'>;
  readonly loadTicket: (no: string) => Promise<Ticket | null>;
  readonly warn: (message: string) => void;
  readonly pauseMs?: number;
}

const usualPauseMs = 1000;
const deadlineMs = 2000;
const longest = 10_000;
/** How long a run may be busy before it is let go; by then it has got on, or it is found by what is overdue on it. */
const patienceMs = 60_000;

/**
 * Has each run look at its log once Temporal answers again, and begins a new one from the log where that cannot be done
 * because the run fails. A doubt more costs a look.
 */
export const createDoubts = ({ runs, loadTicket, warn, pauseMs }: DoubtsOptions): Doubts => {
  const doubted = new Map<string, { readonly since: number; isTold: boolean }>();
  let timer: NodeJS.Timeout | null = null;
  let asking: Promise<void> | null = null;
  let isStopped = false;

  /** Whether the ticket needs no further look. */
  const isCleared = async (no: string, since: number): Promise<boolean> => {
    const condition = await runs.conditionOf(no);
    if (condition === 'busy') return Date.now() - since > patienceMs;
    const ticket = condition === 'failing' ? await loadTicket(no) : null;
    if (ticket === null) return true;
    await runs.replace(ticket);
    warn(`${no} goes on in a new run: failing`);
    return true;
  };
  const ask = async (): Promise<void> => {
    timer = null;
    for (const [no, doubt] of doubted) {
      try {
        if (doubt.isTold) {
          if (await isCleared(no, doubt.since)) doubted.delete(no);
        } else {
          await runs.catchUp(no, deadlineMs);
          doubt.isTold = true;
        }
      } catch {
        break;
      }
    }
    asking = null;
    arm();
  };
  const arm = (): void => {
    if (timer !== null || asking !== null || isStopped || doubted.size === 0) return;
    timer = setTimeout(() => {
      asking = ask();
    }, pauseMs ?? usualPauseMs);
  };
  return {
    add: (no) => {
      if (doubted.size < longest) doubted.set(no, { since: Date.now(), isTold: false });
      arm();
    },
    stop: async () => {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
      await asking;
      if (doubted.size > 0) await ask();
    },
  };
};
