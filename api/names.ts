/** A person's name, or their id where nobody is known by it. */
export type NameOf = (id: string) => string;

export interface Names {
  /** Names of these people, read anew at most every half minute, or at once for somebody not seen before. */
  readonly of: (ids: readonly string[]) => Promise<NameOf>;
}

const freshMs = 30_000;
const soonestMs = 1000;

interface Named {
  readonly id: string;
  readonly name: string;
}

export const createNames = (people: () => Promise<readonly Named[]>): Names => {
  let known: ReadonlyMap<string, string> = new Map();
  let readAt = 0;
  let reading: Promise<void> | null = null;
  const read = async (): Promise<void> => {
    try {
      known = new Map((await people()).map(({ id, name }) => [id, name]));
      readAt = Date.now();
    } finally {
      reading = null;
    }
  };
  return {
    of: async (ids) => {
      const age = Date.now() - readAt;
      if (age > freshMs || (age > soonestMs && ids.some((id) => !known.has(id)))) await (reading ??= read());
      return (id) => known.get(id) ?? id;
    },
  };
};
