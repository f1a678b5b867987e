import type { Facts, References } from '../domain/actions/row.js';
import type { Entry } from '../domain/entry.js';
import type { Instant } from '../domain/instant.js';
import type { Actor, PersonRef } from '../domain/people.js';
import type { Ticket } from '../domain/ticket.js';

/** Entries of one ticket, ascending and without gaps, and the ticket after the last of them. */
export interface Commit {
  readonly ticket: Ticket;
  readonly entries: readonly Entry[];
}

export interface Committed {
  readonly version: number;
  /** The archive record that this commit made, where an entry ended the ticket (§2.5.2). */
  readonly archive: ArchiveRef | null;
  /**
   * Entries that are stored in place of those given, up to `version`: an attempt at the same work whose task was lost
   * had committed them before. Nothing was stored; the ticket goes on from these.
   */
  readonly instead?: readonly Entry[];
}

export interface ArchiveRef {
  readonly id: string;
  /** SHA-256 of the record, hexadecimal. */
  readonly hash: string;
}

export interface TicketActivities {
  /** Stores entries, row, notices and archive in one transaction; what the log has already, it keeps. */
  readonly commit: (commit: Commit) => Promise<Committed>;
  /** Who gives a signal, and what its input names; `actor` is null for nobody the desk knows. */
  readonly introduce: (asked: {
    readonly id: string;
    readonly references: References;
  }) => Promise<{ readonly actor: Actor | null; readonly facts: Facts }>;
  /** The next engineer on duty in a group (§2.2.3), or null. */
  readonly nextOnDuty: (asked: {
    readonly group: string;
    readonly at: Instant;
    readonly except: readonly string[];
  }) => Promise<PersonRef | null>;
}

export interface ChannelActivities {
  /** Delivers what waits for one channel, for up to most of an hour; then the workflow calls again. */
  readonly deliver: (channel: string) => Promise<{ readonly settled: number }>;
}
