import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A file on its way into the store: whole, on disk, and in nobody's sight yet. */
export interface Staged {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

export interface Staging {
  /** Takes a stream in and makes it durable; leaves nothing behind when the stream breaks or the signal aborts. */
  readonly take: (source: Readable, signal: AbortSignal) => Promise<Staged>;
  readonly discard: (staged: Staged) => Promise<void>;
  /** Removes what a killed process left behind, older than this. */
  readonly sweep: (olderThanMs: number) => Promise<void>;
}

/** Files on their way, in one folder beside the store, so that moving them in is one step. */
export const createStaging = (folder: string): Staging => ({
  take: async (source, signal) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, randomBytes(16).toString('hex'));
    const hash = createHash('sha256');
    let size = 0;
    const count = new Transform({
      transform: (chunk: Buffer, _encoding, next) => {
        hash.update(chunk);
        size += chunk.length;
        next(null, chunk);
      },
    });
    try {
      await pipeline(source, count, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal });
      await synced(path);
      return { path, size, sha256: hash.digest('hex') };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  },
  discard: async ({ path }) => {
    await rm(path, { force: true });
  },
  sweep: async (olderThanMs) => {
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
      if (mtimeMs < Date.now() - olderThanMs) await rm(path, { force: true });
    }
  },
});

/** Waits until a file or folder is on the disk itself. */
export const synced = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};
