import { dateParts, dayNumber, parseDate, weekdayOf, type DayNumber } from '../instant.js';

/** Periods that people ask for by name; all but `custom` follow from the day. */
export const periodNames = [
  'this-week',
  'last-week',
  'this-month',
  'last-month',
  'this-quarter',
  'last-quarter',
  'custom',
] as const;
export type PeriodName = (typeof periodNames)[number];

/** Two days in Shanghai, `2026-11-24`, both within. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

type Months = readonly [back: number, length: 1 | 3];
const months: Partial<Readonly<Record<PeriodName, Months>>> = {
  'this-month': [0, 1],
  'last-month': [1, 1],
  'this-quarter': [0, 3],
  'last-quarter': [3, 3],
};

const dateOf = (day: DayNumber): string => {
  const { year, month, day: date } = dateParts(day);
  return [String(year).padStart(4, '0'), ...[month, date].map((n) => String(n).padStart(2, '0'))].join('-');
};

/** The first and last day of a named period around today; weeks begin on Monday. */
export const periodOf = (name: Exclude<PeriodName, 'custom'>, today: string): Period => {
  const day = parseDate(today) ?? 0;
  const span = months[name];
  if (span === undefined) {
    const monday = day - weekdayOf(day) + 1 - (name === 'last-week' ? 7 : 0);
    return { from: dateOf(monday), to: dateOf(monday + 6) };
  }
  const [back, length] = span;
  const { year, month } = dateParts(day);
  // Months since the year 0, down to the first one of the period.
  const at = year * 12 + month - 1 - back;
  const first = at - (at % length);
  const begin = (count: number): DayNumber =>
    dayNumber({ year: Math.floor(count / 12), month: (count % 12) + 1, day: 1 });
  return { from: dateOf(begin(first)), to: dateOf(begin(first + length) - 1) };
};
