import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ByteRange } from './object-store.js';
import type { Staged, Staging } from './staging.js';

/** Bytes of a file or of memory; fewer than asked for at the end. */
interface Bytes {
  readonly size: number;
  readonly at: (from: number, length: number) => Promise<Buffer>;
}

/** What is kept: a part of what there was, or bytes in the place of others. */
type Piece = ByteRange | Buffer;

/**
 * The image as it may be shown to others: without place, time, device, comments and previews, which cameras and programs
 * write into JPEG, PNG and WebP, and without whatever was appended. Which way is up stays, and so do colours. The same
 * staged file where there is nothing to take out; otherwise the old one is discarded. What cannot be followed is kept.
 */
export const withoutMetadata = async (staging: Staging, staged: Staged): Promise<Staged> => {
  const file = await open(staged.path, 'r');
  let pieces: readonly Piece[] | null;
  try {
    const windowed = windowOver(async (from, length) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
      return buffer.subarray(0, bytesRead);
    });
    pieces = await piecesOf({ size: staged.size, at: windowed });
  } finally {
    await file.close();
  }
  if (pieces === null) return staged;
  const slim = await staging.take(Readable.from(read(staged.path, pieces)), new AbortController().signal);
  await staging.discard(staged);
  return slim;
};

/** The same of bytes in memory. */
export const bytesWithoutMetadata = async (bytes: Uint8Array): Promise<Uint8Array> => {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pieces = await piecesOf({
    size: whole.length,
    at: async (from, length) => whole.subarray(from, from + length),
  });
  return pieces === null
    ? bytes
    : Buffer.concat(
        pieces.map((piece) => (Buffer.isBuffer(piece) ? piece : whole.subarray(piece.from, piece.to + 1))),
      );
};

async function* read(path: string, pieces: readonly Piece[]): AsyncGenerator<Buffer> {
  for (const piece of pieces)
    if (Buffer.isBuffer(piece)) yield piece;
    else yield* createReadStream(path, { start: piece.from, end: piece.to }) as AsyncIterable<Buffer>;
}

const windowBytes = 64 * 1024;

/** Reads ahead, for a hostile file has a segment every few bytes. */
const windowOver = (readAt: Bytes['at']): Bytes['at'] => {
  let start = 0;
  let ahead: Buffer = Buffer.alloc(0);
  return async (from, length) => {
    if (from < start || from + length > start + ahead.length) {
      start = from;
      ahead = await readAt(from, Math.max(length, windowBytes));
    }
    return ahead.subarray(from - start, from - start + length);
  };
};

/** Collects pieces; neighbours become one. */
const createKeeping = () => {
  const pieces: Piece[] = [];
  return {
    pieces,
    keep: (from: number, to: number): void => {
      const last = pieces.at(-1);
      if (to < from) return;
      if (last !== undefined && !Buffer.isBuffer(last) && last.to + 1 === from)
        pieces[pieces.length - 1] = { from: last.from, to };
      else pieces.push({ from, to });
    },
    put: (bytes: Buffer): void => void pieces.push(bytes),
  };
};
type Keeping = ReturnType<typeof createKeeping>;

/** Null where everything stays as it is, and of what is none of these images. */
const piecesOf = async (bytes: Bytes): Promise<readonly Piece[] | null> => {
  const head = (await bytes.at(0, 12)).toString('latin1');
  const keeping = createKeeping();
  if (head.startsWith('\u00ff\u00d8\u00ff')) await walkJpeg(bytes, keeping);
  else if (head.startsWith('\u0089PNG\r\n\u001a\n')) await walkPng(bytes, keeping);
  else if (/^RIFF[^]{4}WEBP/u.test(head)) await walkWebp(bytes, keeping);
  else return null;
  const [first] = keeping.pieces;
  const isWhole = first !== undefined && !Buffer.isBuffer(first) && first.to + 1 === bytes.size;
  return keeping.pieces.length === 1 && isWhole ? null : keeping.pieces;
};

/** Parts of a picture that are looked at, many more than there are in true ones: a hostile one is nothing but parts. */
const mostParts = 10_000;

const startOfScan = 0xda;
const endOfImage = 0xd9;
const comment = 0xfe;
const exif = 0xe1;
const isAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
/** Applications' segments that say how to show the picture. */
const shownBy: Readonly<Record<number, string>> = { 0xe0: 'JFIF\0', 0xe2: 'ICC_PROFILE\0', 0xee: 'Adobe' };

const walkJpeg = async (bytes: Bytes, { keep, put }: Keeping): Promise<void> => {
  keep(0, 1);
  let at = 2;
  let isTurned = false;
  for (let part = 0; part < mostParts; part += 1) {
    const head = await bytes.at(at, 4);
    const [start, marker = 0] = head;
    if (start === 0xff && marker === endOfImage) return keep(at, at + 1);
    if (start === 0xff && marker === 0xff) {
      at += 1;
      continue;
    }
    if (start === 0xff && isAlone(marker)) {
      keep(at, at + 1);
      at += 2;
      continue;
    }
    const end = head.length < 4 ? 0 : at + 2 + head.readUInt16BE(2);
    if (start !== 0xff || marker < 0xc0 || end < at + 4 || end > bytes.size) return keep(at, bytes.size - 1);
    if (marker === exif && !isTurned) {
      const segment = await bytes.at(at, end - at);
      const slim = orientationOnly(orientationIn(segment));
      if (slim !== null && segment.equals(slim)) keep(at, end - 1);
      else if (slim !== null) put(slim);
      isTurned = slim !== null;
    } else if (await isShownJpegSegment(bytes, { at, marker })) keep(at, end - 1);
    at = end;
    if (marker === startOfScan) {
      at = await endOfScan(bytes, end);
      keep(end, at - 1);
    }
  }
  keep(at, bytes.size - 1);
};

const isShownJpegSegment = async (
  bytes: Bytes,
  { at, marker }: { readonly at: number; readonly marker: number },
): Promise<boolean> => {
  if (marker === comment) return false;
  if (marker < 0xe0 || marker > 0xef) return true;
  const name = shownBy[marker];
  return name !== undefined && (await bytes.at(at + 4, name.length)).toString('latin1') === name;
};

/** Where the next marker stands after compressed data; the file's end when there is none. */
const endOfScan = async (bytes: Bytes, from: number): Promise<number> => {
  for (let at = from; at < bytes.size;) {
    const some = await bytes.at(at, windowBytes);
    if (some.length === 0) return bytes.size;
    let i = some.indexOf(0xff);
    for (; i !== -1 && i + 1 < some.length; i = some.indexOf(0xff, i + 1)) {
      const next = some[i + 1] ?? 0;
      if (next !== 0 && next !== 0xff && !isAlone(next)) return at + i;
    }
    // A marker may begin with the last byte of these.
    at += i === -1 || some.length === 1 ? some.length : i;
  }
  return bytes.size;
};

const orientationTag = 0x0112;

/** 1 to 8 as the segment says, 1 where it says nothing. */
const orientationIn = (segment: Buffer): number => {
  if (segment.toString('latin1', 4, 10) !== 'Exif\0\0') return 1;
  const tiff = segment.subarray(10);
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const number = (at: number, length: 2 | 4): number =>
    at + length > tiff.length ? 0 : isLittle ? tiff.readUIntLE(at, length) : tiff.readUIntBE(at, length);
  const directory = number(4, 4);
  for (let i = 0; i < number(directory, 2); i += 1) {
    const field = directory + 2 + i * 12;
    if (number(field, 2) === orientationTag) return number(field + 8, 2);
  }
  return 1;
};

/** An Exif segment that says which way is up and no more; null where it is as everybody takes it to be. */
const orientationOnly = (orientation: number): Buffer | null => {
  if (orientation < 2 || orientation > 8) return null;
  const slim = Buffer.from(
    ['ffe10022', '457869660000', '4d4d002a00000008', '0001', '011200030000000100000000', '00000000'].join(''),
    'hex',
  );
  slim.writeUInt16BE(orientation, 28);
  return slim;
};

/** Chunks beside the critical ones (which begin with a capital) that say how to show the picture. */
const shownPngChunks = new Set(
  'tRNS gAMA cHRM sRGB iCCP sBIT bKGD hIST pHYs sPLT cICP mDCV cLLI acTL fcTL fdAT'.split(' '),
);

const walkPng = async (bytes: Bytes, { keep }: Keeping): Promise<void> => {
  keep(0, 7);
  let at = 8;
  for (let part = 0; part < mostParts; part += 1) {
    const head = await bytes.at(at, 8);
    const end = head.length < 8 ? Infinity : at + 12 + head.readUInt32BE(0);
    if (end > bytes.size) return keep(at, bytes.size - 1);
    const type = head.toString('latin1', 4, 8);
    if (/^[A-Z]/u.test(type) || shownPngChunks.has(type)) keep(at, end - 1);
    if (type === 'IEND') return;
    at = end;
  }
  keep(at, bytes.size - 1);
};

const shownWebpChunks = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
/** Of VP8X: that there are Exif and XMP. */
const metadataFlags = 0b1100;

const walkWebp = async (bytes: Bytes, keeping: Keeping): Promise<void> => {
  const { keep, put, pieces } = keeping;
  const head = Buffer.from(await bytes.at(0, 12));
  const whole = Math.min(bytes.size, head.readUInt32LE(4) + 8);
  keep(0, 11);
  let part = 0;
  for (let at = 12; at < whole;) {
    part += 1;
    const chunk = await bytes.at(at, 9);
    const length = chunk.length < 9 ? Infinity : chunk.readUInt32LE(4);
    const end = at + 8 + length + (length % 2);
    if (end > whole || part > mostParts) {
      keep(at, whole - 1);
      break;
    }
    const type = chunk.toString('latin1', 0, 4);
    const flags = chunk[8] ?? 0;
    if (type === 'VP8X' && (flags & metadataFlags) !== 0) {
      keep(at, at + 7);
      put(Buffer.from([flags & ~metadataFlags]));
      keep(at + 9, end - 1);
    } else if (shownWebpChunks.has(type)) keep(at, end - 1);
    at = end;
  }
  const size = pieces.reduce((sum, piece) => sum + lengthOf(piece), 0);
  const [first] = pieces;
  if (size === bytes.size || first === undefined || Buffer.isBuffer(first)) return;
  head.writeUInt32LE(size - 8, 4);
  pieces.splice(0, 1, head, ...(first.to > 11 ? [{ from: 12, to: first.to }] : []));
};

const lengthOf = (piece: Piece): number =>
  Buffer.isBuffer(piece) ? piece.length : piece.to - piece.from + 1;
