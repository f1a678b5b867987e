import { Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { FilledTable } from '../../../../domain/reports/answer.js';
import { cellText, type ReportNames } from '../../../../domain/reports/cells.js';
import type { Cell, CellKind } from '../../../../domain/reports/table.js';
import type { Language } from '../../../../domain/words.js';

const numeric: readonly CellKind[] = ['count', 'score', 'share', 'duration'];

const page = 10;

interface Line {
  readonly key: number;
  readonly cells: readonly Cell[];
}

const compare = (one: Cell, other: Cell): number => {
  if (typeof one === 'number' || typeof other === 'number') return Number(one ?? -1) - Number(other ?? -1);
  return String(one ?? '').localeCompare(String(other ?? ''), 'zh-CN');
};

/**
 * The figures of one table, sorted by any column. The library's own way to scroll a table puts a style into the page
 * that the policy for its content forbids.
 */
export const Figures = ({
  table: { title, columns, rows },
  names,
  language,
}: {
  readonly table: FilledTable;
  readonly names: ReportNames;
  readonly language: Language;
}) => {
  const shown = useMemo<TableColumnsType<Line>>(
    () =>
      columns.map(({ name, title: heading, kind }, i) => ({
        key: name,
        title: heading[language],
        align: numeric.includes(kind) ? 'right' : 'left',
        className: kind === 'text' ? 'report-text' : 'report-cell',
        sorter: (one, other) => compare(one.cells[i] ?? null, other.cells[i] ?? null),
        showSorterTooltip: false,
        render: (_value, { cells }) => {
          const text = cellText(kind, cells[i] ?? null, { language, names });
          return kind === 'ticket' ? <Link href={`/t/${text}`}>{text}</Link> : text;
        },
      })),
    [columns, language, names],
  );
  const lines = useMemo<Line[]>(() => rows.map((cells, key) => ({ key, cells })), [rows]);
  return (
    <div className="report-figures">
      <Table<Line>
        size="small"
        aria-label={title[language]}
        columns={shown}
        dataSource={lines}
        pagination={lines.length > page ? { pageSize: page, showSizeChanger: false, size: 'small' } : false}
      />
    </div>
  );
};
