import { Context } from '@temporalio/activity';
import type { RollOutActivities } from './contract.js';
import type { Ports, WaitingRollOut } from './ports.js';

/** Tickets in one turn of the activity. */
const batch = 200;
/** Sent at once; between two sendings as much time passes as one took, so that other work keeps its pace. */
const lanes = 2;
const deadlineMs = 20_000;

export const createRollOutActivities = ({
  directory,
  rollOuts,
  actions,
}: Pick<Ports, 'directory' | 'rollOuts' | 'actions'>): RollOutActivities => {
  const apply = async (waiting: WaitingRollOut, no: string, version: number): Promise<void> => {
    const { id, by, reason } = waiting;
    const actor = await directory.identify(by);
    if (actor === null) return await rollOuts.settle(id, no, { state: 'refused', reason: 'not-permitted' });
    const answer = await actions.act({
      no,
      action: 'apply-policy',
      deadlineMs,
      update: {
        by: actor,
        input: { version, reason },
        facts: await directory.lookUp({ policies: [version] }, actor),
        requestId: `roll-out:${id}:${no}`,
        requestHash: `roll-out:${id}:${version}`,
      },
    });
    if (answer.state === 'accepted' || answer.state === 'waiting')
      await rollOuts.settle(id, no, { state: 'applied', reason: null });
    else
      await rollOuts.settle(id, no, {
        state: 'refused',
        reason: answer.state === 'refused' ? answer.why.code : 'ended',
      });
  };

  const lane = async (waiting: WaitingRollOut, queue: WaitingRollOut['tickets'][number][]): Promise<void> => {
    const context = Context.current();
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      context.cancellationSignal.throwIfAborted();
      const started = performance.now();
      await apply(waiting, next.no, next.version);
      context.heartbeat(next.no);
      await context.sleep(Math.ceil(performance.now() - started));
    }
  };

  return {
    rollOut: async (id) => {
      const waiting = await rollOuts.waiting(id, batch);
      if (waiting !== null) {
        const queue = [...waiting.tickets];
        // All lanes end before the turn does, so that a turn tried again is alone.
        const ended = await Promise.allSettled(
          Array.from({ length: lanes }, async () => await lane(waiting, queue)),
        );
        const failed = ended.find((one) => one.status === 'rejected');
        if (failed !== undefined) throw failed.reason;
      }
      return await rollOuts.progress(id);
    },
  };
};
