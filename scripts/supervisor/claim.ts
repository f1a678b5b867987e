import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isRunning, stopAll, type ProcessId, type ProcessRecord } from '../launch/processes.js';

/** The hold of one supervisor on a data folder, kept in its `supervisor.json`. */
export type Claim = {
  /** Notes the processes that run now, for a start after a crash of everything. */
  readonly note: (records: readonly ProcessRecord[]) => void;
  readonly release: () => void;
};

type ClaimFile = ProcessId & { readonly processes: readonly ProcessRecord[] };

/**
 * Takes the data folder for this process. What a dead supervisor left running in it is stopped first.
 * Throws with one line when another supervisor has it.
 */
export async function claimFolder(dataDir: string): Promise<Claim> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'supervisor.json');
  const own = `${file}.${process.pid}`;
  const self = identify(process.pid);
  if (self === null) throw new Error('This system does not tell when a process was started');
  const write = (processes: readonly ProcessRecord[]) =>
    writeFileSync(own, JSON.stringify({ ...self, processes }), { mode: 0o600 });

  write([]);
  try {
    while (!linked(own, file)) {
      const other = readClaim(file);
      if (other !== null && isRunning(other)) throw inUse(dataDir, other);
      // Moving it away decides between two starts at once: only one finds the file it has read.
      if (!renamed(file, `${own}.stale`)) continue;
      const moved = readClaim(`${own}.stale`);
      if (moved !== null && isRunning(moved)) {
        linked(`${own}.stale`, file);
        throw inUse(dataDir, moved);
      }
      rmSync(`${own}.stale`, { force: true });
      await stopAll(other?.processes ?? []);
    }
  } finally {
    rmSync(own, { force: true });
    rmSync(`${own}.stale`, { force: true });
  }
  return {
    note: (records) => {
      write(records);
      renameSync(own, file);
    },
    release: () => rmSync(file, { force: true }),
  };
}

/** The processes of the desk that runs on a data folder; none when none does. */
export function processesIn(dataDir: string): readonly ProcessRecord[] {
  const claim = readClaim(join(dataDir, 'supervisor.json'));
  return claim !== null && isRunning(claim) ? claim.processes.filter(isRunning) : [];
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function renamed(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function readClaim(file: string): ClaimFile | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ClaimFile;
  } catch {
    return null;
  }
}

function inUse(dataDir: string, { pid }: ProcessId): Error {
  return new Error(
    `A desk already runs on ${dataDir} (process ${pid}): stop it, or set DATA_DIR to another folder`,
  );
}
