import { missingParts } from './archive.js';
import { dueAt, isPaused, warnAt } from './clocks.js';
import { duties } from './duties.js';
import { rfc3339, type Instant } from './instant.js';
import { stateOf, type DutyState } from './marks.js';
import type { Owner } from './people.js';
import { expectedResponseAt } from './register.js';
import type { DutyClock, Ticket } from './ticket.js';
import type { DutyName } from './words.js';

/** One duty as the API shows it; times are RFC 3339, `dueAt` is null while the duty is paused. */
export interface DutyView {
  readonly duty: DutyName;
  readonly nth: number;
  readonly clause: string;
  readonly owner: Owner;
  readonly state: DutyState;
  /** Whether somebody still has to do it, late or not. */
  readonly owed: boolean;
  readonly since: string;
  readonly warnAt: string | null;
  readonly dueAt: string | null;
  /** When it was met, missed (noticed as missed) or cancelled. */
  readonly settledAt: string | null;
  /** When a missed duty was done after all. */
  readonly doneAt: string | null;
  /** How late a miss was noticed; 0 unless missed. */
  readonly lateMs: number;
  readonly cause: 'platform' | 'person' | null;
}

const written = (at: Instant | null | undefined): string | null =>
  at === null || at === undefined ? null : rfc3339(at);

export const dutyView = (ticket: Ticket, clock: DutyClock): DutyView => ({
  duty: clock.duty,
  nth: clock.nth,
  clause: duties[clock.duty].clause,
  owner: clock.owner ?? duties[clock.duty].owner(ticket),
  state: stateOf(ticket, clock),
  owed: clock.settledAt === undefined,
  since: rfc3339(clock.since),
  warnAt:
    clock.settledAt === undefined && clock.missedAt === undefined ? written(warnAt(ticket, clock)) : null,
  dueAt: written(
    clock.settledAt === undefined && clock.missedAt === undefined && isPaused(ticket, clock)
      ? null
      : dueAt(ticket, clock),
  ),
  settledAt: written(clock.missedAt ?? clock.settledAt),
  doneAt: clock.missedAt !== undefined && clock.outcome === 'met' ? written(clock.settledAt) : null,
  lateMs: clock.lateMs ?? 0,
  cause: clock.cause ?? null,
});

/** The rules' part of a ticket as the API shows it; reporter, description and names are added by the caller. */
export const ticketView = (ticket: Ticket) => ({
  no: ticket.no,
  version: ticket.version,
  stage: ticket.stage,
  type: ticket.type,
  urgency: ticket.urgency,
  channel: ticket.channel,
  takenBy: ticket.takenBy,
  group: ticket.group,
  assignee: ticket.assignee,
  claimed: ticket.claimed,
  acceptedAt: rfc3339(ticket.acceptedAt),
  expectedResponseAt: written(expectedResponseAt(ticket)),
  expectedResolutionAt: written(ticket.expectedResolutionAt),
  resolvedAt: written(ticket.resolvedAt),
  archivedAt: written(ticket.archivedAt),
  mergedInto: ticket.mergedInto,
  emergency:
    ticket.emergency === null
      ? null
      : { acknowledgedAt: written(ticket.emergency.acknowledgedAt), by: ticket.emergency.by },
  escalation:
    ticket.escalation === null
      ? null
      : {
          nth: ticket.escalation.nth,
          applicant: ticket.escalation.applicant,
          requestedAt: rfc3339(ticket.escalation.requestedAt),
          decidedAt: written(ticket.escalation.decidedAt),
          approved: ticket.escalation.approved ?? null,
          liaison: ticket.escalation.liaison ?? null,
          endedAt: written(ticket.escalation.endedAt),
        },
  verifiedAt: written(ticket.verifiedAt),
  confirmationHeld: ticket.confirmationHeld,
  confirmationLapsed: ticket.confirmationLapsed,
  survey:
    ticket.survey === null
      ? null
      : {
          state: ticket.survey.state,
          sentAt: written(ticket.survey.sentAt),
          expiresAt: written(ticket.survey.expiresAt),
          low: ticket.survey.low ?? null,
          because: ticket.survey.because ?? [],
          deferredUntil: written(ticket.survey.deferredUntil),
          lastAskedAt: written(ticket.survey.lastAskedAt),
        },
  knowledge: ticket.knowledge,
  // Before that a part that is not there yet holds nothing up.
  archive:
    ticket.stage === 'resolved'
      ? { missing: missingParts(ticket), supplied: ticket.archive.supplied, waived: ticket.archive.waived }
      : null,
  counts: ticket.counts,
  policyVersion: ticket.policy.version,
  duties: ticket.duties.map((clock) => dutyView(ticket, clock)),
});
export type TicketView = ReturnType<typeof ticketView>;

/** The earliest due time among the duties still owed, for lists sorted by due; null when nothing is. */
export const nextDueAt = (ticket: Ticket): Instant | null =>
  ticket.duties.reduce<Instant | null>((first, clock) => {
    if (clock.settledAt !== undefined) return first;
    const due = dueAt(ticket, clock);
    return due === null || (first !== null && first <= due) ? first : due;
  }, null);

/** How many open duties the ticket's assignee owes; what routing counts (§2.2.1). */
export const owedByAssignee = (ticket: Ticket): number =>
  ticket.assignee === null
    ? 0
    : ticket.duties.filter(
        (clock) =>
          clock.settledAt === undefined && duties[clock.duty].owner(ticket).person === ticket.assignee?.id,
      ).length;
