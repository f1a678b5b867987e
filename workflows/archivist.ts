import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { ArchiveActivities } from '../activities/contract.js';

const { bundle } = proxyActivities<ArchiveActivities>({
  startToCloseTimeout: '1 h',
  heartbeatTimeout: '15 s',
  retry: { initialInterval: '500 ms', maximumInterval: '10 s' },
});

/** Turns of making bundles in one run, each up to an hour. */
const turnsPerRun = 200;

/** Makes the archive bundles of tickets that have ended, one at a time and for ever (§2.5.2). */
export async function archivist(): Promise<never> {
  for (let turn = 0; turn < turnsPerRun; turn += 1) await bundle();
  return continueAsNew<typeof archivist>();
}
