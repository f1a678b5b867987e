import type { Pool } from 'pg';
import { createArticles, type Articles } from './articles.js';
import { createChannelStore, type ChannelStore } from './channels.js';
import { createDeskHealth, type DeskHealth } from './desk-health.js';
import { createEntryStream, type EntryStream } from './entry-stream.js';
import {
  createCountTickets,
  createListTickets,
  type CountTickets,
  type ListTickets,
} from './list-tickets.js';
import { createLiaisonLinks, type LiaisonLinks } from './liaison-links.js';
import { createNoticeDesk, type NoticeDesk } from './notice-desk.js';
import { createPresence, type Presence } from './presence.js';
import { createArchiveReads, type ArchiveReads } from './read-archive.js';
import { createPolicies } from './policies.js';
import { createDeskReads, type DeskReads } from './read-desk.js';
import { createFindReporters, type FindReporters } from './find-reporters.js';
import { createRegisterReads, type RegisterReads } from './register-rows.js';
import { createReportReads, type ReportReads } from './reports/reports.js';
import { createSettings, type Settings } from './settings.js';
import { createSimilarTickets, type SimilarTickets } from './similar-tickets.js';
import { createTicketReads, type TicketReads } from './read-tickets.js';

/** All that pages and programs read, and what administrators change; in Postgres alone, so that none of it waits for a worker. */
export interface Reader
  extends
    TicketReads,
    DeskReads,
    ArchiveReads,
    ChannelStore,
    NoticeDesk,
    Settings,
    ReportReads,
    RegisterReads {
  readonly list: ListTickets;
  readonly count: CountTickets;
  readonly similar: SimilarTickets;
  readonly reporters: FindReporters;
  readonly stream: EntryStream;
  readonly articles: Articles;
  readonly health: DeskHealth;
  readonly liaisonLinks: LiaisonLinks;
  readonly presence: Presence;
}

export const createReader = (pool: Pool): Reader => {
  const policies = createPolicies(pool);
  return {
    ...createTicketReads(pool, policies),
    ...createDeskReads(pool),
    ...createArchiveReads(pool),
    ...createChannelStore(pool),
    ...createNoticeDesk(pool),
    ...createSettings(pool, policies),
    ...createReportReads(pool),
    ...createRegisterReads(pool),
    list: createListTickets(pool),
    count: createCountTickets(pool),
    similar: createSimilarTickets(pool),
    reporters: createFindReporters(pool),
    stream: createEntryStream(pool),
    articles: createArticles(pool),
    health: createDeskHealth(pool),
    liaisonLinks: createLiaisonLinks(pool),
    presence: createPresence(pool),
  };
};
