import { CancellationScope, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { TicketActivities } from '../activities/contract.js';

/**
 * Fast path, within the workflow task, which it holds up with all new messages. Well under the task's own time: a task
 * that is given to this worker a second time while the first is under way is mixed up with it (see stalls.ts).
 */
const quick = proxyLocalActivities<TicketActivities>({
  startToCloseTimeout: '2 s',
  scheduleToCloseTimeout: '2500 ms',
  retry: { maximumAttempts: 2, initialInterval: '200 ms' },
});

/** Slow path while the database is away: costs the history nothing, and messages come in meanwhile. */
const patient = proxyActivities<TicketActivities>({
  startToCloseTimeout: '30 s',
  retry: { initialInterval: '500 ms', maximumInterval: '2 s' },
});

/**
 * Runs an idempotent activity to its success, however long that takes. Whatever the fast path ends with, a plain
 * failure or the cancellation by a worker that stops, the slow path goes on; only the cancelled run itself ends here.
 */
export const surely = async <Name extends keyof TicketActivities>(
  name: Name,
  ...args: Parameters<TicketActivities[Name]>
): Promise<Awaited<ReturnType<TicketActivities[Name]>>> => {
  type Run = (...given: Parameters<TicketActivities[Name]>) => ReturnType<TicketActivities[Name]>;
  try {
    return await (quick[name] as unknown as Run)(...args);
  } catch (error) {
    if (CancellationScope.current().consideredCancelled) throw error;
    return await (patient[name] as unknown as Run)(...args);
  }
};
