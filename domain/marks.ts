import { missingParts } from './archive.js';
import { addSpan } from './calendar.js';
import { countedFrom, dueAt, isPaused, shareUsedAt, warnAt } from './clocks.js';
import { duties } from './duties.js';
import { system, type DutyEntry } from './entry.js';
import type { Instant } from './instant.js';
import { parseSpan } from './span.js';
import type { DutyClock, Ticket } from './ticket.js';
import type { DutyName } from './words.js';

export type MarkKind =
  | 'warn'
  | 'remind'
  | 'miss'
  | 'chase'
  | 'send-survey'
  | 'remind-survey'
  | 'expire-survey';

/** The next thing that time alone brings about on a ticket. */
export interface Mark {
  readonly at: Instant;
  readonly kind: MarkKind;
  readonly clock: DutyClock;
}

const marksOf = (ticket: Ticket, clock: DutyClock): readonly Mark[] => {
  if (clock.settledAt !== undefined) return [];
  if (clock.missedAt !== undefined) return chaseOf(ticket, clock);
  const marks: Mark[] = [];
  const add = (at: Instant | null, kind: MarkKind): void => {
    if (at !== null) marks.push({ at, kind, clock });
  };
  if (clock.duty === 'escalation-request' && clock.warnedAt === undefined) {
    add(dueAt(ticket, clock), 'warn');
    return marks;
  }
  if (clock.warnedAt === undefined && clock.duty !== 'escalation-request') add(warnAt(ticket, clock), 'warn');
  const reminder = ticket.policy.reminders[clock.duty]?.[clock.reminded ?? 0];
  if (reminder !== undefined) add(shareUsedAt(ticket, clock, reminder), 'remind');
  add(dueAt(ticket, clock), 'miss');
  return marks;
};

const chaseOf = (ticket: Ticket, clock: DutyClock): readonly Mark[] => {
  const chase = ticket.policy.chase[clock.duty];
  if (chase === undefined || clock.missedAt === undefined) return [];
  const { calendar, businessHours } = ticket.policy;
  const missed = countedFrom(ticket.policy, clock.dueAt ?? clock.missedAt, clock.missedAt);
  return [
    { at: addSpan(calendar, businessHours, clock.chasedAt ?? missed, chase.every), kind: 'chase', clock },
  ];
};

const surveyMarks = (ticket: Ticket): readonly Mark[] => {
  const { survey, policy, resolvedAt } = ticket;
  const clock = ticket.duties.findLast(({ duty }) => duty === 'survey');
  if (survey === null || clock === undefined || resolvedAt === null) return [];
  const after = (from: Instant, span: typeof policy.survey.sendAfter): Instant =>
    addSpan(policy.calendar, policy.businessHours, from, span);
  if (survey.state === 'planned')
    return [{ at: after(resolvedAt, policy.survey.sendAfter), kind: 'send-survey', clock }];
  if (survey.state !== 'sent' || survey.sentAt === undefined || survey.expiresAt === undefined) return [];
  const expiry: Mark = { at: survey.expiresAt, kind: 'expire-survey', clock };
  const remindAt = survey.deferredUntil ?? after(survey.sentAt, policy.survey.remindAfter);
  return survey.reminded || remindAt >= expiry.at
    ? [expiry]
    : [{ at: remindAt, kind: 'remind-survey', clock }, expiry];
};

/** The earliest mark ahead, or behind if it is overdue; null when time alone will bring nothing about. */
export const nextMark = (ticket: Ticket): Mark | null => {
  const marks = [...surveyMarks(ticket), ...ticket.duties.flatMap((clock) => marksOf(ticket, clock))];
  return marks.reduce<Mark | null>(
    (first, mark) => (first === null || mark.at < first.at ? mark : first),
    null,
  );
};

/**
 * The entry that time has brought about by `now`, or null. `movedAt` is when an action moved the due times, if one
 * did just now: what became overdue by it alone is not late.
 */
export const entryDue = (ticket: Ticket, now: Instant, movedAt: Instant | null): DutyEntry | null => {
  const first = nextMark(ticket);
  if (first !== null && first.at <= now) return fire(ticket, gravest(ticket, first, now), { now, movedAt });
  const archive = ticket.duties.findLast(({ duty }) => duty === 'archive');
  const isHeld = archive?.settledAt === undefined && (archive?.warnedAt ?? archive?.missedAt) !== undefined;
  return archive !== undefined && isHeld && ticket.stage === 'resolved' && missingParts(ticket).length === 0
    ? entry(ticket, { at: now, kind: 'warn', clock: archive }, { now, movedAt }, 'met')
    : null;
};

/**
 * Of what has passed on a clock the gravest only: a duty whose miss has passed as well is not warned of, so that
 * after an outage each overdue duty speaks once, with its true due time.
 */
const gravest = (ticket: Ticket, first: Mark, now: Instant): Mark => {
  if (first.kind === 'expire-survey' || first.kind === 'remind-survey')
    return surveyMarks(ticket).findLast((mark) => mark.at <= now) ?? first;
  const passed = marksOf(ticket, first.clock).filter((mark) => mark.at <= now);
  const miss = passed.find((mark) => mark.kind === 'miss');
  if (first.kind === 'send-survey')
    return miss !== undefined && isPlatformLate(ticket, now - miss.at) ? miss : first;
  return miss ?? passed.findLast((mark) => mark.kind === first.kind) ?? first;
};

const isPlatformLate = ({ policy }: Ticket, lateMs: number): boolean =>
  lateMs >= parseSpan(policy.platformLateAfter).ms;

/** Whether the desk archives at this mark: it owes the archive itself, so only an outage makes it late (§2.5.2). */
const isArchiving = (ticket: Ticket, { at, kind, clock }: Mark, now: Instant): boolean =>
  clock.duty === 'archive' &&
  (kind === 'warn' || (kind === 'miss' && !isPlatformLate(ticket, now - at))) &&
  missingParts(ticket).length === 0;

interface Moment {
  readonly now: Instant;
  readonly movedAt: Instant | null;
}

const fire = (ticket: Ticket, mark: Mark, moment: Moment): DutyEntry => {
  const { kind } = mark;
  if (kind === 'send-survey' || isArchiving(ticket, mark, moment.now))
    return entry(ticket, mark, moment, 'met');
  const outcome = (
    {
      warn: 'warned',
      remind: 'reminded',
      'remind-survey': 'reminded',
      'expire-survey': 'expired',
      miss: 'missed',
      chase: 'chased',
    } as const
  )[kind];
  return entry(ticket, mark, moment, outcome);
};

const entry = (ticket: Ticket, mark: Mark, moment: Moment, outcome: DutyEntry['outcome']): DutyEntry => {
  const { clock } = mark;
  const { now, movedAt } = moment;
  const row = duties[clock.duty];
  const lateMs = Math.max(0, now - Math.max(mark.at, movedAt ?? mark.at));
  const missing = clock.duty === 'archive' && outcome !== 'met' ? missingParts(ticket) : [];
  return {
    seq: ticket.version + 1,
    at: now,
    by: system,
    duty: clock.duty,
    nth: clock.nth,
    outcome,
    clause: row.clause,
    input: {
      markAt: mark.at,
      dueAt: dueAt(ticket, clock),
      lateMs,
      cause: isPlatformLate(ticket, lateMs) ? 'platform' : 'person',
      owner: row.owner(ticket),
      ...(outcome === 'reminded' ? { reminded: remindedBy(ticket, clock, now) } : {}),
      ...(missing.length > 0 ? { missing } : {}),
    },
    met: [],
    visibility: isPublic(clock.duty, outcome) ? 'public' : 'internal',
    tell: [],
  };
};

/** How many reminders have passed by now: several that passed in an outage are sent as one. */
const remindedBy = (ticket: Ticket, clock: DutyClock, now: Instant): number =>
  (ticket.policy.reminders[clock.duty] ?? []).filter(
    (span) => (shareUsedAt(ticket, clock, span) ?? Infinity) <= now,
  ).length;

const isPublic = (duty: DutyName, outcome: DutyEntry['outcome']): boolean =>
  outcome === 'met' ||
  outcome === 'expired' ||
  (outcome === 'reminded' && (duty === 'confirmation' || duty === 'survey'));

/** Whether anything is still owed on the ticket, by a person or by the desk. */
export const isAnythingOwed = (ticket: Ticket): boolean =>
  ticket.duties.some((clock) => clock.settledAt === undefined) || nextMark(ticket) !== null;

export type DutyState = 'running' | 'paused' | 'met' | 'missed' | 'cancelled';

/** A clock's state as people see it. A missed duty stays missed, however late it is done. */
export const stateOf = (ticket: Ticket, clock: DutyClock): DutyState => {
  if (clock.missedAt !== undefined) return 'missed';
  if (clock.outcome !== undefined) return clock.outcome;
  return isPaused(ticket, clock) ? 'paused' : 'running';
};
