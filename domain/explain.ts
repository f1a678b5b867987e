import { segments } from './calendar.js';
import { dueAt, pausesOf, startOf } from './clocks.js';
import { duties } from './duties.js';
import type { Instant } from './instant.js';
import { parseSpan, spanOf, type Span } from './span.js';
import type { DutyClock, Ticket } from './ticket.js';

/** One stretch on the way to a due time; only `running` counts. */
export interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
  readonly kind: 'running' | 'paused' | 'off-hours' | 'holiday' | 'weekend';
  readonly name?: string;
}

export interface Explanation {
  /** What the due time was counted by; of one that was named, or fixed under another policy or urgency, what it came to. */
  readonly target: Span;
  readonly dueAt: Instant | null;
  readonly stretches: readonly Stretch[];
  /** Time counted before the kept stretches, where a very long life was shortened. */
  readonly frozenMs: number;
}

/** How a due time came about (§2.3.2): the running stretches and `frozenMs` add up to the target. */
export const explain = (ticket: Ticket, clock: DutyClock, now: Instant): Explanation => {
  const target = duties[clock.duty].target(ticket, clock);
  const due = dueAt(ticket, clock);
  const { calendar, businessHours } = ticket.policy;
  const { counts } = parseSpan(target);
  const frozen = startOf(clock) === clock.since ? clock.frozen : undefined;
  const stretches: Stretch[] = [];
  // A clock that was settled while it stood still has no due time, and counts no further.
  const end = due ?? clock.settledAt ?? now;
  const run = (from: Instant, to: Instant): void => {
    if (to > from) stretches.push(...segments(calendar, businessHours, from, to, counts));
  };
  let from = frozen?.until ?? startOf(clock);
  for (const pause of pausesOf(ticket, clock)) {
    if (pause.from >= end || pause.from >= fixedAt(clock)) break;
    run(from, pause.from);
    const to = Math.min(pause.to ?? end, end);
    if (to > pause.from) stretches.push({ from: pause.from, to, kind: 'paused' });
    from = to;
  }
  run(from, end);
  const frozenMs = frozen?.countedMs ?? 0;
  return {
    target: clock.dueAt === undefined || due === null ? target : counted(target, stretches, frozenMs),
    dueAt: due,
    stretches,
    frozenMs,
  };
};

/** From when on nothing moves a clock's due time any more. */
const fixedAt = (clock: DutyClock): Instant => clock.missedAt ?? clock.settledAt ?? Infinity;

const counted = (target: Span, stretches: readonly Stretch[], frozenMs: number): Span => {
  const ms = stretches.reduce(
    (sum, { kind, from, to }) => (kind === 'running' ? sum + to - from : sum),
    frozenMs,
  );
  const { ms: usual, counts } = parseSpan(target);
  if (ms === usual) return target;
  return spanOf(ms, counts === 'clock' ? '1 min' : target);
};
