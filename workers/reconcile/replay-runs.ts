import type { Client } from '@temporalio/client';
import { Worker, type InjectedSinks } from '@temporalio/worker';
import { createDataConverter } from '../../adapters/temporal/connection.js';
import type { Keyring } from '../../adapters/temporal/codec.js';
import type { Entry } from '../../domain/entry.js';
import type { Ticket } from '../../domain/ticket.js';
import type { CommitSinks } from '../../workflows/tell-commits.js';

/** A run of a ticket as Temporal lists it. */
export interface ListedRun {
  readonly no: string;
  readonly runId: string;
  readonly isOpen: boolean;
  readonly startedAt: number;
  readonly closedAt: number | null;
}

/** What a run's history says that it stored, in order. */
export interface RunStory {
  readonly run: ListedRun;
  /** The ticket it began with; null when its history cannot be replayed. */
  readonly start: Ticket | null;
  readonly stored: readonly { readonly entries: readonly Entry[]; readonly rules: number }[];
  /** Of the last entry that it knows to be in the log. */
  readonly version: number;
  /** Why its history cannot be replayed; null when it was. */
  readonly fault: string | null;
}

/** All runs of tickets that Temporal still has. */
export const listRuns = async (client: Client): Promise<readonly ListedRun[]> => {
  const listed: ListedRun[] = [];
  for await (const run of client.workflow.list({ query: `WorkflowType = 'ticket'` }))
    listed.push({
      no: run.workflowId,
      runId: run.runId,
      isOpen: run.status.name === 'RUNNING',
      startedAt: run.startTime.getTime(),
      closedAt: run.closeTime?.getTime() ?? null,
    });
  return listed.sort((one, other) => one.startedAt - other.startedAt);
};

/** Replays the runs' histories without doing anything again, and tells what each has stored. */
export async function* replayRuns(
  client: Client,
  runs: readonly ListedRun[],
  { code, keys }: { readonly code: string; readonly keys: Keyring | null },
): AsyncGenerator<RunStory> {
  interface Heard {
    start: Ticket | null;
    stored: RunStory['stored'][number][];
    version: number;
  }
  const heard = new Map<string, Heard>();
  const of = (runId: string): Heard => {
    const known = heard.get(runId) ?? { start: null, stored: [], version: 0 };
    heard.set(runId, known);
    return known;
  };
  const sinks: InjectedSinks<CommitSinks> = {
    desk: {
      began: {
        callDuringReplay: true,
        fn: ({ runId }, ticket) => {
          heard.set(runId, { start: ticket, stored: [], version: ticket.version });
        },
      },
      stored: {
        callDuringReplay: true,
        fn: ({ runId }, { ticket, entries }, { version, instead }) => {
          const story = of(runId);
          story.stored.push({ entries: instead ?? entries, rules: ticket.rules });
          story.version = Math.max(story.version, instead === undefined ? ticket.version : version);
        },
      },
    },
  };
  const listed = new Map(runs.map((run) => [run.runId, run]));
  const histories = async function* () {
    for (const { no, runId } of runs)
      yield { workflowId: no, history: await client.workflow.getHandle(no, runId).fetchHistory() };
  };
  const results = Worker.runReplayHistories(
    { workflowBundle: { code }, sinks, dataConverter: createDataConverter(keys) },
    histories(),
  );
  for await (const { runId, error } of results) {
    const run = listed.get(runId);
    if (run === undefined) continue;
    yield { run, ...of(runId), fault: error === undefined ? null : error.message };
    heard.delete(runId);
  }
}
