import { countedMs } from './calendar.js';
import { pausesOf } from './clocks.js';
import { duties } from './duties.js';
import type { Instant } from './instant.js';
import { parseSpan } from './span.js';
import { keptSpans, type DutyClock, type StageSpan, type Ticket } from './ticket.js';

/** The history of stages, continued: the last stretch ends where the new one begins. */
export const enterStage = (
  spans: readonly StageSpan[],
  stage: StageSpan['stage'],
  at: Instant,
): readonly StageSpan[] => [
  ...spans.map((span) => (span.to === null ? { ...span, to: at } : span)),
  { stage, from: at, to: null },
];

/** Keeps a ticket that lives for years small: what the oldest stretches counted is frozen into the open clocks. */
export const forgetSpans = (ticket: Ticket): Ticket => {
  if (ticket.spans.length <= keptSpans) return ticket;
  const kept = ticket.spans.slice(ticket.spans.length - keptSpans / 2);
  const until = kept[0]?.from ?? 0;
  return {
    ...ticket,
    spans: kept,
    duties: ticket.duties.map((clock) =>
      clock.settledAt === undefined ? freeze(ticket, clock, until) : clock,
    ),
  };
};

const freeze = (ticket: Ticket, clock: DutyClock, until: Instant): DutyClock => {
  if (clock.since >= until || clock.dueAt !== undefined) return clock;
  const { calendar, businessHours } = ticket.policy;
  const { counts } = parseSpan(duties[clock.duty].target(ticket, clock));
  let counted = clock.frozen?.countedMs ?? 0;
  let from = clock.frozen?.until ?? clock.since;
  for (const pause of pausesOf(ticket, clock)) {
    if (pause.from >= until) break;
    counted += countedMs(calendar, businessHours, from, pause.from, counts);
    from = pause.to ?? until;
  }
  if (from < until) counted += countedMs(calendar, businessHours, from, until, counts);
  return { ...clock, frozen: { until, countedMs: counted } };
};
