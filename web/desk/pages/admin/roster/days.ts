import {
  dateParts,
  dayMs,
  dayNumber,
  dayOf,
  rfc3339,
  startOfDay,
  weekdayOf,
  type DayNumber,
} from '../../../../../domain/instant.js';
import type { CalendarYear, Gap, Stint } from '../../../api/roster.js';

export type View = 'week' | 'month';

const week = 7;
const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-11-24`. */
export const dateOf = (day: DayNumber): string => {
  const { year, month, day: of } = dateParts(day);
  return `${year}-${two(month)}-${two(of)}`;
};

const dayOfDate = (date: string): DayNumber => dayOf(Date.parse(`${date}T00:00:00+08:00`));

const monday = (day: DayNumber): DayNumber => day - weekdayOf(day) + 1;

/** The days that are shown around one: whole weeks from Monday on. */
export const daysShown = (view: View, around: DayNumber): readonly DayNumber[] => {
  if (view === 'week') return Array.from({ length: week }, (_, at) => monday(around) + at);
  const { year, month } = dateParts(around);
  const first = monday(dayNumber({ year, month, day: 1 }));
  const last = monday(dayNumber({ year, month: month + 1, day: 1 }) - 1) + week;
  return Array.from({ length: last - first }, (_, at) => first + at);
};

/** The week or the month before (-1) or after (1). */
export const moved = (view: View, around: DayNumber, by: 1 | -1): DayNumber => {
  if (view === 'week') return around + by * week;
  const { year, month } = dateParts(around);
  return dayNumber({ year, month: month + by, day: 1 });
};

export const periodOf = (days: readonly DayNumber[]): { readonly from: string; readonly to: string } => ({
  from: rfc3339(startOfDay(days[0] ?? 0)),
  to: rfc3339(startOfDay((days.at(-1) ?? 0) + 1)),
});

/** What of a stretch of time falls on a day: `08:00–20:00`, or null for the whole day. */
const hoursOn = (
  day: DayNumber,
  { from, to }: { readonly from: string; readonly to: string },
): string | null | undefined => {
  const begin = Math.max(Date.parse(from), startOfDay(day));
  const end = Math.min(Date.parse(to), startOfDay(day) + dayMs);
  if (begin >= end) return undefined;
  if (end - begin === dayMs) return null;
  return `${clock(begin - startOfDay(day))}–${clock(end - startOfDay(day))}`;
};

const clock = (ms: number): string =>
  `${two(Math.floor(ms / 3_600_000))}:${two(Math.floor(ms / 60_000) % 60)}`;

export interface Duty extends Stint {
  readonly hours: string | null;
}

/** Who is on duty on a day, and when nobody is. */
export const onDay = (
  day: DayNumber,
  { stints, gaps }: { readonly stints: readonly Stint[]; readonly gaps: readonly Gap[] },
): {
  readonly duties: readonly Duty[];
  readonly gaps: readonly (Gap & { readonly hours: string | null })[];
} => {
  const seen = new Set<string>();
  const duties = stints.flatMap((stint) => {
    const hours = hoursOn(day, stint);
    const key = `${stint.person} ${hours} ${stint.insteadOf}`;
    if (hours === undefined || seen.has(key)) return [];
    seen.add(key);
    return [{ ...stint, hours }];
  });
  // Whoever is there the whole day need not be named again for a part of it.
  const whole = new Set(duties.filter(({ hours }) => hours === null).map(({ person }) => person));
  return {
    duties: duties.filter(({ hours, person }) => hours === null || !whole.has(person)),
    gaps: gaps.flatMap((gap) => {
      const hours = hoursOn(day, gap);
      return hours === undefined ? [] : [{ ...gap, hours }];
    }),
  };
};

/** Holidays by name and make-up working days, by date. */
export const marksOf = (
  years: readonly CalendarYear[],
): ReadonlyMap<string, { readonly kind: 'off' | 'work'; readonly name: string }> => {
  const marks = new Map<string, { readonly kind: 'off' | 'work'; readonly name: string }>();
  for (const { year, off, work } of years) {
    for (const text of off) {
      const [span = '', name = ''] = text.split(' ');
      const [first = '', last = first] = span.split('..');
      for (let day = dayOfDate(`${year}-${first}`); day <= dayOfDate(`${year}-${last}`); day += 1)
        marks.set(dateOf(day), { kind: 'off', name });
    }
    for (const date of work) marks.set(`${year}-${date}`, { kind: 'work', name: '' });
  }
  return marks;
};
