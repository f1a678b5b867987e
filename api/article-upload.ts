import { strFromU8, unzipSync } from 'fflate';
import type { PackedImages } from './article-images.js';

/** Largest body of an import, in bytes. */
export const mostUploaded = 100 * 1024 * 1024;
const largestFile = 256 * 1024;
const mostFiles = 5000;
const mostUnpacked = 64 * 1024 * 1024;

export interface UploadedFile {
  readonly name: string;
  readonly content: string;
}

export interface Packed {
  readonly files: readonly UploadedFile[];
  readonly images: PackedImages;
}

const noImages: PackedImages = { has: () => false, unpack: () => null };

/** Markdown files of an upload with their images; null when it cannot be read or unpacks to more than is reasonable (S9). */
export const filesIn = (
  body: Buffer,
  { isZip, largestImage }: { readonly isZip: boolean; readonly largestImage: number },
): Packed | null => {
  if (!isZip)
    return body.length > largestFile
      ? null
      : { files: [{ name: 'article.md', content: body.toString('utf8') }], images: noImages };
  let count = 0;
  let unpacked = 0;
  const images = new Map<string, string>();
  try {
    const entries = unzipSync(body, {
      filter: ({ name, originalSize }) => {
        if (name.startsWith('__MACOSX/')) return false;
        const image = /(?:^|\/)(images\/[^/]+)$/u.exec(name)?.[1];
        if (image !== undefined && originalSize <= largestImage) images.set(image, name);
        if (!/\.md$/iu.test(name)) return false;
        count += 1;
        unpacked += originalSize;
        // Sizes are those that the archive states; no file is unpacked beyond its own.
        if (count > mostFiles || originalSize > largestFile || unpacked > mostUnpacked)
          throw new RangeError('too much in the archive');
        return true;
      },
    });
    return {
      files: Object.entries(entries).map(([name, bytes]) => ({
        name: name.slice(-200),
        content: strFromU8(bytes),
      })),
      images: {
        has: (path) => images.has(path),
        // One at a time: together they may be more than there is memory.
        unpack: (path) => {
          const wanted = images.get(path);
          if (wanted === undefined) return null;
          try {
            return unzipSync(body, { filter: ({ name }) => name === wanted })[wanted] ?? null;
          } catch {
            // Damaged: refused as what is no image is.
            return null;
          }
        },
      },
    };
  } catch {
    return null;
  }
};
