import type { Facts, References } from '../domain/actions/row.js';
import type { Instant } from '../domain/instant.js';
import type { Actor, PersonRef } from '../domain/people.js';
import type { Commit, Committed } from './contract.js';

export type { ArchiveRef, Commit, Committed } from './contract.js';

/**
 * Where a ticket's entries, row, notices, lateness and archive are kept. `commit` is one transaction and idempotent by
 * (ticket, sequence): a repeated commit changes nothing and gives the same answer; one whose place in the log is taken
 * by other entries gets those `instead`.
 */
export interface TicketStore {
  readonly commit: (commit: Commit) => Promise<Committed>;
  /** Puts on record that a commit does not succeed, and why in words without personal data; a later success clears it. */
  readonly reportStuck: (stuck: {
    readonly no: string;
    readonly seq: number;
    readonly reason: string;
  }) => Promise<void>;
}

/** Who and what there is beside tickets, at the moment of asking. */
export interface Directory {
  /** The person with this id as a caller, or null; disabled people are nobody. */
  readonly identify: (id: string) => Promise<Actor | null>;
  readonly lookUp: (references: References) => Promise<Facts>;
  /** The engineer on duty in the group with the fewest open duties, leaving out those named (§2.2.1). */
  readonly nextOnDuty: (asked: {
    readonly group: string;
    readonly at: Instant;
    readonly except: readonly string[];
  }) => Promise<PersonRef | null>;
}

/** One notice to one person by one channel, rendered when its entry was committed. */
export interface Notice {
  readonly id: string;
  readonly no: string;
  readonly seq: number;
  readonly kind: string;
  readonly recipient: string;
  readonly address: string;
  readonly subject: string;
  readonly body: string;
  readonly urgent: boolean;
  readonly attempts: number;
}

/** What became of one attempt; `failed` is final, `later` is tried again. */
export type Receipt =
  | { readonly state: 'sent' }
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'later'; readonly reason: string; readonly retryAfterMs?: number };

/** A way to reach people (SMTP first; robots and personal messages of chat systems behind the same port). */
export interface ChannelTransport {
  readonly channel: string;
  readonly send: (notice: Notice) => Promise<Receipt>;
}

/** Notices waiting for one channel, held by one deliverer at a time. */
export interface OutboxLease {
  /** Due notices, urgent first, then oldest; none are handed to anybody else while the lease is held. */
  readonly due: (limit: number) => Promise<readonly Notice[]>;
  readonly settle: (notice: Notice, receipt: Receipt) => Promise<void>;
  /** Resolves when a notice may be waiting, or after the given time. */
  readonly untilWaiting: (ms: number) => Promise<void>;
  readonly release: () => Promise<void>;
}

export interface Outbox {
  /** Waits for the sole right to deliver for a channel; rejects when the signal aborts. */
  readonly lease: (channel: string, signal: AbortSignal) => Promise<OutboxLease>;
}

export interface Ports {
  readonly tickets: TicketStore;
  readonly directory: Directory;
  readonly outbox: Outbox;
  readonly transports: readonly ChannelTransport[];
  /** Aborts when the worker is asked to stop: what runs for long ends its turn early. */
  readonly stopping?: AbortSignal;
}
