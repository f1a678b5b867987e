import { isDutyEntry, type ActionEntry, type Entry } from '../entry.js';
import { evolve, found } from '../evolve.js';
import type { Instant } from '../instant.js';
import { entryDue, nextMark } from '../marks.js';
import type { Owner } from '../people.js';
import type { Policy } from '../policy.js';
import { currentRules } from '../ticket.js';
import type { DutyName } from '../words.js';

/** A duty that was missed in fact, would be missed under the policy, or both. */
export interface ReplayedMiss {
  readonly duty: DutyName;
  readonly nth: number;
  readonly owner: Owner;
  readonly dueAt: Instant | null;
  readonly was: boolean;
  readonly would: boolean;
}

/**
 * What would have been missed on a finished ticket under a policy: what people did is folded again at the times at
 * which they did it, and the clock brings about whatever the policy says in between.
 */
export const replay = (entries: readonly Entry[], policy: Policy): readonly ReplayedMiss[] => {
  const missed = new Map<string, ReplayedMiss>();
  for (const entry of entries) note(missed, entry, 'was');
  for (const entry of lived(entries, policy)) note(missed, entry, 'would');
  return [...missed.values()];
};

const note = (missed: Map<string, ReplayedMiss>, entry: Entry, as: 'was' | 'would'): void => {
  if (!isDutyEntry(entry) || entry.outcome !== 'missed') return;
  const { duty, nth } = entry;
  const { owner, dueAt } = entry.input as { owner: Owner; dueAt: Instant | null };
  const known = missed.get(`${duty} ${nth}`) ?? { duty, nth, owner, dueAt, was: false, would: false };
  missed.set(`${duty} ${nth}`, { ...known, owner, dueAt, [as]: true });
};

/** The duty entries of the same life under another policy. */
const lived = (entries: readonly Entry[], policy: Policy): readonly Entry[] => {
  const [registration, ...rest] = entries;
  if (registration === undefined || isDutyEntry(registration)) return [];
  const fired: Entry[] = [];
  let ticket = found(registration, policy, currentRules);
  let now = registration.at;
  /** Each thing that time brings about at its own moment: nothing in a replay is late by itself. */
  const nextBy = (at: Instant): Entry | null => {
    const mark = nextMark(ticket);
    now = mark === null ? at : Math.min(at, Math.max(now, mark.at));
    return entryDue(ticket, now, null);
  };
  const passUntil = (at: Instant): void => {
    for (let due = nextBy(at); due !== null; due = nextBy(at)) {
      fired.push(due);
      ticket = evolve(ticket, due);
    }
    now = at;
  };
  for (const entry of rest) {
    if (isDutyEntry(entry) || entry.outcome === 'refused' || entry.action === 'apply-policy') continue;
    passUntil(entry.at);
    if (isRerouting(entry) && !ticket.seeksEngineer) continue;
    ticket = evolve(ticket, { ...entry, seq: ticket.version + 1 });
  }
  passUntil(entries.at(-1)?.at ?? 0);
  return fired;
};

/** The desk's own search for another engineer after a missed contact; without the miss it would not have been. */
const isRerouting = ({ by, action, input }: ActionEntry): boolean =>
  by.id === 'system' && action === 'reassign' && input['reason'] === 'contact-missed';
