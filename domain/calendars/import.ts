import { dayKind, type Calendar, type DayKind } from '../calendar.js';
import { dateParts, dayNumber, shanghai, type Instant } from '../instant.js';
import type { Label } from '../words.js';
import { dateOf, isWeekend, yearOf, type NoticeDay, type ReadNotice } from './notice-days.js';
import { readNoticeCsv, readNoticeJson } from './notice-tables.js';
import { readNoticeText } from './notice-text.js';

export const noticeFormats = ['text', 'csv', 'json'] as const;

export interface Importing {
  readonly format: (typeof noticeFormats)[number];
  readonly content: string;
  /** The year where the notice does not say; left out, it is the next one. */
  readonly year?: number | undefined;
  readonly source?: string | undefined;
}

/** One day that the import changes. */
export interface DayChange {
  readonly date: string;
  readonly from: DayKind;
  readonly to: DayKind;
}

export interface CalendarImport {
  readonly year: number;
  readonly calendar: Calendar;
  readonly changes: readonly DayChange[];
  readonly warnings: readonly Label[];
  /** Why it cannot be applied; empty when it can. */
  readonly faults: readonly Label[];
}

/** What a calendar becomes by a year's notice, with all that is strange about it. */
export const importNotice = (calendar: Calendar, asked: Importing, now: Instant): CalendarImport => {
  const next = shanghai(now).year + 1;
  const read = readers[asked.format](asked.content, asked.year ?? next);
  const year = asked.year ?? read.year ?? commonYear(read.days) ?? next;
  const source = asked.source ?? read.source ?? '管理员导入';
  const others = [...new Set(read.days.map(({ day }) => dateParts(day).year))].filter(
    (other) => other !== year,
  );
  const imported: Calendar = {
    years: {
      ...calendar.years,
      ...Object.fromEntries(others.map((other) => [other, merged(calendar, other, read.days)])),
      [year]: yearOf(read.days, year, source),
    },
  };
  const faults = faultsOf(read, year);
  return {
    year,
    calendar: imported,
    changes: faults.length > 0 ? [] : changesIn(calendar, imported, [year, ...others]),
    warnings: [...read.warnings, ...doubts(calendar, { read, year, next })],
    faults,
  };
};

const readers: Readonly<Record<Importing['format'], (content: string, year: number) => ReadNotice>> = {
  text: readNoticeText,
  csv: readNoticeCsv,
  json: readNoticeJson,
};

const commonYear = (days: readonly NoticeDay[]): number | null => {
  const years = days.map(({ day }) => dateParts(day).year).sort((a, b) => a - b);
  return years[Math.floor(years.length / 2)] ?? null;
};

/** A holiday over New Year is announced with one of its years; the other keeps what it had. */
const merged = (calendar: Calendar, year: number, days: readonly NoticeDay[]) => {
  const known = calendar.years[year];
  const first = dayNumber({ year, month: 1, day: 1 });
  const end = dayNumber({ year: year + 1, month: 1, day: 1 });
  const had: NoticeDay[] = [];
  for (let day = first; day < end; day += 1) {
    const kind = dayKind(calendar, dateOf(day));
    if (kind.kind === 'holiday') had.push({ day, kind: 'off', name: kind.name ?? '' });
    if (kind.kind === 'make-up-workday') had.push({ day, kind: 'work', name: '' });
  }
  const own = days.filter(({ day }) => day >= first && day < end);
  const kept = had.filter(({ day }) => !own.some((said) => said.day === day));
  return {
    ...yearOf([...kept, ...own], year, known?.source ?? '管理员导入'),
    status: known?.status ?? ('provisional' as const),
  };
};

const changesIn = (before: Calendar, after: Calendar, years: readonly number[]): readonly DayChange[] =>
  years.flatMap((year) => {
    const found: DayChange[] = [];
    const end = dayNumber({ year: year + 1, month: 1, day: 1 });
    for (let day = dayNumber({ year, month: 1, day: 1 }); day < end; day += 1) {
      const date = dateOf(day);
      const [from, to] = [dayKind(before, date), dayKind(after, date)];
      if (from.kind !== to.kind || from.name !== to.name) found.push({ date, from, to });
    }
    return found;
  });

const faultsOf = ({ days }: ReadNotice, year: number): readonly Label[] => {
  const own = days.filter(({ day }) => dateParts(day).year === year);
  if (!own.some(({ kind }) => kind === 'off'))
    return [
      {
        'zh-CN': `没有读到 ${year} 年的放假日期。`,
        en: `No holidays of ${year} were found in it.`,
      },
    ];
  const offDays = new Set(days.filter(({ kind }) => kind === 'off').map(({ day }) => day));
  const workDays = days.filter(({ kind }) => kind === 'work');
  return [
    ...workDays
      .filter(({ day }) => offDays.has(day))
      .map(({ day }) => ({
        'zh-CN': `${dateOf(day)} 既放假又上班。`,
        en: `${dateOf(day)} is both off and worked.`,
      })),
    ...workDays
      .filter(({ day }) => !isWeekend(day))
      .map(({ day }) => ({
        'zh-CN': `调休上班日 ${dateOf(day)} 不是周六或周日。`,
        en: `Make-up working day ${dateOf(day)} is not a Saturday or Sunday.`,
      })),
  ];
};

/** The seven holidays that every notice arranges. */
const holidays = ['元旦', '春节', '清明', '劳动', '端午', '中秋', '国庆'];

const doubts = (
  calendar: Calendar,
  { read, year, next }: { readonly read: ReadNotice; readonly year: number; readonly next: number },
): readonly Label[] => {
  const own = read.days.filter(({ day, kind }) => kind === 'off' && dateParts(day).year === year);
  const known = calendar.years[year];
  const missing = holidays.filter((name) => !own.some((said) => said.name.includes(name)));
  const off = new Set(own.map(({ day }) => day));
  const first = dayNumber({ year, month: 1, day: 1 });
  const end = dayNumber({ year: year + 1, month: 1, day: 1 });
  const lost: Label[] = [];
  for (let day = first; day < end; day += 1) {
    const before = dayKind(calendar, dateOf(day));
    if (known?.status === 'provisional' && before.kind === 'holiday' && !off.has(day))
      lost.push({
        'zh-CN': `${dateOf(day)}（${before.name}）是法定节假日，通知中却没有放假。`,
        en: `${dateOf(day)} (${before.name}) is a statutory holiday, yet the notice does not have it off.`,
      });
  }
  return [
    ...(known?.status === 'announced'
      ? [
          {
            'zh-CN': `${year} 年已有公布的安排（${known.source}），将被替换。`,
            en: `${year} is announced already (${known.source}) and will be replaced.`,
          },
        ]
      : []),
    ...(year > next || year < next - 1
      ? [{ 'zh-CN': `${year} 年不是今年或明年。`, en: `${year} is neither this year nor the next.` }]
      : []),
    ...(own.length > 0 && missing.length > 0
      ? [
          {
            'zh-CN': `没有读到：${missing.join('、')}。`,
            en: `Not found in it: ${missing.join(', ')}.`,
          },
        ]
      : []),
    ...lost,
  ];
};
