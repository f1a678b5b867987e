import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import proto from '@temporalio/proto';
import { DefaultLogger, Runtime, Worker, type ReplayWorkerOptions } from '@temporalio/worker';
import { bundlePath } from '../../../workers/bundle.js';
import { bundleBare } from '../bare-worker.js';
import { scaled, type Measure } from '../bench.js';
import { lives } from '../lives.js';
import { round } from '../report.js';
import { playBareLife } from '../whole-life.js';

const folder = join('test', 'replay', 'histories');
const { History } = proto.temporal.api.history.v1;

type Bundle = NonNullable<ReplayWorkerOptions['workflowBundle']>;
interface Recorded {
  readonly workflowId: string;
  readonly history: unknown;
}

/** The recorded life that is as long as the least one is. */
const ordinary = 'password-reset';

/** P18: CPU to replay a recorded ordinary life, against the least one; beside it all that are recorded. */
export const replay: Measure = async (bench) => {
  const { stack, report } = bench;
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const handle = stack.client.workflow.getHandle(await playBareLife(stack, lives.ordinary));
  await handle.result();
  const least: readonly Recorded[] = [
    { workflowId: handle.workflowId, history: await handle.fetchHistory() },
  ];
  const recorded = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.bin.gz'))
    .map((name) => ({
      name,
      workflowId: name.split('.').find((part) => part.startsWith('TS')) ?? name,
      history: History.decode(gunzipSync(readFileSync(join(folder, name)))),
    }));
  const like = recorded.filter(({ name }) => name.includes(ordinary));
  const n = scaled(bench, 40, recorded.length);
  const bare = await bundleBare();
  const desk = { codePath: bundlePath };
  await replayed(bare, least, 2);
  await replayed(desk, recorded, 2);
  const used = { floor: 0, subject: 0, all: 0 };
  for (let turn = 0; turn < 2; turn += 1) {
    used.floor += await replayed(bare, least, n);
    used.subject += await replayed(desk, like, n);
    used.all += await replayed(desk, recorded, n);
  }
  const [floor, subject, all] = [used.floor, used.subject, used.all].map((ms) => ms / (2 * n)) as [
    number,
    number,
    number,
  ];
  report.say(`all ${recorded.length} recorded lives, by turns: ${round(all)} CPU ms a history`);
  report.verdict({
    budget: 'P18',
    metric: 'CPU ms to replay the ordinary life as recorded, over the least one',
    measured: `${round(subject)} / ${round(floor)} = ${round(subject / floor, 2)}`,
    goal: '<= 1.5',
    met: subject / floor <= 1.5,
    isTimed: false,
  });
};

/** CPU ms of this process while so many histories are replayed by turns; throws when one does not replay. */
const replayed = async (
  workflowBundle: Bundle,
  histories: readonly Recorded[],
  n: number,
): Promise<number> => {
  const before = process.cpuUsage();
  const all = Array.from({ length: n }, (_, i) => histories[i % histories.length] as Recorded);
  for await (const { error } of Worker.runReplayHistories({ workflowBundle }, all)) if (error) throw error;
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};
