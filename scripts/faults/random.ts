/** Seeded choices: the same seed gives the same order of them. */
export interface Random {
  /** At least 0, less than 1. */
  readonly next: () => number;
  readonly below: (limit: number) => number;
  readonly of: <T>(choices: readonly [T, ...T[]] | readonly T[]) => T;
  readonly between: (least: number, most: number) => number;
  /** Choices of its own that do not disturb this one's. */
  readonly fork: () => Random;
}

/** Mulberry32: small, and good enough to choose by. */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    of: <T>(choices: readonly T[]): T => {
      if (choices.length === 0) throw new Error('there is nothing to choose from');
      return choices[below(choices.length)] as T;
    },
    between: (least, most) => least + below(most - least + 1),
    fork: () => createRandom(below(4_294_967_295)),
  };
};
