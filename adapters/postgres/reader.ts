import type { Pool } from 'pg';
import { createDeskHealth, type DeskHealth } from './desk-health.js';
import { createEntryStream, type EntryStream } from './entry-stream.js';
import {
  createCountTickets,
  createListTickets,
  type CountTickets,
  type ListTickets,
} from './list-tickets.js';
import { createArchiveReads, type ArchiveReads } from './read-archive.js';
import { createPolicies } from './policies.js';
import { createDeskReads, type DeskReads } from './read-desk.js';
import { createTicketReads, type TicketReads } from './read-tickets.js';

/** All that pages and programs read; from Postgres alone, so that no reader ever waits for a worker. */
export interface Reader extends TicketReads, DeskReads, ArchiveReads {
  readonly list: ListTickets;
  readonly count: CountTickets;
  readonly stream: EntryStream;
  readonly health: DeskHealth;
}

export const createReader = (pool: Pool): Reader => {
  const policies = createPolicies(pool);
  return {
    ...createTicketReads(pool, policies),
    ...createDeskReads(pool),
    ...createArchiveReads(pool),
    list: createListTickets(pool, policies),
    count: createCountTickets(pool),
    stream: createEntryStream(pool),
    health: createDeskHealth(pool),
  };
};
