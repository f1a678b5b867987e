import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';

const looked = 64 * 1024;
/** What other libraries call the same. */
const sameAs: Readonly<Record<string, string>> = {
  // Nothing that a browser would carry out keeps a type of its own.
  'application/xml': 'text/plain',
  'image/svg+xml': 'text/plain',
  'text/html': 'text/plain',
  'application/x-apng': 'image/png',
  'image/apng': 'image/png',
};

/** What a file holds, as a media type; null when it is nothing known and no text. */
export const kindOf = async (path: string): Promise<string | null> => {
  const found = await fileTypeFromFile(path);
  if (found !== undefined) return sameAs[found.mime] ?? found.mime;
  return (await isText(path)) ? 'text/plain' : null;
};

const isText = async (path: string): Promise<boolean> => {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(looked), 0, looked, 0);
    const bytes = buffer.subarray(0, bytesRead);
    if (bytes.some((byte) => byte < 7 || (byte > 13 && byte < 27) || byte === 127)) return false;
    return ['utf-8', 'gb18030'].some((encoding) => canDecode(bytes, encoding));
  } finally {
    await file.close();
  }
};

const canDecode = (bytes: Uint8Array, encoding: string): boolean => {
  try {
    // The end of what was looked at may be in the middle of a character.
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
};
