/** A person's name, or their id where nobody is known by it. */
export type NameOf = (id: string) => string;

export interface Names {
  /** Names of these people, read anew at most every half minute, or at once for somebody not seen before. */
  readonly of: (ids: readonly string[]) => Promise<NameOf>;
  /** Somebody's name has changed: all are read anew at the next question. */
  readonly forget: () => void;
}

const freshMs = 30_000;

interface Named {
  readonly id: string;
  readonly name: string;
}

export const createNames = (people: () => Promise<readonly Named[]>): Names => {
  let known: ReadonlyMap<string, string> = new Map();
  /** Looked for in vain since the last read; so that an id without a name does not cost a read each time. */
  const misses = new Set<string>();
  let readAt = 0;
  let changes = 0;
  let reading: Promise<void> | null = null;
  const read = async (): Promise<void> => {
    const before = changes;
    try {
      known = new Map((await people()).map(({ id, name }) => [id, name]));
      // What changed meanwhile may not be in it.
      if (changes === before) readAt = Date.now();
      misses.clear();
    } finally {
      reading = null;
    }
  };
  const isStrange = (id: string): boolean => !known.has(id) && !misses.has(id);
  return {
    of: async (ids) => {
      if (Date.now() - readAt > freshMs || ids.some(isStrange)) {
        // A read that is under way may have begun before the person was there.
        await reading;
        if (ids.some(isStrange) || Date.now() - readAt > freshMs) await (reading ??= read());
        for (const id of ids) if (!known.has(id)) misses.add(id);
      }
      return (id) => known.get(id) ?? id;
    },
    forget: () => {
      changes += 1;
      readAt = 0;
    },
  };
};
