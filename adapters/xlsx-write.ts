import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/** What a column's cells are; an instant is shown as the clock in Shanghai, a duration (ms) in hours. */
export type SheetKind = 'text' | 'number' | 'decimal' | 'share' | 'duration' | 'instant' | 'date';

export interface SheetColumn {
  readonly title: string;
  readonly kind: SheetKind;
  /** In characters. */
  readonly width?: number;
}

export interface Sheet {
  readonly name: string;
  readonly columns: readonly SheetColumn[];
  /** Texts and numbers by the column's kind (dates and instants in milliseconds); null is an empty cell. */
  readonly rows: readonly (readonly (string | number | null)[])[];
}

export const xlsxMedia = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const formats: Readonly<Record<SheetKind, string | null>> = {
  text: null,
  number: '0',
  decimal: '0.00',
  share: '0.0%',
  duration: '[h]:mm:ss',
  instant: 'yyyy-mm-dd hh:mm:ss',
  date: 'yyyy-mm-dd',
};

const dayMs = 86_400_000;
const shanghaiMs = 8 * 3_600_000;
/** More than this Excel calls a broken file. */
const longestText = 32_767;
// XML has no way to write them, and Excel calls such a file broken.
const unwritable =
  // oxlint-disable-next-line no-control-regex -- they are to be kept out
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/gu;

const cellOf = (kind: SheetKind, value: string | number | null): string | number | null => {
  if (typeof value !== 'number') {
    const text = value?.replaceAll(unwritable, '').slice(0, longestText) ?? '';
    return text === '' ? null : text;
  }
  if (kind === 'text') return String(value);
  if (kind === 'duration') return value / dayMs;
  // A spreadsheet's dates have no time zone.
  return kind === 'instant' || kind === 'date' ? value + shanghaiMs : value;
};

// Beside the requests: a sheet of 20,000 rows would hold them up for more than a second. What it says is plain data;
// texts are typed as such, so that one that begins with = + - or @ stays the text that somebody wrote.
const program = `
  const { parentPort, workerData: { library, sheets } } = require('node:worker_threads');
  const loaded = require(library);
  const write = loaded.default ?? loaded;
  const typed = (value, { isDate, format }) =>
    value === null ? null
    : typeof value === 'string' ? { value, type: String, alignVertical: 'top' }
    : isDate ? { value: new Date(value), type: Date, format }
    : { value, type: Number, format };
  const made = sheets.map(({ name, columns }) => ({
    sheet: name,
    stickyRowsCount: 1,
    columns: columns.map(({ width }) => ({ width })),
    data: [
      columns.map(({ title }) => ({ value: title, type: String, fontWeight: 'bold', backgroundColor: '#f0f0f0' })),
    ],
  }));
  parentPort.on('message', ({ sheet, rows }) => {
    if (rows !== null) {
      for (const row of rows) made[sheet].data.push(row.map((value, i) => typed(value, sheets[sheet].columns[i])));
      return;
    }
    write(made).toBuffer().then((file) => {
      const bytes = Uint8Array.from(file);
      parentPort.postMessage(bytes, [bytes.buffer]);
      parentPort.close();
    });
  });
`;

/** Rows handed over at a time; others are served in between. */
const slice = 500;

/** A workbook of these sheets, made in a thread of its own. Rejects when it cannot be made. */
export const writeXlsx = async (sheets: readonly Sheet[]): Promise<Buffer> => {
  const worker = new Worker(program, {
    eval: true,
    workerData: {
      library: createRequire(import.meta.url).resolve('write-excel-file/node'),
      sheets: sheets.map(({ name, columns }) => ({
        name: sheetName(name),
        columns: columns.map(({ title, kind, width = 14 }) => ({
          title,
          width,
          format: formats[kind],
          isDate: kind === 'instant' || kind === 'date',
        })),
      })),
    },
  });
  const made = new Promise<Buffer>((resolve, reject) => {
    worker.once('message', (bytes: Uint8Array) => resolve(Buffer.from(bytes.buffer)));
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the workbook was not made')));
  });
  // Whoever waits for it below is told; until then it is nobody's.
  made.catch(() => undefined);
  for (const [sheet, { columns, rows }] of sheets.entries())
    for (let i = 0; i < rows.length; i += slice) {
      const part = rows.slice(i, i + slice);
      const cells = part.map((row) => row.map((value, at) => cellOf(columns[at]?.kind ?? 'text', value)));
      worker.postMessage({ sheet, rows: cells }, []);
      await setImmediate();
    }
  worker.postMessage({ sheet: 0, rows: null }, []);
  return await made;
};

/** As Excel allows: at most 31 characters, none of `[]:*?/\`. */
const sheetName = (name: string): string => name.replaceAll(/[[\]:*?/\\]/gu, ' ').slice(0, 31);
