import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The key that seals secrets of channels on a desk in development, kept beside its data; as SECRET_KEYS takes it. */
export const openSecretKey = (dataDir: string): string =>
  kept(dataDir, 'secret-key.txt', () => `local:${randomBytes(32).toString('base64')}`);

/** The key that signs archive bundles of a desk in development, kept beside its data; as ARCHIVE_KEY takes it. */
export const openArchiveKey = (dataDir: string): string =>
  kept(dataDir, 'archive-key.txt', () => randomBytes(32).toString('base64'));

const kept = (dataDir: string, name: string, make: () => string): string => {
  const file = join(dataDir, name);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    const key = make();
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const own = `${file}.${process.pid}`;
    writeFileSync(own, `${key}\n`, { mode: 0o600 });
    renameSync(own, file);
    return key;
  }
};
