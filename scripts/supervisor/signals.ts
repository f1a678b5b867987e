import type { Supervision } from './supervise.js';

const forceAfterMs = 1000;

/**
 * Stops the desk on SIGINT, SIGTERM and SIGHUP, and by force when asked a second time.
 * The terminal and npm both pass one Ctrl-C on, so a signal within a second of the first is the same one.
 */
export function stopOnSignals({ stop, force }: Pick<Supervision, 'stop' | 'force'>): void {
  let first: number | null = null;
  const onSignal = () => {
    if (first === null) {
      first = performance.now();
      void stop();
    } else if (performance.now() - first > forceAfterMs) {
      force();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
}

/** Calls `gone` when the process that started this one has ended without stopping it, such as a killed npm. */
export function watchParent(gone: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, 500);
  timer.unref();
}
