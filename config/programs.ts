import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Environment } from './environment.js';

/** Where to look for the programs the desk starts; null where the environment names none. */
export type Programs = {
  /** The `temporal` CLI (TEMPORAL_CLI). */
  readonly temporalCli: string | null;
  /** The time-skipping test server (TEMPORAL_TEST_SERVER). */
  readonly testServer: string | null;
  /** Folder of `initdb` and `postgres` (PG_BIN). */
  readonly pgBin: string | null;
  /** Folders of PATH, in order. */
  readonly path: readonly string[];
  /** Folder of this user for downloaded programs. */
  readonly cacheDir: string;
};

/** Reads where the programs are; nothing here can be wrong before it is looked for. */
export function readPrograms(env: Environment): Programs {
  const cacheHome = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return {
    temporalCli: env['TEMPORAL_CLI'] || null,
    testServer: env['TEMPORAL_TEST_SERVER'] || null,
    pgBin: env['PG_BIN'] || null,
    path: (env['PATH'] ?? '').split(delimiter).filter(Boolean),
    cacheDir: join(cacheHome, 'steadydesk'),
  };
}
