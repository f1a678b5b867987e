import { isWorkingDay } from '../calendar.js';
import { dayMs, dayOf, lastInstant, parseDate, shanghai, startOfDay, type Instant } from '../instant.js';
import type { Absence, Roster, Rotation } from './roster.js';

/** Time on duty, `to` excluded. */
export interface Stint {
  readonly group: string;
  readonly person: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly by: 'shift' | 'rotation' | 'substitute';
  /** Whose place a substitute takes. */
  readonly insteadOf?: string;
}

export interface Period {
  readonly from: Instant;
  readonly to: Instant;
}

/** Who is on duty when between two moments, leave and substitutes applied; ascending by beginning. */
export const stints = (roster: Roster, { from, to }: Period, group?: string): readonly Stint[] =>
  planned(roster, { from, to })
    .filter((stint) => group === undefined || stint.group === group)
    .flatMap((stint) => replaced(roster, clip(stint, { from, to }), [stint.person]))
    .filter(({ group: of, person }) => roster.members[of]?.includes(person) === true)
    .sort((a, b) => a.from - b.from || a.to - b.to || compare(a.person, b.person));

/** People on duty in a group at a moment, each once. */
export const onDutyAt = (roster: Roster, group: string, at: Instant): readonly string[] => [
  ...new Set(stints(roster, { from: at, to: at + 1 }, group).map(({ person }) => person)),
];

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const planned = (roster: Roster, period: Period): readonly Stint[] => [
  ...roster.shifts
    .map(({ group, person, from, to }): Stint => ({
      group,
      person,
      from,
      to: to ?? lastInstant,
      by: 'shift',
    }))
    .filter((stint) => overlaps(stint, period)),
  ...roster.rotations.flatMap((rotation) => turns(roster, rotation, period)),
];

const overlaps = (one: Period, other: Period): boolean => one.from < other.to && other.from < one.to;

const clip = (stint: Stint, { from, to }: Period): Stint => ({
  ...stint,
  from: Math.max(stint.from, from),
  to: Math.min(stint.to, to),
});

/** The slots of a rotation that touch the period; one may have begun the day before. */
const turns = (roster: Roster, rotation: Rotation, period: Period): readonly Stint[] => {
  const first = parseDate(rotation.startsOn) ?? 0;
  const last = Math.min(
    rotation.endsOn === null ? Infinity : (parseDate(rotation.endsOn) ?? 0),
    dayOf(period.to),
  );
  const found: Stint[] = [];
  for (let day = Math.max(first, dayOf(period.from) - 1); day <= last; day += 1) {
    if (!holdsOn(roster, rotation, day)) continue;
    const turn = Math.floor((day - first) / rotation.turnDays);
    for (const slot of rotation.slots) {
      const person = rotation.people[(turn + slot.offset) % rotation.people.length];
      if (person === undefined) continue;
      const stint: Stint = {
        group: rotation.group,
        person,
        from: startOfDay(day) + timeMs(slot.from),
        to: startOfDay(day) + timeMs(slot.to) + (slot.to <= slot.from ? dayMs : 0),
        by: 'rotation',
      };
      if (overlaps(stint, period)) found.push(stint);
    }
  }
  return found;
};

const holdsOn = ({ calendar }: Roster, { days }: Rotation, day: number): boolean =>
  days === 'every-day' ||
  isWorkingDay(calendar, shanghai(startOfDay(day)).date) === (days === 'working-days');

const timeMs = (text: string): number => (Number(text.slice(0, 2)) * 60 + Number(text.slice(3))) * 60_000;

/** What is left of a stint after the absences of its person, and the stints of those who stand in. */
const replaced = (roster: Roster, stint: Stint, path: readonly string[]): readonly Stint[] => {
  const away = roster.absences.filter(
    (absence) => absence.person === stint.person && concerns(absence, stint) && overlaps(absence, stint),
  );
  const standIns = away.flatMap((absence) => {
    const { substitute } = absence;
    if (substitute === null || path.includes(substitute)) return [];
    const taken: Stint = {
      ...clip(stint, absence),
      person: substitute,
      by: 'substitute',
      insteadOf: stint.insteadOf ?? stint.person,
    };
    return replaced(roster, taken, [...path, substitute]);
  });
  return [...without(stint, away), ...standIns];
};

const concerns = (absence: Absence, { group }: Stint): boolean =>
  absence.group === null || absence.group === group;

const without = (stint: Stint, away: readonly Period[]): readonly Stint[] => {
  const left: Stint[] = [];
  let from = stint.from;
  for (const absence of [...away].sort((a, b) => a.from - b.from)) {
    if (absence.from > from) left.push({ ...stint, from, to: absence.from });
    from = Math.max(from, absence.to);
  }
  if (from < stint.to) left.push({ ...stint, from });
  return left;
};
