import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { Runtime, Worker } from '@temporalio/worker';
import { coreLogger } from '../../../workers/log.js';
import { pino } from 'pino';
import type { Report } from './finding.js';

/**
 * Every run can be replayed: what it was told and what it did agree. A worker that still has a run in memory does not
 * notice when they do not.
 */
export const checkReplays = async (
  client: Client,
  { bundlePath, numbers }: { readonly bundlePath: string; readonly numbers: readonly string[] },
  report: Report,
): Promise<void> => {
  quieten();
  const histories = async function* () {
    for (const workflowId of numbers)
      yield { workflowId, history: await client.workflow.getHandle(workflowId).fetchHistory() };
  };
  const story = async (workflowId: string, message: string): Promise<string> => {
    const at = Number(/id: (\d+)/.exec(message)?.[1]);
    const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
    return (events ?? [])
      .filter(({ eventId }) => Math.abs(Number(eventId) - at) <= around)
      .map(({ eventId, eventType, eventTime }) =>
        [eventId, EventType[eventType ?? 0], tsToMs(eventTime)].join(' '),
      )
      .join(', ');
  };
  const results = Worker.runReplayHistories({ workflowBundle: { codePath: bundlePath } }, histories());
  for await (const { workflowId, error } of results)
    if (error !== undefined)
      report('replay', workflowId, `${error.message} ${await story(workflowId, error.message)}`);
};

const { EventType } = proto.temporal.api.enums.v1;
/** Events told before and after the one at which a history and the code come apart. */
const around = 8;

let isQuiet = false;
const quieten = (): void => {
  if (isQuiet) return;
  isQuiet = true;
  try {
    Runtime.install({ logger: coreLogger(pino({ level: 'silent' })) });
  } catch {
    // This process has one already.
  }
};
