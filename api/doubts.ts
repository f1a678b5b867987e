import type { TicketRuns } from '../adapters/temporal/ticket-runs.js';

/**
 * Tickets with a request of which nobody knows what became. A server that died may have lost it after its commit: then
 * the log has an entry that the run has not heard of, and would not before its next commit.
 */
export interface Doubts {
  readonly add: (no: string) => void;
  /** Asks about those left, once, and ends. */
  readonly stop: () => Promise<void>;
}

const pauseMs = 1000;
const deadlineMs = 2000;
const longest = 10_000;

/** Has each run look at its log once Temporal answers again; a doubt more costs a look. */
export const createDoubts = (runs: Pick<TicketRuns, 'catchUp'>): Doubts => {
  const doubted = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let asking: Promise<void> | null = null;
  let isStopped = false;

  const ask = async (): Promise<void> => {
    timer = null;
    for (const no of doubted) {
      try {
        await runs.catchUp(no, deadlineMs);
        doubted.delete(no);
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
    }, pauseMs);
  };
  return {
    add: (no) => {
      if (doubted.size < longest) doubted.add(no);
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
