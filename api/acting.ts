import type { Answer as Outcome, TicketRuns } from '../adapters/temporal/ticket-runs.js';
import type { ActionName } from '../domain/actions/names.js';
import type { Facts } from '../domain/actions/row.js';
import type { Actor } from '../domain/people.js';
import type { Ticket } from '../domain/ticket.js';
import type { TicketQueues } from './ticket-queues.js';

/** One action on its way to a ticket's run; its id makes every repetition harmless. */
export interface Sending {
  readonly no: string;
  readonly action: ActionName;
  readonly by: Actor;
  readonly input: unknown;
  readonly facts: Facts;
  readonly ifVersion?: number;
  readonly requestId: string;
  readonly requestHash: string;
  readonly reviving?: Ticket;
}

export type Send = (sending: Sending) => Promise<Outcome>;

const pauses = [50, 200, 500];

interface Sender {
  readonly runs: Pick<TicketRuns, 'act'>;
  readonly queues: TicketQueues;
  readonly deadlineMs: number;
  /** Is told of a ticket with a request of which nobody knows what became. */
  readonly doubt: (no: string) => void;
}

/** Sends actions ticket by ticket; what the engine dropped for a passing reason is sent again under the same id. */
export const createSend =
  ({ runs, queues, deadlineMs, doubt }: Sender): Send =>
  async ({ no, action, reviving, ...update }) =>
    await queues.run(no, async () => {
      const until = Date.now() + deadlineMs;
      for (let attempt = 0; ; attempt += 1) {
        try {
          const left = Math.max(1, until - Date.now());
          return await runs.act({
            no,
            action,
            update,
            deadlineMs: left,
            ...(reviving === undefined ? {} : { reviving }),
          });
        } catch (error) {
          const pause = pauses[attempt];
          if (pause === undefined || !isPassing(error) || Date.now() + pause >= until) {
            doubt(no);
            throw error;
          }
          await new Promise((resolve) => {
            setTimeout(resolve, pause);
          });
        }
      }
    });

/** gRPC codes after which the same request may succeed: RESOURCE_EXHAUSTED, ABORTED, UNAVAILABLE. */
const passingCodes = [8, 10, 14];

const isPassing = (error: unknown): boolean => {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { type, code } = cause as { type?: unknown; code?: unknown };
    if (type === 'UnprocessedUpdate' || (typeof code === 'number' && passingCodes.includes(code)))
      return true;
    if (/unexpected workflow task failure|UnprocessedUpdate/iu.test(cause.message)) return true;
  }
  return false;
};
