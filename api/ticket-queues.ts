/** Why a request did not get its turn. */
export type QueueRefusal = 'full' | 'late';

export interface TicketQueues {
  /**
   * Runs `work` when it is its turn at this ticket, first come first served; rejects with a `QueueRefusal` when there
   * are too many before it or its turn does not come in time.
   */
  readonly run: <T>(no: string, work: () => Promise<T>) => Promise<T>;
  readonly waiting: () => number;
  readonly running: () => number;
  /** Resolves when nothing runs or waits any more. */
  readonly idle: () => Promise<void>;
}

interface Line {
  running: number;
  readonly waiting: (() => void)[];
}

export interface QueueLimits {
  /** Past about 8 updates in flight on one ticket the engine collapses (temporal-notes.md). */
  readonly inFlight: number;
  readonly longest: number;
  readonly patienceMs: number;
}

/** One queue a ticket, kept only while somebody is in it. */
export const createTicketQueues = ({ inFlight, longest, patienceMs }: QueueLimits): TicketQueues => {
  const lines = new Map<string, Line>();
  const idlers: (() => void)[] = [];
  const sum = (count: (line: Line) => number): number =>
    [...lines.values()].reduce((total, line) => total + count(line), 0);

  const turn = async (line: Line): Promise<void> => {
    if (line.running < inFlight) {
      line.running += 1;
      return;
    }
    if (line.waiting.length >= longest) throw queueRefusal('full');
    await new Promise<void>((resolve, reject) => {
      const go = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        line.waiting.splice(line.waiting.indexOf(go), 1);
        reject(queueRefusal('late'));
      }, patienceMs);
      line.waiting.push(go);
    });
  };

  const leave = (no: string, line: Line): void => {
    const next = line.waiting.shift();
    if (next !== undefined) {
      next();
      return;
    }
    line.running -= 1;
    if (line.running === 0) lines.delete(no);
    if (lines.size === 0) for (const resolve of idlers.splice(0)) resolve();
  };

  return {
    run: async (no, work) => {
      const line = lines.get(no) ?? { running: 0, waiting: [] };
      lines.set(no, line);
      await turn(line);
      try {
        return await work();
      } finally {
        leave(no, line);
      }
    },
    waiting: () => sum((line) => line.waiting.length),
    running: () => sum((line) => line.running),
    idle: async () => {
      if (lines.size > 0) await new Promise<void>((resolve) => idlers.push(resolve));
    },
  };
};

const queueRefusal = (why: QueueRefusal): Error & { readonly queue: QueueRefusal } =>
  Object.assign(new Error(`the ticket's queue: ${why}`), { queue: why });

export const isQueueRefusal = (error: unknown): error is { readonly queue: QueueRefusal } =>
  error instanceof Error && 'queue' in error;
