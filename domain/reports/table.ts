import type { Label } from '../words.js';

/**
 * What a column holds and how it is shown. On the wire: texts and ids are strings, `count` and `score` numbers,
 * `share` a number from 0 to 1, `duration` milliseconds, `date` and `week` (its Monday) `2026-11-23`, `instant` RFC 3339,
 * `weekday` 1 (Monday) to 7, `flag` true or false; null where there is nothing to say.
 */
export type CellKind =
  | 'text'
  | 'count'
  | 'score'
  | 'share'
  | 'duration'
  | 'date'
  | 'week'
  | 'instant'
  | 'weekday'
  | 'flag'
  | 'duty'
  | 'clause'
  | 'group'
  | 'person'
  | 'type'
  | 'cause'
  | 'dimension'
  | 'ticket';
export type Cell = string | number | boolean | null;

export interface Column {
  readonly name: string;
  readonly title: Label;
  readonly kind: CellKind;
}

/** How a table is drawn: columns that name a place on the axis, and those that give its figures. */
export interface Chart {
  readonly kind: 'bar' | 'line' | 'heat';
  readonly x: readonly string[];
  readonly y: readonly string[];
  readonly stacked?: true;
}

export interface ReportTable {
  readonly title: Label;
  /** What is counted, where the title does not say. */
  readonly note?: Label;
  readonly columns: readonly Column[];
  readonly chart?: Chart;
}

/** One report: its tables by name. */
export interface ReportRow<TableName extends string = string> {
  readonly title: Label;
  readonly about: Label;
  readonly tables: Readonly<Record<TableName, ReportTable>>;
}

export const label = (zh: string, en: string): Label => ({ 'zh-CN': zh, en });

/** `column('met', 'count', '按时完成', 'Met')` */
export const column = (name: string, kind: CellKind, ...[zh, en]: readonly [string, string]): Column => ({
  name,
  kind,
  title: label(zh, en),
});

/** The columns that figures are broken down by. */
export const by = {
  duty: column('duty', 'duty', '时限', 'Duty'),
  clause: column('clause', 'clause', '条款', 'Clause'),
  group: column('group', 'group', '小组', 'Group'),
  person: column('person', 'person', '人员', 'Person'),
  type: column('type', 'type', '问题类型', 'Type'),
  week: column('week', 'week', '周', 'Week'),
  cause: column('cause', 'cause', '原因', 'Cause'),
  dimension: column('dimension', 'dimension', '评价项', 'Dimension'),
} as const;
