import { setTimeout as pause } from 'node:timers/promises';

/** Asks until it is so; throws when it is not within the time. */
export const until = async (
  isSo: () => Promise<boolean> | boolean,
  { mostMs = 60_000, everyMs = 10 }: { readonly mostMs?: number; readonly everyMs?: number } = {},
): Promise<void> => {
  const end = performance.now() + mostMs;
  while (!(await isSo())) {
    if (performance.now() > end)
      throw new Error(`it did not come about within ${mostMs / 1000} s: ${isSo.toString()}`);
    await pause(everyMs);
  }
};
