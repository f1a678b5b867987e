import { startBare } from '../bare.js';
import { failed, scaled, type Measure } from '../bench.js';
import { createDeskClient } from '../desk-client.js';
import { byTurns, closedLoop, drained, perSecond } from '../load.js';
import { reporterOf } from '../people.js';
import { round } from '../report.js';
import type { Pool } from '../stack.js';
import { until } from '../until.js';

/** P1, P2: tickets accepted, and tickets in the lists with their run started, against bare starts. */
export const intake: Measure = async (bench) => {
  const { stack, report } = bench;
  const desk = createDeskClient(stack.api(), stack.issuer);
  const n = scaled(bench, 200);
  const parts = stack.parts();
  for (let i = 0; i < 20; i += 1) await Promise.all([startBare(stack), desk.open(reporterOf(i))]);

  const loads = await byTurns(
    2,
    async () => {
      await drained(parts);
      return await closedLoop({ n, concurrency: 16, parts, work: async () => await startBare(stack) });
    },
    async () => {
      await drained(parts);
      return await closedLoop({
        n,
        concurrency: 16,
        parts,
        work: async (i) => await desk.open(reporterOf(i)),
      });
    },
  );
  report.load('bare start', loads.floor);
  report.load('POST /api/tickets', loads.subject);

  await drained(parts);
  const before = await ticketCount(stack.pool);
  const whole = await closedLoop({
    n,
    concurrency: 16,
    parts,
    work: async (i) => await desk.open(reporterOf(i)),
    until: async () => {
      await until(async () => (await ticketCount(stack.pool)) >= before + n);
    },
  });
  report.load('POST until in the lists and started', whole);
  desk.close();

  const ratio = perSecond(loads.subject) / perSecond(loads.floor);
  const projected = perSecond(whole) / perSecond(loads.floor);
  const isSound = !failed([loads.floor, loads.subject, whole]);
  report.verdict({
    budget: 'P1',
    metric: 'intake accepted/s, c=16, over bare starts',
    measured: `${round(perSecond(loads.subject))} / ${round(perSecond(loads.floor))} = ${round(ratio, 2)}`,
    goal: '>= 0.70',
    met: isSound && ratio >= 0.7,
    isTimed: true,
  });
  report.verdict({
    budget: 'P2',
    metric: 'intake in the lists and started/s, over bare starts',
    measured: `${round(perSecond(whole))} / ${round(perSecond(loads.floor))} = ${round(projected, 2)}`,
    goal: '>= 0.45',
    met: isSound && projected >= 0.45,
    isTimed: true,
  });
};

/** Tickets whose row is there and whose run is known to have started. */
const ticketCount = async (pool: Pool): Promise<number> => {
  const { rows } = await pool.query<{ n: number }>(
    'select (select count(*) from ticket)::int - (select count(*) from unstarted)::int as n',
  );
  return rows[0]?.n ?? 0;
};
