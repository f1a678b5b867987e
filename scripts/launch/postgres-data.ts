import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { PostgresPrograms } from './postgres-programs.js';
import { runPostgresAs, type RunAs } from './postgres-user.js';

/** Where one embedded Postgres keeps its things, under the desk's data folder. */
export type PostgresFolder = { readonly data: string; readonly password: string };

export const postgresUser = 'steadydesk';
export const postgresDatabase = 'steadydesk';

export function postgresFolder(dataDir: string): PostgresFolder {
  return { data: join(dataDir, 'postgres'), password: join(dataDir, 'postgres.password') };
}

/** Major version that made the data, or null when there are none yet. */
export function dataMajor({ data }: PostgresFolder): number | null {
  const file = join(data, 'PG_VERSION');
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : null;
}

/** The generated password. Throws with one line when the data outlived it. */
export function readPassword(folder: PostgresFolder): string {
  if (!existsSync(folder.password)) {
    throw new Error(`${folder.password} is missing, and the data in ${folder.data} need it`);
  }
  return readFileSync(folder.password, 'utf8').trim();
}

/**
 * Makes the cluster and the desk's database in it, or nothing at all: a half made one is never left under
 * its final name. `durable: false` skips the flush to disk.
 */
export function createCluster(
  folder: PostgresFolder,
  { programs, durable }: { readonly programs: PostgresPrograms; readonly durable: boolean },
): void {
  const making = `${folder.data}.new`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700, recursive: true });
  const runAs = runPostgresAs(making, programs.bin);
  const password = randomBytes(24).toString('base64url');
  writeFileSync(folder.password, `${password}\n`, { mode: 0o600 });
  if (runAs.ids !== null) handOver(folder, { ...runAs.ids, making });

  run(runAs, [
    [join(programs.bin, 'initdb'), '-D', making, '-U', postgresUser],
    ['--auth=scram-sha-256', '--encoding=UTF8', '--data-checksums', `--pwfile=${folder.password}`],
    [...localeFor(programs.major), ...(durable ? [] : ['--no-sync'])],
  ]);
  run(
    runAs,
    [
      [join(programs.bin, 'postgres'), '--single', '-D', making],
      [...(durable ? [] : ['-F']), '-c', 'log_checkpoints=off', 'postgres'],
    ],
    `CREATE DATABASE ${postgresDatabase}\n`,
  );

  if (runAs.ids !== null) chownSync(folder.password, 0, 0);
  renameSync(making, folder.data);
}

type HandOver = { readonly uid: number; readonly gid: number; readonly making: string };

function handOver(folder: PostgresFolder, { uid, gid, making }: HandOver): void {
  chmodSync(dirname(folder.data), 0o711);
  for (const path of [making, folder.password]) chownSync(path, uid, gid);
}

// C.UTF-8 is a locale of glibc; elsewhere Postgres 17 and later bring their own.
function localeFor(major: number): string[] {
  return process.platform === 'linux' || major < 17
    ? ['--locale=C.UTF-8']
    : ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
}

function run(runAs: RunAs, words: readonly (readonly string[])[], input = ''): void {
  const [program = '', ...args] = [...runAs.before, ...words.flat()];
  const done = spawnSync(program, args, {
    input,
    encoding: 'utf8',
    cwd: '/',
    ...runAs.ids,
  });
  if (done.status === 0) return;
  const why = done.error?.message ?? done.stderr.trim().split('\n').at(-1) ?? '';
  throw new Error(`Postgres could not make its data folder: ${why}`);
}
