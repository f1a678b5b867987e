import { scaled, type Measure } from '../bench.js';
import { createDeskClient } from '../desk-client.js';
import { closedLoop, quantile, type Load } from '../load.js';
import { engineerOf, reporterOf } from '../people.js';
import { round } from '../report.js';
import { openStream } from '../sse.js';
import type { Pool } from '../stack.js';
import { until } from '../until.js';

const tickets = 32;

/** P16: whoever did something reads it at once, and others see it soon; beside a bare NOTIFY. */
export const stream: Measure = async (bench) => {
  const { stack, report } = bench;
  const desk = createDeskClient(stack.api(), stack.issuer);
  const numbers: string[] = [];
  for (let i = 0; i < tickets; i += 1) numbers.push(await desk.open(reporterOf(i)));
  const arrived = new Map<string, number>();
  const other = await openStream(stack.api(), {
    issuer: stack.issuer,
    who: 'feng',
    onEntry: ({ no, seq, at }) => arrived.set(`${no}/${seq}`, at),
  });
  const watching = await openStream(stack.api(), {
    issuer: stack.issuer,
    who: 'zhou',
    onEntry: ({ no, seq, at }) => arrived.set(`${no}/${seq}`, at),
  });
  const acked = new Map<string, number>();
  let stale = 0;
  const work = async (i: number): Promise<void> => {
    const [no, who] = [numbers[i % tickets] ?? '', engineerOf(i)];
    const { version } = await desk.act(no, { who, action: 'note', input: { text: `note ${i}` } });
    acked.set(`${no}/${version}`, performance.now());
    const { text } = await desk.get(who, `/api/tickets/${no}`);
    if ((JSON.parse(text) as { ticket: { version: number } }).ticket.version < version) stale += 1;
  };
  const loads: Load[] = [];
  const notified: number[] = [];
  for (const concurrency of [1, 8]) {
    notified.push(...(await notifyMs(stack.bare, scaled(bench, 50))));
    const load = await closedLoop({ n: scaled(bench, 100), concurrency, parts: stack.parts(), work });
    report.load('action, then reading it', load);
    loads.push(load);
  }
  await until(() => [...acked.keys()].every((key) => arrived.has(key)), { mostMs: 10_000 }).catch(
    () => undefined,
  );
  other.close();
  watching.close();
  desk.close();
  const delays = [...acked].map(([key, at]) => (arrived.get(key) ?? Infinity) - at).sort((a, b) => a - b);
  const p99 = quantile(delays, 0.99);
  const isSound = loads.every(({ errors }) => errors.length === 0);
  report.verdict({
    budget: 'P16',
    metric: 'reads of an own action that came before it',
    measured: `${stale} of ${acked.size}`,
    goal: '0',
    met: isSound && stale === 0,
    isTimed: false,
  });
  report.verdict({
    budget: 'P16',
    metric: 'from the answer to another browser, p50; p99 (bare NOTIFY p50; p99)',
    measured: `${round(quantile(delays, 0.5))}; ${round(p99)} ms (${[0.5, 0.99]
      .map((share) =>
        round(
          quantile(
            notified.toSorted((a, b) => a - b),
            share,
          ),
        ),
      )
      .join('; ')} ms)`,
    goal: 'p99 <= 200 ms',
    met: isSound && p99 <= 200,
    isTimed: true,
  });
};

/** From NOTIFY to its listener, in ms, one after the other. */
const notifyMs = async (pool: Pool, n: number): Promise<readonly number[]> => {
  const listener = await pool.connect();
  try {
    await listener.query('listen bench');
    const waits: number[] = [];
    for (let i = 0; i < n; i += 1) {
      const heard = new Promise((resolve) => listener.once('notification', resolve));
      const since = performance.now();
      await pool.query('notify bench');
      await heard;
      waits.push(performance.now() - since);
    }
    return waits;
  } finally {
    listener.release(true);
  }
};
