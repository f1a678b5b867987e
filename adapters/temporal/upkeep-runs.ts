import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { taskQueue } from './ticket-runs.js';

/** Runs of the desk beside those of its tickets. Both reject while Temporal is away, and may be asked again. */
export interface UpkeepRuns {
  /** Tells the roster's run that something has changed, and starts it where there is none. */
  readonly rosterChanged: () => Promise<void>;
  readonly startRollOut: (id: string) => Promise<void>;
}

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
  startRollOut: async (id) => {
    try {
      await client.workflow.start('policyRollOut', {
        taskQueue,
        workflowId: `policy-roll-out-${id}`,
        args: [id],
        staticSummary: '套用策略 · policy roll-out',
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  },
});
