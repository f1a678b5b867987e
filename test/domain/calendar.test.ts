import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LegalHoliday, LunarDay, SolarTerm } from 'tyme4ts';
import type { BusinessHours, Calendar } from '../../domain/calendar.js';
import {
  addSpan,
  advance,
  calendarSchema,
  countedMs,
  dayKind,
  hoursSchema,
  isWorkingDay,
  segments,
  uncertainYears,
} from '../../domain/calendar.js';
import { chinaCalendar } from '../../domain/calendars/china.js';
import { lastInstant, parseInstant, rfc3339 } from '../../domain/instant.js';
import type { Counts, Span } from '../../domain/span.js';

const office = week([
  ['09:00', '12:00'],
  ['13:30', '18:00'],
]);
const oddHours: BusinessHours = {
  days: {
    mon: [],
    tue: [['00:00', '24:00']],
    wed: [
      ['08:00', '08:01'],
      ['08:01', '12:00'],
      ['20:15', '24:00'],
    ],
    thu: [['00:00', '06:30']],
    fri: [
      ['10:00', '11:00'],
      ['12:00', '13:00'],
      ['14:00', '15:00'],
    ],
  },
};
const dayShift = week([['08:30', '17:30']]);

function week(day: [string, string][]): BusinessHours {
  return { days: { mon: day, tue: day, wed: day, thu: day, fri: day } };
}

function at(text: string): number {
  const instant = parseInstant(`${text.replace(' ', 'T')}:00+08:00`);
  if (instant === null) throw new Error(`not a time: ${text}`);
  return instant;
}

const clock = (instant: number): string => rfc3339(instant).slice(0, 16).replace('T', ' ');
const isoDate = (utcDay: number): string => new Date(utcDay * 864e5).toISOString().slice(0, 10);
const daysOf = (year: number): string[] => {
  const [first, next] = [Date.UTC(year, 0, 1) / 864e5, Date.UTC(year + 1, 0, 1) / 864e5];
  return Array.from({ length: next - first }, (_, i) => isoDate(first + i));
};

/** The data of chinese-days, not its functions: those shift every date by a day on a machine west of Greenwich. */
const { holidays, workdays } = createRequire(import.meta.url)(
  'chinese-days/dist/chinese-days.json',
) as Record<'holidays' | 'workdays', Record<string, string>>;
const weekdayIn = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay();
const isWeekend = (date: string): boolean => weekdayIn(date) % 6 === 0;
const announcedWork = (date: string): boolean => date in workdays || !(date in holidays || isWeekend(date));

describe('the announced years', () => {
  test.each([2025, 2026])('%i is as chinese-days has it, day by day', (year) => {
    for (const date of daysOf(year)) {
      const name = holidays[date]?.split(',')[1];
      const ordinary = isWeekend(date)
        ? { working: false, kind: 'weekend', yearStatus: 'announced' }
        : { working: true, kind: 'workday', yearStatus: 'announced' };
      const exception =
        name === undefined
          ? { working: true, kind: 'make-up-workday', yearStatus: 'announced' }
          : { working: false, kind: 'holiday', name, yearStatus: 'announced' };
      const expected = name === undefined && !(date in workdays) ? ordinary : exception;
      expect({ date, ...dayKind(chinaCalendar, date) }).toEqual({ date, ...expected });
      expect(isWorkingDay(chinaCalendar, date)).toBe(announcedWork(date));
    }
  });

  test.each([2025, 2026])('%i is as tyme4ts has it, day by day', (year) => {
    for (const date of daysOf(year)) {
      const [, month, day] = date.split('-').map(Number) as [number, number, number];
      const legal = LegalHoliday.fromYmd(year, month, day);
      const working = legal === null ? !isWeekend(date) : legal.isWork();
      expect({ date, working: isWorkingDay(chinaCalendar, date) }).toEqual({ date, working });
    }
  });

  test('hold every statutory day, and name the notice', () => {
    for (const year of [2025, 2026]) {
      for (const [date] of statutoryDays(year)) expect(dayKind(chinaCalendar, date).kind).toBe('holiday');
      expect(chinaCalendar.years[year]?.source).toMatch(new RegExp(`^国办发明电〔${year - 1}〕\\d+号$`));
    }
  });
});

/** The 13 days of 全国年节及纪念日放假办法 (2024), article 2, from tyme4ts. */
function statutoryDays(year: number): Map<string, string> {
  const solar = (day: { getYear(): number; getMonth(): number; getDay(): number }): string =>
    isoDate(Date.UTC(day.getYear(), day.getMonth() - 1, day.getDay()) / 864e5);
  const newYear = LunarDay.fromYmd(year, 1, 1);
  return new Map([
    [`${year}-01-01`, '元旦'],
    ...[-1, 0, 1, 2].map((offset): [string, string] => [solar(newYear.next(offset).getSolarDay()), '春节']),
    [solar(SolarTerm.fromName(year, '清明').getJulianDay().getSolarDay()), '清明'],
    [`${year}-05-01`, '劳动节'],
    [`${year}-05-02`, '劳动节'],
    [solar(LunarDay.fromYmd(year, 5, 5).getSolarDay()), '端午'],
    [solar(LunarDay.fromYmd(year, 8, 15).getSolarDay()), '中秋'],
    [`${year}-10-01`, '国庆节'],
    [`${year}-10-02`, '国庆节'],
    [`${year}-10-03`, '国庆节'],
  ]);
}

describe('the years that are not announced', () => {
  test('2027 has the statutory days of tyme4ts and no make-up day', () => {
    const statutory = statutoryDays(2027);
    expect(statutory.size).toBe(13);
    for (const date of daysOf(2027)) {
      const weekend = isWeekend(date);
      const name = statutory.get(date);
      expect({ date, ...dayKind(chinaCalendar, date) }).toEqual(
        name === undefined
          ? { date, working: !weekend, kind: weekend ? 'weekend' : 'workday', yearStatus: 'provisional' }
          : { date, working: false, kind: 'holiday', name, yearStatus: 'provisional' },
      );
    }
    // ICU 78 has 初一 of this year a day late.
    expect(dayKind(chinaCalendar, '2027-02-05')).toMatchObject({ name: '春节' });
    expect(dayKind(chinaCalendar, '2027-02-09')).toMatchObject({ kind: 'workday' });
  });

  test('a year that is not listed is Monday to Friday, and says so', () => {
    expect(dayKind(chinaCalendar, '2028-01-03')).toEqual({
      working: true,
      kind: 'workday',
      yearStatus: 'missing',
    });
    expect(dayKind(chinaCalendar, '2028-01-01')).toEqual({
      working: false,
      kind: 'weekend',
      yearStatus: 'missing',
    });
    expect(dayKind(chinaCalendar, '2024-10-01')).toEqual({
      working: true,
      kind: 'workday',
      yearStatus: 'missing',
    });
    expect(() => dayKind(chinaCalendar, '2026-02-29')).toThrow('not a date: 2026-02-29');
  });

  test('uncertainYears names each once', () => {
    expect(uncertainYears(chinaCalendar, at('2025-03-01 00:00'), at('2026-12-31 23:59'))).toEqual([]);
    expect(uncertainYears(chinaCalendar, at('2026-12-30 00:00'), at('2027-01-01 00:00'))).toEqual([]);
    expect(uncertainYears(chinaCalendar, at('2026-12-30 00:00'), at('2027-01-01 00:01'))).toEqual([
      { year: 2027, status: 'provisional' },
    ]);
    expect(uncertainYears(chinaCalendar, at('2024-12-31 23:59'), at('2029-01-01 00:00'))).toEqual([
      { year: 2024, status: 'missing' },
      { year: 2027, status: 'provisional' },
      { year: 2028, status: 'missing' },
    ]);
    expect(uncertainYears(chinaCalendar, at('2027-01-01 00:00'), at('2027-01-01 00:00'))).toHaveLength(1);
    expect(
      uncertainYears(chinaCalendar, at('2026-01-01 00:00'), Number.MAX_SAFE_INTEGER).length,
    ).toBeLessThan(8000);
  });
});

describe('due times', () => {
  test.each([
    // an ordinary week
    ['2026-11-24 10:00', '1 wd', '2026-11-25 10:00'],
    ['2026-11-27 15:00', '1 wd', '2026-11-30 15:00'],
    ['2026-11-27 15:00', '3 wd', '2026-12-02 15:00'],
    ['2026-11-28 15:00', '1 wd', '2026-12-01 00:00'],
    ['2026-11-28 00:00', '1 wd', '2026-12-01 00:00'],
    ['2026-11-27 00:00', '1 wd', '2026-11-28 00:00'],
    ['2026-11-27 23:59', '1 wd', '2026-11-30 23:59'],
    ['2026-11-27 12:00', '0.5 wd', '2026-11-28 00:00'],
    ['2026-11-27 12:01', '0.5 wd', '2026-11-30 00:01'],
    // National Day: off 10-01 to 10-07, Saturday 10-10 is worked
    ['2026-09-30 17:00', '1 wd', '2026-10-08 17:00'],
    ['2026-09-30 17:00', '2 wd', '2026-10-09 17:00'],
    ['2026-09-30 17:00', '3 wd', '2026-10-10 17:00'],
    ['2026-09-30 17:00', '4 wd', '2026-10-12 17:00'],
    ['2026-10-03 11:00', '3 wd', '2026-10-11 00:00'],
    ['2026-10-10 09:00', '1 wd', '2026-10-12 09:00'],
    // Spring Festival: Saturday 02-14 is worked, off 02-15 to 02-23, Saturday 02-28 is worked
    ['2026-02-13 16:00', '1 wd', '2026-02-14 16:00'],
    ['2026-02-13 16:00', '3 wd', '2026-02-25 16:00'],
    ['2026-02-14 16:00', '1 wd', '2026-02-24 16:00'],
    ['2026-02-17 08:00', '1 wd', '2026-02-25 00:00'],
    ['2026-02-26 10:00', '3 wd', '2026-03-02 10:00'],
    // New Year: 2025 into 2026; Sunday 2026-01-04 is worked
    ['2025-12-31 10:00', '1 wd', '2026-01-04 10:00'],
    ['2025-12-31 10:00', '3 wd', '2026-01-06 10:00'],
    // into a provisional year
    ['2026-12-31 10:00', '1 wd', '2027-01-04 10:00'],
    // business hours 9–12 and 13:30–18
    ['2026-11-24 09:00', '3 bh', '2026-11-24 12:00'],
    ['2026-11-24 12:00', '1 bh', '2026-11-24 14:30'],
    ['2026-11-24 11:30', '1 bh', '2026-11-24 14:00'],
    ['2026-11-24 12:45', '1 bh', '2026-11-24 14:30'],
    ['2026-11-24 09:00', '7.5 bh', '2026-11-24 18:00'],
    ['2026-11-24 18:00', '1 bh', '2026-11-25 10:00'],
    ['2026-11-24 07:00', '8 bh', '2026-11-25 09:30'],
    ['2026-11-27 17:30', '1 bh', '2026-11-30 09:30'],
    ['2026-09-30 17:30', '1 bh', '2026-10-08 09:30'],
    ['2026-10-09 17:30', '1 bh', '2026-10-10 09:30'],
    ['2026-10-10 17:30', '1 bh', '2026-10-12 09:30'],
    // the clock does not care
    ['2026-09-30 17:00', '24 h', '2026-10-01 17:00'],
    ['2026-09-30 23:50', '15 min', '2026-10-01 00:05'],
    ['2026-09-30 17:00', '7 d', '2026-10-07 17:00'],
    // nothing to wait for
    ['2026-10-01 17:00', '0 wd', '2026-10-01 17:00'],
  ] as const)('%s + %s = %s', (from, span, due) => {
    expect(clock(addSpan(chinaCalendar, office, at(from), span))).toBe(due);
  });

  test('a make-up working day has the hours of Monday, or of the first weekday with hours', () => {
    const shortFriday = { days: { ...office.days, fri: [['09:00', '12:00']] } } as const;
    expect(clock(addSpan(chinaCalendar, shortFriday, at('2026-10-10 00:00'), '7.5 bh'))).toBe(
      '2026-10-10 18:00',
    );
    expect(clock(addSpan(chinaCalendar, oddHours, at('2026-10-10 00:00'), '20 bh'))).toBe('2026-10-10 20:00');
  });

  test('without hours a working day is open all day', () => {
    expect(clock(addSpan(chinaCalendar, null, at('2026-09-30 17:00'), '24 bh'))).toBe('2026-10-08 17:00');
  });
});

/**
 * The oracle: has each day from chinese-days and tyme4ts, then walks minute by minute. It shares no code with the
 * calendar but the text of the hours.
 */
const provisionalDays = statutoryDays(2027);
const oracleFirstDay = Date.UTC(2024, 11, 1) / 864e5;
const oracleDays = Array.from({ length: 365 * 5 }, (_, i) => {
  const date = isoDate(oracleFirstDay + i);
  const year = Number(date.slice(0, 4));
  const [weekday, ordinary] = [weekdayIn(date), !isWeekend(date)];
  if (year === 2025 || year === 2026) return { weekday, ordinary, working: announcedWork(date) };
  return { weekday, ordinary, working: ordinary && !(year === 2027 && provisionalDays.has(date)) };
});

function createOracle(hours: BusinessHours, counts: Counts): (minute: number) => boolean {
  const open = (['mon', 'tue', 'wed', 'thu', 'fri'] as const).map((name) => {
    const minutes = new Uint8Array(1440);
    for (const [from, to] of hours.days[name]) {
      const [start = 0, end = 0] = [from, to].map(
        (text) => Number(text.split(':')[0]) * 60 + Number(text.split(':')[1]),
      );
      minutes.fill(1, start, end);
    }
    return minutes;
  });
  const makeUp = open.find((minutes) => minutes.includes(1));
  return (minute) => {
    if (counts === 'clock') return true;
    const day = oracleDays[(minute / 1440) | 0];
    if (day === undefined) throw new Error('the oracle ends here');
    if (!day.working || counts === 'working-days') return day.working;
    return (day.ordinary ? open[day.weekday - 1] : makeUp)?.[minute % 1440] === 1;
  };
}

const oracleStart = at('2024-12-01 00:00');
const instantOf = (minute: number): number => oracleStart + minute * 60_000;
const minuteOf = (text: string): number => (at(text) - oracleStart) / 60_000;

const edgeDates = [
  '2024-12-31',
  '2025-01-01',
  '2025-01-26',
  '2025-01-27',
  '2025-02-04',
  '2025-02-08',
  '2025-09-28',
  '2025-10-08',
  '2025-10-11',
  '2025-12-31',
  '2026-01-02',
  '2026-01-04',
  '2026-02-13',
  '2026-02-14',
  '2026-02-15',
  '2026-02-18',
  '2026-02-23',
  '2026-02-27',
  '2026-02-28',
  '2026-04-30',
  '2026-05-09',
  '2026-06-19',
  '2026-09-20',
  '2026-09-25',
  '2026-09-30',
  '2026-10-01',
  '2026-10-07',
  '2026-10-09',
  '2026-10-10',
  '2026-10-11',
  '2026-12-31',
  '2027-02-04',
  '2027-02-07',
  '2027-12-31',
  '2028-01-01',
  '2028-02-29',
];
const edgeTimes = [
  '00:00',
  '06:30',
  '08:00',
  '08:59',
  '09:00',
  '09:01',
  '11:59',
  '12:00',
  '12:30',
  '13:30',
  '18:00',
  '18:01',
  '23:59',
];
const aMinute = fc.oneof(
  fc.integer({ min: minuteOf('2024-12-25 00:00'), max: minuteOf('2028-03-01 00:00') }),
  fc
    .tuple(fc.constantFrom(...edgeDates), fc.constantFrom(...edgeTimes))
    .map(([date, time]) => minuteOf(`${date} ${time}`)),
);
const someHours = fc.constantFrom(office, oddHours, dayShift);
const counts = fc.constantFrom<Counts[]>('clock', 'working-days', 'business-hours');
const minutesIn = { clock: 15_000, 'working-days': 15_000, 'business-hours': 5_000 } as const;
const unitOf = { clock: 'min', 'working-days': 'wd', 'business-hours': 'bh' } as const;
const minutesPer = { clock: 1, 'working-days': 1440, 'business-hours': 60 } as const;
const aLength = fc
  .oneof(fc.integer({ min: 1, max: 1000 }), fc.constantFrom(48, 96, 144, 192, 480))
  .map((n) => n / 1000);

describe('against the oracle', () => {
  test('addSpan, 4,000 cases', () => {
    fc.assert(
      fc.property(
        fc.record({ from: aMinute, hours: someHours, kind: counts, share: aLength }),
        ({ from, hours, kind, share }) => {
          const wanted = Math.ceil(share * minutesIn[kind]);
          const isOpen = createOracle(hours, kind);
          let due = from;
          for (let left = wanted; left > 0; due++) if (isOpen(due)) left--;
          const span: Span = `${Number((wanted / minutesPer[kind]).toFixed(9))} ${unitOf[kind]}`;
          expect(clock(addSpan(chinaCalendar, hours, instantOf(from), span))).toBe(clock(instantOf(due)));
        },
      ),
      { numRuns: 4000 },
    );
  });

  test('countedMs and segments, 4,000 cases', () => {
    fc.assert(
      fc.property(
        fc.record({
          from: aMinute,
          hours: someHours,
          kind: counts,
          length: fc.integer({ min: 0, max: 30_000 }),
        }),
        ({ from, hours, kind, length }) => {
          const isOpen = createOracle(hours, kind);
          const [start, end] = [instantOf(from), instantOf(from + length)];
          let open = 0;
          for (let minute = from; minute < from + length; minute++) if (isOpen(minute)) open++;
          expect(countedMs(chinaCalendar, hours, start, end, kind)).toBe(open * 60_000);
          expect(countedMs(chinaCalendar, hours, end, start, kind) + open * 60_000).toBe(0);

          const parts = segments(chinaCalendar, hours, start, end, kind);
          let reached = from;
          for (const part of parts) {
            if (part.from !== instantOf(reached) || part.to <= part.from)
              throw new Error(`a gap before ${clock(part.from)}`);
            for (; instantOf(reached) < part.to; reached++) {
              if (isOpen(reached) !== (part.kind === 'running'))
                throw new Error(`${clock(instantOf(reached))} is not ${part.kind}`);
            }
          }
          expect(reached).toBe(from + length);
        },
      ),
      { numRuns: 4000 },
    );
  });

  test('ten years, day by day, over missing years', () => {
    const working = (day: number): boolean => {
      const date = isoDate(day);
      if (date < '2028' && date >= '2025') return oracleDays[day - oracleFirstDay]?.working ?? false;
      return new Date(day * 864e5).getUTCDay() % 6 !== 0;
    };
    for (const [date, days] of [
      ['2025-01-01', 2500],
      ['2026-06-19', 3660],
      ['2015-03-03', 3660],
      ['2027-12-31', 1],
    ] as const) {
      let day =
        Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8))) / 864e5;
      for (let left: number = days; left > 0; day++) if (working(day)) left--;
      const due = addSpan(chinaCalendar, office, at(`${date} 00:00`), `${days} wd`);
      expect(clock(due)).toBe(`${isoDate(day)} 00:00`);
      expect(countedMs(chinaCalendar, office, at(`${date} 00:00`), due, 'working-days')).toBe(days * 864e5);
    }
  });
});

describe('laws', () => {
  const anInstant = fc.integer({ min: at('2023-01-01 00:00'), max: at('2031-01-01 00:00') });
  const length = fc.integer({ min: 1, max: 400 * 864e5 });

  test('countedMs undoes advance to the millisecond, and advance finds the earliest such moment', () => {
    fc.assert(
      fc.property(
        fc.record({ from: anInstant, ms: length, hours: someHours, kind: counts }),
        ({ from, ms, hours, kind }) => {
          const due = advance(chinaCalendar, hours, from, ms, kind);
          expect(countedMs(chinaCalendar, hours, from, due, kind)).toBe(ms);
          expect(countedMs(chinaCalendar, hours, from, due - 1, kind)).toBe(ms - 1);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('periods that join add up, in any order; advancing twice is advancing once', () => {
    fc.assert(
      fc.property(
        fc.record({ a: anInstant, b: anInstant, c: anInstant, ms: length, hours: someHours, kind: counts }),
        ({ a, b, c, ms, hours, kind }) => {
          const counted = (from: number, to: number): number =>
            countedMs(chinaCalendar, hours, from, to, kind);
          expect(counted(a, b) + counted(b, c)).toBe(counted(a, c));
          const half = advance(chinaCalendar, hours, a, Math.ceil(ms / 2), kind);
          expect(advance(chinaCalendar, hours, half, Math.floor(ms / 2), kind)).toBe(
            advance(chinaCalendar, hours, a, ms, kind),
          );
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('running segments add up to countedMs, and neighbours differ', () => {
    fc.assert(
      fc.property(
        fc.record({ from: anInstant, ms: length, hours: someHours, kind: counts }),
        ({ from, ms, hours, kind }) => {
          const parts = segments(chinaCalendar, hours, from, from + ms, kind);
          const running = parts
            .filter((part) => part.kind === 'running')
            .reduce((sum, part) => sum + part.to - part.from, 0);
          expect(running).toBe(countedMs(chinaCalendar, hours, from, from + ms, kind));
          expect(parts.reduce((sum, part) => sum + part.to - part.from, 0)).toBe(ms);
          expect(
            parts.filter((part, i) => part.kind === parts[i - 1]?.kind && part.name === parts[i - 1]?.name),
          ).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('segments', () => {
  const shown = (from: string, to: string, kind: Counts): string[] =>
    segments(chinaCalendar, office, at(from), at(to), kind).map((part) =>
      [clock(part.from).slice(5), clock(part.to).slice(5), part.kind, part.name].filter(Boolean).join(' '),
    );

  test('explain working days over a holiday and a make-up Saturday', () => {
    expect(shown('2026-09-30 17:00', '2026-10-12 17:00', 'working-days')).toEqual([
      '09-30 17:00 10-01 00:00 running',
      '10-01 00:00 10-08 00:00 holiday 国庆节',
      '10-08 00:00 10-11 00:00 running',
      '10-11 00:00 10-12 00:00 weekend',
      '10-12 00:00 10-12 17:00 running',
    ]);
  });

  test('tell one holiday from the next', () => {
    expect(shown('2025-10-05 12:00', '2025-10-09 00:00', 'business-hours')).toEqual([
      '10-05 12:00 10-06 00:00 holiday 国庆节',
      '10-06 00:00 10-07 00:00 holiday 中秋',
      '10-07 00:00 10-09 00:00 holiday 国庆节',
    ]);
  });

  test('explain business hours over lunch, night and weekend', () => {
    expect(shown('2026-11-27 11:00', '2026-11-30 10:00', 'business-hours')).toEqual([
      '11-27 11:00 11-27 12:00 running',
      '11-27 12:00 11-27 13:30 off-hours',
      '11-27 13:30 11-27 18:00 running',
      '11-27 18:00 11-28 00:00 off-hours',
      '11-28 00:00 11-30 00:00 weekend',
      '11-30 00:00 11-30 09:00 off-hours',
      '11-30 09:00 11-30 10:00 running',
    ]);
    expect(shown('2026-11-24 18:00', '2026-11-25 09:00', 'business-hours')).toEqual([
      '11-24 18:00 11-25 09:00 off-hours',
    ]);
  });

  test('the clock is one segment; no time is none', () => {
    expect(shown('2026-09-30 17:00', '2026-10-12 17:00', 'clock')).toEqual([
      '09-30 17:00 10-12 17:00 running',
    ]);
    expect(shown('2026-09-30 17:00', '2026-09-30 17:00', 'working-days')).toEqual([]);
    expect(shown('2026-10-30 17:00', '2026-09-30 17:00', 'clock')).toEqual([]);
  });
});

describe('bounds', () => {
  const shut = week([]);

  test('the far future ends at the last instant, at once', () => {
    for (const kind of ['clock', 'working-days', 'business-hours'] as const) {
      expect(advance(chinaCalendar, office, at('2026-11-24 10:00'), Number.MAX_SAFE_INTEGER, kind)).toBe(
        lastInstant,
      );
      expect(advance(chinaCalendar, office, lastInstant, 1000, kind)).toBe(lastInstant);
      expect(advance(chinaCalendar, office, lastInstant + 5, 1000, kind)).toBe(lastInstant + 5);
      expect(advance(chinaCalendar, office, at('2026-11-24 10:00'), Number.POSITIVE_INFINITY, kind)).toBe(
        lastInstant,
      );
      expect(advance(chinaCalendar, office, at('2026-11-24 10:00'), -1, kind)).toBe(at('2026-11-24 10:00'));
      expect(advance(chinaCalendar, office, at('2026-11-24 10:00'), Number.NaN, kind)).toBe(
        at('2026-11-24 10:00'),
      );
    }
    expect(clock(advance(chinaCalendar, office, at('9500-01-01 00:00'), 864e5, 'working-days'))).toMatch(
      /^9500-01-0/,
    );
    expect(advance(chinaCalendar, shut, at('2026-11-24 10:00'), 1000, 'business-hours')).toBe(lastInstant);
    expect(() => segments(chinaCalendar, office, 0, lastInstant, 'working-days')).toThrow(RangeError);
    expect(
      segments(chinaCalendar, shut, 0, 864e5, 'business-hours').every(({ kind }) => kind !== 'running'),
    ).toBe(true);
  });

  test('the distant past counts too', () => {
    const [from, to] = [at('1900-01-01 00:00'), at('2026-01-01 00:00')];
    expect(
      advance(
        chinaCalendar,
        office,
        from,
        countedMs(chinaCalendar, office, from, to, 'working-days'),
        'working-days',
      ),
    ).toBe(to);
  });
});

describe('schemas', () => {
  const year = { status: 'announced', off: ['01-01..01-03 元旦'], work: ['01-04'], source: 'notice' };
  const messages = (changes: object, name = '2026'): string[] =>
    calendarSchema
      .safeParse({ years: { [name]: { ...year, ...changes } } })
      .error?.issues.map(({ message }) => message) ?? [];

  test('our calendar passes, survives JSON and is small', () => {
    const copy: unknown = JSON.parse(JSON.stringify(chinaCalendar));
    expect(calendarSchema.parse(copy)).toEqual(chinaCalendar);
    for (const [name, listed] of Object.entries(chinaCalendar.years)) {
      expect(Buffer.byteLength(JSON.stringify({ [name]: listed }))).toBeLessThan(350);
    }
    const later = JSON.parse(JSON.stringify(chinaCalendar)) as Calendar;
    expect(addSpan(later, office, at('2025-12-31 10:00'), '300 wd')).toBe(
      addSpan(chinaCalendar, office, at('2025-12-31 10:00'), '300 wd'),
    );
  });

  test('nobody can change it', () => {
    expect(Object.isFrozen(chinaCalendar.years)).toBe(true);
    for (const listed of Object.values(chinaCalendar.years)) {
      expect([listed, listed.off, listed.work].every((part) => Object.isFrozen(part))).toBe(true);
    }
  });

  test('a calendar says what is wrong with it', () => {
    expect(messages({})).toEqual([]);
    expect(messages({ off: ['02-29 春节'] })).toEqual(['2026-02-29 is not a date']);
    expect(messages({ off: ['02-29 春节'], work: [] }, '2028')).toEqual([]);
    expect(messages({ off: ['01-03..01-01 元旦'] })).toEqual([
      'Holidays and make-up working days must not overlap or end before they begin',
    ]);
    expect(messages({ off: ['01-01..01-04 元旦'] })).toEqual([
      'Holidays and make-up working days must not overlap or end before they begin',
    ]);
    expect(messages({ work: ['01-05'] })).toEqual([
      'Make-up working day 2026-01-05 is not a Saturday or Sunday',
    ]);
    expect(messages({ off: ['01-01'] }).length).toBeGreaterThan(0);
    expect(messages({ off: ['nonsense'] }).length).toBeGreaterThan(0);
    expect(messages({ work: [4] }).length).toBeGreaterThan(0);
    expect(messages({ status: 'missing' }).length).toBeGreaterThan(0);
    expect(messages({}, '26').length).toBeGreaterThan(0);
    expect(calendarSchema.safeParse({ years: { 2026: null } }).success).toBe(false);
    expect(calendarSchema.safeParse({ years: {} }).success).toBe(true);
  });

  test('hours say what is wrong with them', () => {
    const fault = (monday: unknown): boolean =>
      !hoursSchema.safeParse({ days: { ...office.days, mon: monday } }).success;
    expect(hoursSchema.parse(office)).toEqual(office);
    expect(hoursSchema.parse(oddHours)).toEqual(oddHours);
    expect(fault([['12:00', '09:00']])).toBe(true);
    expect(fault([['09:00', '09:00']])).toBe(true);
    expect(
      fault([
        ['09:00', '12:00'],
        ['11:00', '18:00'],
      ]),
    ).toBe(true);
    expect(fault([['9:00', '12:00']])).toBe(true);
    expect(fault([['09:00', '24:01']])).toBe(true);
    expect(fault([['09:00']])).toBe(true);
    expect(hoursSchema.safeParse(week([])).success).toBe(false);
    expect(hoursSchema.safeParse({ days: { ...office.days, sat: [] } }).success).toBe(false);
  });
});
