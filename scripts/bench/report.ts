import { quantile, perSecond, type Load } from './load.js';
import { sumOf } from './processes.js';

/** One line of the final table. `met` null: no verdict, because the machine was disturbed or there is no goal. */
export interface Verdict {
  readonly budget: string;
  readonly metric: string;
  readonly measured: string;
  readonly goal: string;
  readonly met: boolean | null;
  readonly isTimed: boolean;
}

export interface Report {
  readonly say: (line: string) => void;
  readonly load: (name: string, load: Load) => void;
  readonly verdict: (verdict: Verdict) => void;
  /** Around each measure: a busy loop tells whether the processors were free for it. */
  readonly begin: (title: string) => void;
  readonly end: () => void;
  readonly close: () => boolean;
}

/** Where wall time exceeds CPU time of a busy loop by more than this, other programs had the processors. */
const mostDisturbed = 1.3;

export const round = (value: number, digits = 1): string =>
  Number.isFinite(value) ? value.toFixed(digits) : '—';

/** Prints as it goes, and the table at the end. */
export const createReport = (print: (line: string) => void): Report => {
  const verdicts: { verdict: Verdict; disturbed: number }[] = [];
  let first = 0;
  let before = 1;
  const calibrate = (when: string): number => {
    const ratio = spin(250);
    const note = ratio > mostDisturbed ? ' — the machine is busy: times are void' : '';
    print(`   calibration ${when}: wall/CPU ${round(ratio, 2)}${note}`);
    return ratio;
  };
  return {
    say: (line) => print(`   ${line}`),
    load: (name, load) => print(loadLine(name, load)),
    verdict: (verdict) => {
      verdicts.push({ verdict, disturbed: before });
      print(`   ${verdict.budget} ${verdict.metric}: ${verdict.measured} (goal ${verdict.goal})`);
    },
    begin: (title) => {
      print(`\n== ${title}`);
      first = verdicts.length;
      before = calibrate('before');
    },
    end: () => {
      const disturbed = Math.max(before, calibrate('after'));
      for (const line of verdicts.slice(first)) line.disturbed = disturbed;
    },
    close: () => {
      print('\n| budget | metric | measured | goal | verdict |');
      print('| --- | --- | --- | --- | --- |');
      const words = verdicts.map((line) => [line.verdict, wordFor(line)] as const);
      for (const [{ budget, metric, measured, goal }, word] of words)
        print(`| ${budget} | ${metric} | ${measured} | ${goal} | ${word} |`);
      return words.every(([, word]) => word !== 'MISSED');
    },
  };
};

const wordFor = (line: { readonly verdict: Verdict; readonly disturbed: number }): string => {
  const {
    verdict: { met, isTimed },
    disturbed,
  } = line;
  if (met === null) return '—';
  if (isTimed && disturbed > mostDisturbed) return `void (wall/CPU ${round(disturbed, 2)})`;
  return met ? 'met' : 'MISSED';
};

const loadLine = (name: string, load: Load): string => {
  const { n, concurrency, latencies, errors, cpuMs } = load;
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => round(quantile(latencies, share)));
  const cpu = Object.entries(cpuMs)
    .filter(([, ms]) => ms / n >= 0.05)
    .map(([part, ms]) => `${part} ${round(ms / n)}`)
    .join(' + ');
  const faults =
    errors.length === 0 ? '' : `; errors: ${[...new Set(errors)].slice(0, 3).join('; ').slice(0, 300)}`;
  return (
    `   ${name.padEnd(34)} n ${n}, c ${concurrency}: ${round(perSecond(load))}/s, p50 ${p50} p95 ${p95} p99 ${p99} ms, ` +
    `${errors.length} errors, CPU ms/op ${cpu} = ${round(sumOf(cpuMs) / n)}${faults}`
  );
};

/** Keeps one processor busy for so long; gives wall time over CPU time. */
const spin = (ms: number): number => {
  const cpu = process.cpuUsage();
  const since = performance.now();
  let waste = 0;
  while (performance.now() - since < ms) waste += Math.sqrt(waste + 1);
  const used = process.cpuUsage(cpu);
  const wall = performance.now() - since;
  return waste > 0 ? wall / ((used.user + used.system) / 1000) : Number.NaN;
};
