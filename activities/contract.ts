import type { Facts, References } from '../domain/actions/row.js';
import type { Entry } from '../domain/entry.js';
import type { Instant } from '../domain/instant.js';
import type { Actor, PersonRef } from '../domain/people.js';
import type { Gap, OnDuty } from '../domain/roster/changes.js';
import type { Ticket } from '../domain/ticket.js';

/**
 * Entries of one ticket, ascending and without gaps, and the ticket after the last of them. With no entries it asks
 * what the log has after the ticket's version.
 */
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

/** Who was on duty at the last look at the roster. */
export interface RosterSeen {
  readonly at: Instant;
  readonly onDuty: OnDuty;
  /** Gaps ahead that were told of; left out by runs of before there were such notices. */
  readonly gaps?: readonly Gap[];
}

export interface RosterActivities {
  /**
   * Hands over the open contact duties of all who have left since the last look (§2.2.3), each once, tells the leads of
   * gaps ahead that are new, and says when to look again; `last` null hands nothing over.
   */
  readonly changeShift: (look: { readonly last: RosterSeen | null; readonly now: Instant }) => Promise<{
    readonly seen: RosterSeen;
    readonly nextAt: Instant;
    readonly handedOver: number;
    /** Markdown for whoever looks at the run. */
    readonly story: string;
  }>;
}

export interface ArchiveActivities {
  /** Makes the bundles that are wanted, one at a time, for up to most of an hour; then the workflow calls again. */
  readonly bundle: () => Promise<{ readonly made: number }>;
}

export interface RollOutProgress {
  readonly waiting: number;
  readonly applied: number;
  readonly refused: number;
}

export interface RollOutActivities {
  /** Takes the next batch of a roll-out's tickets to their policy, each once however often it is tried. */
  readonly rollOut: (id: string) => Promise<RollOutProgress>;
}
