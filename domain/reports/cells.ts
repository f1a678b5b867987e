import { duties } from '../duties.js';
import { parseDate, weekdayOf, dateParts, dayNumber } from '../instant.js';
import {
  dimensionLabels,
  roleLabels,
  typeLabels,
  type DutyName,
  type Label,
  type Language,
  type Role,
  type SurveyDimension,
  type TicketType,
} from '../words.js';
import { label, type Cell, type CellKind } from './table.js';

/** Names of the groups and people that a report's rows mention, by id. */
export interface ReportNames {
  readonly group: Readonly<Record<string, Label>>;
  readonly person: Readonly<Record<string, string>>;
}

const none = label('（无）', '(none)');
const desk = label('恒台', 'The desk');
const causes: Readonly<Record<string, Label>> = {
  platform: label('平台', 'Platform'),
  person: label('人员', 'People'),
};
const weekdays = [
  label('周一', 'Mon'),
  label('周二', 'Tue'),
  label('周三', 'Wed'),
  label('周四', 'Thu'),
  label('周五', 'Fri'),
  label('周六', 'Sat'),
  label('周日', 'Sun'),
];
const yes = label('是', 'yes');

interface Reading {
  readonly language: Language;
  readonly names: ReportNames;
}
type Show = (value: string | number | true, reading: Reading) => string;

const decimals =
  (digits: number): Show =>
  (value) =>
    Number(value).toFixed(digits);
const asIs: Show = (value) => String(value);
const labelled =
  (labels: Readonly<Record<string, Label>>): Show =>
  (value, { language }) =>
    labels[String(value)]?.[language] ?? String(value);

/** Whoever owes: a person by id, or `@` and the role that does. */
const person: Show = (value, { language, names }) => {
  const id = String(value);
  if (id === '@system' || id === 'system') return desk[language];
  return id.startsWith('@')
    ? (roleLabels[id.slice(1) as Role]?.[language] ?? id.slice(1))
    : (names.person[id] ?? id);
};

/** `2026-W48`, by ISO 8601: the year is the one that the week's Thursday is in. */
export const isoWeek = (monday: string): string => {
  const day = parseDate(monday);
  if (day === null) return monday;
  const thursday = day - weekdayOf(day) + 4;
  const { year } = dateParts(thursday);
  const week = Math.floor((thursday - dayNumber({ year, month: 1, day: 1 })) / 7) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
};

/** A length of time to two parts: `3 天 4 小时`, `12 分`. */
const duration: Show = (value, { language }) => {
  const isChinese = language === 'zh-CN';
  const seconds = Math.round(Number(value) / 1000);
  const units = [
    [86_400, isChinese ? ' 天' : ' d'],
    [3600, isChinese ? ' 小时' : ' h'],
    [60, isChinese ? ' 分' : ' min'],
    [1, isChinese ? ' 秒' : ' s'],
  ] as const;
  const first = units.findIndex(([size]) => seconds >= size);
  if (first === -1) return `0${units[3][1]}`;
  let left = seconds;
  return units
    .slice(first, first + 2)
    .map(([size, unit]) => {
      const count = Math.floor(left / size);
      left -= count * size;
      return count === 0 ? '' : `${count}${unit}`;
    })
    .filter((part) => part !== '')
    .join(' ');
};

const shows: Readonly<Record<CellKind, Show>> = {
  text: asIs,
  count: asIs,
  clause: asIs,
  ticket: asIs,
  date: asIs,
  score: decimals(2),
  share: (value) => `${(Number(value) * 100).toFixed(1)}%`,
  duration,
  week: (value) => isoWeek(String(value)),
  instant: (value) => String(value).slice(0, 16).replace('T', ' '),
  weekday: (value, { language }) => weekdays[Number(value) - 1]?.[language] ?? String(value),
  flag: (_value, { language }) => yes[language],
  duty: (value, { language }) => duties[value as DutyName]?.title[language] ?? String(value),
  group: (value, { language, names }) => names.group[String(value)]?.[language] ?? String(value),
  person,
  type: (value, reading) => labelled(typeLabels satisfies Record<TicketType, Label>)(value, reading),
  cause: labelled(causes),
  dimension: (value, reading) =>
    labelled(dimensionLabels satisfies Record<SurveyDimension, Label>)(value, reading),
};

const nameless: readonly CellKind[] = ['group', 'person', 'type'];

/** A cell as people read it; nothing is empty, but for a group, person or type that there is not. */
export const cellText = (kind: CellKind, value: Cell, reading: Reading): string => {
  if (value === null || value === false) return nameless.includes(kind) ? none[reading.language] : '';
  return shows[kind](value, reading);
};
