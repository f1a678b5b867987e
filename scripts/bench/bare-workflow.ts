import {
  condition,
  defineUpdate,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { BareActivities } from './bare-worker.js';

/** The floor that the desk is measured against: one timer, one update, one local activity, and nothing else. */
export interface BareStart {
  /** Epoch ms at which the run acts by itself and ends. */
  readonly dueAt: number;
}

export interface BareRecord {
  readonly note: string;
  /** Sets the timer anew. */
  readonly dueAt?: number;
}

/** Answers at once, in one workflow task and without an activity. */
const touch = defineUpdate<number>('touch');
/** Answers once a local activity has stored it. */
const record = defineUpdate<number, [BareRecord]>('record');

const { write } = proxyLocalActivities<BareActivities>({ startToCloseTimeout: '3 s' });

export async function bare(start: BareStart): Promise<void> {
  const { workflowId } = workflowInfo();
  let dueAt = start.dueAt;
  let seq = 0;
  setHandler(touch, () => ++seq);
  setHandler(record, async (given) => {
    seq += 1;
    const own = seq;
    await write({ no: workflowId, seq: own, note: given.note, dueAt });
    dueAt = given.dueAt ?? dueAt;
    return own;
  });
  for (;;) {
    const armed = dueAt;
    const isMoved = await condition(() => dueAt !== armed, Math.max(1, armed - Date.now()));
    if (!isMoved) break;
  }
  await write({ no: workflowId, seq: seq + 1, note: 'due', dueAt });
}
