import type { Entry } from './entry.js';
import { isDutyEntry } from './entry.js';
import { parseInstant, type Instant } from './instant.js';
import type { Owner } from './people.js';
import type { Span } from './span.js';
import type { DutyClock, Ticket } from './ticket.js';
import { isFinal, isOpen, type DutyName, type Label } from './words.js';
import type { ActionName } from './actions/names.js';

/** What one entry made of a ticket; `before` is null for the registration. */
export interface Change {
  readonly before: Ticket | null;
  readonly after: Ticket;
  readonly entry: Entry;
}

/** One duty of the manual: when it begins, what settles it, who owes it and how long they have. */
export interface DutyRow {
  readonly title: Label;
  readonly clause: string;
  readonly owner: (ticket: Ticket) => Owner;
  readonly target: (ticket: Ticket, clock: DutyClock) => Span;
  readonly opens: (change: Change) => boolean;
  readonly met: (change: Change, clock: DutyClock) => boolean;
  readonly cancelled: (change: Change, clock: DutyClock) => boolean;
  /** A due time that the opening entry itself names, instead of the target. */
  readonly namedDueAt?: (entry: Entry) => Instant | null;
}

const did = ({ entry }: Change, ...names: readonly (ActionName | 'register')[]): boolean =>
  !isDutyEntry(entry) && entry.outcome === 'done' && names.includes(entry.action);
const fired = ({ entry }: Change, duty: DutyName, outcome: string): boolean =>
  isDutyEntry(entry) && entry.duty === duty && entry.outcome === outcome;
const entered = ({ before, after }: Change, stage: Ticket['stage']): boolean =>
  after.stage === stage && before?.stage !== stage;
const hasOpenClock = (ticket: Ticket, duty: DutyName): boolean =>
  ticket.duties.some((clock) => clock.duty === duty && clock.settledAt === undefined);
const ended = ({ after }: Change): boolean => isFinal(after.stage);
const leftResolution = ({ after }: Change): boolean =>
  after.stage !== 'resolved' && after.stage !== 'archived';

/** A complex verdict before any handling, while the reporter is waited for, owes the form as well (§2.2.5). */
const isFoundComplex = (change: Change): boolean =>
  did(change, 'record-diagnosis') &&
  change.entry.input['verdict'] === 'complex' &&
  !isCoordinated(change.after);

/** The engineer, or where there is none the group's lead (§2.2.3). */
const assignee = (ticket: Ticket): Owner =>
  ticket.assignee === null
    ? { role: 'lead', ...(ticket.group === null ? {} : { group: ticket.group }) }
    : { role: 'engineer', person: ticket.assignee.id };
const supervisor = (): Owner => ({ role: 'supervisor' });

/** Whose turn it is has changed; handing a ticket to whoever has it already gives them no new time (§2.2.3). */
const isHandedOver = (change: Change): boolean => {
  const { before, after } = change;
  return (
    did(change, 'dispatch', 'reassign') &&
    (before === null ||
      before.seeksEngineer ||
      before.group !== after.group ||
      before.assignee?.id !== after.assignee?.id)
  );
};

/** A ticket that somebody took before it became urgent was responded to (ours). */
const isTakenAlready = (change: Change): boolean =>
  did(change, 'change-urgency') && change.after.urgency === 'urgent' && change.after.claimed;

const responds = (change: Change): boolean =>
  change.entry.by.id !== change.after.reporter &&
  change.entry.by.role !== 'system' &&
  ((change.after.urgency !== 'urgent' && did(change, 'reply')) ||
    did(change, 'ask-reporter') ||
    (did(change, 'record-contact') && change.entry.input['reached'] === true) ||
    (change.after.urgency === 'urgent' && did(change, 'claim', 'acknowledge-emergency')));

/** The manual's second table: what is owed by when. */
export const duties: Readonly<Record<DutyName, DutyRow>> = {
  response: {
    title: { 'zh-CN': '响应', en: 'Response' },
    clause: '§1',
    owner: assignee,
    target: ({ policy, urgency }) => policy.targets.response[urgency],
    opens: (change) => did(change, 'register'),
    met: (change) => responds(change) || isTakenAlready(change),
    cancelled: (change) => !isOpen(change.after.stage),
  },
  contact: {
    title: { 'zh-CN': '联系提报人', en: 'Contact the reporter' },
    clause: '§2.2.3',
    owner: assignee,
    target: ({ policy, urgency }) => policy.targets.contact[urgency],
    opens: (change) =>
      isHandedOver(change) && change.after.contactedAt === null && isOpen(change.after.stage),
    met: (change) => did(change, 'record-contact') && change.entry.input['reached'] === true,
    cancelled: (change) => !isOpen(change.after.stage) || isHandedOver(change),
  },
  'emergency-acknowledgement': {
    title: { 'zh-CN': '应急响应确认', en: 'Emergency acknowledgement' },
    clause: '§2.2.2',
    owner: (ticket) => ({ role: 'lead', ...(ticket.group === null ? {} : { group: ticket.group }) }),
    target: ({ policy }) => policy.targets['emergency-acknowledgement'],
    opens: ({ before, after }) =>
      after.emergency?.acknowledgedAt === null && (before?.emergency ?? null) === null,
    met: (change) => did(change, 'acknowledge-emergency'),
    cancelled: ({ after }) => after.emergency === null || !isOpen(after.stage),
  },
  'escalation-request': {
    title: { 'zh-CN': '提交升级申请', en: 'Escalation request' },
    clause: '§2.3.3',
    owner: assignee,
    target: ({ policy }, clock) =>
      clock.warnedAt === undefined ? policy.ordinaryHandling : policy.targets['escalation-request'],
    opens: (change) =>
      (entered(change, 'handling') || isFoundComplex(change)) &&
      !hasOpenClock(change.after, 'escalation-request'),
    met: (change) => did(change, 'request-escalation'),
    cancelled: ({ after }) => !isOpen(after.stage),
  },
  decision: {
    title: { 'zh-CN': '升级审批', en: 'Escalation decision' },
    clause: '§2.3.5',
    owner: supervisor,
    target: ({ policy }) => policy.targets.decision,
    opens: (change) => did(change, 'request-escalation'),
    met: (change) => did(change, 'decide-escalation'),
    cancelled: (change) => ended(change),
  },
  'progress-sync': {
    title: { 'zh-CN': '同步进展', en: 'Progress sync' },
    clause: '§2.3.6',
    owner: assignee,
    target: ({ policy }) => policy.targets['progress-sync'],
    opens: (change) =>
      isCoordinated(change.after) &&
      (entered(change, 'escalated') ||
        did(change, 'sync-progress') ||
        fired(change, 'progress-sync', 'missed')) &&
      !hasOpenClock(change.after, 'progress-sync'),
    met: (change) => did(change, 'sync-progress'),
    cancelled: (change) => !isCoordinated(change.after) || fired(change, 'progress-sync', 'missed'),
  },
  confirmation: {
    title: { 'zh-CN': '确认解决', en: 'Confirmation' },
    clause: '§2.4.2',
    owner: (ticket) => ({
      role: 'reporter',
      ...(ticket.reporter === null ? {} : { person: ticket.reporter }),
    }),
    target: ({ policy }) => policy.targets.confirmation,
    opens: (change) => entered(change, 'verifying'),
    met: (change) => did(change, 'confirm-resolved'),
    cancelled: ({ after }) => after.stage !== 'verifying',
  },
  survey: {
    title: { 'zh-CN': '发送满意度调查', en: 'Survey dispatch' },
    clause: '§2.4.3',
    owner: () => ({ role: 'system' }),
    target: ({ policy }) => policy.targets.survey,
    opens: (change) => entered(change, 'resolved'),
    met: ({ after }) => after.survey?.state === 'sent' || after.survey?.state === 'answered',
    cancelled: (change) => leftResolution(change) || change.after.survey?.state === 'withheld',
  },
  'follow-up': {
    title: { 'zh-CN': '低分回访', en: 'Low-score follow-up' },
    clause: '§2.4.4',
    owner: supervisor,
    target: ({ policy }) => policy.targets['follow-up'],
    opens: (change) => did(change, 'answer-survey') && change.after.survey?.low === true,
    met: (change) => did(change, 'record-follow-up'),
    cancelled: () => false,
  },
  improvement: {
    title: { 'zh-CN': '改进落实', en: 'Improvement' },
    clause: '§2.4.4',
    owner: supervisor,
    target: ({ policy }) => policy.targets.improvement,
    opens: (change) => did(change, 'record-follow-up') && change.entry.input['improvement'] !== undefined,
    met: (change) => did(change, 'complete-improvement'),
    cancelled: () => false,
    namedDueAt: ({ input }) => {
      const by = (input['improvement'] as { by?: string } | undefined)?.by;
      return by === undefined ? null : parseInstant(by);
    },
  },
  knowledge: {
    title: { 'zh-CN': '知识库更新', en: 'Knowledge' },
    clause: '§2.5.1',
    owner: assignee,
    target: ({ policy }) => policy.targets.knowledge,
    opens: (change) => entered(change, 'resolved'),
    met: ({ after }) => after.knowledge !== null,
    cancelled: (change) => leftResolution(change) || change.after.stage === 'archived',
  },
  archive: {
    title: { 'zh-CN': '归档', en: 'Archive' },
    clause: '§2.5.2',
    owner: () => ({ role: 'system' }),
    target: ({ policy }) => policy.targets.archive,
    opens: (change) => entered(change, 'resolved'),
    met: ({ after }) => after.stage === 'archived',
    cancelled: leftResolution,
  },
};

/** An approved escalation that has not ended: liaison and engineer owe each other progress (§2.3.6). */
export const isCoordinated = ({ stage, returnsTo }: Ticket): boolean =>
  stage === 'escalated' || (stage === 'awaiting-reporter' && returnsTo === 'escalated');
