import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A process and the moment it was started, so that a pid given out anew is never taken for it. */
export type ProcessId = { readonly pid: number; readonly started: string };

/** How a process is asked to stop, in ms how long it may take, and how it is made to. */
export type StopRule = {
  readonly signal: NodeJS.Signals;
  readonly graceMs: number;
  readonly force: NodeJS.Signals;
};

export type ProcessRecord = ProcessId & { readonly name: string; readonly stop: StopRule };

/** Node and Go programs end on SIGTERM. */
export const stopByTerm: StopRule = { signal: 'SIGTERM', graceMs: 10_000, force: 'SIGKILL' };

// SIGINT is Postgres' fast shutdown; SIGQUIT, its immediate one, still takes its own children along.
export const stopPostgres: StopRule = { signal: 'SIGINT', graceMs: 10_000, force: 'SIGQUIT' };

/** When the process was started, in a form only to be compared; null when there is none (or a zombie). */
export function startedAt(pid: number): string | null {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
    } catch {
      return null;
    }
  }
  const ps = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const line = ps.status === 0 ? ps.stdout.trim() : '';
  return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
}

/** The identity of a running process, or null when it is gone. */
export function identify(pid: number): ProcessId | null {
  const started = startedAt(pid);
  return started === null ? null : { pid, started };
}

/** Whether that very process still runs. */
export function isRunning({ pid, started }: ProcessId): boolean {
  return startedAt(pid) === started;
}

/** Asks a process to stop, then makes it; resolves when it is gone, throws when nothing helps. */
export async function stopProcess(which: ProcessId, rule: StopRule): Promise<void> {
  if (await endsBy(which, rule.signal, rule.graceMs)) return;
  if (await endsBy(which, rule.force, 6000)) return;
  if (await endsBy(which, 'SIGKILL', 2000)) return;
  throw new Error(`Process ${which.pid} could not be stopped`);
}

/** Stops processes one by one, the last started first; one that cannot be stopped keeps none of the others. */
export async function stopAll(records: readonly ProcessRecord[]): Promise<void> {
  for (const record of records.toReversed()) {
    await stopProcess(record, record.stop).catch(() => undefined);
  }
}

async function endsBy(which: ProcessId, signal: NodeJS.Signals, ms: number): Promise<boolean> {
  if (isRunning(which)) {
    try {
      process.kill(which.pid, signal);
    } catch {
      return !isRunning(which);
    }
  }
  for (const until = performance.now() + ms; isRunning(which);) {
    if (performance.now() > until) return false;
    await pause(20);
  }
  return true;
}
