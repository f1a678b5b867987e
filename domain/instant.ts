/** A moment: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** A calendar day in Asia/Shanghai, as whole days since 1970-01-01. */
export type DayNumber = number;

export type ShanghaiTime = {
  year: number;
  /** 1–12 */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  /** ISO 8601: 1 is Monday, 7 is Sunday. */
  weekday: number;
  /** `2026-11-24` */
  date: string;
};

/** Taken once: in a vm context, as Temporal's sandbox is, each look-up of a global costs more than the arithmetic. */
const { floor } = Math;

export const dayMs = 86_400_000;

/** Asia/Shanghai has been +08:00 without summer time since 1991-09-15; earlier moments are read at +08:00 too. */
const offsetMs = 8 * 3_600_000;

/** 9999-12-31, the last day that RFC 3339 can write. */
export const lastDay: DayNumber = 2_932_896;

/** 9999-12-31T23:59:59.999+08:00. */
export const lastInstant: Instant = startOfDay(lastDay + 1) - 1;

/** The Shanghai day that a moment falls on; midnight belongs to the day that begins. */
export function dayOf(at: Instant): DayNumber {
  return floor((at + offsetMs) / dayMs);
}

/** 00:00 in Shanghai. */
export function startOfDay(day: DayNumber): Instant {
  return day * dayMs - offsetMs;
}

/** 1 is Monday, 7 is Sunday. */
export function weekdayOf(day: DayNumber): number {
  return modulo(day + 3, 7) + 1;
}

/** Gregorian date to day, for any year; a day past the month's end runs on into the next. After Howard Hinnant, "days_from_civil". */
export function dayNumber({ year, month, day }: { year: number; month: number; day: number }): DayNumber {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + floor(yearOfEra / 4) - floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Day to Gregorian date; the inverse of `dayNumber`. */
export function dateParts(number: DayNumber): { year: number; month: number; day: number } {
  const shifted = number + 719_468;
  const era = floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = floor(
    (dayOfEra - floor(dayOfEra / 1460) + floor(dayOfEra / 36_524) - floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + floor(yearOfEra / 4) - floor(yearOfEra / 100));
  const marchMonth = floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** `2026-11-24` to its day; null if there is no such date. */
export function parseDate(text: string): DayNumber | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return null;
  const parts = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  return isDate(parts) ? dayNumber(parts) : null;
}

/** What a clock on a wall in Shanghai shows. */
export function shanghai(at: Instant): ShanghaiTime {
  const number = dayOf(at);
  const time = at - startOfDay(number);
  const { year, month, day } = dateParts(number);
  return {
    year,
    month,
    day,
    hour: floor(time / 3_600_000),
    minute: floor(time / 60_000) % 60,
    second: floor(time / 1000) % 60,
    millisecond: time % 1000,
    weekday: weekdayOf(number),
    date: `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`,
  };
}

/** Inverse of `shanghai`: parts left out are zero; hours, days and so on past their end run on. */
export function fromShanghai(
  parts: Pick<ShanghaiTime, 'year' | 'month' | 'day'> &
    Partial<Pick<ShanghaiTime, 'hour' | 'minute' | 'second' | 'millisecond'>>,
): Instant {
  const { hour = 0, minute = 0, second = 0, millisecond = 0 } = parts;
  return startOfDay(dayNumber(parts)) + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
}

/** `2026-11-24T09:30:00+08:00`, with `.250` only if there are milliseconds. Throws RangeError outside years 0–9999. */
export function rfc3339(at: Instant): string {
  const { year, date, hour, minute, second, millisecond } = shanghai(at);
  if (!(year >= 0 && year <= 9999)) throw new RangeError(`no RFC 3339 form for instant ${at}`);
  const fraction = millisecond === 0 ? '' : `.${pad(millisecond, 3)}`;
  return `${date}T${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}${fraction}+08:00`;
}

const rfc3339Form =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/**
 * Strict RFC 3339 to an instant, else null. The offset is required, the date must exist, a leap second is refused,
 * and digits past the millisecond are cut off.
 */
export function parseInstant(text: string): Instant | null {
  const match = rfc3339Form.exec(text);
  if (match === null) return null;
  const field = (index: number): number => Number(match[index] ?? 0);
  const date = { year: field(1), month: field(2), day: field(3) };
  const [hour, minute, second, offsetHour, offsetMinute] = [
    field(4),
    field(5),
    field(6),
    field(9),
    field(10),
  ];
  if (!isDate(date) || hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59)
    return null;
  const offset = (offsetHour * 60 + offsetMinute) * (match[8] === '-' ? -60_000 : 60_000);
  const millisecond = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  return dayNumber(date) * dayMs + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond - offset;
}

/** `20261124`, the Shanghai date as ticket numbers carry it (§2.1.7). */
export function compactDate(at: Instant): string {
  return shanghai(at).date.replaceAll('-', '');
}

function isDate({ year, month, day }: { year: number; month: number; day: number }): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return dateParts(dayNumber({ year, month, day })).month === month;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
