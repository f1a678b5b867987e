import {
  fromShanghai,
  parseDate,
  parseInstant,
  dateParts,
  dayMs,
  startOfDay,
  type Instant,
} from '../instant.js';
import type { Label } from '../words.js';
import type { Shift } from './roster.js';

/** A line of a sheet with its number, as people count them. */
export interface SheetLine {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Who and what the sheet may name; people by id, staff number or name, groups by id or name. */
export interface SheetNames {
  readonly groups: readonly { readonly id: string; readonly names: readonly string[] }[];
  readonly people: readonly {
    readonly id: string;
    readonly staffNumber: string | null;
    readonly name: string;
    readonly groups: readonly string[];
  }[];
}

export interface SheetFault {
  readonly line: number;
  readonly detail: Label;
}

export interface RosterSheet {
  readonly shifts: readonly (Shift & { readonly line: number; readonly to: Instant })[];
  readonly faults: readonly SheetFault[];
}

type Column = 'group' | 'person' | 'from' | 'to';
const titles: Readonly<Record<Column, readonly string[]>> = {
  group: ['group', '小组'],
  person: ['person', '人员', '工号', 'staff number'],
  from: ['from', '开始', '开始时间'],
  to: ['to', '结束', '结束时间'],
};
const columns = Object.keys(titles) as readonly Column[];

/**
 * Shifts of a sheet with the columns group, person, from and to, in any order under their titles in either language.
 * Times are `2026-12-01 08:00` in Shanghai, RFC 3339, or a spreadsheet's own number; an end may be a time of day
 * alone, and is then the next such time after the beginning.
 */
export const readRosterSheet = (lines: readonly SheetLine[], names: SheetNames): RosterSheet => {
  const [heading, ...rows] = lines;
  const places = columns.map((column) =>
    (heading?.cells ?? []).findIndex((cell) => titles[column].includes(cell.trim().toLowerCase())),
  );
  const missing = columns.filter((_, i) => places[i] === -1);
  if (heading === undefined || missing.length > 0)
    return {
      shifts: [],
      faults: [
        {
          line: heading?.line ?? 1,
          detail: {
            'zh-CN': `缺少列：${missing.map((column) => titles[column][1]).join('、')}。`,
            en: `Columns are missing: ${missing.join(', ')}.`,
          },
        },
      ],
    };
  const faults: SheetFault[] = [];
  const shifts = rows.flatMap(({ line, cells }) => {
    const [group = '', person = '', from = '', to = ''] = places.map((place) => cells[place]?.trim() ?? '');
    const read = readLine({ group, person, from, to }, names);
    if (!('detail' in read)) return [{ ...read, line }];
    faults.push({ line, detail: read.detail });
    return [];
  });
  for (const [i, shift] of shifts.entries()) {
    const earlier = shifts
      .slice(0, i)
      .find(
        (other) => other.group === shift.group && other.person === shift.person && other.from === shift.from,
      );
    if (earlier !== undefined)
      faults.push({
        line: shift.line,
        detail: {
          'zh-CN': `与第 ${earlier.line} 行重复。`,
          en: `The same as line ${earlier.line}.`,
        },
      });
  }
  return { shifts, faults: faults.sort((a, b) => a.line - b.line) };
};

const readLine = (
  written: Readonly<Record<Column, string>>,
  names: SheetNames,
): (Shift & { readonly to: Instant }) | { readonly detail: Label } => {
  const group = names.groups.find(
    ({ id, names: all }) => id === written.group || all.includes(written.group),
  );
  if (group === undefined)
    return fault(`没有小组“${written.group}”。`, `There is no group "${written.group}".`);
  const people = names.people.filter(({ id, staffNumber, name }) =>
    [id, staffNumber, name].includes(written.person),
  );
  const [person, ...others] = people.filter(({ groups }) => groups.includes(group.id));
  if (person === undefined)
    return people.length === 0
      ? fault(`没有“${written.person}”这个人。`, `There is no person "${written.person}".`)
      : fault(
          `“${written.person}”不在小组“${group.id}”中。`,
          `"${written.person}" does not belong to the group "${group.id}".`,
        );
  if (others.length > 0)
    return fault(
      `有几个人叫“${written.person}”，请写工号。`,
      `Several people are called "${written.person}"; write the staff number.`,
    );
  const from = readTime(written.from);
  const to = from === null ? null : (readTime(written.to) ?? nextTimeOfDay(from, written.to));
  if (from === null || to === null)
    return fault(
      `时间“${from === null ? written.from : written.to}”看不懂，请写 2026-12-01 08:00。`,
      `"${from === null ? written.from : written.to}" is no time; write 2026-12-01 08:00.`,
    );
  if (to <= from) return fault('结束须晚于开始。', 'The end must be after the beginning.');
  if (to - from > longestDays * dayMs)
    return fault(`一个班次不超过 ${longestDays} 天。`, `A shift lasts at most ${longestDays} days.`);
  return { group: group.id, person: person.id, from, to };
};

const longestDays = 31;

const fault = (zh: string, en: string): { readonly detail: Label } => ({ detail: { 'zh-CN': zh, en } });

const readTime = (text: string): Instant | null => {
  const local = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{2})(?::\d{2})?$/u.exec(text);
  if (local !== null) {
    const [year, month, day, hour, minute] = local.slice(1).map(Number) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const date = [year, month, day].map((part) => String(part).padStart(2, '0')).join('-');
    return parseDate(date) === null || hour > 24 || minute > 59
      ? null
      : fromShanghai({ year, month, day, hour, minute });
  }
  // Days since 1899-12-30, as spreadsheets count.
  if (/^\d{5}(?:\.\d+)?$/u.test(text)) return startOfDay(-25_569) + Math.round(Number(text) * 1440) * 60_000;
  return parseInstant(text);
};

const nextTimeOfDay = (from: Instant, text: string): Instant | null => {
  const found = /^([01]?\d|2[0-4]):([0-5]\d)(?::00)?$/u.exec(text);
  if (found === null) return null;
  const parts = dateParts(Math.floor((from - startOfDay(0)) / dayMs));
  const at = fromShanghai({ ...parts, hour: Number(found[1]), minute: Number(found[2]) });
  return at > from ? at : at + dayMs;
};
