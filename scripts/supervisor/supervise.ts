import type { Log } from '../launch/log.js';
import { stopProcess, type ProcessId, type ProcessRecord, type StopRule } from '../launch/processes.js';
import type { Running, Spawned } from '../launch/running.js';

/** One part of the desk, a process of its own. */
export type Part = {
  readonly name: string;
  /** Its lines are dropped while it stops, when they are only its own parts missing each other. */
  readonly stopsQuietly?: boolean;
  /**
   * Starts it and resolves when it is ready, with what is to be said of it; `running` is null when it has
   * done its work and ended. Tells `spawned` of its process at once. Throws when it cannot be started.
   */
  readonly start: (hooks: {
    readonly log: Log;
    readonly spawned: Spawned;
  }) => Promise<{ readonly running: Running | null; readonly said: string }>;
};

export type Supervision = {
  /** Starts all parts in order. False when it was stopped meanwhile; throws with the part that failed. */
  readonly start: () => Promise<boolean>;
  /** Stops all parts in reverse order; resolves when all are gone. */
  readonly stop: () => Promise<void>;
  /** Makes all parts end at once. */
  readonly force: () => void;
};

export type SupervisionOptions = {
  readonly say: Log;
  readonly logOf: (name: string) => Log;
  /** Is told, in order of the parts, of all processes there are, whenever that changes. */
  readonly note: (records: readonly ProcessRecord[]) => void;
};

const shortestWaitMs = 250;
const longestWaitMs = 10_000;
/** A part that was ready this long does not break down at its start; it is started again at once. */
const steadyMs = 5000;

/** Keeps parts running: a part that ends is started again, after a wait that doubles up to 10 s. */
export function supervise(parts: readonly Part[], options: SupervisionOptions): Supervision {
  const { say, logOf, note } = options;
  const records = new Map<string, ProcessRecord>();
  const muted = new Set<string>();
  const waiting = new Set<() => void>();
  let stopping = false;

  const inOrder = () => parts.flatMap(({ name }) => records.get(name) ?? []);
  const forget = (name: string) => {
    if (records.delete(name)) note(inOrder());
  };

  async function startPart(part: Part): Promise<{ running: Running | null; said: string }> {
    const log = logOf(part.name);
    const spawned = (id: ProcessId, stop: StopRule) => {
      records.set(part.name, { ...id, name: part.name, stop });
      note(inOrder());
      if (stopping) process.kill(id.pid, stop.force);
    };
    try {
      const started = await part.start({
        log: (line) => {
          if (!muted.has(part.name)) log(line);
        },
        spawned,
      });
      if (started.running === null) forget(part.name);
      return started;
    } catch (error) {
      forget(part.name);
      throw error;
    }
  }

  async function keep(part: Part, first: Running): Promise<void> {
    let running = first;
    let waitMs = shortestWaitMs;
    while (!stopping) {
      const since = performance.now();
      const how = await running.ended;
      forget(part.name);
      if (stopping) return;
      if (performance.now() - since > steadyMs) waitMs = shortestWaitMs;
      say(`${part.name} ended (${how}); it is started again.`);
      for (let next: Running | null = null; next === null; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
        await pause(waitMs);
        if (stopping) return;
        next = await restart(part);
        running = next ?? running;
      }
      say(`${part.name} is back.`);
    }
  }

  async function restart(part: Part): Promise<Running | null> {
    try {
      return (await startPart(part)).running;
    } catch (error) {
      if (!stopping) say(`${part.name} could not be started: ${reasonOf(error)}`);
      return null;
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      waiting.add(done);
    });
  }

  return {
    start: async () => {
      for (const part of parts) {
        if (stopping) return false;
        const began = performance.now();
        try {
          const { running, said } = await startPart(part);
          if (!stopping) say(`${said} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
          if (running !== null) void keep(part, running);
        } catch (error) {
          if (stopping) return false;
          throw new Error(`${part.name}: ${reasonOf(error)}`, { cause: error });
        }
      }
      return !stopping;
    },
    stop: async () => {
      stopping = true;
      for (const done of waiting) done();
      for (const { name, stopsQuietly } of parts.toReversed()) {
        const record = records.get(name);
        if (record === undefined) continue;
        if (stopsQuietly === true) muted.add(name);
        await stopProcess(record, record.stop).catch((error: unknown) => say(reasonOf(error)));
        forget(name);
      }
    },
    force: () => {
      stopping = true;
      for (const record of inOrder().toReversed()) {
        try {
          process.kill(record.pid, record.stop.force);
        } catch {
          // It has ended meanwhile.
        }
      }
    },
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
