import { Zip, ZipPassThrough } from 'fflate';

export interface ZippedFile {
  /** With slashes, relative; ASCII or UTF-8. */
  readonly path: string;
  readonly bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** The earliest a zip can say; the same whatever the time zone, so that equal files make equal zips. */
const anyTime = new Date(1980, 0, 1);
/** Without the extension for larger ones, which its readers may not know. */
const most = 0xffff_ffff;

/**
 * A zip of the files in their order, as it is made. Nothing is compressed: the same files are the same bytes whatever
 * the version of a compressor, and every byte of the zip is one that a verifier can foretell.
 */
export async function* zipOf(files: AsyncIterable<ZippedFile>): AsyncGenerator<Uint8Array> {
  let made: Uint8Array[] = [];
  let size = 0;
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    size += chunk.length;
    if (size > most) throw new RangeError('a bundle of more than 4 GiB cannot be made');
    made.push(chunk);
  });
  const drawn = (): readonly Uint8Array[] => {
    const chunks = made;
    made = [];
    return chunks;
  };
  for await (const { path, bytes } of files) {
    const file = new ZipPassThrough(path);
    file.mtime = anyTime;
    zip.add(file);
    for await (const chunk of bytes) {
      file.push(chunk);
      yield* drawn();
    }
    file.push(new Uint8Array(), true);
    yield* drawn();
  }
  zip.end();
  yield* drawn();
}
