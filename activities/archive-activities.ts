import { Context, log } from '@temporalio/activity';
import type { ArchiveActivities } from './contract.js';
import type { Ports } from './ports.js';

const turnMs = 50 * 60_000;
const beatMs = 2000;
/** Between two looks while nothing is wanted. */
const lookMs = 1000;

export const createArchiveActivities = ({
  archivist,
  stopping,
}: Pick<Ports, 'archivist' | 'stopping'>): ArchiveActivities => ({
  bundle: async () => {
    const context = Context.current();
    const signal = AbortSignal.any([
      context.cancellationSignal,
      ...(stopping === undefined ? [] : [stopping]),
    ]);
    const beat = setInterval(() => context.heartbeat(), beatMs);
    const until = Date.now() + turnMs;
    let made = 0;
    try {
      while (Date.now() < until && !signal.aborted) {
        const started = performance.now();
        const done = (await archivist?.next(signal)) ?? null;
        if (done?.isMade === true) made += 1;
        if (typeof done?.trouble === 'string')
          log.warn(`the archive bundle of ${done.no} could not be made yet: ${done.trouble}`);
        // As long as one took, so that tickets keep their pace while many are archived.
        const restMs = done === null ? lookMs : Math.ceil(performance.now() - started);
        await context.sleep(restMs).catch(() => undefined);
      }
      context.cancellationSignal.throwIfAborted();
      return { made };
    } catch (error) {
      // A worker that stops hands its turn to the next one.
      if (stopping?.aborted === true) return { made };
      throw error;
    } finally {
      clearInterval(beat);
    }
  },
});
