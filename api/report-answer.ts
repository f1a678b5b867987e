import type { Figures } from '../adapters/postgres/reports/asked.js';
import type { Sheet, SheetKind } from '../adapters/xlsx-write.js';
import { parseDate, parseInstant, rfc3339, startOfDay, type Instant } from '../domain/instant.js';
import type { ReportBody } from '../domain/reports/answer.js';
import { cellText } from '../domain/reports/cells.js';
import { reports, type ReportName } from '../domain/reports/reports.js';
import type { Cell, CellKind, Column, ReportRow } from '../domain/reports/table.js';
import type { Language } from '../domain/words.js';
import type { Parts } from './parts.js';

/** The answer about some figures: rows by the order of their columns, and the names of whom they mention. */
export const reportBody = async (
  parts: Parts,
  asked: Pick<ReportBody, 'period' | 'filters'> & {
    readonly report: ReportName;
    readonly figures: Readonly<Record<string, readonly Figures[]>>;
    readonly now: Instant;
  },
): Promise<ReportBody> => {
  const { report, period, filters, figures, now } = asked;
  const row: ReportRow = reports[report];
  const tables = Object.entries(row.tables).map(([name, table]) => ({
    name,
    ...table,
    rows: (figures[name] ?? []).map((one) => table.columns.map((column) => one[column.name] ?? null)),
  }));
  const mentioned = (kind: CellKind): readonly string[] =>
    [
      ...new Set(
        tables.flatMap(({ columns, rows }) =>
          columns.flatMap((column, i) => (column.kind === kind ? rows.map((cells) => cells[i]) : [])),
        ),
      ),
    ].filter((id) => typeof id === 'string');
  const [people, groups] = [mentioned('person'), new Set(mentioned('group'))];
  const [nameOf, known] = await Promise.all([
    parts.names.of(people.filter((id) => !id.startsWith('@'))),
    parts.reader.groups(),
  ]);
  return {
    report,
    title: row.title,
    about: row.about,
    period,
    filters,
    madeAt: rfc3339(now),
    names: {
      person: Object.fromEntries(people.map((id) => [id, nameOf(id)])),
      group: Object.fromEntries(known.filter(({ id }) => groups.has(id)).map(({ id, name }) => [id, name])),
    },
    tables,
  };
};

const sheetKinds: Partial<Readonly<Record<CellKind, SheetKind>>> = {
  count: 'number',
  score: 'decimal',
  share: 'share',
  duration: 'duration',
  date: 'date',
  instant: 'instant',
};

/** The same tables as sheets: figures, dates and lengths of time as such, names instead of ids. */
export const reportSheets = ({ tables, names }: ReportBody, language: Language): readonly Sheet[] =>
  tables.map(({ title, columns, rows }) => ({
    name: title[language],
    columns: columns.map(({ title: heading, kind, name }) => ({
      title: heading[language],
      kind: sheetKinds[kind] ?? 'text',
      width: widthOf(kind, name),
    })),
    rows: rows.map((cells) =>
      cells.map((cell, i) => {
        const { kind } = columns[i] as Column;
        return sheetKinds[kind] === undefined
          ? cellText(kind, cell, { language, names })
          : sheetValue(kind, cell);
      }),
    ),
  }));

const sheetValue = (kind: CellKind, cell: Cell): number | null => {
  if (cell === null) return null;
  if (kind === 'instant') return parseInstant(String(cell));
  if (kind !== 'date') return Number(cell);
  const day = parseDate(String(cell));
  return day === null ? null : startOfDay(day);
};

const widthOf = (kind: CellKind, name: string): number => {
  if (kind === 'text') return name === 'suggestions' ? 60 : 30;
  return name.startsWith('h') && kind === 'count' ? 7 : 18;
};
