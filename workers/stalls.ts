import type { Logger } from 'pino';

const lookMs = 250;

/**
 * Ends this process when it finds that it stood still for longer than a workflow task may take: a machine that was
 * suspended, a paused container. What it was about has been given to others by then; were it to go on, the SDK would
 * answer the second task with what was decided in the first, and the run could not be replayed any more. A worker that
 * is killed is safe at every moment. `longestMs` is the longest standstill that is let pass.
 */
export const endOnStall = (log: Logger, longestMs: number): void => {
  let last = Date.now();
  setInterval(() => {
    const stoodMs = Date.now() - last - lookMs;
    last = Date.now();
    if (stoodMs <= longestMs) return;
    log.error({ stoodMs }, 'the worker stood still for too long and ends; another takes over');
    process.kill(process.pid, 'SIGKILL');
  }, lookMs).unref();
};
