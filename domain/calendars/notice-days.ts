import type { CalendarYear } from '../calendar.js';
import { dayNumber, parseDate, shanghai, startOfDay, weekdayOf, type DayNumber } from '../instant.js';
import type { Label } from '../words.js';

/** One day that a notice says something of. */
export interface NoticeDay {
  readonly day: DayNumber;
  readonly kind: 'off' | 'work';
  /** Of the holiday; empty for a make-up working day. */
  readonly name: string;
}

/** What was read of a notice; whatever was strange about it is a warning for whoever imports it. */
export interface ReadNotice {
  readonly days: readonly NoticeDay[];
  /** The year it is about, and its number, where it says so. */
  readonly year: number | null;
  readonly source: string | null;
  readonly warnings: readonly Label[];
}

export const dateOf = (day: DayNumber): string => shanghai(startOfDay(day)).date;

/** `2027-01-01`, `2027/1/1` or `20270101`; null if there is no such date. */
export const readDate = (text: string): DayNumber | null => {
  const found = /^(\d{4})(?:-(\d{1,2})-(\d{1,2})|\/(\d{1,2})\/(\d{1,2})|(\d{2})(\d{2}))$/u.exec(text.trim());
  if (found === null) return null;
  const [month, day] = [found[2] ?? found[4] ?? found[6], found[3] ?? found[5] ?? found[7]];
  return parseDate(`${found[1]}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`);
};

/** A date in parts to its day; null if there is no such date. */
export const dayIn = (year: number, month: number, day: number): DayNumber | null =>
  parseDate(`${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`);

export const isWeekend = (day: DayNumber): boolean => weekdayOf(day) > 5;

/** The days of one year as a calendar lists them; days of other years are left out. */
export const yearOf = (days: readonly NoticeDay[], year: number, source: string): CalendarYear => {
  const first = dayNumber({ year, month: 1, day: 1 });
  const end = dayNumber({ year: year + 1, month: 1, day: 1 });
  const own = [...days].filter(({ day }) => day >= first && day < end).sort((a, b) => a.day - b.day);
  const runs: { name: string; from: DayNumber; to: DayNumber }[] = [];
  for (const { day, name } of own.filter(({ kind }) => kind === 'off')) {
    const last = runs.at(-1);
    if (last !== undefined && last.name === name && last.to === day - 1) last.to = day;
    else if (last?.to !== day) runs.push({ name, from: day, to: day });
  }
  const short = (day: DayNumber): string => dateOf(day).slice(5);
  return {
    status: 'announced',
    off: runs.map(({ name, from, to }) =>
      from === to ? `${short(from)} ${name}` : `${short(from)}..${short(to)} ${name}`,
    ),
    work: [...new Set(own.filter(({ kind }) => kind === 'work').map(({ day }) => short(day)))],
    source,
  };
};
