import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RestoreRefused } from '../../adapters/postgres/backup/load-database.js';
import type { SavedDatabase } from '../../adapters/postgres/backup/save-database.js';

/** What a backup folder holds; written last, so that a folder without it is half a backup. */
export interface Manifest {
  readonly format: 'steadydesk-backup';
  readonly version: 1;
  /** Version of the program that made it. */
  readonly program: string;
  readonly database: SavedDatabase;
  /** Null where Temporal is a server of its own, with backups of its own. */
  readonly temporal: { readonly takenAt: string; readonly stoodMs: number } | null;
  /** Files of attachments that rows name and that were not in the store. */
  readonly missing: readonly string[];
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

const manifestFile = 'manifest.json';
const sumFile = 'manifest.sha256';

/** Writes down every file of the folder with its hash, and the manifest's own beside it. */
export async function writeManifest(
  folder: string,
  about: Omit<Manifest, 'format' | 'version' | 'program' | 'files'>,
): Promise<Manifest> {
  const files = [];
  for (const path of filesIn(folder)) {
    const full = join(folder, path);
    files.push({ path, bytes: statSync(full).size, sha256: await sha256Of(full) });
  }
  const manifest: Manifest = {
    format: 'steadydesk-backup',
    version: 1,
    program: programVersion(),
    ...about,
    files,
  };
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  const sum = createHash('sha256').update(text).digest('hex');
  writeFileSync(join(folder, sumFile), `${sum}  ${manifestFile}\n`, { mode: 0o600, flush: true });
  writeFileSync(join(folder, manifestFile), text, { mode: 0o600, flush: true });
  return manifest;
}

/**
 * The manifest of a backup whose files are all there and as they were written.
 * Throws {@link RestoreRefused} that names every file that is damaged, missing or too many.
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, manifestFile);
  if (!existsSync(file))
    throw new RestoreRefused(`${folder} is no complete backup: it has no ${manifestFile}`);
  const text = readFileSync(file, 'utf8');
  const sum = existsSync(join(folder, sumFile)) ? readFileSync(join(folder, sumFile), 'utf8') : '';
  if (!sum.startsWith(createHash('sha256').update(text).digest('hex')))
    throw new RestoreRefused(`${manifestFile} is damaged`);
  const manifest = JSON.parse(text) as Manifest;
  if (manifest.format !== 'steadydesk-backup' || manifest.version !== 1)
    throw new RestoreRefused(`${manifestFile} is of another form than this program reads`);
  const faults: string[] = [];
  const there = new Set(filesIn(folder));
  for (const { path, bytes, sha256 } of manifest.files) {
    if (!there.delete(path)) faults.push(`${path} is missing`);
    else if (statSync(join(folder, path)).size !== bytes || (await sha256Of(join(folder, path))) !== sha256)
      faults.push(`${path} is damaged`);
  }
  for (const path of there) faults.push(`${path} does not belong to it`);
  if (faults.length > 0) throw new RestoreRefused(`the backup is not whole:\n${faults.join('\n')}`);
  return manifest;
}

/** SHA-256 of a file, hexadecimal. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => path !== manifestFile && path !== sumFile)
    .sort();
}

// Compiled, this file lies one folder deeper than in the sources.
function programVersion(): string {
  const beside = new URL('../../package.json', import.meta.url);
  const file = existsSync(beside) ? beside : new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version ?? 'unknown';
}
