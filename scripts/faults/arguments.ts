import { parseArgs } from 'node:util';

export interface FaultArguments {
  readonly seed: number;
  readonly minutes: number;
  readonly tickets: number;
}

/** Reads `--seed N --minutes M --tickets T`; throws with one line when they are no numbers. */
export const readArguments = (args: readonly string[]): FaultArguments => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      minutes: { type: 'string', default: '5' },
      tickets: { type: 'string', default: '200' },
    },
  });
  const read = (name: keyof FaultArguments, least: number): number => {
    const value = Number(values[name]);
    if (!Number.isFinite(value) || value < least) throw new Error(`--${name} must be a number from ${least}`);
    return value;
  };
  return { seed: read('seed', 0), minutes: read('minutes', 0.1), tickets: read('tickets', 1) };
};
