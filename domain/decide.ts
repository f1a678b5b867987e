import { z } from 'zod';
import { actions } from './actions/index.js';
import { isActionName, type ActionName } from './actions/names.js';
import type { Facts, References } from './actions/row.js';
import type { ActionEntry, Author, Entry } from './entry.js';
import { evolve } from './evolve.js';
import type { Instant } from './instant.js';
import { entryDue } from './marks.js';
import { noticesOf } from './notices.js';
import type { Actor } from './people.js';
import { relationsOf, type Relation } from './permissions.js';
import { refusal, type Refusal } from './refusal.js';
import type { LedgerLine, Ticket } from './ticket.js';
import { stageLabels, type Role } from './words.js';

/** What somebody asks of a ticket; `requestId` and `requestHash` come from the Idempotency-Key and the input. */
export interface Request {
  readonly action: string;
  readonly by: Actor;
  readonly input: unknown;
  readonly facts?: Facts;
  /** The version that the caller saw (`If-Match`). */
  readonly ifVersion?: number;
  readonly requestId?: string;
  readonly requestHash?: string;
}

/** A ticket with the entries that led to it from an earlier state, not yet committed. */
export interface Step {
  readonly ticket: Ticket;
  readonly entries: readonly Entry[];
}

/** What the input names outside of its ticket, to be looked up before {@link refuse} and {@link act}. */
export const referencesOf = (action: string, input: unknown, ticket?: Ticket): References => {
  if (!isActionName(action)) return {};
  const parsed = z.safeParse(actions[action].input, input);
  return parsed.success ? (actions[action].refers?.(parsed.data, ticket) ?? {}) : {};
};

/** The earlier acceptance of the same request, if it is still remembered. */
export const remembered = (ticket: Ticket, requestId: string | undefined): LedgerLine | null =>
  ticket.ledger.find((line) => line.id === requestId) ?? null;

/** Why the request is not accepted at `now`, or null. Asked once; performing never asks again. */
export const refuse = (ticket: Ticket, request: Request, now: Instant): Refusal | null => {
  if (!isActionName(request.action))
    return refusal(
      'not-found',
      '§2',
      `没有“${request.action}”这个操作。`,
      `There is no action "${request.action}".`,
    );
  const earlier = remembered(ticket, request.requestId);
  if (earlier !== null)
    return earlier.hash === (request.requestHash ?? '')
      ? null
      : refusal(
          'idempotency-conflict',
          '§2',
          '同一请求标识已用于另一内容。',
          'The request id was already used for other content.',
        );
  return refuseNow(passTime(ticket, now).ticket, { ...request, action: request.action }, now);
};

const refuseNow = (
  ticket: Ticket,
  request: Request & { action: ActionName },
  now: Instant,
): Refusal | null => {
  const row = actions[request.action];
  if (request.ifVersion !== undefined && request.ifVersion !== ticket.version)
    return refusal(
      'stale-version',
      row.clause,
      `工单已更新到第 ${ticket.version} 版，您看到的是第 ${request.ifVersion} 版。`,
      `The ticket is at version ${ticket.version}; you saw version ${request.ifVersion}.`,
    );
  const parsed = z.safeParse(row.input, request.input);
  if (!parsed.success)
    return refusal('invalid-input', row.clause, '输入不符合要求。', 'The input does not fit the rule.');
  if (!isPermitted(ticket, request.by, request.action))
    return refusal(
      'not-permitted',
      row.clause,
      `您不能执行“${row.title['zh-CN']}”。`,
      `You may not do "${row.title.en}".`,
    );
  if (!row.stages.includes(ticket.stage))
    return refusal(
      'not-allowed-now',
      row.clause,
      `工单处于“${stageLabels[ticket.stage]['zh-CN']}”，不能执行“${row.title['zh-CN']}”。`,
      `The ticket is "${stageLabels[ticket.stage].en}"; "${row.title.en}" is not possible now.`,
    );
  return (
    row.refuse?.({ ticket, input: parsed.data, by: request.by, now, facts: request.facts ?? {} }) ?? null
  );
};

/** Links that need no login: the survey's serves for the survey (§2.4.3), a liaison's for what a liaison may (§2.3.6). */
const isPermitted = (ticket: Ticket, by: Actor, action: ActionName): boolean =>
  (by.via !== 'survey-link' || action === 'answer-survey' || action === 'defer-survey') &&
  (by.via !== 'liaison-link' || actions[action].may.includes('liaison')) &&
  relationsOf(by, ticket).some((relation) => actions[action].may.includes(relation));

/** Performs an accepted request: first whatever time has brought about by `now`, then the action, then what follows. */
export const act = (ticket: Ticket, request: Request & { action: ActionName }, now: Instant): Step => {
  const passed = passTime(ticket, now);
  const row = actions[request.action];
  const input = z.parse(row.input, request.input);
  const asked = { ticket: passed.ticket, input, by: request.by, now, facts: request.facts ?? {} };
  const stored = (row.stored?.(asked) ?? input) as Record<string, unknown>;
  return perform(passed, {
    seq: passed.ticket.version + 1,
    at: now,
    by: author(request.by, passed.ticket, row.may),
    action: request.action,
    outcome: row.held?.(input, passed.ticket) ? 'held' : 'done',
    clause: row.clause,
    input: stored,
    met: [],
    visibility: typeof row.visibility === 'function' ? row.visibility(input) : row.visibility,
    tell: [],
    ...(request.requestId === undefined
      ? {}
      : { requestId: request.requestId, requestHash: request.requestHash ?? '' }),
  });
};

/** An action's entry after what time has brought about by then, and with what follows from it at once. */
export const perform = (passed: Step, entry: ActionEntry): Step => {
  const done = append(passed.ticket, entry);
  const followed = bringAbout(done.ticket, entry.at, entry.at);
  return { ticket: followed.ticket, entries: [...passed.entries, ...done.entries, ...followed.entries] };
};

/** Everything that time brings about up to and including `now`, each duty once. */
export const passTime = (ticket: Ticket, now: Instant): Step => bringAbout(ticket, now, null);

const bringAbout = (ticket: Ticket, now: Instant, movedAt: Instant | null): Step => {
  const entries: Entry[] = [];
  let current = ticket;
  for (let due = entryDue(current, now, movedAt); due !== null; due = entryDue(current, now, movedAt)) {
    const step = append(current, due);
    entries.push(...step.entries);
    current = step.ticket;
  }
  return { ticket: current, entries };
};

/** Puts a refused signal on the record; nothing else changes (design, "What must hold" 4). */
export const recordRefusal = (
  ticket: Ticket,
  { action, by, why, now }: { action: string; by: string; why: Refusal; now: Instant },
): Step =>
  append(ticket, {
    seq: ticket.version + 1,
    at: now,
    by: { id: by.slice(0, 63), staffNumber: null, role: 'system', via: 'outside' },
    action: isActionName(action) ? action : 'note',
    outcome: 'refused',
    clause: why.clause,
    input: { signal: action.slice(0, 63), code: why.code, detail: why.detail },
    met: [],
    visibility: 'internal',
    tell: [],
  });

/** Adds one entry with what follows from it: the duties it met and who is told. */
export const append = (before: Ticket, entry: Entry): Step => {
  const ticket = evolve(before, entry);
  const met = ticket.duties.filter((clock) => isNewlyMet(before, clock)).map(({ duty }) => duty);
  const complete: Entry = { ...entry, met: [...new Set(met)] };
  return { ticket, entries: [{ ...complete, tell: noticesOf({ before, after: ticket, entry: complete }) }] };
};

const isNewlyMet = (before: Ticket, clock: Ticket['duties'][number]): boolean =>
  clock.outcome === 'met' &&
  !before.duties.some(
    (earlier) => earlier.duty === clock.duty && earlier.nth === clock.nth && earlier.outcome === 'met',
  );

const roleOf: Readonly<Record<Relation, Role | 'system'>> = {
  reporter: 'reporter',
  agent: 'agent',
  assignee: 'engineer',
  engineer: 'engineer',
  lead: 'lead',
  supervisor: 'supervisor',
  manager: 'manager',
  liaison: 'liaison',
  system: 'system',
};

/** In which of their roles a person acts: the first relation that the action permits. */
const author = (by: Actor, ticket: Ticket, may: readonly Relation[]): Author => {
  const held = relationsOf(by, ticket);
  const relation = may.find((allowed) => held.includes(allowed));
  const role = relation === undefined ? 'reporter' : roleOf[relation];
  return {
    id: by.id,
    staffNumber: by.staffNumber,
    role: role === 'engineer' && !by.roles.includes('engineer') ? 'lead' : role,
    ...(by.via === undefined ? {} : { via: by.via }),
  };
};

/** The actions that the caller may do now, before their input is known. */
export const offered = (ticket: Ticket, by: Actor, now: Instant): readonly ActionName[] => {
  const current = passTime(ticket, now).ticket;
  return (Object.keys(actions) as ActionName[]).filter(
    (name) =>
      actions[name].stages.includes(current.stage) &&
      isPermitted(current, by, name) &&
      isTimely(current, name, by, now),
  );
};

/** Inputs that only a rule which holds for every input refuses, so that a page offers no button in vain. */
const probes: Readonly<Partial<Record<ActionName, readonly object[]>>> = {
  claim: [{}],
  'acknowledge-emergency': [{}],
  'sync-progress': [{}],
  urge: [{}],
  'confirm-resolved': [{}, { onReportersWord: true }],
  'answer-survey': [{}, { onReportersWord: true }],
  'record-follow-up': [{ noImprovement: '—' }],
  'complete-improvement': [{}],
};

const isTimely = (ticket: Ticket, name: ActionName, by: Actor, now: Instant): boolean => {
  if (name === 'settle-knowledge') return ticket.knowledge === null;
  if (name === 'defer-survey')
    return ticket.survey?.state === 'sent' && ticket.survey.deferredUntil === undefined;
  // What is lacking in the caller, such as a staff number, they are told when they try.
  const isRefused = (input: object): boolean => {
    const why = actions[name].refuse?.({ ticket, input, by, now, facts: {} }) ?? null;
    return why !== null && why.code !== 'not-permitted';
  };
  return !(probes[name]?.every(isRefused) ?? false);
};
