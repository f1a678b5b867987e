import type { TicketActivities } from './contract.js';
import type { Ports } from './ports.js';

export const createTicketActivities = ({
  tickets,
  directory,
}: Pick<Ports, 'tickets' | 'directory'>): TicketActivities => ({
  commit: async (commit) => await tickets.commit(commit),
  introduce: async ({ id, references }) => ({
    actor: await directory.identify(id),
    facts: await directory.lookUp(references),
  }),
  nextOnDuty: async (asked) => await directory.nextOnDuty(asked),
});
