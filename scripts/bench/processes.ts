import { readdirSync, readFileSync } from 'node:fs';

/** Pids of the parts whose CPU is told apart. */
export type Parts = Readonly<Record<string, number>>;

const msPerTick = 10;

interface Stat {
  readonly parent: number;
  /** Own time and that of children that have ended, in ms. */
  readonly cpuMs: number;
}

const statOf = (pid: number): Stat | null => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { parent: Number(fields[1]), cpuMs: ticks * msPerTick };
  } catch {
    return null;
  }
};

/** Looks at all processes once; gives a root's tree, itself first. */
const trees = (): ((root: number) => readonly (readonly [number, Stat])[]) => {
  const stats = new Map<number, Stat>();
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : null;
    if (stat === null) continue;
    stats.set(Number(name), stat);
    children.set(stat.parent, [...(children.get(stat.parent) ?? []), Number(name)]);
  }
  const treeOf = (root: number): readonly (readonly [number, Stat])[] => {
    const stat = stats.get(root);
    return stat === undefined ? [] : [[root, stat], ...(children.get(root) ?? []).flatMap(treeOf)];
  };
  return treeOf;
};

/** CPU ms that each part has used so far, by process tree. Linux only. */
export const cpuOf = (parts: Parts): Record<string, number> => {
  const treeOf = trees();
  return Object.fromEntries(
    Object.entries(parts).map(([name, pid]) => [
      name,
      treeOf(pid).reduce((sum, [, { cpuMs }]) => sum + cpuMs, 0),
    ]),
  );
};

/** Proportional set size of a process tree in KiB. Linux only. */
export const pssOf = (pid: number): number => trees()(pid).reduce((sum, [one]) => sum + pssOfOne(one), 0);

const pssOfOne = (pid: number): number => {
  try {
    return Number(/^Pss:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
};

export const differenceOf = (
  after: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): Record<string, number> =>
  Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, ms - (before[name] ?? 0)]));

export const sumOf = (values: Readonly<Record<string, number>>): number =>
  Object.values(values).reduce((sum, value) => sum + value, 0);
