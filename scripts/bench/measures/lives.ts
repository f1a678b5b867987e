import { join } from 'node:path';
import type { temporal } from '@temporalio/proto';
import { scaled, type Measure } from '../bench.js';
import { createDeskClient } from '../desk-client.js';
import { costOf } from '../history.js';
import { lives as standardLives, type Life, type LifeName } from '../lives.js';
import { byTurns, closedLoop, drained } from '../load.js';
import { activatePolicy, hastyVersion } from '../people.js';
import { sumOf } from '../processes.js';
import { round } from '../report.js';
import { sqliteBytes } from '../sqlite-size.js';
import type { Pool, Stack } from '../stack.js';
import { until } from '../until.js';
import { playBareLife, playLife } from '../whole-life.js';

/** Most events and billable actions of a life (performance.md, P5). */
const most: Readonly<Record<LifeName, { readonly events: number; readonly actions: number }>> = {
  ordinary: { events: 54, actions: 22 },
  escalated: { events: 72, actions: 29 },
  'low-score': { events: 64, actions: 26 },
};
/** Bytes of the least ordinary life (performance.md, section 3). */
const leastBytes = 8.1 * 1024;

/** P5, P6, P7, P20: what a life costs in events, actions, bytes, CPU and disk, against the least that it could cost. */
export const lives: Measure = async (bench) => {
  const { stack, report } = bench;
  await activatePolicy(stack.pool, hastyVersion);
  const desk = createDeskClient(stack.api(), stack.issuer);
  const settled = async (id: string): Promise<void> => {
    await until(async () => (await describe(stack, id)).pendingWorkflowTask === null);
  };
  const costs = {} as Record<LifeName, Cost>;
  for (const [name, life] of Object.entries(standardLives) as [LifeName, Life][]) {
    const no = await playLife(desk, { life, index: 0, settled });
    costs[name] = await costAtEnd(stack, no);
    report.say(`${name}: ${lineOf(costs[name])}`);
  }
  const bare = await costAtEnd(stack, await playBareLife(stack, standardLives.ordinary, settled));
  report.say(`the least ordinary life: ${lineOf(bare)}`);
  for (const [name, { events, actions }] of Object.entries(most) as [LifeName, (typeof most)[LifeName]][])
    report.verdict({
      budget: 'P5',
      metric: `events; billable actions of the ${name} life`,
      measured: `${costs[name].events}; ${costs[name].actions}`,
      goal: `<= ${events}; ${actions}`,
      met: costs[name].events <= events && costs[name].actions <= actions,
      isTimed: false,
    });
  report.verdict({
    budget: 'P6',
    metric: 'history bytes of the ordinary life, notes of 200 characters, not encrypted',
    measured: `${costs.ordinary.bytes} (bare ${bare.bytes}) / 8.1 KB = ${round(costs.ordinary.bytes / leastBytes, 2)}`,
    goal: '<= 1.3',
    met: costs.ordinary.bytes <= 1.3 * leastBytes,
    isTimed: false,
  });

  const n = scaled(bench, 40, 8);
  const parts = stack.parts();
  const file = join(stack.folder, 'temporal.db');
  const disk = { floor: 0, subject: 0 };
  const whole = async (
    kind: keyof typeof disk,
    work: (i: number) => Promise<string>,
    ended: () => Promise<number>,
  ) => {
    await drained(parts);
    const [before, endedBefore] = [sqliteBytes(file), await ended()];
    const load = await closedLoop({
      n,
      concurrency: 4,
      parts,
      work,
      until: async () => await until(async () => (await ended()) >= endedBefore + n),
    });
    await drained(parts);
    disk[kind] += sqliteBytes(file) - before;
    return load;
  };
  const loads = await byTurns(
    2,
    async () =>
      await whole(
        'floor',
        async () => await playBareLife(stack, standardLives.ordinary),
        async () => await count(stack.bare, `select count(*)::int as n from bare_log where note = 'due'`),
      ),
    async (turn) =>
      await whole(
        'subject',
        async (i) => await playLife(desk, { life: standardLives.ordinary, index: turn * n + i }),
        async () => await count(stack.pool, 'select count(*)::int as n from archive'),
      ),
  );
  await activatePolicy(stack.pool, 1);
  desk.close();
  report.load('least ordinary life', loads.floor);
  report.load('ordinary life over HTTP', loads.subject);
  const [floor, subject] = [loads.floor, loads.subject].map(
    ({ cpuMs, n: lived }) => sumOf(cpuMs) / lived,
  ) as [number, number];
  const isSound = loads.floor.errors.length + loads.subject.errors.length === 0;
  report.verdict({
    budget: 'P7',
    metric: 'CPU ms of an ordinary life, all parts, over the least one',
    measured: `${round(subject)} / ${round(floor)} = ${round(subject / floor, 2)}`,
    goal: '<= 1.5',
    met: isSound && subject / floor <= 1.5,
    isTimed: false,
  });
  const [bareDisk, deskDisk] = [disk.floor, disk.subject].map((bytes) => bytes / 1024 / (2 * n)) as [
    number,
    number,
  ];
  report.verdict({
    budget: 'P20',
    metric: "KB of Temporal's database a closed ticket, over the least one",
    measured: `${round(deskDisk)} / ${round(bareDisk)} = ${round(deskDisk / bareDisk, 2)}`,
    goal: '<= 1.6',
    met: isSound && deskDisk / bareDisk <= 1.6,
    isTimed: false,
  });
};

interface Cost {
  readonly events: number;
  readonly actions: number;
  readonly bytes: number;
}

type Info = temporal.api.workflowservice.v1.IDescribeWorkflowExecutionResponse;

const describe = async ({ client }: Stack, id: string): Promise<Info> =>
  (await client.workflow.getHandle(id).describe()).raw;

const costAtEnd = async (stack: Stack, id: string): Promise<Cost> => {
  const handle = stack.client.workflow.getHandle(id);
  await handle.result();
  const { events, actions } = costOf(await handle.fetchHistory());
  return { events, actions, bytes: (await handle.describe()).historySize ?? 0 };
};

const lineOf = ({ events, actions, bytes }: Cost): string =>
  `${events} events, ${actions} billable actions, ${bytes} bytes`;

const count = async (pool: Pool, sql: string): Promise<number> =>
  (await pool.query<{ n: number }>(sql)).rows[0]?.n ?? 0;
