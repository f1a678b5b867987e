import type { StreamedEntry } from '../adapters/postgres/entry-stream.js';
import type { Reader } from './reads.js';

/** Takes the entries in the order in which they became visible. */
export type Listener = (entries: readonly StreamedEntry[]) => void;

/** New entries of all tickets, read once for all who listen. */
export interface Live {
  /** Where the entries that listeners have been told of end; null before the first look. */
  readonly position: () => string | null;
  /** Something may have been added. */
  readonly wake: () => void;
  readonly subscribe: (listener: Listener) => () => void;
  readonly listeners: () => number;
  readonly stop: () => Promise<void>;
}

const batch = 200;
/** Looks unasked this often: a notification may be lost, and a slow transaction may hold entries back. */
const lookMs = 2000;
/** While entries are held back by a transaction that still runs. */
const soonMs = 50;
const soonLooks = 10;

/** Reads what is new whenever it is woken, and hands it on; a database that is away is asked again. */
export const createLive = ({ stream }: Pick<Reader, 'stream'>): Live => {
  const listeners = new Set<Listener>();
  let position: string | null = null;
  let isWoken = false;
  let isStopped = false;
  let looking: Promise<void> | null = null;
  let looksLeft = 0;

  const look = async (): Promise<void> => {
    while (isWoken && !isStopped) {
      isWoken = false;
      try {
        position ??= await stream.end();
        for (;;) {
          const entries = await stream.since(position, batch);
          if (entries.length > 0) looksLeft = 0;
          position = entries.at(-1)?.cursor ?? position;
          if (entries.length > 0) for (const listener of listeners) listener(entries);
          if (entries.length < batch) break;
        }
      } catch {
        // The next look tries again.
      }
    }
    looking = null;
  };
  const start = (): void => {
    isWoken = true;
    looking ??= look();
  };
  const timer = setInterval(start, lookMs);
  timer.unref();
  const soon = setInterval(() => {
    if (looksLeft <= 0) return;
    looksLeft -= 1;
    start();
  }, soonMs);
  soon.unref();
  start();
  return {
    position: () => position,
    wake: () => {
      looksLeft = soonLooks;
      start();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    listeners: () => listeners.size,
    stop: async () => {
      isStopped = true;
      clearInterval(timer);
      clearInterval(soon);
      await looking;
    },
  };
};
