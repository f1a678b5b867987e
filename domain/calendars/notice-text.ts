import { weekdayOf, type DayNumber } from '../instant.js';
import type { Label } from '../words.js';
import { dateOf, dayIn, type NoticeDay, type ReadNotice } from './notice-days.js';

const numeral = '[一二三四五六七八九十]{1,2}、';
const weekdays = '一二三四五六日';

/**
 * A notice of the State Council as it is pasted (国务院办公厅关于…部分节假日安排的通知): one holiday a line or all in
 * one, dates with or without their weekday. `year` is used where the text does not name one.
 */
export const readNoticeText = (text: string, year: number): ReadNotice => {
  const own = Number(/(\d{4})\s*年(?:部分)?节假日安排/u.exec(text)?.[1] ?? year);
  const days: NoticeDay[] = [];
  const warnings: Label[] = [];
  for (const { name, rest } of holidaysIn(text)) {
    for (const sentence of rest.split(/[。；;]/u)) {
      const read = readSentence(sentence, own);
      warnings.push(...read.warnings);
      if (read.days.length === 0) continue;
      if (/上班/u.test(sentence))
        days.push(...read.days.map((day) => ({ day, kind: 'work' as const, name: '' })));
      else if (/放假|补休|调休/u.test(sentence)) {
        days.push(...read.days.map((day) => ({ day, kind: 'off' as const, name })));
        warnings.push(...countWarning(sentence, name, read.days.length));
      } else warnings.push(notUnderstood(sentence));
    }
  }
  const source =
    /国办发(?:明电)?\s*[〔[（(]\s*\d{4}\s*[〕\]）)]\s*\d+\s*号/u.exec(text)?.[0].replaceAll(/\s/gu, '') ??
    null;
  return { days, year: own, source, warnings };
};

const holidaysIn = (text: string): readonly { readonly name: string; readonly rest: string }[] =>
  text
    .replaceAll(new RegExp(`(${numeral})(?=[^：:。\\n]{1,20}[：:])`, 'gu'), '\n$1')
    .split('\n')
    .flatMap((line) => {
      const found = new RegExp(
        `^\\s*(?:${numeral}|\\d{1,2}[.、])?\\s*([^：:。\\d]{1,20})[：:](.*)$`,
        'u',
      ).exec(line);
      // As the calendar has called them so far.
      const name = found?.[1]?.trim().replaceAll(/(清明|端午|中秋)节/gu, '$1');
      const rest = found?.[2];
      return name === undefined || rest === undefined || !/放假|上班|补休/u.test(rest)
        ? []
        : [{ name, rest }];
    });

/** One date, or the end of a range after 至; the month and the year may be left to what came before. */
const dateForm =
  /(至|到|—|－|-|~|～)?\s*(?:(\d{4})年)?\s*(?:(\d{1,2})月)?\s*(\d{1,2})日\s*(?:[（(]([^）)]*)[）)])?/gu;

const readSentence = (
  sentence: string,
  ownYear: number,
): { readonly days: readonly DayNumber[]; readonly warnings: readonly Label[] } => {
  const days: DayNumber[] = [];
  const warnings: Label[] = [];
  let year = ownYear;
  let month = 0;
  for (const [written, until, inYear, inMonth, dayOfMonth, aside = ''] of sentence.matchAll(dateForm)) {
    const nextMonth = Number(inMonth ?? month);
    // 12月31日至1月2日 runs into the next year.
    if (inYear !== undefined) year = Number(inYear);
    else if (until !== undefined && nextMonth < month) year += 1;
    month = nextMonth;
    const day = dayIn(year, month, Number(dayOfMonth));
    if (day === null) {
      warnings.push(noSuchDate(written));
      continue;
    }
    const said = /(?:周|星期)([一二三四五六日天])/u.exec(aside)?.[1]?.replace('天', '日');
    if (said !== undefined && weekdays.indexOf(said) !== weekdayOf(day) - 1)
      warnings.push(wrongWeekday(day, said));
    const last = days.at(-1);
    if (until !== undefined && last !== undefined)
      for (let next = last + 1; next <= day && next < last + 32; next += 1) days.push(next);
    else days.push(day);
  }
  return { days, warnings };
};

const countWarning = (sentence: string, name: string, found: number): readonly Label[] => {
  const said = /共\s*(\d{1,2})\s*天/u.exec(sentence)?.[1];
  return said === undefined || Number(said) === found
    ? []
    : [
        {
          'zh-CN': `${name}：通知写明共 ${said} 天，读到 ${found} 天。`,
          en: `${name}: the notice says ${said} days, ${found} were read.`,
        },
      ];
};

const wrongWeekday = (day: DayNumber, said: string): Label => ({
  'zh-CN': `${dateOf(day)} 不是周${said}，而是周${weekdays[weekdayOf(day) - 1]}。`,
  en: `${dateOf(day)} is not the weekday that the notice says (周${said}).`,
});

const noSuchDate = (written: string): Label => ({
  'zh-CN': `没有“${written.trim()}”这一天。`,
  en: `There is no such day: "${written.trim()}".`,
});

const notUnderstood = (sentence: string): Label => ({
  'zh-CN': `没有读懂：“${sentence.trim()}”。`,
  en: `Not understood: "${sentence.trim()}".`,
});
