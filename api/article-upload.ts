import { strFromU8, unzipSync } from 'fflate';

/** Largest body of an import, in bytes. */
export const mostUploaded = 20 * 1024 * 1024;
const largestFile = 256 * 1024;
const mostFiles = 5000;
const mostUnpacked = 64 * 1024 * 1024;

export interface UploadedFile {
  readonly name: string;
  readonly content: string;
}

/** Markdown files of an upload; null when it cannot be read or unpacks to more than is reasonable (S9). */
export const filesIn = (body: Buffer, isZip: boolean): readonly UploadedFile[] | null => {
  if (!isZip)
    return body.length > largestFile ? null : [{ name: 'article.md', content: body.toString('utf8') }];
  let count = 0;
  let unpacked = 0;
  try {
    const entries = unzipSync(body, {
      filter: ({ name, originalSize }) => {
        if (!/\.md$/iu.test(name) || name.startsWith('__MACOSX/')) return false;
        count += 1;
        unpacked += originalSize;
        // Sizes are those that the archive states; no file is unpacked beyond its own.
        if (count > mostFiles || originalSize > largestFile || unpacked > mostUnpacked)
          throw new RangeError('too much in the archive');
        return true;
      },
    });
    return Object.entries(entries).map(([name, bytes]) => ({
      name: name.slice(-200),
      content: strFromU8(bytes),
    }));
  } catch {
    return null;
  }
};
