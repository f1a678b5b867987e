import { CancellationScope, condition, isCancellation, sleep } from '@temporalio/workflow';
import type { Instant } from '../domain/instant.js';

export interface DueTimer {
  /** The one durable wait: until something moved, or until the instant has come (never, when null). */
  readonly untilMovedOrDue: (
    moved: () => boolean,
    due: { at: Instant; summary: string } | null,
  ) => Promise<void>;
}

interface Armed {
  readonly at: Instant;
  readonly scope: CancellationScope;
  rung: boolean;
}

/** One timer a ticket, kept across waits and set anew only when the earliest due time has changed. */
export const createDueTimer = (): DueTimer => {
  let armed: Armed | null = null;

  const arm = (at: Instant, summary: string): void => {
    const next: Armed = { at, scope: new CancellationScope(), rung: false };
    armed = next;
    void next.scope.run(async () => {
      try {
        await sleep(Math.max(1, at - Date.now()), { summary });
        next.rung = true;
      } catch (error) {
        if (!isCancellation(error)) throw error;
      }
    });
  };

  return {
    untilMovedOrDue: async (moved, due) => {
      if (armed !== null && (armed.rung || armed.at !== due?.at)) {
        if (!armed.rung) armed.scope.cancel();
        armed = null;
      }
      if (armed === null && due !== null) arm(due.at, due.summary);
      await condition(() => moved() || armed?.rung === true);
    },
  };
};
