import type { Intakes } from '../adapters/postgres/intakes.js';
import type { TicketRuns } from '../adapters/temporal/ticket-runs.js';
import type { Ticket } from '../domain/ticket.js';

export interface Starts {
  /** Starts a ticket's run; false where Temporal is away, and the relay will see to it. */
  readonly start: (ticket: Ticket) => Promise<boolean>;
  /** Writes down what is still to be marked, and ends. */
  readonly stop: () => Promise<void>;
}

const pauseMs = 200;

/** Starts runs, and marks them as started in batches off the request path; a mark lost costs the relay a look. */
export const createStarts = (
  runs: Pick<TicketRuns, 'start'>,
  intakes: Pick<Intakes, 'markStarted'>,
  deadlineMs: number,
): Starts => {
  const started: string[] = [];
  let timer: NodeJS.Timeout | null = null;
  const mark = async (): Promise<void> => {
    timer = null;
    const numbers = started.splice(0);
    if (numbers.length > 0) await intakes.markStarted(numbers).catch(() => undefined);
  };
  return {
    start: async (ticket) => {
      try {
        await runs.start(ticket, deadlineMs);
      } catch {
        return false;
      }
      started.push(ticket.no);
      timer ??= setTimeout(() => void mark(), pauseMs);
      return true;
    },
    stop: async () => {
      if (timer !== null) clearTimeout(timer);
      await mark();
    },
  };
};
