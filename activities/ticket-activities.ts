import { activityInfo, ApplicationFailure, log } from '@temporalio/activity';
import type { Commit, TicketActivities } from './contract.js';
import type { Ports } from './ports.js';

export const createTicketActivities = ({
  tickets,
  directory,
}: Pick<Ports, 'tickets' | 'directory'>): TicketActivities => ({
  commit: async (commit) => {
    try {
      return await tickets.commit(commit);
    } catch (error) {
      if (isConflict(error)) {
        await tell(tickets, commit, error.message);
        // It may heal, by a worker with other code or a database that is restored: so it is tried for ever, seldom.
        throw ApplicationFailure.create({
          message: error.message,
          type: 'commit-conflict',
          nextRetryDelay: '30 s',
          nonRetryable: activityInfo().isLocal,
        });
      }
      // Failures that a database's restart explains are over by then.
      if (activityInfo().attempt > patientAttempts) await tell(tickets, commit, nameOf(error));
      throw error;
    }
  },
  introduce: async ({ id, references }) => {
    const actor = await directory.identify(id);
    return { actor, facts: await directory.lookUp(references, actor) };
  },
  nextOnDuty: async (asked) => await directory.nextOnDuty(asked),
});

const patientAttempts = 5;

const isConflict = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && error.code === 'commit-conflict';

/** On the log, and where readiness looks: a ticket that cannot be recorded must not hang unseen. */
const tell = async (
  tickets: Ports['tickets'],
  { ticket, entries }: Commit,
  reason: string,
): Promise<void> => {
  log.error(`${ticket.no} cannot be recorded: ${reason}`);
  const seq = entries[0]?.seq ?? ticket.version;
  await tickets.reportStuck({ no: ticket.no, seq, reason }).catch(() => undefined);
};

/** Messages of the database may quote what people wrote; names and codes do not. */
const nameOf = (error: unknown): string => {
  const { name, code } = error as { name?: unknown; code?: unknown };
  return [name, code].filter((part) => typeof part === 'string').join(' ') || 'unknown error';
};
