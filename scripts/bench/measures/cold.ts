import { performance } from 'node:perf_hooks';
import type { Measure } from '../bench.js';
import { createDeskClient } from '../desk-client.js';
import { closedLoop, drained, quantile } from '../load.js';
import { engineerOf, reporterOf } from '../people.js';
import { round } from '../report.js';
import { firstTicket } from '../first-ticket.js';

const tickets = 40;

/** P17: the first action after the worker forgot the ticket. P19: how long the parts take to be ready. */
export const cold: Measure = async ({ stack, report }) => {
  const desk = createDeskClient(stack.api(), stack.issuer);
  const numbers: string[] = [];
  for (let i = 0; i < tickets; i += 1) numbers.push(await desk.open(reporterOf(i)));
  const act = async (i: number): Promise<unknown> =>
    await desk.act(numbers[i % tickets] ?? '', {
      who: engineerOf(i),
      action: 'note',
      input: { text: `note ${i}` },
    });
  for (let i = 0; i < tickets * 3; i += 1) await act(i);

  const loop = async (name: string) => {
    await drained(stack.parts());
    const load = await closedLoop({ n: tickets, concurrency: 1, parts: stack.parts(), work: act });
    report.load(name, load);
    return load;
  };
  const warm = await loop('action, ticket in the cache');
  const since = performance.now();
  await stack.restart('worker');
  const workerMs = performance.now() - since;
  const replayed = await loop('first action after a restart');
  const again = await loop('action, ticket in the cache');

  const warmP50 = (quantile(warm.latencies, 0.5) + quantile(again.latencies, 0.5)) / 2;
  const ratio = quantile(replayed.latencies, 0.5) / warmP50;
  report.verdict({
    budget: 'P17',
    metric: 'first action after a restart over warm, p50',
    measured: `${round(quantile(replayed.latencies, 0.5))} / ${round(warmP50)} ms = ${round(ratio, 2)}`,
    goal: '<= 3.0',
    met: replayed.errors.length === 0 && ratio <= 3,
    isTimed: true,
  });
  desk.close();

  const extra = performance.now();
  const api = await stack.extraApi(stack.databaseUrl);
  const apiMs = performance.now() - extra;
  await api.stop();

  const { readyMs, firstMs } = await firstTicket();
  report.say(
    `at the bench's start, cold, one after the other: ${Object.entries(stack.startMs)
      .map(([name, ms]) => `${name} ${round(ms / 1000, 2)} s`)
      .join(', ')}`,
  );
  report.say(`a whole desk as by npm start, new data folder: API ready after ${round(readyMs / 1000, 2)} s`);
  report.verdict({
    budget: 'P19',
    metric:
      'ready: worker (with stopping the old one); API; whole stack to its first ticket, new data folder',
    measured: `${round(workerMs / 1000, 2)}; ${round(apiMs / 1000, 2)}; ${round(firstMs / 1000, 2)} s`,
    goal: '<= 1.8; 0.6; 6 s',
    met: workerMs <= 1800 && apiMs <= 600 && firstMs <= 6000,
    isTimed: true,
  });
};
