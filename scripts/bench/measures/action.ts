import { startBare, endBare, touchBare, recordBare } from '../bare.js';
import { failed, scaled, type Measure } from '../bench.js';
import { createDeskClient } from '../desk-client.js';
import { byTurns, closedLoop, drained, perSecond, quantile } from '../load.js';
import { engineerOf, reporterOf } from '../people.js';
import { round } from '../report.js';

const tickets = 32;
const note = 'Called back; the queue is being looked at.';

/** P3, P4: an action over HTTP with its entry committed, against a bare update. */
export const action: Measure = async (bench) => {
  const { stack, report } = bench;
  const desk = createDeskClient(stack.api(), stack.issuer);
  const parts = stack.parts();
  const bares = await Promise.all(Array.from({ length: tickets }, async () => await startBare(stack)));
  const numbers = await Promise.all(
    Array.from({ length: tickets }, async (_, i) => await desk.open(reporterOf(i))),
  );
  const at = <T>(list: readonly T[], i: number): T => list[i % list.length] as T;
  const work = {
    touch: async (i: number) => await touchBare(stack, at(bares, i)),
    record: async (i: number) => await recordBare(stack, at(bares, i), { note }),
    act: async (i: number) =>
      await desk.act(at(numbers, i), { who: engineerOf(i), action: 'note', input: { text: note } }),
  };
  for (let i = 0; i < tickets; i += 1) for (const one of Object.values(work)) await one(i);

  const loop = async (kind: keyof typeof work, n: number, concurrency: number) => {
    await drained(parts);
    return await closedLoop({ n, concurrency, parts, work: work[kind] });
  };
  const one = scaled(bench, 120);
  const single = await byTurns(
    2,
    async () => await loop('touch', one, 1),
    async () => await loop('act', one, 1),
  );
  const local = await loop('record', one, 1);
  report.load('bare update', single.floor);
  report.load('bare update + local activity', local);
  report.load('POST an action', single.subject);
  const many = scaled(bench, 300);
  const crowd = await byTurns(
    2,
    async () => await loop('touch', many, 16),
    async () => await loop('act', many, 16),
  );
  const crowdLocal = await loop('record', many, 16);
  report.load('bare update', crowd.floor);
  report.load('bare update + local activity', crowdLocal);
  report.load('POST an action', crowd.subject);
  desk.close();
  await endBare(stack, bares);

  const [p50, p99] = [0.5, 0.99].map((share) => [
    quantile(single.subject.latencies, share),
    quantile(single.floor.latencies, share),
  ]) as [[number, number], [number, number]];
  const isSound = !failed([single.floor, single.subject, crowd.floor, crowd.subject]);
  report.verdict({
    budget: 'P3',
    metric: 'action latency c=1 over bare update, p50; p99',
    measured: `${round(p50[0])} / ${round(p50[1])} ms = ${round(p50[0] / p50[1], 2)}; ${round(p99[0])} / ${round(p99[1])} ms = ${round(p99[0] / p99[1], 2)}`,
    goal: 'p50 <= 1.7, p99 <= 2.5',
    met: isSound && p50[0] / p50[1] <= 1.7 && p99[0] / p99[1] <= 2.5,
    isTimed: true,
  });
  const ratio = perSecond(crowd.subject) / perSecond(crowd.floor);
  report.verdict({
    budget: 'P4',
    metric: 'actions/s, c=16, over bare updates',
    measured: `${round(perSecond(crowd.subject))} / ${round(perSecond(crowd.floor))} = ${round(ratio, 2)}`,
    goal: '>= 0.50',
    met: isSound && ratio >= 0.5,
    isTimed: true,
  });
};
