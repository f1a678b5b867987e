import { parseArgs } from 'node:util';
import type { Measure, Options } from './bench/bench.js';
import { action } from './bench/measures/action.js';
import { burst } from './bench/measures/burst.js';
import { cold } from './bench/measures/cold.js';
import { intake } from './bench/measures/intake.js';
import { lag } from './bench/measures/lag.js';
import { list } from './bench/measures/list.js';
import { lives } from './bench/measures/lives.js';
import { memory } from './bench/measures/memory.js';
import { queue } from './bench/measures/queue.js';
import { replay } from './bench/measures/replay.js';
import { stream } from './bench/measures/stream.js';
import { createReport } from './bench/report.js';
import { startStack } from './bench/stack.js';

/** Each measure with its budgets (performance.md, section 6). */
const measures: Readonly<Record<string, { readonly title: string; readonly measure: Measure }>> = {
  intake: { title: 'P1, P2 intake', measure: intake },
  action: { title: 'P3, P4 actions', measure: action },
  burst: { title: 'P24 burst on one ticket', measure: burst },
  lives: { title: 'P5, P6, P7, P20 whole lives', measure: lives },
  stream: { title: 'P16 reading what was done', measure: stream },
  replay: { title: 'P18 replay', measure: replay },
  cold: { title: 'P17, P19 cold', measure: cold },
  queue: { title: 'P25, P26, P27, P28 the queue in a browser', measure: queue },
  memory: { title: 'P8, P9 memory', measure: memory },
  lag: { title: 'P10, P11, P12 lateness', measure: lag },
  list: { title: 'P13, P14, P15 long lists', measure: list },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tickets: { type: 'string', default: '1000' },
    open: { type: 'string', default: '10000' },
    storm: { type: 'string', default: '1000' },
    rows: { type: 'string', default: '1000000' },
    scale: { type: 'string', default: '1' },
  },
});
const unknown = positionals.filter((name) => !Object.hasOwn(measures, name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no measure ${unknown.join(', ')}; there are: ${Object.keys(measures).join(', ')}\n`,
  );
  process.exit(1);
}
const options = Object.fromEntries(
  Object.entries(values).map(([name, value]) => [name, Number(value)]),
) as unknown as Options;

const report = createReport((line) => process.stdout.write(`${line}\n`));
const stack = await startStack(report.say);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void stack.close().finally(() => process.exit(1)));
try {
  for (const [name, { title, measure }] of Object.entries(measures)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    report.begin(title);
    await measure({ stack, report, options });
    report.end();
  }
} finally {
  await stack.close();
}
process.exit(report.close() ? 0 : 1);
