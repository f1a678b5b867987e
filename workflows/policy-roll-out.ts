import { continueAsNew, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { RollOutActivities, RollOutProgress } from '../activities/contract.js';

const { rollOut } = proxyActivities<RollOutActivities>({
  startToCloseTimeout: '30 min',
  heartbeatTimeout: '30 s',
  retry: { initialInterval: '500 ms', maximumInterval: '10 s' },
});

/** Batches in one run. */
const turnsPerRun = 200;

/** Takes a policy to the tickets of one roll-out, a batch at a time; what was done stays done, whatever happens between. */
export async function policyRollOut(id: string): Promise<RollOutProgress> {
  for (let turn = 0; turn < turnsPerRun; turn += 1) {
    const progress = await rollOut(id);
    setCurrentDetails(
      `已套用 ${progress.applied}，未套用 ${progress.refused}，剩余 ${progress.waiting}\n\n` +
        `applied ${progress.applied}, not applied ${progress.refused}, left ${progress.waiting}`,
    );
    if (progress.waiting === 0) return progress;
  }
  return await continueAsNew<typeof policyRollOut>(id);
}
