import { setTimeout as pause } from 'node:timers/promises';
import { tsToMs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { startBare } from '../bare.js';
import { scaled, type Bench, type Measure } from '../bench.js';
import { closedLoop, drained, quantile, type Load } from '../load.js';
import { round } from '../report.js';
import type { Stack } from '../stack.js';
import { keepOpen, openMany } from '../tickets.js';
import { until } from '../until.js';

const { EventType } = proto.temporal.api.enums.v1;

const perSecond = 20;
/** Opened first, to know how long before the first due time the opening must begin. */
const sample = 48;
/** The opening may turn out so much slower than its sample. */
const slack = 2.5;
const aheadMs = 5000;

/** P10, P11, P12: how late duties act: 20 a second, many in the same second, and after the worker was away. */
export const lag: Measure = async (bench) => {
  const { stack, report, options } = bench;
  const opened = await keepOpen(stack, options.open);
  if (opened !== null) report.load('intake and start, without the API', opened);

  const n = scaled(bench, 400, perSecond);
  const steady = await dueTogether(bench, n, (i) => (i * 1000) / perSecond);
  report.verdict({
    budget: 'P10',
    metric: `lag of ${perSecond} due a second, ${options.open} open: p50; p99; max (bare p99)`,
    measured: `${figures(steady.desk)} (${ms(quantile(steady.bare.lags, 0.99))})`,
    goal: 'p99 <= 2.5 s',
    met: isOnce(steady.desk, n) && quantile(steady.desk.lags, 0.99) <= 2500,
    isTimed: true,
  });

  report.say(`   first tasks of the ${n} runs, after their start: ${figures({ lags: steady.firstTasks })}`);

  const storm = await dueTogether(bench, options.storm, () => 0);
  const [desk, bare] = [storm.desk, storm.bare].map(
    ({ lags }) => (lags.length / (lags.at(-1) ?? 0)) * 1000,
  ) as [number, number];
  report.say(`storm: lag p50; p99; max ${figures(storm.desk)}, bare ${figures(storm.bare)}`);
  report.verdict({
    budget: 'P11',
    metric: `${options.storm} due in the same second: acted on/s over bare wake-ups/s; each once`,
    measured: `${round(desk)} / ${round(bare)} = ${round(desk / bare, 2)}; ${storm.desk.once} of ${options.storm}`,
    goal: '>= 0.6; all',
    met: isOnce(storm.desk, options.storm) && desk / bare >= 0.6,
    isTimed: true,
  });
  await absence(bench);
};

const deadlines = 200;
const awayMs = 60_000;

const absence = async ({ stack, report }: Bench): Promise<void> => {
  const { load } = await openMany(stack, sample);
  const from = Date.now() + openingMs(load, deadlines);
  const { numbers } = await openMany(stack, deadlines, (i) => from + (i * awayMs) / deadlines);
  await pause(Math.max(0, from - 1000 - Date.now()));
  await stack.stopPart('worker');
  await pause(Math.max(0, from + awayMs - Date.now()));
  await stack.restart('worker');
  const ready = Date.now();
  const acted = await outcomes(stack, numbers);
  const lastMs = acted.lastAt - ready;
  report.verdict({
    budget: 'P12',
    metric: `worker away for ${awayMs / 1000} s over ${deadlines} deadlines: last acted after its return; each once`,
    measured: `${round(lastMs / 1000, 2)} s; ${acted.once} of ${deadlines}`,
    goal: '<= 15 s; all',
    met: isOnce(acted, deadlines) && lastMs <= 15_000,
    isTimed: true,
  });
};

interface Acted {
  /** From due to stored, in ms, ascending. */
  readonly lags: readonly number[];
  /** How many were acted on exactly once. */
  readonly once: number;
  readonly lastAt: number;
}

const isOnce = ({ once }: Acted, n: number): boolean => once === n;
const ms = (value: number): string => `${round(value / 1000, 2)} s`;
const figures = ({ lags }: Pick<Acted, 'lags'>): string =>
  [0.5, 0.99, 1].map((share) => ms(quantile(lags, share))).join('; ');

const openingMs = ({ wallMs }: Load, n: number): number => ((n * wallMs) / sample) * slack + aheadMs;

/** First so many bare runs, then so many tickets, each due at its offset from a moment when all are open. */
const dueTogether = async (
  { stack }: Bench,
  n: number,
  offset: (index: number) => number,
): Promise<{ readonly bare: Acted; readonly desk: Acted; readonly firstTasks: readonly number[] }> => {
  await drained(stack.parts());
  const ids: string[] = [];
  const startBares = async (count: number, dueAt?: (index: number) => number): Promise<Load> =>
    await closedLoop({
      n: count,
      concurrency: 16,
      parts: stack.parts(),
      work: async (i) => {
        const id = await startBare(stack, dueAt?.(i));
        if (dueAt !== undefined) ids.push(id);
      },
    });
  const bareFrom = Date.now() + openingMs(await startBares(sample), n);
  await startBares(n, (i) => bareFrom + offset(i));
  if (Date.now() > bareFrom) throw new Error('the bare runs were not all started before the first was due');
  const bare = await bareOutcomes(stack, ids);
  await drained(stack.parts());
  const { load } = await openMany(stack, sample);
  const from = Date.now() + openingMs(load, n);
  const { numbers } = await openMany(stack, n, (i) => from + offset(i));
  if (Date.now() > from) throw new Error('the tickets were not all open before the first was due');
  const desk = await outcomes(stack, numbers);
  return { bare, desk, firstTasks: await firstTasks(stack, numbers) };
};

/** How long each run lay in the queue before its first task began, in ms, ascending: nothing else can be late before. */
const firstTasks = async ({ client }: Stack, numbers: readonly string[]): Promise<readonly number[]> => {
  const waits: number[] = [];
  for (const no of numbers) {
    const { events } = await client.workflow.getHandle(no).fetchHistory();
    const [begun, task] = [
      EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
      EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
    ].map((type) => tsToMs(events?.find(({ eventType }) => eventType === type)?.eventTime)) as [
      number,
      number,
    ];
    waits.push(task - begun);
  }
  return waits.sort((a, b) => a - b);
};

const patience = { mostMs: 180_000, everyMs: 200 };

interface Row {
  readonly lag: number;
  readonly at: number;
  readonly times: number;
}

const toActed = (rows: readonly Row[]): Acted => ({
  lags: rows.map(({ lag: each }) => each).sort((a, b) => a - b),
  once: rows.filter(({ times }) => times === 1).length,
  lastAt: Math.max(...rows.map(({ at }) => at)),
});

/** Waits until each ticket was warned of, and for nothing more to come; the row's last change is that commit. */
const outcomes = async ({ pool, parts }: Stack, numbers: readonly string[]): Promise<Acted> => {
  const ask = async (): Promise<readonly Row[]> => {
    const { rows } = await pool.query<Row>(
      `select (extract(epoch from t.updated_at) * 1000)::float8 - (w.content #>> '{input,markAt}')::float8 as lag,
         (extract(epoch from t.updated_at) * 1000)::float8 as at, w.times
       from ticket t join lateral (
         select min(content::text)::jsonb as content, count(*)::int as times
         from entry e where e.no = t.no and e.outcome = 'warned' and e.duty = 'contact' having count(*) > 0) w on true
       where t.no = any($1)`,
      [numbers],
    );
    return rows;
  };
  await until(async () => (await ask()).length >= numbers.length, patience);
  await drained(parts());
  return toActed(await ask());
};

const bareOutcomes = async ({ bare, parts }: Stack, ids: readonly string[]): Promise<Acted> => {
  const ask = async (): Promise<readonly Row[]> => {
    const { rows } = await bare.query<Row>(
      `select (extract(epoch from min(at) - min(due_at)) * 1000)::float8 as lag,
         (extract(epoch from min(at)) * 1000)::float8 as at, count(*)::int as times
       from bare_log where no = any($1) and note = 'due' group by no`,
      [ids],
    );
    return rows;
  };
  await until(async () => (await ask()).length >= ids.length, patience);
  await drained(parts());
  return toActed(await ask());
};
