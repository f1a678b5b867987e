import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { openObjects } from '../../adapters/open-attachments.js';
import type { ErasureOrder } from '../../adapters/postgres/erasing/erase-person.js';
import {
  erasuresIn,
  loadDatabase,
  refuseSchema,
  RestoreRefused,
  refuseTarget,
} from '../../adapters/postgres/backup/load-database.js';
import type { Config } from '../../config/config.js';
import { postgresFolder } from '../launch/postgres-data.js';
import { claimFolder } from '../supervisor/claim.js';
import { withDatabase } from './desk-parts.js';
import { readManifest, sha256Of, type Manifest } from './manifest.js';
import { temporalFiles } from './temporal-file.js';

/** What a backup is restored as: parts of it may come from different backups. */
export const restorableParts = ['database', 'temporal', 'attachments', 'keys'] as const;
export type RestorablePart = (typeof restorableParts)[number];

export interface RestoreOptions {
  readonly replace: boolean;
  readonly parts: readonly RestorablePart[];
  /** Beyond those that the target knows of: erasures that the backup may be older than. */
  readonly erased?: readonly ErasureOrder[];
}

export interface Restored {
  readonly manifest: Manifest;
  /** How many erasures were done again. */
  readonly erased: number;
  /** Where what was there has been moved to; null when there was nothing. */
  readonly movedTo: string | null;
}

/**
 * Restores a backup into the desk that the configuration names, which must not run. Everything that can refuse it does
 * so before anything is changed ({@link RestoreRefused}); with `replace` local data is moved aside, not removed.
 */
export async function restore(
  config: Config,
  folder: string,
  { replace, parts, erased: given = [] }: RestoreOptions,
): Promise<Restored> {
  const manifest = await readManifest(folder);
  refuseSchema(manifest.database);
  const { dataDir } = config;
  const asked = (part: RestorablePart): boolean => parts.includes(part);
  const local = localPaths(config, asked);
  const taken = local.filter((path) => existsSync(path) && !isEmptyFolder(path));
  if (taken.length > 0 && !replace)
    throw new RestoreRefused(
      `${dataDir} is not empty (${taken.map((path) => basename(path)).join(', ')}): --replace moves what is there aside`,
    );
  if (config.databaseUrl !== null && asked('database')) await refuseTarget(config.databaseUrl, { replace });

  const known = asked('database') ? await erasuresOf(config) : [];
  const erased = [...new Map([...known, ...given].map((order) => [order.id, order])).values()];
  const claim = await claimFolder(dataDir);
  let movedTo: string | null = null;
  try {
    movedTo = moveAside(dataDir, taken);
    if (asked('keys')) restoreKeys(folder, dataDir, movedTo);
    if (asked('temporal')) restoreTemporal(folder, dataDir, config);
    if (asked('attachments')) await restoreObjects(folder, config);
  } finally {
    claim.release();
  }
  if (asked('database'))
    await withDatabase(
      config,
      { idle: true },
      async (databaseUrl) =>
        await loadDatabase(databaseUrl, {
          folder: join(folder, 'postgres'),
          saved: manifest.database,
          erased,
        }),
    );
  return { manifest, movedTo, erased: erased.length };
}

/** What was erased by law in the database that is to be replaced: no backup brings it back. */
async function erasuresOf(config: Config): Promise<readonly ErasureOrder[]> {
  if (config.databaseUrl === null && !existsSync(postgresFolder(config.dataDir).data)) return [];
  return await withDatabase(config, { idle: true }, erasuresIn);
}

/** What of the data folder the restore would write over. */
function localPaths(config: Config, asked: (part: RestorablePart) => boolean): string[] {
  const { dataDir } = config;
  const { data, password } = postgresFolder(dataDir);
  return [
    ...(asked('database') && config.databaseUrl === null ? [data, password] : []),
    ...(asked('temporal') && config.temporal.address === null
      ? ['temporal.db', 'temporal.db-wal', 'temporal.db-shm'].map((name) => join(dataDir, name))
      : []),
    ...(asked('attachments') && config.attachments.s3 === null ? [join(dataDir, 'attachments')] : []),
  ];
}

function isEmptyFolder(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch {
    return false;
  }
}

function moveAside(dataDir: string, paths: readonly string[]): string | null {
  if (paths.length === 0) return null;
  const to = join(dataDir, `before-restore-${new Date().toISOString().replace(/[:.]/gu, '-')}`);
  mkdirSync(to, { mode: 0o700 });
  for (const path of paths) renameSync(path, join(to, basename(path)));
  return to;
}

/** The backup's keys belong to the backup's data; others that were there are moved aside with theirs. */
function restoreKeys(folder: string, dataDir: string, aside: string | null): void {
  const from = join(folder, 'desk');
  for (const name of existsSync(from) ? readdirSync(from) : []) {
    const to = join(dataDir, name);
    if (aside !== null && existsSync(to)) renameSync(to, join(aside, name));
    copyFileSync(join(from, name), to);
  }
}

function restoreTemporal(folder: string, dataDir: string, { temporal }: Config): void {
  if (temporal.address !== null) return;
  rmSync(join(dataDir, 'temporal.db-shm'), { force: true });
  for (const file of temporalFiles(join(folder, 'temporal')))
    copyFileSync(file, join(dataDir, basename(file)));
}

async function restoreObjects(folder: string, config: Config): Promise<void> {
  const { store, staging } = await openObjects({ dataDir: config.dataDir, s3: config.attachments.s3 });
  const from = join(folder, 'attachments');
  for (const part of existsSync(from) ? readdirSync(from) : [])
    for (const name of readdirSync(join(from, part))) {
      const path = join(from, part, name);
      if ((await sha256Of(path)) !== name)
        throw new Error(`attachments/${part}/${name} is not what its name says`);
      await store.put(await staging.take(createReadStream(path), new AbortController().signal));
    }
}
