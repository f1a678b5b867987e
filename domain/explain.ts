import { segments } from './calendar.js';
import { dueAt, pausesOf, startOf } from './clocks.js';
import { duties } from './duties.js';
import type { Instant } from './instant.js';
import { parseSpan, type Span } from './span.js';
import type { DutyClock, Ticket } from './ticket.js';

/** One stretch on the way to a due time; only `running` counts. */
export interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
  readonly kind: 'running' | 'paused' | 'off-hours' | 'holiday' | 'weekend';
  readonly name?: string;
}

export interface Explanation {
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
  const end = due ?? now;
  const run = (from: Instant, to: Instant): void => {
    if (to > from) stretches.push(...segments(calendar, businessHours, from, to, counts));
  };
  let from = frozen?.until ?? startOf(clock);
  for (const pause of pausesOf(ticket, clock)) {
    if (pause.from >= end) break;
    run(from, pause.from);
    const to = pause.to ?? end;
    if (to > pause.from) stretches.push({ from: pause.from, to, kind: 'paused' });
    from = to;
  }
  run(from, end);
  return { target, dueAt: due, stretches, frozenMs: frozen?.countedMs ?? 0 };
};
