import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { taskQueue } from '../adapters/temporal/ticket-runs.js';

/** Sees to it that each configured channel has its one workflow; those of other channels are left alone. */
export const startChannels = async (client: Client, channels: readonly string[]): Promise<void> => {
  for (const channel of channels) {
    try {
      await client.workflow.start('channel', {
        taskQueue,
        workflowId: `channel-${channel}`,
        args: [channel],
        staticSummary: `通知渠道 ${channel} · notices by ${channel}`,
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }
};
