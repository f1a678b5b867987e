import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { taskQueue } from './ticket-runs.js';

/** Runs of the desk beside those of its tickets. All reject while Temporal is away, and may be asked again. */
export interface UpkeepRuns {
  /** Tells the roster's run that something has changed, and starts it where there is none. */
  readonly rosterChanged: () => Promise<void>;
  readonly startArchivist: () => Promise<void>;
  readonly startRollOut: (id: string) => Promise<void>;
}

const unlessStarted = async (start: Promise<unknown>): Promise<void> => {
  await start.catch((error: unknown) => {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  });
};

export const createUpkeepRuns = (client: Client): UpkeepRuns => ({
  rosterChanged: async () => {
    await client.workflow.signalWithStart('roster', {
      taskQueue,
      workflowId: 'roster',
      args: [null],
      signal: 'rosterChanged',
      staticSummary: '值班与换班 · duty roster',
    });
  },
  startArchivist: async () => {
    await unlessStarted(
      client.workflow.start('archivist', {
        taskQueue,
        workflowId: 'archivist',
        args: [],
        staticSummary: '归档包 · archive bundles',
      }),
    );
  },
  startRollOut: async (id) => {
    await unlessStarted(
      client.workflow.start('policyRollOut', {
        taskQueue,
        workflowId: `policy-roll-out-${id}`,
        args: [id],
        staticSummary: '套用策略 · policy roll-out',
      }),
    );
  },
});
