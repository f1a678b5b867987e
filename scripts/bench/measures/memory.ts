import { endBare, startBare } from '../bare.js';
import type { Measure } from '../bench.js';
import { closedLoop, drained } from '../load.js';
import { pssOf } from '../processes.js';
import { round } from '../report.js';
import type { Stack } from '../stack.js';
import { keepOpen, openMany } from '../tickets.js';

const warmUp = 50;

/** P8: PSS that a cached ticket costs its worker, against a bare one. P9: PSS with many more open than are cached. */
export const memory: Measure = async ({ stack, report, options }) => {
  const n = options.tickets;
  await stack.restart('worker', 20 * n);
  await stack.restart('bare', 20 * n);
  const bares: string[] = [];
  const openBares = async (more: number): Promise<void> => {
    await closedLoop({
      n: more,
      concurrency: 16,
      parts: stack.parts(),
      work: async () => bares.push(await startBare(stack)),
    });
  };
  await openBares(warmUp);
  await openMany(stack, warmUp);
  const before = await sizes(stack);
  for (const half of [Math.floor(n / 2), Math.ceil(n / 2)]) {
    await openBares(half);
    await openMany(stack, half);
  }
  const after = await sizes(stack);
  await endBare(stack, bares);
  const [ticket, bare] = [(after.worker - before.worker) / n, (after.bare - before.bare) / n];
  report.say(
    `with ${n} cached: worker ${round(before.worker / 1024)} -> ${round(after.worker / 1024)} MiB, ` +
      `bare ${round(before.bare / 1024)} -> ${round(after.bare / 1024)} MiB`,
  );
  report.verdict({
    budget: 'P8',
    metric: `KiB PSS a cached open ticket over a bare one, ${n} of each`,
    measured: `${round(ticket)} / ${round(bare)} = ${round(ticket / bare, 2)}`,
    goal: '<= 1.4',
    met: ticket / bare <= 1.4,
    isTimed: false,
  });

  await stack.restart('bare');
  await stack.restart('worker', cache);
  const opened = await keepOpen(stack, options.open);
  if (opened !== null) report.load('intake and start, without the API', opened);
  const { worker, server } = await sizes(stack);
  report.verdict({
    budget: 'P9',
    metric: `${options.open} open, ${cache} cached: PSS of worker; of the Temporal server`,
    measured: `${round(worker / 1024)}; ${round(server / 1024)} MiB`,
    goal: '<= 600; <= 700 MiB',
    met: options.open >= 10_000 ? worker <= 600 * 1024 && server <= 700 * 1024 : null,
    isTimed: false,
  });
};

const cache = 2000;

/** KiB PSS of the parts, once they are at rest. */
const sizes = async (stack: Stack): Promise<{ worker: number; bare: number; server: number }> => {
  await drained(stack.parts());
  const { worker = 0, bare = 0, server = 0 } = stack.parts();
  return { worker: pssOf(worker), bare: pssOf(bare), server: pssOf(server) };
};
