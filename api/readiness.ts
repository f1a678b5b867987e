import type { Backlog } from '../adapters/postgres/desk-health.js';
import type { TemporalProbe } from '../adapters/temporal/probe.js';
import type { Reader } from './reads.js';

/** State of one part; `detail` says what is wrong, in words for whoever is on call. */
export interface PartState {
  readonly ok: boolean;
  readonly detail?: string;
  readonly concerns?: readonly string[];
}

export interface Readiness {
  readonly ready: boolean;
  readonly parts: Readonly<
    Record<'database' | 'temporal' | 'worker' | 'timers' | 'notices' | 'starts' | 'records', PartState>
  >;
}

/** How far behind a queue or timer may be before the desk says so. */
const behindMs = { timers: 30_000, notices: 60_000, starts: 30_000 };

const well: PartState = { ok: true };
const ill = (detail: string): PartState => ({ ok: false, detail });

const recordsOf = (stuck: Backlog['stuck'] | undefined): PartState => {
  if (stuck === undefined) return ill('unknown while the database is away');
  return stuck.tickets === 0
    ? well
    : ill(`${stuck.tickets} tickets cannot be recorded; the first is ${stuck.first}`);
};

/** What somebody should look at, though the desk works: notices given up or not known of, texts that cannot be used. */
const concernsOf = (backlog: Backlog | null): { readonly concerns?: readonly string[] } => {
  if (backlog === null) return {};
  const counted = (what: string, counts: Readonly<Record<string, number>>): readonly string[] =>
    Object.entries(counts).map(([channel, n]) => `${n} ${what} by ${channel}`);
  const concerns = [
    ...counted('notices given up', backlog.deadLetters),
    ...counted('notices that may or may not have arrived', backlog.unknown),
    ...backlog.brokenTemplates.map((name) => `the text of ${name} cannot be used; the built-in one is`),
  ];
  return concerns.length === 0 ? {} : { concerns };
};

/** Whether every part the desk needs is there, and none of its queues and timers is behind; never rejects. */
export const readinessOf = async ({
  reader,
  probe,
}: {
  readonly reader: Pick<Reader, 'health'>;
  readonly probe: TemporalProbe;
}): Promise<Readiness> => {
  const [backlog, isReachable, hasWorker] = await Promise.all([
    reader.health.backlog().catch(() => null),
    probe.isReachable(),
    probe.hasWorker().catch(() => false),
  ]);
  const lag = (part: keyof typeof behindMs, ms: number | undefined): PartState => {
    if (ms === undefined) return ill('unknown while the database is away');
    return ms <= behindMs[part] ? well : ill(`behind by ${Math.round(ms / 1000)} s`);
  };
  const parts = {
    database: backlog === null ? ill('does not answer') : well,
    temporal: isReachable ? well : ill('does not answer'),
    worker: hasWorker ? well : ill('none polls for tickets'),
    timers: lag('timers', backlog?.timersMs),
    notices: {
      ...lag('notices', backlog === null ? undefined : Math.max(0, ...Object.values(backlog.noticesMs))),
      ...concernsOf(backlog),
    },
    starts: lag('starts', backlog?.startsMs),
    records: recordsOf(backlog?.stuck),
  };
  return { ready: Object.values(parts).every(({ ok }) => ok), parts };
};
