import type { Presence } from '../adapters/postgres/presence.js';

/** Somebody has come to a ticket, left it or begun to write: told to those who have it open. */
export interface PresenceNews {
  /** Null when news may have been lost; each window asks again by itself within seconds. */
  readonly changed: (no: string | null) => void;
  readonly subscribe: (person: string, listener: (no: string) => void) => () => void;
}

/** Who has a ticket open has shown that they may see it: nobody else is told, and what they are told is its number. */
export const createPresenceNews = ({ here }: Pick<Presence, 'here'>): PresenceNews => {
  const listeners = new Map<string, Set<(no: string) => void>>();
  const tell = async (no: string): Promise<void> => {
    // Without anybody listening here it is for another process to tell.
    if (listeners.size === 0) return;
    const present = await here(no).catch(() => []);
    for (const person of present) for (const listener of listeners.get(person) ?? []) listener(no);
  };
  return {
    changed: (no) => {
      if (no !== null && no !== '') void tell(no);
    },
    subscribe: (person, listener) => {
      const own = listeners.get(person) ?? new Set<(no: string) => void>();
      listeners.set(person, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0 && listeners.get(person) === own) listeners.delete(person);
      };
    },
  };
};
