import type { Instant } from '../instant.js';
import type { Roster } from './roster.js';
import { onDutyAt, stints, type Period } from './stints.js';

/** Stretches of the period in which nobody of the group is on duty. */
export const gapsOf = (roster: Roster, group: string, { from, to }: Period): readonly Period[] => {
  const found: Period[] = [];
  let covered = from;
  for (const stint of stints(roster, { from, to }, group)) {
    if (stint.from > covered) found.push({ from: covered, to: stint.from });
    covered = Math.max(covered, stint.to);
  }
  if (covered < to) found.push({ from: covered, to });
  return found;
};

/** A stretch in which nobody of a group is on duty. */
export interface Gap extends Period {
  readonly group: string;
}

/** The gaps of all groups in a period, soonest first. */
export const allGaps = (roster: Roster, period: Period): readonly Gap[] =>
  Object.keys(roster.members)
    .flatMap((group) => gapsOf(roster, group, period).map((gap) => ({ group, ...gap })))
    .sort((a, b) => a.from - b.from);

/**
 * Gaps that nobody knew of at the last look. One that goes on longer, was filled in part or has begun by now is the one
 * that was known; one that begins earlier is news.
 */
export const newGaps = (known: readonly Gap[], gaps: readonly Gap[]): readonly Gap[] =>
  gaps.filter(
    (gap) => !known.some(({ group, from, to }) => group === gap.group && from <= gap.from && gap.from <= to),
  );

/** People on duty in each group. */
export type OnDuty = Readonly<Record<string, readonly string[]>>;

export const allOnDutyAt = (roster: Roster, at: Instant): OnDuty =>
  Object.fromEntries(Object.keys(roster.members).map((group) => [group, onDutyAt(roster, group, at)]));

/**
 * Who has left since the last look: those who were on duty then, or came on duty since, and are not now. What was on
 * duty then is given rather than computed, so that leave entered afterwards counts as leaving too.
 */
export const leftSince = (
  roster: Roster,
  { onDuty, at, now }: { readonly onDuty: OnDuty; readonly at: Instant; readonly now: Instant },
): OnDuty => {
  const current = allOnDutyAt(roster, now);
  const between = now > at ? stints(roster, { from: at, to: now }) : [];
  const groups = new Set([...Object.keys(onDuty), ...between.map(({ group }) => group)]);
  return Object.fromEntries(
    [...groups].map((group) => [
      group,
      [
        ...new Set([
          ...(onDuty[group] ?? []),
          ...between.filter((stint) => stint.group === group).map(({ person }) => person),
        ]),
      ].filter((person) => current[group]?.includes(person) !== true),
    ]),
  );
};

/** When next somebody goes off duty within the period; null when nobody does. */
export const nextLeaving = (roster: Roster, { from, to }: Period): Instant | null => {
  const ends = stints(roster, { from, to })
    .map((stint) => stint.to)
    .filter((end) => end > from && end < to);
  return ends.length === 0 ? null : Math.min(...ends);
};
