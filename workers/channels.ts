import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { taskQueue, workflowTaskTimeout } from '../adapters/temporal/ticket-runs.js';

export interface ChannelsOptions {
  readonly warn: (message: string, error: unknown) => void;
  readonly signal: AbortSignal;
}

const retryMs = 1000;

/**
 * Sees to it that each configured channel has its one workflow, however often that takes until the signal aborts;
 * those of other channels are left alone.
 */
export const startChannels = async (
  client: Client,
  channels: readonly string[],
  { warn, signal }: ChannelsOptions,
): Promise<void> => {
  const left = [...channels];
  while (left.length > 0 && !signal.aborted) {
    const [channel = ''] = left;
    try {
      await client.workflow.start('channel', {
        taskQueue,
        workflowTaskTimeout,
        workflowId: `channel-${channel}`,
        args: [channel],
        staticSummary: `通知渠道 ${channel} · notices by ${channel}`,
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) {
        warn('a channel could not be started yet', error);
        await pause(retryMs, undefined, { signal }).catch(() => undefined);
        continue;
      }
    }
    left.shift();
  }
};
