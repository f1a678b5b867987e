import { strFromU8, unzipSync } from 'fflate';

/** A sheet is some thousand rows; whatever unpacks to more is none. */
const mostBytes = 8 * 1024 * 1024;
const mostRows = 20_000;

/** The first sheet of a workbook as rows of texts, numbers as they are stored; null where this is no workbook. */
export const readXlsx = (bytes: Uint8Array): readonly (readonly string[])[] | null => {
  let parts: Readonly<Record<string, Uint8Array>>;
  let unpacked = 0;
  try {
    parts = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!/^xl\/(?:sharedStrings\.xml|worksheets\/sheet\d+\.xml)$/u.test(name)) return false;
        unpacked += originalSize;
        if (unpacked > mostBytes) throw new RangeError('too large');
        return true;
      },
    });
  } catch {
    return null;
  }
  const first = Object.keys(parts)
    .filter((name) => name.startsWith('xl/worksheets/'))
    .sort((a, b) => numberIn(a) - numberIn(b))[0];
  const sheet = first === undefined ? undefined : parts[first];
  if (sheet === undefined) return null;
  const shared = parts['xl/sharedStrings.xml'];
  const texts =
    shared === undefined ? [] : elements(strFromU8(shared), 'si').map(({ inner }) => textOf(inner));
  return elements(strFromU8(sheet), 'row')
    .slice(0, mostRows)
    .map(({ inner }) => cellsOf(inner, texts));
};

const numberIn = (name: string): number => Number(/\d+/u.exec(name)?.[0] ?? 0);

const cellsOf = (row: string, texts: readonly string[]): readonly string[] => {
  const cells: string[] = [];
  for (const { attributes, inner } of elements(row, 'c')) {
    const place = columnOf(/\br="([A-Z]{1,3})\d+"/u.exec(attributes)?.[1]) ?? cells.length;
    const type = /\bt="(\w+)"/u.exec(attributes)?.[1];
    const value = unescape(/<v>([^<]*)<\/v>/u.exec(inner)?.[1] ?? '');
    while (cells.length < place) cells.push('');
    cells[place] = type === 's' ? (texts[Number(value)] ?? '') : type === 'inlineStr' ? textOf(inner) : value;
  }
  return cells;
};

/** `A` is 0, `AA` is 26; no sheet of ours is wider than a few columns. */
const columnOf = (letters: string | undefined): number | null => {
  if (letters === undefined) return null;
  const number = letters.split('').reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return number < 100 ? number : null;
};

interface Element {
  readonly attributes: string;
  readonly inner: string;
}

/** Elements of one name that do not hold others of it; one walk, for a form could be made to search for ever. */
const elements = (xml: string, name: string): readonly Element[] => {
  const found: Element[] = [];
  const ending = `</${name}>`;
  let at = 0;
  for (;;) {
    const start = xml.indexOf(`<${name}`, at);
    const close = start === -1 ? -1 : xml.indexOf('>', start);
    if (close === -1) return found;
    at = close + 1;
    const tag = xml.slice(start + name.length + 1, close);
    // A longer name, such as cols for c.
    if (/^[^\s/]/u.test(tag)) continue;
    if (tag.endsWith('/')) found.push({ attributes: tag.slice(0, -1), inner: '' });
    else {
      const end = xml.indexOf(ending, at);
      if (end === -1) return found;
      found.push({ attributes: tag, inner: xml.slice(at, end) });
      at = end + ending.length;
    }
  }
};

const textOf = (xml: string): string =>
  unescape(
    elements(xml, 't')
      .map(({ inner }) => inner)
      .join(''),
  );

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescape = (text: string): string =>
  text.replaceAll(/&(#\d{1,7}|#x[0-9a-fA-F]{1,6}|\w{1,6});/gu, (whole: string, inner: string) => {
    if (!inner.startsWith('#')) return entities[inner] ?? whole;
    const code = inner.startsWith('#x') ? Number.parseInt(inner.slice(2), 16) : Number(inner.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
