import type { Logger } from 'pino';
import type { AccessLog, AccessRow } from '../adapters/postgres/access-log.js';

/** Notes who read what, and writes it down a moment later, so that no reader waits for it. */
export interface AccessBook {
  readonly note: (row: AccessRow) => void;
  /** Writes down what is left. */
  readonly stop: () => Promise<void>;
}

const pauseMs = 500;
const batch = 500;
/** While the database is away no more than this is kept. */
const mostKept = 20_000;

export const createAccessBook = (log: Pick<AccessLog, 'write'>, logger: Logger): AccessBook => {
  let kept: AccessRow[] = [];
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    timer = null;
    while (kept.length > 0) {
      const rows = kept.slice(0, batch);
      try {
        await log.write(rows);
        kept = kept.slice(rows.length);
      } catch {
        if (kept.length > mostKept) {
          logger.error(
            { lost: kept.length - mostKept },
            'readings of personal data could not be written down',
          );
          kept = kept.slice(-mostKept);
        }
        plan();
        return;
      }
    }
  };
  const plan = (): void => {
    timer ??= setTimeout(() => {
      writing = write();
    }, pauseMs);
  };
  return {
    note: (row) => {
      kept.push(row);
      plan();
    },
    stop: async () => {
      await writing;
      if (timer !== null) clearTimeout(timer);
      await write();
      if (timer !== null) clearTimeout(timer);
    },
  };
};
