import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  setCurrentDetails,
  setDefaultSignalHandler,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { ArchiveRef } from '../activities/contract.js';
import { actions } from '../domain/actions/index.js';
import { actionNames, isActionName, type ActionName } from '../domain/actions/names.js';
import { attributesOf, isWorthUpserting } from '../domain/attributes.js';
import { act, append, passTime, recordRefusal, referencesOf, refuse, type Step } from '../domain/decide.js';
import { system, type Entry } from '../domain/entry.js';
import { isWellFormed } from '../domain/envelope.js';
import { isAnythingOwed, nextMark } from '../domain/marks.js';
import { refusal, type Refusal } from '../domain/refusal.js';
import { markText, storyOf } from '../domain/story.js';
import { currentRules, type Ticket } from '../domain/ticket.js';
import { isFinal } from '../domain/words.js';
import { createDecisions, type Signalled } from './decisions.js';
import { createDueTimer } from './due-timer.js';
import { surely } from './durable.js';
import {
  actionSignals,
  actionUpdates,
  catchUpSignal,
  signalInput,
  signaller,
  ticketQuery,
  type Accepted,
  type ActionRequest,
} from './messages.js';
import { upsertAttributes } from './search-attributes.js';

/**
 * Well under the server's limits of 2,000 updates and 51,200 events a run; and so few events that a run is replayed well
 * within the time of a task on a slow machine (about 0.5 ms of CPU an event).
 */
const updatesPerRun = 1500;
const eventsPerRun = 1500;

/**
 * One ticket from its acceptance until nothing is owed on it any more. Handlers decide at once and never wait for
 * anything but the commit; this one loop acts. Ends with the archive record's id and hash (§2.5.2).
 */
export async function ticket(start: Ticket): Promise<ArchiveRef | null> {
  const decisions = createDecisions(start);
  const { current, logged, take } = decisions;
  let archive: ArchiveRef | null = null;
  let attributes = attributesOf(start);
  let updates = 0;
  const signals: Signalled[] = [];
  const timer = createDueTimer();

  setHandler(ticketQuery, current);
  for (const action of actionNames) {
    setHandler(
      actionUpdates[action],
      async (request: ActionRequest): Promise<Accepted> => {
        updates += 1;
        const order = decisions.accept({ ...request, action }, Date.now());
        await condition(() => decisions.isSettled(order));
        if (order.refused !== null) throw failure(order.refused);
        return { seq: order.seq, hash: order.hash };
      },
      {
        validator: (request: ActionRequest) => refuseUpdate(current(), action, request),
        description: `${actions[action].title['zh-CN']} / ${actions[action].title.en} (${actions[action].clause})`,
      },
    );
    setHandler(actionSignals[action], (payload) => void signals.push({ action, payload }), {
      description: `${actions[action].title['zh-CN']} / ${actions[action].title.en}: {"by": login, …input}`,
    });
  }
  let mayBeBehind = false;
  setHandler(catchUpSignal, () => {
    mayBeBehind = true;
  });
  // Last: it is given at once whatever has come before the first task and has no handler by then.
  setDefaultSignalHandler((action, payload) => void signals.push({ action, payload }));

  const moved = (): boolean => decisions.isPending() || signals.length > 0 || mayBeBehind;
  const settled = (): boolean => !moved() && logged().version === current().version && allHandlersFinished();

  /** Commits some entries, or none to hear what the log has more; false when it had gone another way. */
  const store = async (decided: Ticket, entries: readonly Entry[]): Promise<boolean> => {
    const result = await surely('commit', { ticket: withoutLedger(decided), entries });
    archive = result.archive ?? archive;
    if (result.instead === undefined) return true;
    signals.unshift(...decisions.goOnFrom(result.instead, Date.now()));
    return false;
  };
  /** Commits what is pending; false when there was nothing. */
  const commit = async (): Promise<boolean> => {
    if (!decisions.isPending() && !mayBeBehind) return false;
    while (decisions.isPending()) {
      const { ticket: decided, entries } = decisions.draw();
      if (!(await store(decided, entries))) return true;
      decisions.confirm();
    }
    if (mayBeBehind) {
      mayBeBehind = false;
      await store(logged(), []);
    }
    return true;
  };

  for (;;) {
    take(passTime(current(), Date.now()));
    for (let signal = signals.shift(); signal !== undefined; signal = signals.shift()) {
      const obeyed = signal;
      await obey(obeyed, current, (step) => take(step, { signal: obeyed }));
    }
    if (current().seeksEngineer) await findEngineer(current, take);
    // A commit takes time, in which something may have come due or the log gone another way.
    if (await commit()) continue;
    const now = attributesOf(current());
    if (isWorthUpserting(attributes, now)) {
      upsertAttributes(attributes, now);
      attributes = now;
    }
    setCurrentDetails(storyOf(current()));
    if (isFinal(current().stage) && !isAnythingOwed(current())) {
      await condition(() => allHandlersFinished() || moved());
      if (settled()) return archive;
      continue;
    }
    const info = workflowInfo();
    if (info.continueAsNewSuggested || info.historyLength > eventsPerRun || updates > updatesPerRun) {
      await condition(() => allHandlersFinished() || moved());
      if (settled()) await continueAsNew<typeof ticket>({ ...current(), rules: currentRules });
      continue;
    }
    const mark = nextMark(current());
    await timer.untilMovedOrDue(
      moved,
      mark === null ? null : { at: mark.at, summary: markText(mark.kind, mark.clock) },
    );
  }
}

/** The ledger serves this run and the next; the log holds every request id for ever. */
const withoutLedger = (current: Ticket): Ticket => ({ ...current, ledger: [] });

const refuseUpdate = (current: Ticket, action: ActionName, request: ActionRequest): void => {
  const why = isWellFormed(request)
    ? refuse(current, { ...request, action }, Date.now())
    : refusal('invalid-input', '§2', '请求格式不正确。', 'The request is malformed.');
  if (why !== null) throw failure(why);
};

const failure = (why: Refusal): ApplicationFailure =>
  ApplicationFailure.create({ message: why.detail.en, type: why.code, nonRetryable: true, details: [why] });

type Look = () => Ticket;
type Take = (step: Step) => void;

/** A signal is an order from outside the desk: whoever it names is looked up, and a bad one is logged as refused. */
const obey = async ({ action, payload }: Signalled, look: Look, take: Take): Promise<void> => {
  const by = signaller(payload);
  const input = signalInput(payload);
  const { actor, facts } = await surely('introduce', { id: by, references: referencesOf(action, input) });
  const now = Date.now();
  const request = actor === null ? null : { action, by: { ...actor, via: 'outside' as const }, input, facts };
  const why =
    request === null
      ? refusal('not-permitted', '§2', `没有“${by}”这个人。`, `There is no person "${by}".`)
      : refuse(look(), request, now);
  if (why === null && request !== null && isActionName(action))
    take(act(look(), { ...request, action }, now));
  else if (why !== null) take(recordRefusal(look(), { action, by, why, now }));
};

/** After a missed contact: the next engineer on duty, or the group's queue and its lead when there is none (§2.2.3). */
const findEngineer = async (look: Look, take: Take): Promise<void> => {
  const { group, passedOver } = look();
  const engineer =
    group === null ? null : await surely('nextOnDuty', { group, at: Date.now(), except: passedOver });
  const found = look();
  if (!found.seeksEngineer) return;
  take(
    append(found, {
      seq: found.version + 1,
      at: Date.now(),
      by: system,
      action: 'reassign',
      outcome: 'done',
      clause: '§2.2.3',
      input: { group: found.group, assignee: engineer },
      met: [],
      visibility: 'public',
      tell: [],
    }),
  );
};
