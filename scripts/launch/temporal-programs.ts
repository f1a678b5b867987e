import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Programs } from '../../config/programs.js';
import { download } from './download.js';
import type { Log } from './log.js';
import { temporalCli, temporalTestServer, type Release } from './temporal-releases.js';

/** Servers before this one have published vulnerabilities. */
export const oldestServer = '1.30.4';

type Where = Pick<Programs, 'temporalCli' | 'testServer' | 'path' | 'cacheDir'>;

/**
 * Path of a `temporal` CLI with a fit server in it: TEMPORAL_CLI, PATH, this user's cache, a download.
 * Throws with one line when TEMPORAL_CLI is unfit or nothing can be had.
 */
export function findTemporalCli(where: Where, log: Log): Promise<string> {
  return find(temporalCli, { where, given: where.temporalCli, unfitness: unfitnessOf, log });
}

/** Path of the time-skipping test server, looked for in the same places (TEMPORAL_TEST_SERVER). */
export function findTestServer(where: Where, log: Log): Promise<string> {
  return find(temporalTestServer, { where, given: where.testServer, unfitness: () => null, log });
}

/** Whether a server's version is new enough to be used. */
export function isFitServer(version: string): boolean {
  const [have, need] = [version, oldestServer].map((text) => text.split(/[.-]/).map(Number));
  for (const [index, part] of (need ?? []).entries()) {
    const other = have?.[index] ?? 0;
    if (other !== part) return other > part;
  }
  return true;
}

type Search = {
  readonly where: Where;
  readonly given: string | null;
  readonly unfitness: (path: string) => string | null;
  readonly log: Log;
};

async function find(release: Release, { where, given, unfitness, log }: Search): Promise<string> {
  if (given !== null) {
    const problem = isProgram(given) ? unfitness(given) : 'is no program';
    if (problem === null) return given;
    throw new Error(`${release.variable} ${problem}: ${given}`);
  }
  for (const folder of where.path) {
    const path = join(folder, release.program);
    if (!isProgram(path)) continue;
    const problem = unfitness(path);
    if (problem === null) return path;
    log(`${path} ${problem}; looking further.`);
  }
  const platform = `${process.platform}-${process.arch}`;
  const folder = `${release.program}-${release.version}-${platform}`;
  const cached = join(where.cacheDir, folder, release.program);
  if (!existsSync(cached)) await download(release, { to: cached, log });
  return cached;
}

/** Why a CLI is not to be used, or null. */
function unfitnessOf(path: string): string | null {
  const answer = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  const server = /Server (\d+\.\d+\.\d+)/.exec(answer.stdout ?? '')?.[1];
  if (server === undefined) return 'does not say which Temporal server it holds';
  return isFitServer(server) ? null : `holds Temporal server ${server}, older than ${oldestServer}`;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
