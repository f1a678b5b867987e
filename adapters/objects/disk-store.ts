import { createReadStream } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checked, isHash, type ObjectStore } from './object-store.js';
import { synced } from './staging.js';

/** {@link ObjectStore} in a folder of this machine: `ab/abcd…`, written elsewhere and moved in when it is whole. */
export const createDiskStore = (folder: string): ObjectStore => {
  const pathOf = (sha256: string): string => join(folder, checked(sha256).slice(0, 2), sha256);
  return {
    put: async ({ path, sha256 }) => {
      const target = pathOf(sha256);
      if (await isThere(target)) {
        await rm(path, { force: true });
        return;
      }
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await rename(path, target);
      // The name is on the disk too, in its folder and that one in its own.
      await synced(dirname(target));
      await synced(folder);
    },
    read: async (sha256, range) => {
      const handle = await open(pathOf(sha256), 'r').catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      });
      return handle === null
        ? null
        : createReadStream('', {
            fd: handle,
            autoClose: true,
            ...(range === undefined ? {} : { start: range.from, end: range.to }),
          });
    },
    remove: async (sha256) => {
      await rm(pathOf(sha256), { force: true });
    },
    olderThan: async function* (ms) {
      for (const part of await readdir(folder).catch(() => [])) {
        if (!/^[0-9a-f]{2}$/u.test(part)) continue;
        for (const name of await readdir(join(folder, part))) {
          if (!isHash(name)) continue;
          const { mtimeMs } = await stat(join(folder, part, name)).catch(() => ({ mtimeMs: Infinity }));
          if (mtimeMs < Date.now() - ms) yield name;
        }
      }
    },
  };
};

const isThere = async (path: string): Promise<boolean> =>
  await access(path).then(
    () => true,
    () => false,
  );
