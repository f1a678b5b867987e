import type { Facts, References } from '../domain/actions/row.js';
import type { Instant } from '../domain/instant.js';
import type { Cap } from '../domain/pacing.js';
import type { Actor, PersonRef } from '../domain/people.js';
import type { Language } from '../domain/words.js';
import type { Refusal } from '../domain/refusal.js';
import type { Roster } from '../domain/roster/roster.js';
import type { Period } from '../domain/roster/stints.js';
import type { Commit, Committed, RollOutProgress } from './contract.js';

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
  /** What there is of what is named, as far as `by` may know of it: a ticket they do not see is none (S2). */
  readonly lookUp: (references: References, by: Actor | null) => Promise<Facts>;
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
  /** Empty for what is told of no ticket. */
  readonly no: string;
  readonly seq: number;
  readonly kind: string;
  readonly recipient: string;
  readonly address: string;
  readonly subject: string;
  readonly body: string;
  readonly urgent: boolean;
  readonly attempts: number;
  readonly language: Language;
  /** Of a mail: whether the desk knows the address to be the recipient's, and not only what somebody typed (S13). */
  readonly verified: boolean;
}

/**
 * What became of one attempt; `failed` is final, `later` is tried again, `unknown` may have arrived and is left to a
 * person to check. `lockMs` keeps the whole channel still: the vendor said that a cap was exceeded.
 */
export type Receipt =
  | { readonly state: 'sent' }
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'unknown'; readonly reason: string }
  | {
      readonly state: 'later';
      readonly reason: string;
      readonly retryAfterMs?: number;
      readonly lockMs?: number;
    };

/** What is handed to a channel: one notice, or a digest of several. */
export type Message = Pick<Notice, 'id' | 'no' | 'seq' | 'kind' | 'address' | 'subject' | 'body' | 'urgent'>;

/** A way to reach people: SMTP, robots and personal messages of chat systems, webhooks. */
export interface ChannelTransport {
  readonly channel: string;
  readonly send: (message: Message) => Promise<Receipt>;
  /** At most so many messages; none when there is no cap. */
  readonly caps?: readonly Cap[];
  /** False: after an unknown answer a message is not sent again, for the receiver could not tell. */
  readonly repeatable?: boolean;
}

/** Channels that come and go while the desk runs. */
export interface ChannelSource {
  /** The channel as it is configured now, or null when there is none by that name. */
  readonly of: (channel: string) => Promise<ChannelTransport | null>;
}

/** Notices waiting for one channel, held by one deliverer at a time. */
export interface OutboxLease {
  /** Due notices, urgent first, then oldest; none are handed to anybody else while the lease is held. */
  readonly due: (limit: number) => Promise<readonly Notice[]>;
  /** When messages of the channel went, or to one address of it, as far back as `ms`; and until when it keeps still. */
  readonly pace: (asked: { readonly ms: number; readonly address?: string }) => Promise<{
    readonly sent: readonly Instant[];
    readonly lockedUntil: Instant;
    readonly now: Instant;
  }>;
  /** Records that a message is about to go; of one that must not go twice, so that a crash leaves it `unknown`. */
  readonly begin: (notices: readonly Notice[], how: { readonly repeatable: boolean }) => Promise<void>;
  /** `digest` names the one message that all of them went in. */
  readonly settle: (notices: readonly Notice[], receipt: Receipt, digest?: string) => Promise<void>;
  /** Looks at them again after a while; no attempt was made. */
  readonly postpone: (notices: readonly Notice[], ms: number) => Promise<void>;
  /** Resolves when a notice may be waiting, or after the given time. */
  readonly untilWaiting: (ms: number) => Promise<void>;
  readonly release: () => Promise<void>;
}

export interface Outbox {
  /** Waits for the sole right to deliver for a channel; rejects when the signal aborts. */
  readonly lease: (channel: string, signal: AbortSignal) => Promise<OutboxLease>;
}

/** An open contact duty and whose it is (§2.2.3); `version` is the ticket's as it was found. */
export interface ContactOwed {
  readonly no: string;
  readonly group: string;
  readonly assignee: string;
  readonly nth: number;
  readonly version: number;
}

/** Gaps of one group that are new, soonest first. */
export interface GapsFound {
  readonly group: string;
  readonly spans: readonly Period[];
}

export interface RosterBook {
  readonly roster: (period: Period) => Promise<Roster>;
  /** Tells each group's lead; the same look, named by its moment, tells nobody twice. */
  readonly tellOfGaps: (found: readonly GapsFound[], now: Instant) => Promise<void>;
  /** Open contact duties of these people in the group, the most urgent first. */
  readonly contactsOwed: (group: string, people: readonly string[]) => Promise<readonly ContactOwed[]>;
}

/** A roll-out with the next of its tickets that wait, and the version that each gets. */
export interface WaitingRollOut {
  readonly id: string;
  readonly by: string;
  readonly reason: string;
  readonly tickets: readonly { readonly no: string; readonly version: number }[];
}

export interface RollOuts {
  /** Those with tickets that wait. */
  readonly unfinished: () => Promise<readonly string[]>;
  readonly waiting: (id: string, limit: number) => Promise<WaitingRollOut | null>;
  readonly settle: (
    id: string,
    no: string,
    became: { readonly state: 'applied' | 'refused'; readonly reason: string | null },
  ) => Promise<void>;
  readonly progress: (id: string) => Promise<RollOutProgress>;
}

/** Actions on tickets by their own runs; an id given as `requestId` makes repetition harmless. */
export interface TicketActions {
  readonly act: (sent: {
    readonly no: string;
    readonly action: string;
    readonly update: Readonly<Record<string, unknown>> & { readonly requestId?: string };
    readonly deadlineMs: number;
  }) => Promise<
    | { readonly state: 'accepted' | 'waiting' | 'ended' }
    | { readonly state: 'refused'; readonly why: Refusal }
  >;
}

/** Makes signed bundles of tickets that have ended (§2.5.2); harmless beside another one. */
export interface Archivist {
  /**
   * Makes the bundle that has waited longest, or notes why it cannot be made yet; null when none is due. `isMade` is
   * false too when somebody else has made it meanwhile.
   */
  readonly next: (
    signal: AbortSignal,
  ) => Promise<{ readonly no: string; readonly isMade: boolean; readonly trouble: string | null } | null>;
}

/** The desk as a caller of its own actions. */
export const deskItself: Actor = { id: 'system', staffNumber: null, roles: [], groups: [], leads: [] };

export interface Ports {
  readonly tickets: TicketStore;
  readonly directory: Directory;
  readonly outbox: Outbox;
  readonly roster: RosterBook;
  readonly rollOuts: RollOuts;
  readonly actions: TicketActions;
  /** None where no key is configured: bundles are made once there is one. */
  readonly archivist?: Archivist;
  /** Channels that the process is started with. */
  readonly transports: readonly ChannelTransport[];
  /** Aborts when the worker is asked to stop: what runs for long ends its turn early. */
  readonly stopping?: AbortSignal;
  readonly channels?: ChannelSource;
  /** Base of links in digests, without a slash at its end. */
  readonly publicUrl?: string;
}
