import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { until, type BudgetDesk } from '../budgets/desk.js';

const taskQueue = 'come-apart';
const otherCode = fileURLToPath(new URL('other-code.ts', import.meta.url));

/** Puts in place of a ticket's run one whose history other code has made; gives what ends it. */
export const letComeApart = async (desk: BudgetDesk, no: string): Promise<() => Promise<void>> => {
  const handle = desk.client.workflow.getHandle(no);
  await desk.client.workflow.start('ticket', {
    taskQueue,
    workflowId: no,
    args: [await desk.intakes.loadTicket(no)],
    workflowIdConflictPolicy: 'TERMINATE_EXISTING',
    workflowTaskTimeout: '4 s',
  });
  const connection = await NativeConnection.connect({ address: process.env['TEST_TEMPORAL_ADDRESS'] ?? '' });
  const { namespace } = desk.client.options;
  const work = async (code: object) => await Worker.create({ connection, namespace, taskQueue, ...code });
  const other = await work({ workflowsPath: otherCode });
  await other.runUntil(until(async () => (await handle.describe()).raw.pendingWorkflowTask === null));
  const codePath = process.env['TEST_BUNDLE_PATH'] ?? '';
  const own = await work({ workflowBundle: { codePath } satisfies WorkflowBundleOption });
  const running = own.run();
  return async () => {
    own.shutdown();
    await running;
    await connection.close();
  };
};
