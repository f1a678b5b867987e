import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Programs } from '../../config/programs.js';
import { lastLines, readLines, type Log } from './log.js';
import {
  createCluster,
  dataMajor,
  postgresDatabase,
  postgresFolder,
  postgresUser,
  readPassword,
} from './postgres-data.js';
import { findPostgres } from './postgres-programs.js';
import { runPostgresAs } from './postgres-user.js';
import { identify, stopPostgres, stopProcess } from './processes.js';
import { announce, endOf, toRunning, untilReady, type Running, type Spawned } from './running.js';

export type PostgresOptions = {
  /** The desk's data folder; the cluster is its `postgres/`. */
  readonly dataDir: string;
  readonly port: number;
  readonly log: Log;
  readonly programs: Pick<Programs, 'pgBin'>;
  /** False, for tests: commits do not wait for the disk. */
  readonly durable?: boolean;
  readonly spawned?: Spawned;
};

export type RunningPostgres = Running & { readonly url: string; readonly major: number };

/**
 * Starts the desk's own Postgres on 127.0.0.1, making its data on first use; a server that still runs on
 * the same data is stopped first. Resolves when it takes connections. The caller checks that the port is free.
 * Throws with one line of reason and the last lines of its log.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { dataDir, port, durable = true } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const folder = postgresFolder(dataDir);
  const programs = findPostgres(options.programs, dataMajor(folder));
  if (dataMajor(folder) === null) createCluster(folder, { programs, durable });
  const password = readPassword(folder);
  await stopLeftover(folder.data);

  const settings: Record<string, string | number> = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const running = await spawnServer(folder.data, programs.bin, { ...options, settings });
  const url = `postgres://${postgresUser}:${password}@127.0.0.1:${port}/${postgresDatabase}`;
  return { ...running, url, major: programs.major };
}

type ServerOptions = Pick<PostgresOptions, 'log' | 'spawned'> & {
  readonly settings: Readonly<Record<string, string | number>>;
};

async function spawnServer(data: string, bin: string, options: ServerOptions): Promise<Running> {
  const runAs = runPostgresAs(data, bin);
  const flags = Object.entries(options.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [program = '', ...args] = [...runAs.before, join(bin, 'postgres'), '-D', data, ...flags];

  // Backends orphaned by a kill -9 hold the shared memory a moment longer: that refusal alone is retried.
  for (const until = performance.now() + 10_000; ;) {
    const last = lastLines(20);
    const child = spawn(program, args, {
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...runAs.ids,
    });
    const ended = endOf(child);
    announce(child, stopPostgres, options.spawned);
    readLines(child.stderr, (line) => {
      last.add(line);
      if (!/ LOG: {2}/.test(line)) options.log(line);
    });
    try {
      await untilReady({ ended, ms: 60_000 }, () => isReady(data, child.pid));
      return toRunning(child, ended, stopPostgres);
    } catch (error) {
      child.kill('SIGQUIT');
      await ended;
      if (/shared memory block/.test(last.text()) && performance.now() < until) {
        await pause(200);
        continue;
      }
      throw new Error(`Postgres ${(error as Error).message}\n${last.text()}`, { cause: error });
    }
  }
}

/** Stops the server that `postmaster.pid` names, if it is one on these data; clears the file if it is none. */
async function stopLeftover(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const pid = Number(pidFile(data)[0] ?? 0);
  if (!existsSync(file)) return;
  const server = pid > 1 ? identify(pid) : null;
  if (server !== null && isPostgresOn(pid, data)) await stopProcess(server, stopPostgres);
  else rmSync(file, { force: true });
}

// A pid given out anew must not be taken for the server; without /proc only Postgres' own check remains.
function isPostgresOn(pid: number, data: string): boolean {
  if (process.platform !== 'linux') return true;
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.includes(data) && words.some((word) => /(^|\/)postgres$/.test(word));
  } catch {
    return false;
  }
}

function isReady(data: string, pid: number | undefined): boolean {
  const lines = pidFile(data);
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

function pidFile(data: string): string[] {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}
