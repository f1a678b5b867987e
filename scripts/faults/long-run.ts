import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from './random.js';
import type { Rig } from './rig.js';

export interface LongRun {
  readonly minutes: number;
  readonly tickets: number;
  readonly say: (line: string) => void;
}

interface Fault {
  readonly name: string;
  /** How often it comes, against the others. */
  readonly weight: number;
  readonly happen: (rig: Rig, random: Random) => Promise<unknown>;
}

const faults: readonly Fault[] = [
  { name: 'worker killed', weight: 5, happen: async ({ desk }) => await desk.kill('worker') },
  { name: 'API killed', weight: 3, happen: async ({ desk }) => await desk.kill('api') },
  { name: 'Temporal killed', weight: 3, happen: async ({ desk }) => await desk.kill('temporal') },
  { name: 'Postgres killed', weight: 2, happen: async ({ desk }) => await desk.kill('postgres') },
  {
    name: 'Postgres stopped at once',
    weight: 2,
    happen: async ({ desk }) => await desk.kill('postgres', 'SIGQUIT'),
  },
  {
    name: 'worker frozen',
    weight: 2,
    happen: async ({ desk }, random) => await desk.freeze('worker', random.between(1000, 15_000)),
  },
  {
    name: 'API frozen',
    weight: 1,
    happen: async ({ desk }, random) => await desk.freeze('api', random.between(1000, 5000)),
  },
  {
    name: 'Temporal frozen',
    weight: 1,
    happen: async ({ desk }, random) => await desk.freeze('temporal', random.between(1000, 8000)),
  },
  {
    name: 'Postgres frozen',
    weight: 1,
    happen: async ({ desk }, random) => await desk.freeze('postgres', random.between(1000, 8000)),
  },
  {
    name: 'worker and Temporal killed together',
    weight: 1,
    happen: async ({ desk }) => await Promise.all([desk.kill('temporal'), desk.kill('worker')]),
  },
];

const writers = 12;
/** Longer than a worker takes to come back, so that something is done between two faults. */
const gapMs = { least: 4000, most: 10_000 };

/** Lets people use the desk while its parts break one after the other, until the time is over. */
export const longRun = async (rig: Rig, { minutes, tickets, say }: LongRun): Promise<void> => {
  const random = rig.random.fork();
  const drawn = faults.flatMap((fault) => Array.from({ length: fault.weight }, () => fault));
  const end = Date.now() + minutes * 60_000;
  const opening = rig.load.open(tickets);
  const busy = rig.load.run(writers);
  while (Date.now() < end) {
    await pause(random.between(gapMs.least, gapMs.most));
    const fault = random.of(drawn);
    const began = performance.now();
    await fault.happen(rig, random);
    say(
      `${new Date().toISOString()}  ${fault.name}, back in ${((performance.now() - began) / 1000).toFixed(1)} s`,
    );
  }
  await opening;
  await busy.stop();
};
