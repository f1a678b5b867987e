/** A line of a table with its number, as people count them. */
export interface CsvLine {
  readonly line: number;
  readonly cells: readonly string[];
}

/** RFC 4180, as spreadsheets write it: quotes, line breaks in cells, a byte order mark; null where a quote stays open. */
export const parseCsv = (text: string): readonly CsvLine[] | null => {
  const lines: CsvLine[] = [];
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  let line = 1;
  let began = 1;
  const endLine = (): void => {
    cells.push(cell);
    if (cells.some((text) => text.trim() !== '')) lines.push({ line: began, cells });
    cells = [];
    cell = '';
    began = line;
  };
  const source = text.replace(/^\uFEFF/u, '').replaceAll(/\r\n?/gu, '\n');
  for (let at = 0; at < source.length; at += 1) {
    const sign = source.charAt(at);
    if (sign === '\n') line += 1;
    if (isQuoted) {
      if (sign !== '"') cell += sign;
      else if (source.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (sign === '"' && cell === '') isQuoted = true;
    else if (sign === ',') {
      cells.push(cell);
      cell = '';
    } else if (sign === '\n') endLine();
    else cell += sign;
  }
  if (isQuoted) return null;
  endLine();
  return lines;
};
