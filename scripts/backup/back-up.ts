import { copyFileSync, createWriteStream, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openObjects } from '../../adapters/open-attachments.js';
import { saveDatabase } from '../../adapters/postgres/backup/save-database.js';
import type { Config } from '../../config/config.js';
import { keptFiles, temporalOf, withDatabase } from './desk-parts.js';
import { writeManifest, type Manifest } from './manifest.js';
import { copyTemporalFiles, temporalFiles } from './temporal-file.js';

/**
 * Backs a desk up into a folder that is not there yet or empty, whether it runs or not. Temporal's file comes first:
 * what it has, the database then has too, and the log is what a start goes by.
 */
export async function backUp(config: Config, folder: string): Promise<Manifest> {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Error(`${folder} is not empty: a backup goes into a folder of its own`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return await withDatabase(config, { idle: false }, async (databaseUrl) => {
    const temporal = await saveTemporal(config, folder);
    saveKeys(config.dataDir, folder);
    const database = await saveDatabase(databaseUrl, join(folder, 'postgres'));
    const kept = await saveObjects(config, join(folder, 'attachments'));
    const missing = database.uploads.filter((sha256) => !kept.has(sha256));
    return await writeManifest(folder, { database, temporal, missing });
  });
}

async function saveTemporal({ dataDir, temporal }: Config, folder: string): Promise<Manifest['temporal']> {
  if (temporal.address !== null || temporalFiles(dataDir).length === 0) return null;
  const to = join(folder, 'temporal');
  mkdirSync(to, { mode: 0o700 });
  return await copyTemporalFiles(dataDir, { to, running: temporalOf(dataDir) });
}

function saveKeys(dataDir: string, folder: string): void {
  const names = keptFiles(dataDir);
  if (names.length > 0) mkdirSync(join(folder, 'desk'), { mode: 0o700 });
  for (const name of names) copyFileSync(join(dataDir, name), join(folder, 'desk', name));
}

/** Every file in the store, also those that no row names yet: a row may be on its way. */
async function saveObjects(config: Config, folder: string): Promise<ReadonlySet<string>> {
  const { store } = await openObjects({ dataDir: config.dataDir, s3: config.attachments.s3 });
  const kept = new Set<string>();
  const everyAge = -86_400_000;
  for await (const sha256 of store.olderThan(everyAge)) {
    const source = await store.read(sha256);
    if (source === null) continue;
    await mkdir(join(folder, sha256.slice(0, 2)), { recursive: true, mode: 0o700 });
    await pipeline(source, createWriteStream(join(folder, sha256.slice(0, 2), sha256), { mode: 0o600 }));
    kept.add(sha256);
  }
  return kept;
}
