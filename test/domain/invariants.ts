import { addSpan } from '../../domain/calendar.js';
import { dueAt, pausesOf, startOf } from '../../domain/clocks.js';
import { duties } from '../../domain/duties.js';
import { isDutyEntry, type DutyEntry, type Entry } from '../../domain/entry.js';
import { explain } from '../../domain/explain.js';
import { nextMark } from '../../domain/marks.js';
import type { NoticeName } from '../../domain/notices.js';
import { parseSpan } from '../../domain/span.js';
import type { DutyClock, Ticket } from '../../domain/ticket.js';
import { isFinal, isOpen, type Stage } from '../../domain/words.js';

/** What the log says so far, kept up entry by entry. */
export interface Tally {
  lastAt: number;
  answers: number;
  staffMisses: number;
  /** Whether what was proposed last was verified, and the time to confirm it is over; by the log, not the state. */
  verified: boolean;
  lapsed: boolean;
  /** How often a duty has said the same. */
  readonly said: Map<string, number>;
}

/** One entry of a life: the ticket before and after it, and what the log says with it. */
export interface Turn {
  readonly before: Ticket;
  readonly after: Ticket;
  readonly entry: Entry;
  /** When the entry before it was made. */
  readonly earlier: number;
  readonly tally: Tally;
}

const saying = (entry: DutyEntry): string => {
  const isOnce = entry.outcome === 'missed' || entry.outcome === 'warned';
  return `${idOf(entry)} ${entry.outcome}${isOnce ? '' : ` ${String(entry.input['markAt'])}`}`;
};

/** Adds one entry to the tally. */
export const count = (tally: Tally, entry: Entry): void => {
  tally.lastAt = entry.at;
  if (!isDutyEntry(entry)) {
    if (entry.action === 'answer-survey') tally.answers += 1;
    if (entry.action === 'propose-resolution') {
      tally.verified = entry.input['verification'] !== undefined;
      tally.lapsed = false;
    }
    if (entry.action === 'record-verification') tally.verified = entry.input['outcome'] === 'passed';
    return;
  }
  tally.said.set(saying(entry), (tally.said.get(saying(entry)) ?? 0) + 1);
  const owner = entry.input['owner'] as { readonly role: string };
  if (entry.outcome === 'missed' && owner.role !== 'reporter') tally.staffMisses += 1;
  if (entry.outcome === 'missed' && entry.duty === 'confirmation') tally.lapsed = true;
};

/** The ticket without its policy, as JSON: a policy is large, and is compared as the object that it is. */
export const bare = ({ policy: _policy, ...rest }: Ticket): string => JSON.stringify(rest);

/** A ticket at rest: time has brought about all it will until `now`. */
export interface Rest {
  readonly ticket: Ticket;
  readonly now: number;
}

type Broken = string | boolean | null | undefined;

/** Where each stage may lead: the manual's own path, its ways back, and its early ends. */
const next: Readonly<Record<Stage, readonly Stage[]>> = {
  registered: ['assigned', 'withdrawn', 'merged'],
  assigned: ['handling', 'awaiting-reporter', 'awaiting-decision', 'withdrawn', 'merged'],
  handling: ['awaiting-reporter', 'awaiting-decision', 'verifying', 'withdrawn', 'merged'],
  'awaiting-reporter': ['handling', 'escalated', 'awaiting-decision', 'verifying', 'withdrawn', 'merged'],
  'awaiting-decision': ['escalated', 'handling', 'withdrawn', 'merged'],
  escalated: ['handling', 'awaiting-reporter', 'awaiting-decision', 'verifying', 'withdrawn', 'merged'],
  verifying: ['handling', 'escalated', 'resolved', 'withdrawn', 'merged'],
  resolved: ['handling', 'archived'],
  archived: [],
  withdrawn: [],
  merged: [],
};

/** All that a reporter is ever told of; everything else stays inside. */
const forReporters: readonly NoticeName[] = [
  'ticket-accepted',
  'help-asked',
  'replied',
  'resolution-proposed',
  'confirmation-reminder',
  'survey',
  'survey-reminder',
  'ended',
];
/** Notices that hold the survey's link, which must reach nobody but the reporter (§2.4.3). */
const surveyLinks: readonly NoticeName[] = ['survey', 'survey-reminder'];

const idOf = ({ duty, nth }: { duty: string; nth: number }): string => `${duty}#${nth}`;
const clockOf = (ticket: Ticket, wanted: { duty: string; nth: number }): DutyClock | undefined =>
  ticket.duties.find((clock) => idOf(clock) === idOf(wanted));
const action = ({ entry }: Turn): string | null =>
  !isDutyEntry(entry) && entry.outcome === 'done' ? entry.action : null;

/** What holds of every entry of every life. Each says what is broken, or nothing. */
export const ofEveryEntry: Readonly<Record<string, (turn: Turn) => Broken>> = {
  'each entry is the version after the last': ({ before, after, entry }) =>
    (entry.seq !== before.version + 1 || after.version !== entry.seq) && `${before.version} → ${entry.seq}`,
  'time does not go back': ({ entry, earlier }) => entry.at < earlier,
  'stages follow the manual’s path': ({ before, after }) =>
    before.stage !== after.stage &&
    !next[before.stage].includes(after.stage) &&
    `${before.stage} → ${after.stage}`,
  'only time archives, and only people do the rest': (turn) =>
    turn.before.stage !== turn.after.stage &&
    isDutyEntry(turn.entry) !== (turn.after.stage === 'archived') &&
    turn.after.stage,
  'a duty’s clock settles once and is not touched again': ({ before, after }) =>
    before.duties
      .filter((clock) => clock.settledAt !== undefined)
      .map((clock) => [clock, clockOf(after, clock)] as const)
      .find(([was, is]) => is !== undefined && JSON.stringify(was) !== JSON.stringify(is))?.[0].duty,
  'what was missed stays missed, with its due time, lateness, cause and owner': ({ before, after }) =>
    before.duties
      .filter((clock) => clock.missedAt !== undefined)
      .find((was) => {
        const is = clockOf(after, was);
        const kept = ({ missedAt, dueAt: due, lateMs, cause, owner }: DutyClock): string =>
          JSON.stringify([missedAt, due, lateMs, cause, owner]);
        return is !== undefined && kept(is) !== kept(was);
      })?.duty,
  'no duty speaks twice for the same mark': ({ entry, tally }) =>
    isDutyEntry(entry) &&
    entry.outcome !== 'met' &&
    (tally.said.get(saying(entry)) ?? 0) > 1 &&
    saying(entry),
  'nothing speaks before its time': ({ entry }) =>
    isDutyEntry(entry) && entry.outcome !== 'met' && (entry.input['markAt'] as number) > entry.at,
  'a miss names the true due time and how late it was noticed': ({ before, entry }) => {
    if (!isDutyEntry(entry) || entry.outcome !== 'missed') return false;
    const { dueAt: due, lateMs, cause } = entry.input as { dueAt: number; lateMs: number; cause: string };
    const isPlatform = lateMs >= parseSpan(before.policy.platformLateAfter).ms;
    const clock = clockOf(before, entry);
    return (
      (clock === undefined ||
        due !== dueAt(before, clock) ||
        lateMs > entry.at - due ||
        (cause === 'platform') !== isPlatform) &&
      idOf(entry)
    );
  },
  'confirmed means verified, or lapsed and closed by the supervisor': (turn) =>
    action(turn) === 'confirm-resolved' &&
    !turn.tally.verified &&
    !(turn.tally.lapsed && turn.entry.by.role === 'supervisor'),
  'nobody closes over a reporter who wrote that it is not solved': (turn) =>
    action(turn) === 'confirm-resolved' &&
    turn.entry.by.role === 'supervisor' &&
    turn.before.confirmationHeld,
  'only a hand-over, a claim, a miss or a contact changes who has the ticket': (turn) => {
    const { before, after, entry } = turn;
    if (before.assignee?.id === after.assignee?.id) return false;
    const isMiss = isDutyEntry(entry) && entry.duty === 'contact' && entry.outcome === 'missed';
    const may = ['dispatch', 'reassign', 'claim', 'record-contact'];
    return !isMiss && !may.includes(action(turn) ?? '') && entry.clause;
  },
  'a ticket is passed on as often as the policy says': ({ before, after }) =>
    after.passedOver.length > before.passedOver.length &&
    after.passedOver.length > before.policy.contactReroutes &&
    after.passedOver.join(' '),
  'a survey is answered once': ({ tally }) => tally.answers > 1,
  'the reporter is told only what is for reporters': ({ entry }) =>
    entry.tell.find(
      ({ notice, to, owner }) =>
        (to.includes('reporter') || (to.includes('owner') && owner?.role === 'reporter')) &&
        !forReporters.includes(notice),
    )?.notice,
  'the survey’s link goes to the reporter alone': ({ entry }) =>
    entry.tell.find(({ notice, to }) => surveyLinks.includes(notice) && to.join() !== 'reporter')?.notice,
  'every notice has somebody to go to': ({ entry }) => entry.tell.find(({ to }) => to.length === 0)?.notice,
  'nothing inside tells a reporter': ({ entry }) =>
    entry.visibility === 'internal' && entry.tell.find(({ to }) => to.includes('reporter'))?.notice,
  'public entries hold nothing of what was said inside': ({ entry }) =>
    entry.visibility === 'public' && JSON.stringify(entry).includes('秘密') && entry.clause,
  'the state holds no text that anybody typed': ({ after }) => /秘密|公开/u.test(bare(after)),
  'the state survives JSON as it is': ({ after: { policy: _policy, ...rest } }) => hasHoles(rest),
  'what an entry says it met has just been met': ({ before, after, entry }) =>
    entry.met.find(
      (duty) =>
        !after.duties.some(
          (clock) =>
            clock.duty === duty &&
            clock.outcome === 'met' &&
            clock.settledAt === entry.at &&
            clockOf(before, clock)?.outcome !== 'met',
        ),
    ),
  'misses are counted, but not the reporter’s own': ({ after, tally }) =>
    after.counts.missed !== tally.staffMisses && `${after.counts.missed}`,
  'resolved is known by its time': ({ after }) =>
    (after.resolvedAt !== null) !== (after.stage === 'resolved' || after.stage === 'archived'),
  'archived lacks no part': ({ before, after }) =>
    after.stage === 'archived' && before.stage !== 'archived' && after.knowledge === null
      ? !after.archive.waived.includes('knowledge') && !after.archive.supplied.includes('knowledge')
      : false,
  'ended, people owe nothing but the follow-up and its improvement': ({ after }) =>
    isFinal(after.stage) &&
    after.duties.find(
      ({ duty, settledAt }) => settledAt === undefined && duty !== 'follow-up' && duty !== 'improvement',
    )?.duty,
  'a duty has one open clock at most': ({ after }) => {
    const open = after.duties.filter(({ settledAt }) => settledAt === undefined).map(({ duty }) => duty);
    return new Set(open).size !== open.length && open.join(' ');
  },
  'an open urgent ticket is flagged, and no other': ({ after }) =>
    isOpen(after.stage) && (after.urgency === 'urgent') !== (after.emergency !== null),
};

/** What holds of every ticket at rest. */
export const ofEveryRest: Readonly<Record<string, (rest: Rest) => Broken>> = {
  'nothing ahead is behind': ({ ticket, now }) => {
    const mark = nextMark(ticket);
    return mark !== null && mark.at <= now && `${mark.kind} ${mark.clock.duty}`;
  },
  'where the policy chases a missed duty, somebody is asked again': ({ ticket, now }) =>
    ticket.duties.find((clock) => {
      const chase = ticket.policy.chase[clock.duty];
      if (chase === undefined || clock.missedAt === undefined || clock.settledAt !== undefined) return false;
      const { calendar, businessHours } = ticket.policy;
      const mark = nextMark(ticket);
      return mark === null || mark.at > addSpan(calendar, businessHours, now, chase.every);
    })?.duty,
  'due times are absolute: what is due does not depend on when one asks, nor on who recomputes it': ({
    ticket,
  }) =>
    ticket.duties.find((clock) => {
      const due = dueAt(ticket, clock);
      return clock.dueAt === undefined && due !== null && due !== recomputed(ticket, clock);
    })?.duty,
  'an explanation adds up to its target': ({ ticket, now }) =>
    ticket.duties.find((clock) => {
      const { target, dueAt: due, stretches, frozenMs } = explain(ticket, clock, now);
      const sum = stretches
        .filter(({ kind }) => kind === 'running')
        .reduce((total, { from, to }) => total + to - from, frozenMs);
      return due !== null && due >= clock.since && sum !== parseSpan(target).ms;
    })?.duty,
  'an explanation has no gaps and begins with the duty': ({ ticket, now }) =>
    ticket.duties.find((clock) => {
      const { stretches } = explain(ticket, clock, now);
      return stretches.some(
        ({ from, to }, i) => from !== (stretches[i - 1]?.to ?? startOf(clock)) || to <= from,
      );
    })?.duty,
};

/** The due time by another way: the span from the start, moved on by each pause that came before it. */
const recomputed = (ticket: Ticket, clock: DutyClock): number => {
  const target = duties[clock.duty].target(ticket, clock);
  const { counts } = parseSpan(target);
  const { calendar, businessHours } = ticket.policy;
  let due = addSpan(calendar, businessHours, startOf(clock), target);
  if (counts !== 'clock') return pausesOf(ticket, clock).length === 0 ? due : (dueAt(ticket, clock) ?? NaN);
  for (const { from, to } of pausesOf(ticket, clock)) if (from < due) due += (to ?? NaN) - from;
  return due;
};

const hasHoles = (value: unknown): boolean =>
  typeof value === 'object' && value !== null
    ? Object.values(value).some((part) => part === undefined || hasHoles(part))
    : false;
