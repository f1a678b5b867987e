import { randomUUID } from 'node:crypto';
import type { Reader } from '../adapters/postgres/reader.js';
import type { Trial, TrialTicket, WantedTrial } from '../adapters/postgres/policy-trials.js';
import { rfc3339, type Instant } from '../domain/instant.js';
import type { Ticket } from '../domain/ticket.js';
import { dryRun } from '../domain/policy-change/dry-run.js';
import { replay } from '../domain/policy-change/replay.js';

/** Tickets between two looks at other requests; each batch is some tens of milliseconds. */
const batch = 100;

/** The replay's `days`; null tries the policy on the tickets that are open. */
export type Trying = Omit<WantedTrial, 'kind'>;

export interface Trials {
  /** Begins a trial and waits for it up to a while: small ones are answered done. */
  readonly begin: (trying: Trying) => Promise<Trial>;
  /** Resolves when nothing runs any more. */
  readonly stop: () => Promise<void>;
}

interface Progress {
  readonly last: string | null;
  readonly tickets: readonly TrialTicket[];
  readonly seen: number;
}

export interface TrialPatience {
  /** How long whoever begins one waits for its end. */
  readonly patienceMs: number;
  /** A trial of another process that has been silent for so long is begun anew here. */
  readonly silenceMs: number;
}

/** Trials run in this process, and those go on here whose process has ended. */
export const createTrials = (
  reader: Reader,
  { patienceMs, silenceMs, warn }: TrialPatience & { readonly warn: (error: unknown) => void },
): Trials => {
  const runner = randomUUID();
  const running = new Set<Promise<void>>();
  let isStopping = false;

  const run = async (id: string, trying: Trying): Promise<void> => {
    const next = trying.days === null ? nextOpen(reader, trying) : nextFinished(reader, trying, trying.days);
    const counts = createCounts();
    let done = 0;
    let after = '';
    try {
      for (;;) {
        if (isStopping) return await reader.leaveTrial(id, runner);
        const { last, tickets, seen } = await next(after);
        done += seen;
        counts.add(tickets);
        const state = last === null ? 'done' : 'running';
        const isOurs = await reader.saveTrial(id, { runner, state, done, counts: counts.sum(), tickets });
        if (last === null || !isOurs) return;
        after = last;
      }
    } catch (error) {
      warn(error);
      // Where that cannot be kept either, the trial is silent and begun anew.
      await reader
        .saveTrial(id, { runner, state: 'failed', done, counts: counts.sum(), tickets: [] })
        .catch(() => undefined);
    }
  };
  const work = (doing: Promise<void>): Promise<void> => {
    running.add(doing);
    return doing.finally(() => running.delete(doing));
  };
  const goOn = async (): Promise<void> => {
    const left = await reader.takeTrial(runner, silenceMs);
    if (left !== null) await run(left.id, left);
  };
  // One at a time, and none beside those that were asked for here. Without the database requests tell of it.
  const looking = setInterval(() => {
    if (running.size === 0) void work(goOn().catch(() => undefined));
  }, silenceMs / 3).unref();

  return {
    begin: async (trying) => {
      const kind = trying.days === null ? 'dry-run' : 'replay';
      const trial = await reader.beginTrial({ kind, ...trying }, runner);
      await atMost(work(run(trial.id, trying)), patienceMs);
      return (await reader.trial(trial.id)) ?? trial;
    },
    stop: async () => {
      isStopping = true;
      clearInterval(looking);
      await Promise.all(running);
    },
  };
};

const nextOpen =
  (reader: Reader, { policy, by, now }: Trying) =>
  async (after: string): Promise<Progress> => {
    const rows: readonly Ticket[] = await reader.openTickets(after, batch);
    const author = { id: by, staffNumber: null, role: 'supervisor' } as const;
    const tickets = rows.map((ticket) => ({
      no: ticket.no,
      changes: dryRun(ticket, { policy, by: author, reason: '-', now }).map((change) => ({
        ...change,
        from: written(change.from),
        to: written(change.to),
      })),
    }));
    return progress(tickets);
  };

const nextFinished =
  (reader: Reader, { policy, now }: Trying, days: number) =>
  async (after: string): Promise<Progress> => {
    const logs = await reader.finishedLogs({ days, now }, after, batch);
    const tickets = logs.map(({ no, entries }) => ({
      no,
      changes:
        entries === null
          ? []
          : replay(entries, policy).map((miss) => ({
              ...miss,
              effect: effectOf(miss),
              dueAt: written(miss.dueAt),
            })),
    }));
    return progress(tickets);
  };

const effectOf = ({ was, would }: { readonly was: boolean; readonly would: boolean }): string => {
  if (was && would) return 'missed-either-way';
  return would ? 'would-be-missed' : 'would-not-be-missed';
};

const progress = (tickets: readonly TrialTicket[]): Progress => ({
  last: tickets.length < batch ? null : (tickets.at(-1)?.no ?? null),
  tickets: tickets.filter(({ changes }) => changes.length > 0),
  seen: tickets.length,
});

const written = (at: Instant | null): string | null => (at === null ? null : rfc3339(at));

/** How many tickets change at all, and how many duties by effect and by duty. */
const createCounts = () => {
  let changed = 0;
  const byEffect: Record<string, number> = {};
  const byDuty: Record<string, Record<string, number>> = {};
  return {
    add: (tickets: readonly TrialTicket[]): void => {
      changed += tickets.length;
      for (const { duty, effect } of tickets.flatMap(
        ({ changes }) => changes as readonly { duty: string; effect: string }[],
      )) {
        byEffect[effect] = (byEffect[effect] ?? 0) + 1;
        byDuty[duty] = { ...byDuty[duty], [effect]: (byDuty[duty]?.[effect] ?? 0) + 1 };
      }
    },
    sum: () => ({ tickets: changed, ...byEffect, byDuty }),
  };
};

const atMost = async (work: Promise<void>, ms: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    work,
    new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    }),
  ]);
  clearTimeout(timer);
};
