import type { TicketStore } from '../../activities/ports.js';
import type { Restorations } from '../../adapters/postgres/backup/restorations.js';
import { contentHash } from '../../adapters/postgres/canonical.js';
import type { Intakes } from '../../adapters/postgres/intakes.js';
import type { TicketRuns } from '../../adapters/temporal/ticket-runs.js';
import { isDutyEntry, type ActionEntry, type Entry } from '../../domain/entry.js';
import { evolve } from '../../domain/evolve.js';
import { compactDate, type Instant } from '../../domain/instant.js';
import type { Ticket } from '../../domain/ticket.js';
import type { DutyName, Label } from '../../domain/words.js';
import type { ListedRun, RunStory } from './replay-runs.js';

export interface ReconcileOptions {
  /** Runs that ended before this had nothing that the log lacks; null looks at all. */
  readonly since: Instant | null;
  readonly now: Instant;
  readonly list: () => Promise<readonly ListedRun[]>;
  readonly replay: (runs: readonly ListedRun[]) => AsyncIterable<RunStory>;
  /** Whose notices are in doubt: they were sent when the entries were first stored. */
  readonly store: Pick<TicketStore, 'commit'>;
  readonly recoverTicket: (start: Ticket) => Promise<boolean>;
  readonly intakes: Pick<Intakes, 'loadTicket'>;
  readonly runs: Pick<TicketRuns, 'start' | 'catchUp' | 'replace'>;
  readonly restorations: Omit<Restorations, 'open' | 'close'>;
}

/** An entry without what people wrote. */
export interface GivenUp {
  readonly seq: number;
  readonly at: Instant;
  readonly by: string;
  readonly what: ActionEntry['action'] | DutyName;
}

/** What was found and put right. */
export interface Reconciled {
  /** Runs whose histories were read. */
  readonly runs: number;
  /** Tickets that only Temporal had. */
  readonly found: readonly string[];
  /** Entries that only Temporal had, by ticket. */
  readonly recovered: Readonly<Record<string, number>>;
  /** Runs behind their log, which were told. */
  readonly behind: readonly string[];
  /** Tickets that had no run and got one. */
  readonly started: readonly string[];
  /** Runs that had gone another way than the log, and were begun anew from it. */
  readonly diverged: readonly string[];
  /** What those runs had stored that the log does not have, by ticket: nobody will read it any more. */
  readonly givenUp: Readonly<Record<string, readonly GivenUp[]>>;
  /** Tickets that could not be compared, and why; they are left as they are. */
  readonly unreadable: Readonly<Record<string, Label>>;
  /** Notices that may have been sent since the backup, for a person to check. */
  readonly inDoubt: number;
}

const patienceMs = 10_000;
/** Clocks of two servers differ, and copies take time. */
const marginMs = 600_000;
const skippedNumbers = 100;

/**
 * Compares every ticket with its run after a restore and puts right what differs: what only a run has goes into the log,
 * a run that is behind is told, a ticket without a run gets one. Loses nothing, sends nothing; harmless to repeat.
 */
export const reconcile = async (options: ReconcileOptions): Promise<Reconciled> => {
  const { since, list, replay, runs, restorations, intakes } = options;
  const listed = await list();
  await restorations.neverAgain(listed.map(({ no }) => no));
  await restorations.skipNumbers(compactDate(options.now), skippedNumbers);
  const asked = listed.filter(
    ({ isOpen, closedAt }) => isOpen || since === null || (closedAt ?? Infinity) >= since - marginMs,
  );
  const stories = new Map<string, RunStory[]>();
  const unreadable: Record<string, Label> = {};
  for await (const story of replay(asked)) {
    if (story.fault !== null) unreadable[story.run.no] = notReplayed(story.fault);
    stories.set(story.run.no, [...(stories.get(story.run.no) ?? []), story]);
  }
  const found: string[] = [];
  const recovered: Record<string, number> = {};
  const behind: string[] = [];
  const diverged: string[] = [];
  const givenUp: Record<string, readonly GivenUp[]> = {};
  for (const [no, unsorted] of stories) {
    const own = unsorted.sort((one, other) => one.run.startedAt - other.run.startedAt);
    const outcome = await recoverEntries(no, own, options);
    if (outcome.found) found.push(no);
    if (outcome.entries > 0) recovered[no] = outcome.entries;
    if (outcome.givenUp.length > 0) givenUp[no] = outcome.givenUp;
    if (outcome.fault !== null) unreadable[no] ??= outcome.fault;
    const open = own.find(({ run }) => run.isOpen);
    const row = open === undefined ? null : await intakes.loadTicket(no);
    if (open === undefined || row === null) continue;
    if (outcome.diverged.has(open.run.runId)) {
      await runs.replace(row);
      diverged.push(no);
    } else if (open.fault === null && open.version < row.version) {
      await runs.catchUp(no, patienceMs);
      behind.push(no);
    }
  }
  const open = new Set(listed.filter(({ isOpen }) => isOpen).map(({ no }) => no));
  const started: string[] = [];
  for (const no of await restorations.active()) {
    const ticket = open.has(no) ? null : await intakes.loadTicket(no);
    if (ticket === null) continue;
    await runs.start(ticket, patienceMs);
    started.push(no);
  }
  const inDoubt = await restorations.inDoubt();
  return { runs: asked.length, found, recovered, behind, started, diverged, givenUp, unreadable, inDoubt };
};

interface Outcome {
  readonly found: boolean;
  readonly entries: number;
  /** Ids of runs that went another way than the log. */
  readonly diverged: ReadonlySet<string>;
  readonly givenUp: readonly GivenUp[];
  readonly fault: Label | null;
}

const briefly = (entry: Entry): GivenUp => ({
  seq: entry.seq,
  at: entry.at,
  by: entry.by.id,
  what: isDutyEntry(entry) ? entry.duty : entry.action,
});

const longestFault = 300;
const notReplayed = (fault: string): Label => ({
  'zh-CN': `运行历史无法重放（${fault.slice(0, longestFault)}）`,
  en: `its history cannot be replayed (${fault.slice(0, longestFault)})`,
});

/** Stores what a ticket's runs stored once and the log does not have, the first run first. */
const recoverEntries = async (
  no: string,
  stories: readonly RunStory[],
  { store, intakes, recoverTicket, restorations }: ReconcileOptions,
): Promise<Outcome> => {
  let row = await intakes.loadTicket(no);
  const start = stories[0]?.start ?? null;
  const isLost = row === null;
  if (row === null && start !== null && (await recoverTicket(start))) row = await intakes.loadTicket(no);
  const diverged = new Set<string>();
  const givenUp = new Map<string, GivenUp>();
  if (row === null)
    return {
      found: false,
      entries: 0,
      diverged,
      givenUp: [],
      fault: {
        'zh-CN': '只剩下运行，而运行并非从登记开始',
        en: 'only its run is left, which did not begin with its registration',
      },
    };
  const hashes = new Map(await restorations.hashes(no));
  let entries = 0;
  for (const story of stories) {
    // Continued from one that had gone another way before.
    if (diverged.size > 0 && (story.start?.version ?? 0) > row.version) diverged.add(story.run.runId);
    for (const { entries: told, rules } of story.stored) {
      if (told.some((entry) => hashes.get(entry.seq)?.equals(contentHash(entry)) === false))
        diverged.add(story.run.runId);
      if (diverged.has(story.run.runId)) {
        // Nothing of it is to be had any more; one that began anew from the log may follow.
        for (const entry of told)
          if (hashes.get(entry.seq)?.equals(contentHash(entry)) !== true)
            givenUp.set(contentHash(entry).toString('hex'), briefly(entry));
        continue;
      }
      const known: number = row.version;
      const fresh = told.filter(({ seq }) => seq > known);
      const [first] = fresh;
      if (first === undefined) continue;
      if (first.seq !== known + 1)
        return {
          found: isLost,
          entries,
          diverged,
          givenUp: [...givenUp.values()],
          fault: {
            'zh-CN': `运行中有第 ${first.seq} 条记录，而第 ${known} 条之后的记录已无处可寻`,
            en: `its run has entry ${first.seq}, and nobody has what comes after ${known}`,
          },
        };
      const ticket: Ticket = fresh.reduce(evolve, { ...row, rules });
      await store.commit({ ticket: { ...ticket, ledger: [] }, entries: fresh });
      for (const entry of fresh) hashes.set(entry.seq, contentHash(entry));
      entries += fresh.length;
      row = ticket;
    }
  }
  return { found: isLost, entries, diverged, givenUp: [...givenUp.values()], fault: null };
};
