import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { FilledTable } from '../../../../domain/reports/answer.js';
import { cellText, type ReportNames } from '../../../../domain/reports/cells.js';
import type { Cell, CellKind } from '../../../../domain/reports/table.js';
import type { Language } from '../../../../domain/words.js';

const numeric: readonly CellKind[] = ['count', 'score', 'share', 'duration'];
const classOf = (kind: CellKind): string =>
  kind === 'text' ? 'report-text' : numeric.includes(kind) ? 'report-number' : 'report-cell';

const compare = (one: Cell, other: Cell): number => {
  if (typeof one === 'number' || typeof other === 'number') return Number(one ?? -1) - Number(other ?? -1);
  return String(one ?? '').localeCompare(String(other ?? ''), 'zh-CN');
};

interface Sorting {
  readonly at: number;
  readonly isDown: boolean;
}

/**
 * The figures of one table, sorted by any column. A table of the library's puts a style into the page that the
 * policy for its content forbids.
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
  const [sorting, sort] = useState<Sorting | null>(null);
  const shown = useMemo(() => {
    if (sorting === null) return rows;
    const { at, isDown } = sorting;
    return rows.toSorted((one, other) => compare(one[at] ?? null, other[at] ?? null) * (isDown ? -1 : 1));
  }, [rows, sorting]);
  const reading = { language, names };
  return (
    <div className="report-figures">
      <table aria-label={title[language]}>
        <thead>
          <tr>
            {columns.map(({ name, title: heading, kind }, at) => {
              const isSorted = sorting?.at === at;
              const way = isSorted ? (sorting.isDown ? 'descending' : 'ascending') : 'none';
              return (
                <th key={name} scope="col" aria-sort={way} className={classOf(kind)}>
                  <button
                    type="button"
                    onClick={() => sort({ at, isDown: isSorted ? !sorting.isDown : numeric.includes(kind) })}
                  >
                    {heading[language]}
                    <span aria-hidden="true">{isSorted ? (sorting.isDown ? ' ↓' : ' ↑') : ''}</span>
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {shown.map((cells) => (
            <tr key={cells.join(' ')}>
              {columns.map(({ name, kind }, at) => {
                const text = cellText(kind, cells[at] ?? null, reading);
                return (
                  <td key={name} className={classOf(kind)}>
                    {kind === 'ticket' ? <Link href={`/t/${text}`}>{text}</Link> : text}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
