import type { Client } from '@temporalio/client';
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
  const results = Worker.runReplayHistories({ workflowBundle: { codePath: bundlePath } }, histories());
  for await (const { workflowId, error } of results)
    if (error !== undefined) report('replay', workflowId, error.message);
};

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
