import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { isAnythingOwed } from '../../../domain/marks.js';
import { isFinal } from '../../../domain/words.js';
import type { Report } from './finding.js';
import type { Life } from './logs.js';

const atOnce = 8;
const looks = 40;
/** A task that was lost is tried again within seconds, and a run that is behind its log is told as soon. */
const lookMs = 250;

/** No run failed or was ended from outside. */
export const checkEnds = async (client: Client, report: Report): Promise<void> => {
  const bad = 'ExecutionStatus in ("Failed", "Terminated", "TimedOut", "Canceled")';
  for await (const { workflowId, status } of client.workflow.list({ query: bad }))
    report('run', workflowId, `has ended as ${status.name}: ${await endOf(client, workflowId)}`);
};

/** What tells by ticket whether its run or its row has moved since; a run with a task under way has moved. */
export const marksOf = async (
  client: Client,
  lives: readonly Life[],
): Promise<ReadonlyMap<string, string>> => {
  const marks = new Map<string, string>();
  for (const { no, row } of lives) {
    const { runId, historyLength, raw } = await client.workflow.getHandle(no).describe();
    const task =
      raw.pendingWorkflowTask === null || raw.pendingWorkflowTask === undefined ? '' : randomUUID();
    marks.set(no, [runId, historyLength, row.version, task].join(' '));
  }
  return marks;
};

/** No run is stuck in a task, and every ticket that is owed something has its run. */
export const checkRuns = async (lives: readonly Life[], client: Client, report: Report): Promise<void> => {
  const waiting = [...lives];
  const checker = async (): Promise<void> => {
    for (let life = waiting.pop(); life !== undefined; life = waiting.pop())
      await checkRun(life, client, report);
  };
  await Promise.all(Array.from({ length: atOnce }, checker));
};

const endOf = async (client: Client, workflowId: string): Promise<string> => {
  const reasons: string[] = [];
  try {
    await client.workflow.getHandle(workflowId).result();
  } catch (error) {
    for (let cause = error; cause instanceof Error; cause = cause.cause) reasons.push(cause.message);
  }
  return reasons.join(' / ');
};

const checkRun = async ({ no, row }: Life, client: Client, report: Report): Promise<void> => {
  const handle = client.workflow.getHandle(no);
  const { status } = await handle.describe();
  const isOver = isFinal(row.stage) && !isAnythingOwed(row);
  if (status.name !== 'RUNNING') {
    if (!isOver) report('run', no, `is ${status.name} while something is owed`);
    return;
  }
  let attempt = 0;
  // Not asked for its state: the SDK can write a history that cannot be replayed around a query to a run in memory.
  for (let look = 0; look < looks; look += 1, await pause(lookMs)) {
    attempt = (await handle.describe()).raw.pendingWorkflowTask?.attempt ?? 0;
    if (attempt === 0) return;
  }
  if (attempt > 1)
    report('task', no, `its workflow task is at attempt ${attempt}: ${await lastEvents(client, no)}`);
};

/** The newest events of a run, and why its last task failed, for whoever looks for the cause. */
const lastEvents = async (client: Client, workflowId: string): Promise<string> => {
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: { workflowId },
    maximumPageSize: 8,
  });
  const { EventType } = proto.temporal.api.enums.v1;
  return (history?.events ?? [])
    .map(({ eventId, eventType, workflowTaskFailedEventAttributes: failed }) =>
      [eventId, EventType[eventType ?? 0], failed?.failure?.message].filter(Boolean).join(' '),
    )
    .join(', ');
};
