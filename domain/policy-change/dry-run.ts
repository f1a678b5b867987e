import { dueAt, isPaused } from '../clocks.js';
import { passTime, perform, type Step } from '../decide.js';
import type { Author } from '../entry.js';
import type { Instant } from '../instant.js';
import type { Policy } from '../policy.js';
import type { DutyClock, Ticket } from '../ticket.js';
import type { DutyName } from '../words.js';

/**
 * What a change of policy does to one open duty: its due time moves, it becomes late at once, its clock stops or
 * runs again; `no-longer-late` would not have been missed, though the record of the miss stays.
 */
export const effects = ['moves', 'becomes-late', 'stops', 'runs-again', 'no-longer-late'] as const;
export type Effect = (typeof effects)[number];

export interface DutyChange {
  readonly duty: DutyName;
  readonly nth: number;
  readonly effect: Effect;
  /** Due times before and after; null while the clock stands still. */
  readonly from: Instant | null;
  readonly to: Instant | null;
}

/** The ticket as `apply-policy` leaves it at `now`, with the entries of that. */
export const underPolicy = (
  ticket: Ticket,
  { policy, by, reason, now }: Applying & { readonly now: Instant },
): Step => {
  const passed = passTime(ticket, now);
  return perform(passed, {
    seq: passed.ticket.version + 1,
    at: now,
    by,
    action: 'apply-policy',
    outcome: 'done',
    clause: '§2.5',
    input: { version: policy.version, reason, policy },
    met: [],
    visibility: 'internal',
    tell: [],
  });
};

interface Applying {
  readonly policy: Policy;
  readonly by: Author;
  readonly reason: string;
}

/** What applying the policy now would change for the ticket's open duties; empty where it changes no due time. */
export const dryRun = (
  ticket: Ticket,
  applying: Applying & { readonly now: Instant },
): readonly DutyChange[] => {
  const { now, policy } = applying;
  const before = passTime(ticket, now).ticket;
  const after = underPolicy(ticket, applying).ticket;
  return before.duties
    .filter((clock) => clock.settledAt === undefined)
    .flatMap((clock) => {
      const applied = after.duties.find(({ duty, nth }) => duty === clock.duty && nth === clock.nth);
      const change = applied === undefined ? null : changeOf({ before, after, policy, now }, clock, applied);
      return change === null ? [] : [change];
    });
};

const changeOf = (
  {
    before,
    after,
    policy,
    now,
  }: { readonly before: Ticket; readonly after: Ticket; readonly policy: Policy; readonly now: Instant },
  clock: DutyClock,
  applied: DutyClock,
): DutyChange | null => {
  const { duty, nth } = clock;
  const from = shownDueAt(before, clock);
  const to = shownDueAt(after, applied);
  if (clock.missedAt !== undefined) {
    const { missedAt: _missedAt, dueAt: _dueAt, ...running } = clock;
    const wouldBe = shownDueAt({ ...before, policy }, running);
    return wouldBe === null || wouldBe > now
      ? { duty, nth, effect: 'no-longer-late', from, to: wouldBe }
      : null;
  }
  const is = (effect: Effect): DutyChange => ({ duty, nth, effect, from, to });
  if (applied.missedAt !== undefined) return is('becomes-late');
  if (from === to) return null;
  if (to === null) return is('stops');
  return is(from === null ? 'runs-again' : 'moves');
};

/** As the API shows it: null while the clock stands still. */
const shownDueAt = (ticket: Ticket, clock: DutyClock): Instant | null =>
  clock.missedAt === undefined && isPaused(ticket, clock) ? null : dueAt(ticket, clock);
