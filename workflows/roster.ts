import {
  continueAsNew,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { RosterActivities, RosterSeen } from '../activities/contract.js';
import { createDueTimer } from './due-timer.js';

const { changeShift } = proxyActivities<RosterActivities>({
  startToCloseTimeout: '10 min',
  heartbeatTimeout: '10 s',
  retry: { initialInterval: '500 ms', maximumInterval: '10 s' },
});

/** Shift changes in one run. */
const turnsPerRun = 200;

/** The roster, the calendar or the people on it have changed: look at once. */
const rosterChanged = defineSignal('rosterChanged');

/**
 * Watches over the roster for ever: one durable timer to the next end of somebody's duty, and then their open contact
 * duties are handed over (§2.2.3). After an outage it hands over for all who have left in the meantime.
 */
export async function roster(seen: RosterSeen | null): Promise<never> {
  let last = seen;
  let isChanged = false;
  setHandler(rosterChanged, () => {
    isChanged = true;
  });
  const timer = createDueTimer();
  for (let turn = 0; turn < turnsPerRun; turn += 1) {
    isChanged = false;
    const look = await changeShift({ last, now: Date.now() });
    last = look.seen;
    setCurrentDetails(look.story);
    await timer.untilMovedOrDue(() => isChanged, {
      at: look.nextAt,
      summary: '下次换班 · next shift change',
    });
  }
  return await continueAsNew<typeof roster>(last);
}
