import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateStage,
  type Client,
} from '@temporalio/client';
import {
  ApplicationFailure,
  defineSearchAttributeKey,
  SearchAttributeType,
  TypedSearchAttributes,
} from '@temporalio/common';
import proto from '@temporalio/proto';
import { attributesOf, type TicketAttributes } from '../../domain/attributes.js';
import type { Refusal } from '../../domain/refusal.js';
import { summaryOf } from '../../domain/story.js';
import type { Ticket } from '../../domain/ticket.js';

export const taskQueue = 'tickets';

/**
 * After which a task that died with its worker is given to another; by default 10 s. Within the 5 s in which a duty may
 * fire after an outage.
 */
export const workflowTaskTimeout = '4 s';

const keyword = (name: keyof TicketAttributes) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);

/** Attempts at one task after which it is not bad luck; they come slower and slower. */
const failingAttempts = 5;

const searchAttributes = (ticket: Ticket): TypedSearchAttributes => {
  const { TicketMissed, ...keywords } = attributesOf(ticket);
  return new TypedSearchAttributes([
    ...Object.entries(keywords).map(([name, value]) => ({
      key: keyword(name as keyof TicketAttributes),
      value,
    })),
    { key: defineSearchAttributeKey('TicketMissed', SearchAttributeType.INT), value: TicketMissed },
  ]);
};

const startOptions = (ticket: Ticket) => ({
  taskQueue,
  workflowTaskTimeout,
  args: [ticket] as [Ticket],
  typedSearchAttributes: searchAttributes(ticket),
  staticSummary: summaryOf(ticket),
});

/** What became of an action sent to a ticket's run. */
export type Answer =
  | { readonly state: 'accepted'; readonly seq: number; readonly hash: string }
  /** Temporal has it, and it will happen; the commit is still waiting for the database. */
  | { readonly state: 'waiting' }
  | { readonly state: 'refused'; readonly why: Refusal }
  /** The ticket's run has ended (or never began). */
  | { readonly state: 'ended' };

/** The update as the workflow takes it; see workflows/messages.ts. */
export type Update = Readonly<Record<string, unknown>> & { readonly requestId?: string };

/** `busy`: a task is under way, and what comes of it is not known yet. */
export type Condition = 'well' | 'busy' | 'ended' | 'failing';

export interface TicketRuns {
  /** Starts the run of an accepted ticket; a run that exists already is as good. Rejects while Temporal is away. */
  readonly start: (ticket: Ticket, deadlineMs: number) => Promise<void>;
  /** Sends one action; an id given as `requestId` makes its repetition harmless. Rejects when Temporal is away. */
  readonly act: (sent: {
    readonly no: string;
    readonly action: string;
    readonly update: Update;
    readonly deadlineMs: number;
    /** The ticket as stored, to begin a new run where the last one has ended: late survey answers, follow-ups. */
    readonly reviving?: Ticket;
  }) => Promise<Answer>;
  /** Lets a run look whether the log is ahead of it; nothing where it has ended. Rejects when Temporal is away. */
  readonly catchUp: (no: string, deadlineMs: number) => Promise<void>;
  /**
   * Whether a ticket's run goes on, has ended (or is not there), or cannot go on: its history and its code have come
   * apart, or it fails at every attempt of its task.
   */
  readonly conditionOf: (no: string) => Promise<Condition>;
  /** Deletes the histories of a ticket's runs that have ended; true once Temporal has none of it any more. */
  readonly forget: (no: string) => Promise<boolean>;
  /** Begins a run from the ticket as stored, in place of the one there is. */
  readonly replace: (ticket: Ticket) => Promise<void>;
}

export const createTicketRuns = (client: Client): TicketRuns => ({
  start: async (ticket, deadlineMs) => {
    try {
      await client.connection.withDeadline(Date.now() + deadlineMs, async () => {
        await client.workflow.start('ticket', { ...startOptions(ticket), workflowId: ticket.no });
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  },
  act: async ({ no, action, update, deadlineMs, reviving }) => {
    const options = {
      args: [update] as [Update],
      waitForStage: WorkflowUpdateStage.ACCEPTED,
      ...(update.requestId === undefined ? {} : { updateId: update.requestId }),
    } as const;
    const until = Date.now() + deadlineMs;
    try {
      const handle = await client.connection.withDeadline(until, async () =>
        reviving === undefined
          ? await client.workflow.getHandle(no).startUpdate<Accepted, [Update]>(action, options)
          : await client.workflow.startUpdateWithStart<StartedRun, Accepted, [Update]>(action, {
              ...options,
              startWorkflowOperation: new WithStartWorkflowOperation<StartedRun>('ticket', {
                ...startOptions(reviving),
                workflowId: no,
                workflowIdConflictPolicy: 'USE_EXISTING',
              }),
            }),
      );
      return await outcome(handle.result(), until - Date.now());
    } catch (error) {
      return answerTo(error);
    }
  },
  catchUp: async (no, deadlineMs) => {
    try {
      await client.connection.withDeadline(Date.now() + deadlineMs, async () => {
        await client.workflow.getHandle(no).signal('catch-up');
      });
    } catch (error) {
      if (!isEnded(error)) throw error;
    }
  },
  conditionOf: async (no) => {
    try {
      const { status, raw } = await client.workflow.getHandle(no).describe();
      if (status.name !== 'RUNNING') return 'ended';
      const attempts = raw.pendingWorkflowTask?.attempt ?? 0;
      // What an activity still works at is not in the log yet, and must not be given up.
      if (attempts <= 1 || (raw.pendingActivities ?? []).length > 0) return attempts === 0 ? 'well' : 'busy';
      return attempts >= failingAttempts || (await hasComeApart(client, no)) ? 'failing' : 'busy';
    } catch (error) {
      if (isEnded(error)) return 'ended';
      throw error;
    }
  },
  forget: async (no) => {
    let isGone = true;
    const forgetRun = async (runId: string, isOpen: boolean): Promise<void> => {
      isGone = false;
      if (isOpen) return;
      await client.workflowService
        .deleteWorkflowExecution({
          namespace: client.options.namespace,
          workflowExecution: { workflowId: no, runId },
        })
        .catch((error: unknown) => {
          if (!isGrpcNotFound(error)) throw error;
        });
    };
    // The list lags behind; the run that it may not show yet is the newest.
    const newest = await client.workflow
      .getHandle(no)
      .describe()
      .catch((error: unknown) => {
        if (isEnded(error)) return null;
        throw error;
      });
    if (newest !== null) await forgetRun(newest.runId, newest.status.name === 'RUNNING');
    for await (const { runId, status } of client.workflow.list({ query: `WorkflowId = '${no}'` }))
      if (runId !== newest?.runId) await forgetRun(runId, status.name === 'RUNNING');
    return isGone;
  },
  replace: async (ticket) => {
    const options = { ...startOptions(ticket), workflowId: ticket.no };
    await client.workflow.start('ticket', { ...options, workflowIdConflictPolicy: 'TERMINATE_EXISTING' });
  },
});

/** Whether a run's last task failed because its code does not do what its history says: trying again cannot help. */
const hasComeApart = async (client: Client, workflowId: string): Promise<boolean> => {
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: { workflowId },
    maximumPageSize: 1,
  });
  const failed = history?.events?.[0]?.workflowTaskFailedEventAttributes;
  return (
    failed?.cause ===
    proto.temporal.api.enums.v1.WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR
  );
};

/** Deleting what has gone already is as good. */
const isGrpcNotFound = (error: unknown): boolean => (error as { code?: unknown }).code === notFoundCode;
const notFoundCode = 5;

const isEnded = (error: unknown): boolean => error instanceof WorkflowNotFoundError;

type StartedRun = (ticket: Ticket) => Promise<unknown>;

interface Accepted {
  readonly seq: number;
  readonly hash: string;
}

const outcome = async (result: Promise<Accepted>, ms: number): Promise<Answer> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), Math.max(0, ms));
  });
  try {
    const first = await Promise.race([result, late]);
    if (first !== 'late') return { state: 'accepted', ...first };
    result.catch(() => undefined);
    return { state: 'waiting' };
  } finally {
    clearTimeout(timer);
  }
};

const answerTo = (error: unknown): Answer => {
  if (isEnded(error)) return { state: 'ended' };
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    const [why] = (error.cause.details ?? []) as Refusal[];
    if (why !== undefined) return { state: 'refused', why };
    // The run ended between accepting the update and answering it; the caller asks the log.
    if (error.cause.type === 'AcceptedUpdateCompletedWorkflow') return { state: 'ended' };
  }
  throw error;
};
