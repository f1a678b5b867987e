import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProcessRecord } from '../launch/processes.js';

/** The line to the reaper, a process that outlives this one for as long as it takes to stop its children. */
export type ReaperLink = {
  /** Says which processes there are now. */
  readonly tell: (records: readonly ProcessRecord[]) => void;
  /** Lets the reaper go. */
  readonly close: () => void;
};

/** Starts the reaper; one that is killed is started again. */
export function startReaper(): ReaperLink {
  let reaper: ChildProcess;
  let known: readonly ProcessRecord[] = [];
  let closed = false;
  const program = fileURLToPath(new URL('./reaper.js', import.meta.url));

  const send = () => reaper.stdin?.write(`${JSON.stringify(known)}\n`);
  const start = () => {
    reaper = spawn(process.execPath, [program], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: '/',
    });
    reaper.unref();
    reaper.stdin?.on('error', () => undefined);
    reaper.once('exit', () => {
      if (!closed) start();
    });
    send();
  };
  start();
  return {
    tell: (records) => {
      known = records;
      send();
    },
    close: () => {
      closed = true;
      known = [];
      send();
      reaper.stdin?.end();
    },
  };
}
