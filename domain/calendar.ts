import { z } from 'zod';
import { pattern } from './schema.js';
import {
  dateParts,
  dayMs,
  dayNumber,
  dayOf,
  lastDay,
  lastInstant,
  parseDate,
  startOfDay,
  weekdayOf,
} from './instant.js';
import type { DayNumber, Instant } from './instant.js';
import { parseSpan } from './span.js';
import type { Counts, Span } from './span.js';

/** `announced`: by the State Council. `provisional`: statutory days only. `missing`: Monday to Friday, no holidays known. */
export type YearStatus = 'announced' | 'provisional' | 'missing';

/** Days are `MM-DD`; a holiday over New Year is written once in each year. */
export type CalendarYear = {
  readonly status: 'announced' | 'provisional';
  /** Holidays with their name, weekends within them included: `01-01..01-03 元旦`, `05-31 端午`. */
  readonly off: readonly string[];
  /** Make-up working days (调休), Saturdays and Sundays that are worked: `01-04`. */
  readonly work: readonly string[];
  /** The notice's number, or the rule the days were derived from. */
  readonly source: string;
};

/** Working days of mainland China, small enough to travel inside a policy; a year that is not listed is `missing`. */
export type Calendar = { readonly years: Readonly<Record<string, CalendarYear>> };

export const workWeekdays = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;

/**
 * Opening times in Shanghai, several a day where there is a break. Weekends never count, so they cannot be listed; a
 * make-up working day has the hours of the first weekday that has any, Monday's as a rule (ours: the notices do not
 * say which weekday it stands for).
 */
export type BusinessHours = {
  readonly days: Readonly<
    Record<(typeof workWeekdays)[number], readonly (readonly [open: string, close: string])[]>
  >;
};

/** Taken once: in a vm context, as Temporal's sandbox is, each look-up of a global costs more than the arithmetic. */
const { ceil, floor, max, min } = Math;

const dayForm = /^\d{2}-\d{2}$/;
const offForm = /^(\d{2}-\d{2})(?:\.\.(\d{2}-\d{2}))? (\S.{0,19})$/;
const timeForm = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

const yearSchema = z.strictObject({
  status: z.enum(['announced', 'provisional']),
  off: z
    .array(
      z.string().regex(pattern(offForm), 'Write MM-DD or MM-DD..MM-DD, a space and the name of the holiday'),
    )
    .max(40),
  work: z.array(z.string().regex(pattern(dayForm), 'Write MM-DD')).max(40),
  source: z.string().min(1).max(120),
});

/** Refuses days that do not exist or overlap, and make-up days that are no Saturday or Sunday. */
export const calendarSchema: z.ZodType<Calendar, Calendar> = z.strictObject({
  years: z
    .record(z.string().regex(pattern(/^(?:19|20)\d{2}$/), 'Write the year in four digits'), yearSchema)
    .superRefine((years, context) => {
      if (Object.keys(years).length > 30)
        context.addIssue({ code: 'custom', message: 'Must not hold more than 30 years' });
      for (const [year, listed] of Object.entries(years)) {
        for (const message of faultsOf(year, listed))
          context.addIssue({ code: 'custom', path: [year], message });
      }
    }),
});

const openingTimes = z
  .array(
    z.tuple([
      z.string().regex(pattern(timeForm), 'Write HH:MM'),
      z.string().regex(pattern(timeForm), 'Write HH:MM'),
    ]),
  )
  .max(6)
  .refine(
    (windows) => windows.every(([open, close], i) => open < close && (windows[i - 1]?.[1] ?? '') <= open),
    'Must open before it closes, in ascending order without overlap',
  );

/** Refuses weekends, overlaps, and a week with no hours at all. */
export const hoursSchema: z.ZodType<BusinessHours, BusinessHours> = z.strictObject({
  days: z
    .strictObject({
      mon: openingTimes,
      tue: openingTimes,
      wed: openingTimes,
      thu: openingTimes,
      fri: openingTimes,
    })
    .refine(
      (days) => workWeekdays.some((weekday) => days[weekday].length > 0),
      'At least one weekday must have hours',
    ),
});

export type DayKind = {
  working: boolean;
  kind: 'workday' | 'weekend' | 'holiday' | 'make-up-workday';
  /** Of the holiday. */
  name?: string;
  yearStatus: YearStatus;
};

/** What `date` (`2026-10-10`) is. A weekend inside a holiday is `holiday`. Throws RangeError if there is no such date. */
export function dayKind(calendar: Calendar, date: string): DayKind {
  const day = parseDate(date);
  if (day === null) throw new RangeError(`not a date: ${date}`);
  const year = date.slice(0, 4);
  const yearStatus = calendar.years[year]?.status ?? 'missing';
  const found = exceptionsIn(calendar, year, day).find(({ first, end }) => first <= day && day < end);
  if (found?.kind === 'holiday') return { working: false, kind: 'holiday', name: found.name, yearStatus };
  if (found !== undefined) return { working: true, kind: 'make-up-workday', yearStatus };
  return weekdayOf(day) > 5
    ? { working: false, kind: 'weekend', yearStatus }
    : { working: true, kind: 'workday', yearStatus };
}

export function isWorkingDay(calendar: Calendar, date: string): boolean {
  return dayKind(calendar, date).working;
}

/**
 * When a span that starts at `from` is used up: the due time (§2.5). `1 wd` is 24 h of working-day time (ours): Friday
 * 15:00 + 1 wd is Monday 15:00; Saturday 15:00 + 1 wd is all of Monday, so Tuesday 00:00.
 */
export function addSpan(
  calendar: Calendar,
  hours: BusinessHours | null | undefined,
  from: Instant,
  span: Span,
): Instant {
  const { ms, counts } = parseSpan(span);
  return advance(calendar, hours, from, ms, counts);
}

/**
 * The earliest moment by which `ms` of counted time have passed since `from`: closing time rather than the next
 * opening, `from` itself for zero or less. Never later than `lastInstant`. Without hours a working day is open all day.
 */
export function advance(
  calendar: Calendar,
  hours: BusinessHours | null | undefined,
  from: Instant,
  ms: number,
  counts: Counts,
): Instant {
  if (!(ms > 0) || from >= lastInstant) return from;
  if (counts === 'clock') return min(from + ms, lastInstant);
  const week = weekOf(hours, counts);
  const today = dayOf(from);
  let left = ms;
  for (const spell of spells(calendar, today)) {
    if (spell.first === today)
      left += openBefore(windowsOn(week, spell.kind, today), from - startOfDay(today));
    let day = spell.first;
    if (spell.kind === 'plain') {
      const wholeWeeks = floor((spell.end - day) / 7);
      const skipped = min(wholeWeeks, ceil(left / week.total) - 1);
      left -= skipped * week.total;
      day += skipped * 7;
    }
    for (; day < spell.end; day++) {
      const windows = windowsOn(week, spell.kind, day);
      const open = openBefore(windows, dayMs);
      if (left <= open) return startOfDay(day) + timeWhenOpenFor(windows, left);
      left -= open;
    }
  }
  return lastInstant;
}

/**
 * Counted time from `from` to `to`, negative if `to` is earlier. Inverse of `advance`: the counted time up to
 * `advance(…, from, ms)` is `ms`; and periods that join add up, whichever way they run.
 */
export function countedMs(
  calendar: Calendar,
  hours: BusinessHours | null | undefined,
  from: Instant,
  to: Instant,
  counts: Counts,
): number {
  if (counts === 'clock') return to - from;
  if (to < from) return 0 - countedMs(calendar, hours, to, from, counts);
  const week = weekOf(hours, counts);
  const [firstDay, finalDay] = [dayOf(from), dayOf(to)];
  let ms = 0;
  for (const spell of spells(calendar, firstDay)) {
    if (spell.first === firstDay)
      ms -= openBefore(windowsOn(week, spell.kind, firstDay), from - startOfDay(firstDay));
    ms += openDuring(week, { ...spell, end: min(spell.end, finalDay) });
    if (finalDay < spell.end)
      return ms + openBefore(windowsOn(week, spell.kind, finalDay), to - startOfDay(finalDay));
  }
  return ms;
}

export type Segment = {
  from: Instant;
  to: Instant;
  kind: 'running' | 'off-hours' | 'holiday' | 'weekend';
  /** Of the holiday. */
  name?: string;
};

const longestExplained = 36_525 * dayMs;

/**
 * The period without gaps, cut where counting starts or stops; the running segments add up to `countedMs`. Empty if
 * `to` is not after `from`. Throws RangeError beyond 100 years.
 */
export function segments(
  calendar: Calendar,
  hours: BusinessHours | null | undefined,
  from: Instant,
  to: Instant,
  counts: Counts,
): Segment[] {
  if (to - from > longestExplained) throw new RangeError('segments cover at most 100 years');
  const found: Segment[] = [];
  const append = (segment: Segment): void => {
    const cut = { ...segment, from: max(segment.from, from), to: min(segment.to, to) };
    if (cut.from >= cut.to) return;
    const last = found.at(-1);
    if (last !== undefined && last.kind === cut.kind && last.name === cut.name) last.to = cut.to;
    else found.push(cut);
  };
  if (counts === 'clock') {
    append({ from, to, kind: 'running' });
    return found;
  }
  const week = weekOf(hours, counts);
  for (const spell of spells(calendar, dayOf(from))) {
    for (let day = spell.first; day < spell.end && startOfDay(day) < to; day++) {
      const start = startOfDay(day);
      if (spell.kind === 'holiday')
        append({ from: start, to: start + dayMs, kind: 'holiday', name: spell.name });
      else if (spell.kind === 'plain' && weekdayOf(day) > 5)
        append({ from: start, to: start + dayMs, kind: 'weekend' });
      else {
        let closedAt = 0;
        for (const [open, close] of windowsOn(week, spell.kind, day)) {
          append({ from: start + closedAt, to: start + open, kind: 'off-hours' });
          append({ from: start + open, to: start + close, kind: 'running' });
          closedAt = close;
        }
        append({ from: start + closedAt, to: start + dayMs, kind: 'off-hours' });
      }
    }
    if (startOfDay(spell.end) >= to) break;
  }
  return found;
}

/** The years between two moments whose working days are not announced, for a warning; `to` itself is not part of it. */
export function uncertainYears(
  calendar: Calendar,
  from: Instant,
  to: Instant,
): { year: number; status: 'provisional' | 'missing' }[] {
  const last = dateParts(dayOf(min(max(from, to - 1), lastInstant))).year;
  const found: { year: number; status: 'provisional' | 'missing' }[] = [];
  for (let year = dateParts(dayOf(from)).year; year <= last; year++) {
    const status = calendar.years[year]?.status ?? 'missing';
    if (status !== 'announced') found.push({ year, status });
  }
  return found;
}

/** Days `first` up to but not including `end`; `plain` days are Monday to Friday. */
type Spell = { first: DayNumber; end: DayNumber } & (
  | { kind: 'plain' | 'make-up-workday' }
  | { kind: 'holiday'; name: string }
);

/** All days from `from` to the last, without gaps. Reads each listed year only when it is reached. */
function* spells(calendar: Calendar, from: DayNumber): Generator<Spell, void> {
  let day = from;
  for (const year of Object.keys(calendar.years)) {
    if (dayNumber({ year: Number(year) + 1, month: 1, day: 1 }) <= day) continue;
    for (const exception of exceptionsIn(calendar, year, day)) {
      if (exception.end <= day) continue;
      if (exception.first > day) yield { first: day, end: exception.first, kind: 'plain' };
      yield { ...exception, first: max(day, exception.first) };
      day = exception.end;
    }
  }
  yield { first: day, end: lastDay + 1, kind: 'plain' };
}

/** What the year lists, in order, leaving out what ends before `from`. Called for every due time: hence no `Number(slice)`. */
function exceptionsIn(
  calendar: Calendar,
  year: string,
  from: DayNumber,
): Exclude<Spell, { kind: 'plain' }>[] {
  const listed = calendar.years[year];
  if (listed === undefined) return [];
  const inYear = Number(year);
  const dayAt = (text: string, index: number): DayNumber =>
    dayNumber({ year: inYear, month: twoDigits(text, index), day: twoDigits(text, index + 3) });
  const found: Exclude<Spell, { kind: 'plain' }>[] = [];
  for (const text of listed.off) {
    const space = text.indexOf(' ');
    const end = dayAt(text, space - 5) + 1;
    if (end > from) found.push({ first: dayAt(text, 0), end, kind: 'holiday', name: text.slice(space + 1) });
  }
  for (const text of listed.work) {
    const first = dayAt(text, 0);
    if (first >= from) found.push({ first, end: first + 1, kind: 'make-up-workday' });
  }
  return found.sort((a, b) => a.first - b.first);
}

function twoDigits(text: string, index: number): number {
  return text.charCodeAt(index) * 10 + text.charCodeAt(index + 1) - 528;
}

function faultsOf(year: string, listed: CalendarYear): string[] {
  const days = [...listed.work, ...listed.off.flatMap((text) => text.split(' ')[0]?.split('..') ?? [])];
  const unreal = days.filter((day) => parseDate(`${year}-${day}`) === null);
  if (unreal.length > 0) return unreal.map((day) => `${year}-${day} is not a date`);
  const exceptions = exceptionsIn({ years: { [year]: listed } }, year, -Infinity);
  const backward = exceptions.some(
    ({ first, end }, i) => end <= first || first < (exceptions[i - 1]?.end ?? first),
  );
  const idle = listed.work.filter((day) => weekdayOf(parseDate(`${year}-${day}`) ?? 0) <= 5);
  return [
    ...(backward ? ['Holidays and make-up working days must not overlap or end before they begin'] : []),
    ...idle.map((day) => `Make-up working day ${year}-${day} is not a Saturday or Sunday`),
  ];
}

/** Opening and closing as milliseconds after midnight. */
type Windows = readonly (readonly [open: number, close: number])[];
type Week = { readonly weekdays: readonly Windows[]; readonly makeUp: Windows; readonly total: number };

const closed: Windows = [];
const allDay: Windows = [[0, dayMs]];
const aroundTheClock: Week = {
  weekdays: [allDay, allDay, allDay, allDay, allDay, closed, closed],
  makeUp: allDay,
  total: 5 * dayMs,
};

function weekOf(hours: BusinessHours | null | undefined, counts: Counts): Week {
  if (counts !== 'business-hours' || hours === null || hours === undefined) return aroundTheClock;
  const weekdays = workWeekdays.map((weekday): Windows =>
    hours.days[weekday].map(([open, close]) => [timeOf(open), timeOf(close)]),
  );
  const total = weekdays.reduce((sum, windows) => sum + openBefore(windows, dayMs), 0);
  return {
    weekdays: [...weekdays, closed, closed],
    makeUp: weekdays.find(({ length }) => length > 0) ?? closed,
    total,
  };
}

function timeOf(text: string): number {
  return (twoDigits(text, 0) * 60 + twoDigits(text, 3)) * 60_000;
}

function windowsOn(week: Week, kind: Spell['kind'], day: DayNumber): Windows {
  if (kind === 'holiday') return closed;
  return kind === 'make-up-workday' ? week.makeUp : (week.weekdays[weekdayOf(day) - 1] ?? closed);
}

function openBefore(windows: Windows, time: number): number {
  let ms = 0;
  for (const [open, close] of windows) ms += max(0, min(close, time) - open);
  return ms;
}

function timeWhenOpenFor(windows: Windows, ms: number): number {
  let left = ms;
  for (const [open, close] of windows) {
    if (left <= close - open) return open + left;
    left -= close - open;
  }
  return dayMs;
}

function openDuring(week: Week, { first, end, kind }: Spell): number {
  if (kind === 'holiday') return 0;
  const wholeWeeks = kind === 'plain' ? floor((end - first) / 7) : 0;
  let ms = wholeWeeks * week.total;
  for (let day = first + wholeWeeks * 7; day < end; day++)
    ms += openBefore(windowsOn(week, kind, day), dayMs);
  return ms;
}
