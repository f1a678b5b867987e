import { WorkflowUpdateStage } from '@temporalio/client';
import { freshId } from './bench.js';
import { bareQueue } from './bare-worker.js';
import type { Stack } from './stack.js';

const hourMs = 3_600_000;

/** Starts a bare run; it acts by itself at `dueAt`. */
export const startBare = async ({ client }: Stack, dueAt = Date.now() + hourMs): Promise<string> => {
  const workflowId = freshId('bare');
  await client.workflow.start('bare', { taskQueue: bareQueue, workflowId, args: [{ dueAt }] });
  return workflowId;
};

/** The bare update: decided in one workflow task, without an activity. */
export const touchBare = async ({ client }: Stack, workflowId: string): Promise<void> => {
  await client.workflow.getHandle(workflowId).executeUpdate('touch');
};

/** An update that is answered once its local activity has stored it; sets the timer anew when told. */
export const recordBare = async (
  { client }: Stack,
  workflowId: string,
  given: { readonly note: string; readonly dueAt?: number },
): Promise<void> => {
  const handle = await client.workflow
    .getHandle(workflowId)
    .startUpdate('record', { args: [given], waitForStage: WorkflowUpdateStage.ACCEPTED });
  await handle.result();
};

/** Ends runs that nobody needs any more, without waiting for what that does. */
export const endBare = async ({ client }: Stack, ids: readonly string[]): Promise<void> => {
  await Promise.all(
    ids.map(
      async (id) =>
        await client.workflow
          .getHandle(id)
          .terminate()
          .catch(() => undefined),
    ),
  );
};
