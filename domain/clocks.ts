import { advance, countedMs } from './calendar.js';
import { duties, type Change } from './duties.js';
import type { Entry } from './entry.js';
import type { Instant } from './instant.js';
import type { Policy } from './policy.js';
import { parseSpan, scaleSpan, type Span } from './span.js';
import { keptSettledDuties, type DutyClock, type Ticket } from './ticket.js';
import { dutyNames, type Stage } from './words.js';

/** Whether the policy lets a duty stand still in the present stage (§2.3.2). The demanded form never waits (ours). */
export const isPaused = (ticket: Ticket, clock: DutyClock): boolean =>
  pausingStages(ticket, clock).includes(ticket.stage);

const pausingStages = ({ policy }: Ticket, clock: DutyClock): readonly Stage[] =>
  clock.duty === 'escalation-request' && clock.warnedAt !== undefined
    ? []
    : (policy.pausedIn[clock.duty] ?? []);

/** Where a clock's present target is counted from: its start, or for the request form the demand (§2.3.3). */
export const startOf = (clock: DutyClock): Instant =>
  clock.duty === 'escalation-request' ? (clock.warnedAt ?? clock.since) : clock.since;

/** Pauses of a clock, ascending; the last one's `to` is null while it lasts. */
export const pausesOf = (
  ticket: Ticket,
  clock: DutyClock,
): readonly { readonly from: Instant; readonly to: Instant | null }[] => {
  const stages = pausingStages(ticket, clock);
  const start = clock.frozen?.until ?? startOf(clock);
  return ticket.spans
    .filter((span) => stages.includes(span.stage) && (span.to === null || span.to > start))
    .map((span) => ({ from: Math.max(span.from, start), to: span.to }));
};

/**
 * When the given share of a duty's time is used up; null while the clock is paused before that.
 * Recomputed from the original start whenever type, urgency or policy change.
 */
export const shareUsedAt = (ticket: Ticket, clock: DutyClock, share: Span): Instant | null => {
  const { calendar, businessHours } = ticket.policy;
  const { ms, counts } = parseSpan(share);
  const frozen = startOf(clock) === clock.since ? clock.frozen : undefined;
  let left = ms - (frozen?.countedMs ?? 0);
  let from = frozen?.until ?? startOf(clock);
  for (const pause of pausesOf(ticket, clock)) {
    const counted = countedMs(calendar, businessHours, from, pause.from, counts);
    if (counted >= left) break;
    if (pause.to === null) return null;
    left -= counted;
    from = pause.to;
  }
  return advance(calendar, businessHours, from, Math.max(0, left), counts);
};

/** The clock's due time, frozen where it was named, missed or settled; null while it is paused. */
export const dueAt = (ticket: Ticket, clock: DutyClock): Instant | null =>
  clock.dueAt === undefined
    ? shareUsedAt(ticket, clock, duties[clock.duty].target(ticket, clock))
    : clock.dueAt;

/** When the owner is warned, by the policy's share of the target; null where nobody is. */
export const warnAt = (ticket: Ticket, clock: DutyClock): Instant | null => {
  const share = ticket.policy.warnAt[clock.duty];
  if (share === undefined) return null;
  if (clock.dueAt !== undefined && clock.dueAt !== null)
    return Math.round(clock.since + (clock.dueAt - clock.since) * share);
  return shareUsedAt(ticket, clock, scaleSpan(duties[clock.duty].target(ticket, clock), share));
};

/** The due moment that the next chase is counted from, so that chases do not drift; after an outage the present. */
export const countedFrom = (policy: Policy, due: Instant, at: Instant): Instant =>
  at - due >= parseSpan(policy.platformLateAfter).ms ? at : due;

/** Brings all clocks up to date with one entry: settles, cancels, then opens. */
export const turnClocks = (change: Change): readonly DutyClock[] => {
  const { entry, after } = change;
  // What meets a duty and changes its target by the same deed met the target that held until then.
  const held = change.before ?? after;
  const settled = after.duties.map((clock) => {
    if (clock.settledAt !== undefined) return clock;
    const row = duties[clock.duty];
    if (row.met(change, clock)) return settle(held, clock, entry, 'met');
    return row.cancelled(change, clock) ? settle(held, clock, entry, 'cancelled') : clock;
  });
  const turned = { ...change, after: { ...after, duties: settled } };
  const opened = dutyNames
    .filter((duty) => duties[duty].opens(turned))
    .map((duty) => open(change, settled, duty));
  return forgetOld([...settled, ...opened]);
};

const open = (change: Change, existing: readonly DutyClock[], duty: DutyClock['duty']): DutyClock => {
  const { entry, after } = change;
  const nth =
    existing.reduce((most, clock) => (clock.duty === duty ? Math.max(most, clock.nth) : most), 0) + 1;
  const named = duties[duty].namedDueAt?.(entry) ?? null;
  const clock: DutyClock = { duty, nth, since: entry.at, ...(named === null ? {} : { dueAt: named }) };
  const metAtOnce = (duty === 'survey' || duty === 'knowledge') && duties[duty].met(change, clock);
  return metAtOnce ? settle(after, clock, entry, 'met') : clock;
};

const settle = (ticket: Ticket, clock: DutyClock, entry: Entry, outcome: 'met' | 'cancelled'): DutyClock => ({
  ...clock,
  outcome,
  settledAt: entry.at,
  dueAt: dueAt(ticket, clock),
  owner: clock.owner ?? duties[clock.duty].owner(ticket),
});

/** The last clock of each duty stays, so that no number is given twice and the survey keeps its own. */
const forgetOld = (clocks: readonly DutyClock[]): readonly DutyClock[] => {
  const last = new Map(clocks.map((clock) => [clock.duty, clock]));
  const settled = clocks.filter((clock) => clock.settledAt !== undefined && last.get(clock.duty) !== clock);
  if (settled.length <= keptSettledDuties) return clocks;
  const forgotten = new Set(settled.slice(0, settled.length - keptSettledDuties));
  return clocks.filter((clock) => !forgotten.has(clock));
};
