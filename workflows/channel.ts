import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { ChannelActivities } from '../activities/contract.js';

const { deliver } = proxyActivities<ChannelActivities>({
  startToCloseTimeout: '1 h',
  heartbeatTimeout: '5 s',
  retry: { initialInterval: '200 ms', maximumInterval: '2 s' },
});

/** Turns of delivery in one run, each up to an hour. */
const turnsPerRun = 200;

/** Delivers the notices of one channel for ever; Temporal keeps exactly one of it alive. */
export async function channel(name: string): Promise<never> {
  for (let turn = 0; turn < turnsPerRun; turn += 1) await deliver(name);
  return continueAsNew<typeof channel>(name);
}
