import type { temporal } from '@temporalio/proto';

type History = temporal.api.history.v1.IHistory;
type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** What one run cost its history. */
export interface HistoryCost {
  readonly events: number;
  /** Billable actions as performance.md section 3 counts them. */
  readonly actions: number;
  /** Events by kind, `TimerStarted: 6`. */
  readonly kinds: Readonly<Record<string, number>>;
}

/** Kinds of events that are one action each; local activities are counted by task, see {@link localActivityTasks}. */
const billed: readonly string[] = [
  'workflowExecutionStarted',
  'workflowExecutionUpdateAccepted',
  'workflowExecutionSignaled',
  'timerStarted',
  'upsertWorkflowSearchAttributes',
  'activityTaskScheduled',
  'startChildWorkflowExecutionInitiated',
  'workflowExecutionContinuedAsNew',
];

/** `workflowExecutionStarted` for an event that has `workflowExecutionStartedEventAttributes`. */
export const kindOf = (event: HistoryEvent): string =>
  Object.entries(event)
    .find(([name, value]) => name.endsWith('EventAttributes') && value !== null)?.[0]
    .replace('EventAttributes', '') ?? 'unknown';

export const costOf = ({ events }: History): HistoryCost => {
  const kinds: Record<string, number> = {};
  for (const event of events ?? []) kinds[kindOf(event)] = (kinds[kindOf(event)] ?? 0) + 1;
  const billedEvents = Object.entries(kinds).reduce(
    (sum, [kind, count]) => sum + (billed.includes(kind) ? count : 0),
    0,
  );
  return {
    events: events?.length ?? 0,
    actions: billedEvents + localActivityTasks(events ?? []),
    kinds,
  };
};

/** All local activities of one workflow task are one action. */
const localActivityTasks = (events: readonly HistoryEvent[]): number =>
  new Set(
    events
      .filter((event) => event.markerRecordedEventAttributes?.markerName === 'core_local_activity')
      .map((event) => String(event.markerRecordedEventAttributes?.workflowTaskCompletedEventId)),
  ).size;
