import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { identify, stopProcess, type ProcessId, type StopRule } from './processes.js';

/** A process that this one started and that is ready. */
export type Running = ProcessId & {
  readonly stopRule: StopRule;
  /** Resolves, in words, when it has ended for whatever reason. */
  readonly ended: Promise<string>;
  /** Stops it; resolves when it is gone. */
  readonly stop: () => Promise<void>;
};

export const endedEarly = 'ended before it was ready';

/** Is told of a process as soon as it exists, long before it is ready. */
export type Spawned = (id: ProcessId, rule: StopRule) => void;

/** Tells `spawned` of a child, unless it has gone already. */
export function announce(child: ChildProcess, rule: StopRule, spawned: Spawned | undefined): void {
  const id = child.pid === undefined ? null : identify(child.pid);
  if (id !== null) spawned?.(id, rule);
}

/** How the process ends, in words; a program that cannot be run ends too. */
export function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => {
      resolve(signal === null ? `exit code ${code}` : `signal ${signal}`);
    });
  });
}

/** Names a started child. Throws when it could not be started at all. */
export function toRunning(child: ChildProcess, ended: Promise<string>, rule: StopRule): Running {
  const id = child.pid === undefined ? null : identify(child.pid);
  if (id === null) throw new Error(endedEarly);
  return {
    ...id,
    stopRule: rule,
    ended,
    stop: async () => {
      await stopProcess(id, rule);
      await ended;
    },
  };
}

/**
 * Asks `isReady` again and again until it says so.
 * Throws when the process ends before, or when it takes longer than `ms`.
 */
export async function untilReady(
  { ended, ms }: { readonly ended: Promise<string>; readonly ms: number },
  isReady: () => boolean | Promise<boolean>,
): Promise<void> {
  const ends: string[] = [];
  void ended.then((how) => ends.push(how));
  for (const until = performance.now() + ms; !(await isReady());) {
    if (ends.length > 0) throw new Error(`${endedEarly} (${ends.join()})`);
    if (performance.now() > until) throw new Error(`was not ready after ${ms / 1000} s`);
    await pause(20);
  }
}
