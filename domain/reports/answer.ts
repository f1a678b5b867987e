import type { ReportNames } from './cells.js';
import type { Period } from './periods.js';
import type { Cell, ReportRow, ReportTable } from './table.js';

/** A table with its rows; cells stand in the order of the columns. */
export interface FilledTable extends ReportTable {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
}

/** A report as it is answered; page and workbook are made from it. */
export interface ReportBody {
  readonly report: string;
  readonly title: ReportRow['title'];
  readonly about: ReportRow['about'];
  readonly period: Period;
  readonly filters: Readonly<Record<string, string>>;
  readonly madeAt: string;
  readonly names: ReportNames;
  readonly tables: readonly FilledTable[];
}
