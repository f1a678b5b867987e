import { missingParts } from './archive.js';
import { addSpan } from './calendar.js';
import { dueAt, isPaused, shareUsedAt, warnAt } from './clocks.js';
import { duties } from './duties.js';
import { system, type DutyEntry } from './entry.js';
import type { Instant } from './instant.js';
import { parseSpan } from './span.js';
import type { DutyClock, Ticket } from './ticket.js';
import type { DutyName } from './words.js';

export type MarkKind = 'warn' | 'remind' | 'miss' | 'chase' | 'send-survey' | 'remind-survey';

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
  const missed = clock.cause === 'platform' ? clock.missedAt : (clock.dueAt ?? clock.missedAt);
  return [
    { at: addSpan(calendar, businessHours, clock.chasedAt ?? missed, chase.every), kind: 'chase', clock },
  ];
};

const surveyMark = (ticket: Ticket): readonly Mark[] => {
  const { survey, policy, resolvedAt } = ticket;
  const clock = ticket.duties.findLast(({ duty }) => duty === 'survey');
  if (survey === null || clock === undefined || resolvedAt === null) return [];
  const after = (from: Instant, span: typeof policy.survey.sendAfter): Instant =>
    addSpan(policy.calendar, policy.businessHours, from, span);
  if (survey.state === 'planned')
    return [{ at: after(resolvedAt, policy.survey.sendAfter), kind: 'send-survey', clock }];
  return survey.state === 'sent' && !survey.reminded && survey.sentAt !== undefined
    ? [{ at: after(survey.sentAt, policy.survey.remindAfter), kind: 'remind-survey', clock }]
    : [];
};

/** The earliest mark ahead, or behind if it is overdue; null when time alone will bring nothing about. */
export const nextMark = (ticket: Ticket): Mark | null => {
  const marks = [...ticket.duties.flatMap((clock) => marksOf(ticket, clock)), ...surveyMark(ticket)];
  return marks.reduce<Mark | null>(
    (first, mark) => (first === null || mark.at < first.at ? mark : first),
    null,
  );
};

/**
 * The entry that time has brought about by `now`, or null. A duty whose miss has passed as well is not warned of:
 * after an outage each overdue duty speaks once, with its true due time.
 */
export const entryDue = (ticket: Ticket, now: Instant): DutyEntry | null => {
  const first = nextMark(ticket);
  if (first !== null && first.at <= now) {
    const later = marksOf(ticket, first.clock).filter((mark) => mark.at <= now);
    const worst =
      later.find((mark) => mark.kind === 'miss') ??
      later.findLast((mark) => mark.kind === first.kind) ??
      first;
    return fire(ticket, first.kind === 'send-survey' || first.kind === 'remind-survey' ? first : worst, now);
  }
  const archive = ticket.duties.findLast(({ duty }) => duty === 'archive');
  const isHeld = archive?.settledAt === undefined && (archive?.warnedAt ?? archive?.missedAt) !== undefined;
  return archive !== undefined && isHeld && ticket.stage === 'resolved' && missingParts(ticket).length === 0
    ? entry(ticket, { at: now, kind: 'warn', clock: archive }, now, 'met')
    : null;
};

const fire = (ticket: Ticket, mark: Mark, now: Instant): DutyEntry => {
  const { clock, kind } = mark;
  if (kind === 'send-survey') return entry(ticket, mark, now, 'met');
  if (kind === 'warn' && clock.duty === 'archive' && missingParts(ticket).length === 0)
    return entry(ticket, mark, now, 'met');
  const outcome = (
    {
      warn: 'warned',
      remind: 'reminded',
      'remind-survey': 'reminded',
      miss: 'missed',
      chase: 'chased',
    } as const
  )[kind];
  return entry(ticket, mark, now, outcome);
};

const entry = (ticket: Ticket, mark: Mark, now: Instant, outcome: DutyEntry['outcome']): DutyEntry => {
  const { clock } = mark;
  const row = duties[clock.duty];
  const lateMs = Math.max(0, now - mark.at);
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
      cause: lateMs >= parseSpan(ticket.policy.platformLateAfter).ms ? 'platform' : 'person',
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
  outcome === 'met' || (outcome === 'reminded' && (duty === 'confirmation' || duty === 'survey'));

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
