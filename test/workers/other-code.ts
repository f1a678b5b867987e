import { defineSignal, setHandler, sleep } from '@temporalio/workflow';

/** What a ticket's run might have been in other code: its history cannot be gone on from. */
export async function ticket(): Promise<void> {
  setHandler(defineSignal('catch-up'), () => undefined);
  await Promise.all([sleep('1 hour'), sleep('2 hours')]);
}
