import { open, type FileHandle } from 'node:fs/promises';

/** Width × height as an image's header states them; null when it states none. Nothing is decoded. */
export const pixelsOf = async (path: string, type: string): Promise<number | null> => {
  const find = finders[type];
  if (find === undefined) return null;
  const file = await open(path, 'r');
  try {
    const size = await find(await bytesAt(file, 0, 32), file);
    return size === null ? null : size.width * size.height;
  } finally {
    await file.close();
  }
};

interface Size {
  readonly width: number;
  readonly height: number;
}
type Find = (head: Buffer, file: FileHandle) => Size | null | Promise<Size | null>;

/** As many bytes as there are, the rest zero. */
const bytesAt = async (file: FileHandle, at: number, length: number): Promise<Buffer> => {
  const buffer = Buffer.alloc(length);
  await file.read(buffer, 0, length, at);
  return buffer;
};

const webpSize: Find = (head) => {
  const kind = head.toString('latin1', 12, 16);
  if (kind === 'VP8X') return { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 };
  if (kind === 'VP8L') {
    const bits = head.readUInt32LE(21);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  return kind === 'VP8 '
    ? { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff }
    : null;
};

const mostSegments = 2000;
/** Start of frame of any coding; C4, C8 and CC are something else. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

const jpegSize: Find = async (_head, file) => {
  let at = 2;
  for (let segment = 0; segment < mostSegments; segment += 1) {
    const bytes = await bytesAt(file, at, 9);
    if (bytes[0] !== 0xff) return null;
    const marker = bytes[1] ?? 0;
    if (marker === 0xff) at += 1;
    else if (isFrame(marker)) return { height: bytes.readUInt16BE(5), width: bytes.readUInt16BE(7) };
    else at += 2 + Math.max(2, bytes.readUInt16BE(2));
  }
  return null;
};

const finders: Readonly<Record<string, Find>> = {
  'image/png': (head) => ({ width: head.readUInt32BE(16), height: head.readUInt32BE(20) }),
  'image/gif': (head) => ({ width: head.readUInt16LE(6), height: head.readUInt16LE(8) }),
  'image/webp': webpSize,
  'image/jpeg': jpegSize,
};
