import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { taskQueue } from './ticket-runs.js';

/** What readiness asks of Temporal; both reject, or answer false, where it is away. */
export interface TemporalProbe {
  readonly isReachable: () => Promise<boolean>;
  /** Whether a worker has polled for tickets lately. */
  readonly hasWorker: () => Promise<boolean>;
}

const deadlineMs = 2000;
/** A poll waits up to a minute, and is noted when it begins. */
const lateMs = 90_000;
const workflowTasks = proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW;

export const createTemporalProbe = (client: Client): TemporalProbe => {
  const { namespace } = client.options;
  return {
    isReachable: async () => {
      try {
        await client.connection.withDeadline(Date.now() + deadlineMs, async () => {
          await client.workflowService.describeNamespace({ namespace });
        });
        return true;
      } catch {
        return false;
      }
    },
    hasWorker: async () => {
      const { pollers } = await client.connection.withDeadline(Date.now() + deadlineMs, async () =>
        client.workflowService.describeTaskQueue({
          namespace,
          taskQueue: { name: taskQueue },
          taskQueueType: workflowTasks,
        }),
      );
      return pollers.some(
        ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 > Date.now() - lateMs,
      );
    },
  };
};
