import { setTimeout as pause } from 'node:timers/promises';
import type { UpkeepRuns } from '../adapters/temporal/upkeep-runs.js';

export interface UpkeepOptions {
  readonly runs: UpkeepRuns;
  /** Another text whenever who is on duty may have changed. */
  readonly rosterState: () => Promise<string>;
  /** Roll-outs with tickets that wait. */
  readonly unfinished: () => Promise<readonly string[]>;
  /** Each adds up what has changed since it was last drawn up: open duties of people, ended ones by week. */
  readonly drawUp: readonly (() => Promise<void>)[];
  readonly warn: (message: string, error: unknown) => void;
  readonly signal: AbortSignal;
  /** Between two looks. */
  readonly everyMs?: number;
}

/**
 * Sees to it that the roster's run is there and hears of every change, that the archivist's is there, and that each
 * roll-out has its own: what was stored is never waiting for a message that was lost. Harmless beside another worker's.
 */
export const upkeep = async (options: UpkeepOptions): Promise<void> => {
  const { runs, rosterState, unfinished, drawUp, warn, signal, everyMs = 1000 } = options;
  const started = new Set<string>();
  let told: string | null = null;
  let isArchiving = false;
  while (!signal.aborted) {
    try {
      for (const draw of drawUp) await draw();
      const state = await rosterState();
      if (state !== told) await runs.rosterChanged();
      told = state;
      if (!isArchiving) await runs.startArchivist();
      isArchiving = true;
      for (const id of await unfinished()) {
        if (started.has(id)) continue;
        await runs.startRollOut(id);
        started.add(id);
      }
    } catch (error) {
      warn('the desk could not see to its archive, roster and roll-outs yet', error);
    }
    await pause(everyMs, undefined, { signal }).catch(() => undefined);
  }
};
