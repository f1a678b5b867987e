import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { taskQueue, workflowTaskTimeout } from '../adapters/temporal/ticket-runs.js';

export interface ChannelsOptions {
  readonly warn: (message: string, error: unknown) => void;
  readonly signal: AbortSignal;
}

const retryMs = 1000;

/** New channels are seen this soon. */
const lookMs = 3000;

/**
 * Sees to it that each channel there is has its one workflow, until the signal aborts; those of channels that are gone
 * are left alone, and wait.
 */
export const startChannels = async (
  client: Client,
  channels: () => Promise<readonly string[]>,
  { warn, signal }: ChannelsOptions,
): Promise<void> => {
  const started = new Set<string>();
  while (!signal.aborted) {
    let waitMs = lookMs;
    try {
      for (const channel of await channels()) {
        if (started.has(channel)) continue;
        await start(client, channel);
        started.add(channel);
      }
    } catch (error) {
      warn('a channel could not be started yet', error);
      waitMs = retryMs;
    }
    await pause(waitMs, undefined, { signal }).catch(() => undefined);
  }
};

const start = async (client: Client, channel: string): Promise<void> => {
  try {
    await client.workflow.start('channel', {
      taskQueue,
      workflowTaskTimeout,
      workflowId: `channel-${channel}`,
      args: [channel],
      staticSummary: `通知渠道 ${channel} · notices by ${channel}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
};
