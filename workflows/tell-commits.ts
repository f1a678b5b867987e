import { proxySinks, type Sinks, type WorkflowInterceptorsFactory } from '@temporalio/workflow';
import type { Commit, Committed } from '../activities/contract.js';
import type { Ticket } from '../domain/ticket.js';

/** Who hears, while a ticket's history is replayed, what its run began with and what it stored. */
export interface CommitSinks extends Sinks {
  readonly desk: {
    readonly began: (ticket: Ticket) => void;
    readonly stored: (commit: Commit, became: Committed) => void;
  };
}

/**
 * Only bundled for reconciling, never for a worker. Adds no command and delays no promise, so every history replays as
 * it does without.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  const { desk } = proxySinks<CommitSinks>();
  type Called = { readonly activityType: string; readonly args: readonly unknown[] };
  const heard = (called: Called, result: Promise<unknown>): Promise<unknown> => {
    if (called.activityType === 'commit')
      result.then(
        (became) => desk.stored(called.args[0] as Commit, became as Committed),
        () => undefined,
      );
    return result;
  };
  return {
    inbound: [
      {
        execute: async (input, next) => {
          desk.began(input.args[0] as Ticket);
          return await next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => heard(input, next(input)),
        scheduleLocalActivity: (input, next) => heard(input, next(input)),
      },
    ],
  };
};
