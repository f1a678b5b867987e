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

/** Texts and numbers by the column's kind (dates and instants in milliseconds); null is an empty cell. */
export type SheetRow = readonly (string | number | null)[];

export interface Sheet {
  readonly name: string;
  readonly columns: readonly SheetColumn[];
  /** Read once, sheet after sheet; no more than a slice of them is held. */
  readonly rows: Iterable<SheetRow> | AsyncIterable<SheetRow>;
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
const kinds = Object.keys(formats) as readonly SheetKind[];

const dayMs = 86_400_000;
const shanghaiMs = 8 * 3_600_000;
/** 1970-01-01 in a spreadsheet's days. */
const epochDay = 25_569;
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
  return kind === 'instant' || kind === 'date' ? (value + shanghaiMs) / dayMs + epochDay : value;
};

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/gu, (one) => escapes[one] ?? one);

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const xml = (body: string): string => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${body}`;

/** Style of the head of a table; the one of a kind's cells is its place in {@link kinds} behind it. */
const headStyle = 1;
const styleOf = (kind: SheetKind): number => headStyle + 1 + kinds.indexOf(kind);
/** Numbers of formats below this are Excel's own. */
const firstFormat = 164;

const stylesXml = (): string => {
  const own = kinds.flatMap((kind, i) => {
    const format = formats[kind];
    return format === null ? [] : [`<numFmt numFmtId="${firstFormat + i}" formatCode="${escaped(format)}"/>`];
  });
  const cells = kinds.map((kind, i) =>
    formats[kind] === null
      ? '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top"/></xf>'
      : `<xf numFmtId="${firstFormat + i}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`,
  );
  const font = '<sz val="11"/><name val="Calibri"/>';
  return xml(`<styleSheet xmlns="${main}"><numFmts count="${own.length}">${own.join('')}</numFmts>
<fonts count="2"><font>${font}</font><font><b/>${font}</font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFF0F0F0"/></patternFill></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="${2 + cells.length}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>${cells.join('')}</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>`);
};

/** The parts beside the sheets. */
const frame = (names: readonly string[]): Readonly<Record<string, string>> => {
  const part = (path: string, type: string): string =>
    `<Override PartName="${path}" ContentType="${types}.${type}+xml"/>`;
  const relation = (id: number, type: string, target: string): string =>
    `<Relationship Id="rId${id}" Type="${office}/${type}" Target="${target}"/>`;
  const each = (write: (nth: number, name: string) => string): string =>
    names.map((name, i) => write(i + 1, name)).join('');
  const relations = (all: string): string =>
    xml(`<Relationships xmlns="${packages}/relationships">${all}</Relationships>`);
  return {
    '[Content_Types].xml': xml(
      `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part('/xl/workbook.xml', 'sheet.main')}${part('/xl/styles.xml', 'styles')}${each((nth) => part(`/xl/worksheets/sheet${nth}.xml`, 'worksheet'))}</Types>`,
    ),
    '_rels/.rels': relations(relation(1, 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml': xml(
      `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${each((nth, name) => `<sheet name="${escaped(name)}" sheetId="${nth}" r:id="rId${nth}"/>`)}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': relations(
      each((nth) => relation(nth, 'worksheet', `worksheets/sheet${nth}.xml`)) +
        relation(names.length + 1, 'styles', 'styles.xml'),
    ),
    'xl/styles.xml': stylesXml(),
  };
};

const letters = (i: number): string =>
  (i < 26 ? '' : letters(Math.floor(i / 26) - 1)) + String.fromCodePoint(65 + (i % 26));

/** What stands before a sheet's rows: a head that stays when one scrolls. */
const sheetHead = (columns: readonly SheetColumn[]): string =>
  xml(
    `<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${columns
      .map(({ width = 14 }, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`)
      .join('')}</cols><sheetData>`,
  );
const sheetFoot = '</sheetData></worksheet>';

// Beside the requests: a sheet of 20,000 rows would hold them up for more than a second. Each slice is written and
// compressed as it comes. Texts are typed as such, so that one that begins with = + - or @ stays what somebody wrote.
const program = `
  const { parentPort, workerData: { library } } = require('node:worker_threads');
  const { Zip, ZipDeflate, strToU8 } = require(library);
  const made = [];
  let file = null;
  const zip = new Zip((error, chunk, isLast) => {
    if (error !== null) throw error;
    made.push(chunk);
    if (!isLast) return;
    const bytes = Uint8Array.from(Buffer.concat(made));
    parentPort.postMessage({ bytes }, [bytes.buffer]);
    parentPort.close();
  });
  const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  const textOf = (text) =>
    text.replace(/[&<>]/g, (one) => escapes[one]).replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
  const cell = (value, at, style) =>
    value === null ? ''
    : typeof value === 'string'
      ? '<c r="' + at + '" s="' + style + '" t="inlineStr"><is><t xml:space="preserve">' + textOf(value) + '</t></is></c>'
    : '<c r="' + at + '" s="' + style + '"><v>' + value + '</v></c>';
  const rowOf = (row, nth, { columns, styles }) =>
    '<row r="' + nth + '">' + row.map((value, i) => cell(value, columns[i] + nth, styles[i])).join('') + '</row>';
  parentPort.on('message', ({ path, text, rows, from, look, ends }) => {
    if (path !== undefined) {
      file = new ZipDeflate(path, { level: 6 });
      zip.add(file);
    }
    const written = text ?? (rows ?? []).map((row, i) => rowOf(row, from + i, look)).join('');
    if (written !== '' || ends) file.push(strToU8(written), ends === true);
    if (path === undefined && text === undefined && rows === undefined) zip.end();
    else parentPort.postMessage({});
  });
`;

/** Rows handed over at a time; others are served in between. */
const slice = 500;
/** Of the thread's own heap: what is made is never held whole but for the compressed file. */
const heapMb = 64;

interface Message {
  /** Begins a part of the file. */
  readonly path?: string;
  readonly text?: string;
  readonly rows?: readonly SheetRow[];
  /** Number of the first of the rows. */
  readonly from?: number;
  readonly look?: { readonly columns: readonly string[]; readonly styles: readonly number[] };
  readonly ends?: boolean;
}

/** A workbook of these sheets, made in a thread of its own. Rejects when it cannot be made, or rows cannot be read. */
export const writeXlsx = async (sheets: readonly Sheet[]): Promise<Buffer> => {
  const worker = new Worker(program, {
    eval: true,
    workerData: { library: createRequire(import.meta.url).resolve('fflate') },
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
  const answers = answersOf(worker);
  const say = async (message: Message): Promise<Uint8Array | undefined> => {
    worker.postMessage(message, []);
    return await answers();
  };
  try {
    for (const [path, text] of Object.entries(frame(sheets.map(({ name }) => sheetName(name)))))
      await say({ path, text, ends: true });
    for (const [i, { columns, rows }] of sheets.entries()) {
      const places = columns.map((_column, at) => letters(at));
      await say({ path: `xl/worksheets/sheet${i + 1}.xml`, text: sheetHead(columns) });
      const head = columns.map(({ title }) => title);
      await say({ rows: [head], from: 1, look: { columns: places, styles: columns.map(() => headStyle) } });
      const look = { columns: places, styles: columns.map(({ kind }) => styleOf(kind)) };
      let from = 2;
      for await (const part of slices(rows)) {
        const cells = part.map((row) => row.map((value, at) => cellOf(columns[at]?.kind ?? 'text', value)));
        await say({ rows: cells, from, look });
        from += part.length;
      }
      await say({ text: sheetFoot, ends: true });
    }
    const bytes = (await say({})) ?? new Uint8Array();
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } finally {
    await worker.terminate();
  }
};

async function* slices(rows: Sheet['rows']): AsyncGenerator<readonly SheetRow[]> {
  let part: SheetRow[] = [];
  for await (const row of rows) {
    part.push(row);
    if (part.length < slice) continue;
    yield part;
    part = [];
    await setImmediate();
  }
  if (part.length > 0) yield part;
}

/** One answer of the worker after the other; rejects once it has ended without one. */
const answersOf = (worker: Worker): (() => Promise<Uint8Array | undefined>) => {
  let resolve: (bytes: Uint8Array | undefined) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  let broken: Error | null = null;
  const breakOff = (error: Error): void => {
    broken ??= error;
    reject(broken);
  };
  worker.on('message', ({ bytes }: { readonly bytes?: Uint8Array }) => resolve(bytes));
  worker.once('error', breakOff);
  worker.once('exit', () => breakOff(new Error('the workbook was not made')));
  return async () =>
    await new Promise((accept, refuse) => {
      [resolve, reject] = [accept, refuse];
      if (broken !== null) refuse(broken);
    });
};

/** As Excel allows: at most 31 characters, none of `[]:*?/\`. */
const sheetName = (name: string): string => name.replaceAll(/[[\]:*?/\\]/gu, ' ').slice(0, 31);
