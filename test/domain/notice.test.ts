import { describe, expect, test } from '@jest/globals';
import { LegalHoliday } from 'tyme4ts';
import { calendarSchema, dayKind, type Calendar } from '../../domain/calendar.js';
import { chinaCalendar } from '../../domain/calendars/china.js';
import { importNotice } from '../../domain/calendars/import.js';
import { instant } from './desk.js';

const november = instant('2026-11-20T10:00:00+08:00');
const without = (...years: readonly number[]): Calendar => ({
  years: Object.fromEntries(
    Object.entries(chinaCalendar.years).filter(([year]) => !years.includes(Number(year))),
  ),
});

/** As published. */
const notice2026 = `国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。`;

const notice2025 = `国务院办公厅关于2025年部分节假日安排的通知 国办发明电〔2024〕12号
一、元旦：1月1日（周三）放假1天，不调休。二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。三、清明节：4月4日（周五）至6日（周日）放假，共3天。四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。`;

/** An invented one, with the dates that 2027 will have for certain. */
const invented2027 = `关于2027年部分节假日安排的通知 国办发明电〔2026〕99号
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。2月14日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日（周三）放假。
六、中秋节：9月15日（周三）放假。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。`;

const days = (calendar: Calendar, year: number): readonly string[] => {
  const found: string[] = [];
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += 864e5) {
    const date = new Date(at).toISOString().slice(0, 10);
    found.push(`${date} ${dayKind(calendar, date).working}`);
  }
  return found;
};

/** As an independent library has it. */
const isWorked = (date: string): boolean => {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const legal = LegalHoliday.fromYmd(year, month, day);
  return legal === null ? new Date(`${date}T00:00:00Z`).getUTCDay() % 6 !== 0 : legal.isWork();
};

describe('a pasted notice', () => {
  test.each([
    [2025, notice2025],
    [2026, notice2026],
  ])(
    'of %i gives the year as it stands in the calendar, day by day, and as an independent library has it',
    (year, text) => {
      const read = importNotice(
        without(year),
        { format: 'text', content: text },
        instant(`${year - 1}-11-20T10:00:00+08:00`),
      );
      expect([read.year, read.faults, read.warnings]).toEqual([year, [], []]);
      expect(days(read.calendar, year)).toEqual(days(chinaCalendar, year));
      expect(read.calendar.years[year]?.source).toBe(chinaCalendar.years[year]?.source);
      expect(calendarSchema.safeParse(read.calendar).success).toBe(true);
      expect(days(read.calendar, year)).toEqual(
        days(read.calendar, year).map((line) => `${line.slice(0, 10)} ${isWorked(line.slice(0, 10))}`),
      );
    },
  );

  test('in November for the next year turns provisional days into announced ones and says what changes', () => {
    const read = importNotice(chinaCalendar, { format: 'text', content: invented2027 }, november);
    expect([read.year, read.faults, read.warnings]).toEqual([2027, [], []]);
    expect(read.calendar.years['2027']?.status).toBe('announced');
    expect(read.calendar.years['2026']).toEqual(chinaCalendar.years['2026']);
    const kinds = read.changes.map(({ date, from, to }) => `${date} ${from.kind} ${to.kind}`);
    expect(kinds).toContain('2027-02-14 weekend make-up-workday');
    expect(kinds).toContain('2027-10-05 workday holiday');
    expect(kinds).not.toContain('2027-06-09 holiday holiday');
    expect(read.changes.every(({ date }) => date.startsWith('2027'))).toBe(true);
  });

  test('over New Year belongs to both years, and what the other year had stays', () => {
    const read = importNotice(
      chinaCalendar,
      {
        format: 'text',
        content: '一、元旦：2026年12月31日（周四）至2027年1月2日（周六）放假调休，共3天。',
        year: 2027,
      },
      november,
    );
    expect(read.calendar.years['2026']?.off).toEqual([
      ...(chinaCalendar.years['2026']?.off ?? []),
      '12-31 元旦',
    ]);
    expect(read.calendar.years['2026']?.work).toEqual(chinaCalendar.years['2026']?.work);
    expect(read.calendar.years['2027']?.off).toEqual(['01-01..01-02 元旦']);
    expect(dayKind(read.calendar, '2026-12-31').name).toBe('元旦');
  });

  test('warns of weekdays and counts that do not fit, days that are not there, and holidays that are missing', () => {
    const content = `一、元旦：1月1日（周四）至3日放假，共4天。
四、劳动节：5月1日至5日放假调休，共5天。4月31日（周日）上班。`;
    const read = importNotice(chinaCalendar, { format: 'text', content }, november);
    const said = read.warnings.map((warning) => warning.en).join('\n');
    expect(said).toContain('2027-01-01 is not the weekday');
    expect(said).toContain('4 days, 3 were read');
    expect(said).toContain('no such day: "4月31日');
    expect(said).toContain('Not found in it: 春节, 清明, 端午, 中秋, 国庆.');
    expect(said).toContain('2027-04-05 (清明) is a statutory holiday');
  });

  test('cannot be applied without holidays, or with a make-up day in the week', () => {
    const nothing = importNotice(chinaCalendar, { format: 'text', content: '放假通知' }, november);
    expect(nothing.faults).toHaveLength(1);
    const content = '国庆节：10月1日至7日放假调休，共7天。10月11日（周一）上班。';
    const busy = importNotice(chinaCalendar, { format: 'text', content }, november);
    expect(busy.faults.map((fault) => fault.en)).toEqual([
      'Make-up working day 2027-10-11 is not a Saturday or Sunday.',
    ]);
  });
});

describe('tables', () => {
  test('CSV and JSON say the same as the text', () => {
    const text = importNotice(chinaCalendar, { format: 'text', content: invented2027 }, november).calendar;
    const rows = Object.entries({
      off: text.years['2027']?.off ?? [],
      work: text.years['2027']?.work ?? [],
    }).flatMap(([kind, lines]) =>
      lines.flatMap((line) => {
        const [span = '', name = ''] = line.split(' ');
        const [first = '', last = first] = span.split('..');
        const found: { date: string; kind: string; name: string }[] = [];
        for (let at = Date.parse(`2027-${first}`); at <= Date.parse(`2027-${last}`); at += 864e5)
          found.push({ date: new Date(at).toISOString().slice(0, 10), kind, name });
        return found;
      }),
    );
    const csv = [
      '日期,类别,名称',
      ...rows.map(
        ({ date, kind, name }) => `${date.replaceAll('-', '/')},${kind === 'off' ? '放假' : '上班'},${name}`,
      ),
    ].join('\r\n');
    const json = JSON.stringify({
      year: 2027,
      days: rows.map(({ date, kind, name }) => ({ date, name, isOffDay: kind === 'off' })),
    });
    for (const [format, content] of [
      ['csv', csv],
      ['json', json],
    ] as const) {
      const read = importNotice(
        chinaCalendar,
        { format, content, source: '国办发明电〔2026〕99号' },
        november,
      );
      expect([read.faults, read.warnings]).toEqual([[], []]);
      expect(read.calendar).toEqual(text);
    }
  });

  test('name the lines they did not understand', () => {
    const read = importNotice(
      chinaCalendar,
      { format: 'csv', content: '2027-01-01,off,元旦\n2027-02-30,off,春节' },
      november,
    );
    expect(read.warnings.map((warning) => warning.en).join()).toContain('2027-02-30,off,春节');
    expect(importNotice(chinaCalendar, { format: 'json', content: '[' }, november).faults).toHaveLength(1);
  });
});
