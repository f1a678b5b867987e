import { spawn } from 'node:child_process';
import { constants, existsSync, readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { synced } from '../../adapters/objects/staging.js';
import type { ProcessId } from '../launch/processes.js';

/** The server's database and what it has written ahead of it; the third file, -shm, is made anew from these. */
export const temporalFiles = (dataDir: string): readonly string[] =>
  ['temporal.db', 'temporal.db-wal'].map((name) => join(dataDir, name)).filter((path) => existsSync(path));

/** Longer than this the server does not stand still; a copy that takes longer is given up. */
const longestMs = 10_000;

/**
 * Copies the embedded Temporal's files as they are at one moment. SQLite recovers from them as it does after a crash of
 * its process, for a process that stands still writes nothing: so a running server is held for the time of the copy,
 * and everything that waits for it meanwhile goes on afterwards. Answers when that was and for how long.
 */
export async function copyTemporalFiles(
  dataDir: string,
  { to, running }: { readonly to: string; readonly running: ProcessId | null },
): Promise<{ readonly takenAt: string; readonly stoodMs: number }> {
  const copies: string[] = [];
  const began = performance.now();
  const takenAt = new Date().toISOString();
  await whileHeld(running, async () => {
    for (const file of temporalFiles(dataDir)) {
      const copy = join(to, basename(file));
      await copyFile(file, copy, constants.COPYFILE_FICLONE);
      copies.push(copy);
    }
  });
  const stoodMs = Math.round(performance.now() - began);
  if (running !== null && stoodMs > longestMs)
    throw new Error(
      `Temporal's file could not be copied within ${longestMs / 1000} s: stop the desk and back up then`,
    );
  for (const copy of copies) await synced(copy);
  return { takenAt, stoodMs: running === null ? 0 : stoodMs };
}

async function whileHeld(running: ProcessId | null, work: () => Promise<void>): Promise<void> {
  if (running === null) {
    await work();
    return;
  }
  const { pid } = running;
  // Should this process die meanwhile, the server goes on all the same.
  const guard = spawn('sh', ['-c', `sleep ${longestMs / 1000}; kill -CONT ${pid}`], {
    detached: true,
    stdio: 'ignore',
  });
  guard.unref();
  try {
    process.kill(pid, 'SIGSTOP');
    await untilHeld(pid);
    await work();
  } finally {
    process.kill(pid, 'SIGCONT');
    if (guard.pid !== undefined) process.kill(-guard.pid, 'SIGTERM');
  }
}

async function untilHeld(pid: number): Promise<void> {
  const isHeld = (): boolean => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
  };
  if (process.platform !== 'linux') {
    await pause(100);
    return;
  }
  for (const until = performance.now() + 2000; !isHeld();) {
    if (performance.now() > until) throw new Error('Temporal could not be held for the copy');
    await pause(2);
  }
}
