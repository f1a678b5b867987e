import type { Instant } from './instant.js';
import type { Owner, PersonRef } from './people.js';
import type { Policy } from './policy.js';
import type { ArchivePart, Channel, DutyName, FollowUpReason, Stage, TicketType, Urgency } from './words.js';

/** One running or settled duty. What is derived from it (due times, state) is in duties.ts. */
export interface DutyClock {
  readonly duty: DutyName;
  /** Counts the clocks of one duty on one ticket, from 1. */
  readonly nth: number;
  readonly since: Instant;
  /** Instants at which a mark of this clock fired; for `escalation-request` the warning is the demand. */
  readonly warnedAt?: Instant;
  readonly missedAt?: Instant;
  readonly chasedAt?: Instant;
  readonly reminded?: number;
  readonly chased?: number;
  readonly outcome?: 'met' | 'cancelled';
  readonly settledAt?: Instant;
  /** Frozen once missed or settled: no later change of policy or urgency moves it. */
  readonly dueAt?: Instant | null;
  readonly owner?: Owner;
  readonly lateMs?: number;
  readonly cause?: 'platform' | 'person';
  /** Counted time of pauses too old to be kept as spans: counted up to `until`. */
  readonly frozen?: { readonly until: Instant; readonly countedMs: number };
}

/** A stretch of time in a stage that a policy may pause clocks in; `to` is null while it lasts. */
export interface StageSpan {
  readonly stage: Stage;
  readonly from: Instant;
  readonly to: Instant | null;
}

export interface Escalation {
  readonly nth: number;
  readonly applicant: PersonRef;
  readonly requestedAt: Instant;
  readonly decidedAt?: Instant;
  readonly approved?: boolean;
  readonly liaison?: PersonRef;
  readonly endedAt?: Instant;
}

export interface Survey {
  readonly state: 'planned' | 'sent' | 'answered' | 'expired' | 'withdrawn' | 'withheld';
  /** Of one that is withheld: the reporter was asked at this moment, and is not asked again so soon. */
  readonly lastAskedAt?: Instant;
  /** Not now, the reporter said: they are reminded at this moment. */
  readonly deferredUntil?: Instant;
  readonly sentAt?: Instant;
  readonly expiresAt?: Instant;
  readonly reminded?: boolean;
  readonly low?: boolean;
  /** Why it is followed up; empty when it is not. */
  readonly because?: readonly FollowUpReason[];
}

/** An accepted request, so that its repetition is answered and not applied again. */
export interface LedgerLine {
  readonly id: string;
  readonly hash: string;
  readonly seq: number;
}

/**
 * What the rules need to know of a ticket: the fold of its log, plain JSON, the workflow's only argument.
 * The reporter's particulars and all long texts stay out of it; they are in the log and the intake row.
 */
export interface Ticket {
  readonly no: string;
  /** Version of the rules that this run follows; raised only when a run is continued as new. */
  readonly rules: number;
  /** Sequence of the last entry; the HTTP ETag. */
  readonly version: number;
  readonly stage: Stage;
  readonly type: TicketType;
  readonly urgency: Urgency;
  readonly channel: Channel;
  /** Person id of the reporter; null for a caller who is not in the desk's directory. */
  readonly reporter: string | null;
  /** Who took the call or the ticket (§2.1.2). */
  readonly takenBy: PersonRef | null;
  readonly group: string | null;
  readonly assignee: PersonRef | null;
  /** Whether the assignee took the ticket themselves (§2.1.2). */
  readonly claimed: boolean;
  readonly acceptedAt: Instant;
  readonly contactedAt: Instant | null;
  readonly expectedResolutionAt: Instant | null;
  readonly verifiedAt: Instant | null;
  readonly resolvedAt: Instant | null;
  readonly archivedAt: Instant | null;
  readonly emergency: { readonly acknowledgedAt: Instant | null; readonly by: PersonRef | null } | null;
  /** Stage to return to once the reporter has answered or a verification has failed. */
  readonly returnsTo: Stage | null;
  readonly escalation: Escalation | null;
  readonly confirmationHeld: boolean;
  readonly confirmationLapsed: boolean;
  readonly survey: Survey | null;
  readonly knowledge: { readonly isNew: boolean; readonly article: string | null } | null;
  readonly archive: { readonly supplied: readonly ArchivePart[]; readonly waived: readonly ArchivePart[] };
  readonly mergedInto: string | null;
  /** Engineers who missed the contact; the loop asks for the next one on duty while `seeksEngineer`. */
  readonly passedOver: readonly string[];
  readonly seeksEngineer: boolean;
  readonly urgedAt: Instant | null;
  readonly counts: {
    readonly contacts: number;
    readonly attempts: number;
    readonly steps: number;
    readonly diagnoses: number;
    readonly escalations: number;
    readonly urges: number;
    readonly reopens: number;
    readonly missed: number;
  };
  readonly duties: readonly DutyClock[];
  readonly spans: readonly StageSpan[];
  readonly policy: Policy;
  readonly ledger: readonly LedgerLine[];
}

/** The version of the rules that new tickets follow. */
export const currentRules = 1;
/** Settled duties kept in the state; all of them stay in the log and the lateness ledger. */
export const keptSettledDuties = 40;
/** Pauses kept as spans; older ones are frozen as counted time. */
export const keptSpans = 200;
/** Request ids remembered in the state; older ones are found in the log by the API. */
export const keptRequests = 256;
