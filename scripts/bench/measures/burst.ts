import type { Measure } from '../bench.js';
import { createDeskClient } from '../desk-client.js';
import { closedLoop, drained, perSecond } from '../load.js';
import { engineerOf, reporterOf } from '../people.js';
import { round } from '../report.js';

const actions = 200;

/** P24: 200 actions sent at one ticket at once; the API must queue them, or the engine collapses. */
export const burst: Measure = async ({ stack, report }) => {
  const desk = createDeskClient(stack.api(), stack.issuer);
  const parts = stack.parts();
  const no = await desk.open(reporterOf(0));
  await desk.act(no, { who: engineerOf(0), action: 'note', input: { text: 'first' } });
  await drained(parts);
  const load = await closedLoop({
    n: actions,
    concurrency: actions,
    parts,
    work: async (i) =>
      await desk.act(no, {
        who: engineerOf(i),
        action: 'note',
        input: { text: `note ${i}` },
      }),
  });
  report.load('POST at one ticket', load);
  desk.close();
  const { rows } = await stack.pool.query<{ notes: number }>(
    `select count(*)::int as notes from entry where no = $1 and action = 'note'`,
    [no],
  );
  const stored = (rows[0]?.notes ?? 0) - 1;
  const slowest = (load.latencies.at(-1) ?? Number.NaN) / 1000;
  report.verdict({
    budget: 'P24',
    metric: '200 actions at once on one ticket: done; per s; slowest',
    measured: `${stored} stored, ${load.errors.length} errors; ${round(perSecond(load))}/s; ${round(slowest, 2)} s`,
    goal: 'all, >= 40/s, <= 6 s',
    met: stored === actions && load.errors.length === 0 && perSecond(load) >= 40 && slowest <= 6,
    isTimed: true,
  });
};
