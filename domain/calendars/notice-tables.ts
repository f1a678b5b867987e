import type { Label } from '../words.js';
import { readDate, type NoticeDay, type ReadNotice } from './notice-days.js';

const kinds: Readonly<Record<string, NoticeDay['kind']>> = {
  off: 'off',
  holiday: 'off',
  放假: 'off',
  休: 'off',
  work: 'work',
  workday: 'work',
  上班: 'work',
  班: 'work',
};

/** Lines of date, kind and name: `2027-01-01,off,元旦`; a first line of headings is passed over. */
export const readNoticeCsv = (text: string): ReadNotice => {
  const lines = text
    .replace(/^\uFEFF/u, '')
    .split(/\r?\n/u)
    .map((line) => line.split(/[,\t]/u).map((cell) => cell.trim().replaceAll(/^"|"$/gu, '')))
    .filter((cells) => cells.some((cell) => cell !== ''));
  const isHeading =
    lines[0] !== undefined && readDate(lines[0][0] ?? '') === null && !/\d/u.test(lines[0][0] ?? '');
  return daysOf(
    (isHeading ? lines.slice(1) : lines).map(([date = '', kind = '', name = '']) => ({
      date,
      kind: kinds[kind.toLowerCase()],
      name,
      written: [date, kind, name].join(','),
    })),
  );
};

/** `{year?, source?, days: [{date, kind | isOffDay, name}]}`, as public lists of holidays write it too. */
export const readNoticeJson = (text: string): ReadNotice => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = null;
  }
  const { days, year, source } = (parsed ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(days))
    return {
      days: [],
      year: null,
      source: null,
      warnings: [
        {
          'zh-CN': '不是含有 days 列表的 JSON。',
          en: 'This is no JSON with a list of days.',
        },
      ],
    };
  const read = daysOf(
    (days as unknown[]).map((row) => {
      const { date, kind, isOffDay, name } = (row ?? {}) as Readonly<Record<string, unknown>>;
      const said = typeof kind === 'string' ? kinds[kind.toLowerCase()] : undefined;
      return {
        date: String(date),
        kind: typeof isOffDay === 'boolean' ? (isOffDay ? 'off' : 'work') : said,
        name: typeof name === 'string' ? name : '',
        written: JSON.stringify(row),
      };
    }),
  );
  return {
    ...read,
    year: typeof year === 'number' ? year : read.year,
    source: typeof source === 'string' ? source : null,
  };
};

const daysOf = (
  rows: readonly {
    readonly date: string;
    readonly kind: NoticeDay['kind'] | undefined;
    readonly name: string;
    readonly written: string;
  }[],
): ReadNotice => {
  const warnings: Label[] = [];
  const days = rows.flatMap(({ date, kind, name, written }): readonly NoticeDay[] => {
    const day = readDate(date);
    if (day !== null && kind !== undefined)
      return [{ day, kind, name: kind === 'off' ? name || '放假' : '' }];
    warnings.push({
      'zh-CN': `没有读懂：“${written.slice(0, 80)}”。`,
      en: `Not understood: "${written.slice(0, 80)}".`,
    });
    return [];
  });
  return { days, year: null, source: null, warnings };
};
