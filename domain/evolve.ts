import { actions } from './actions/index.js';
import { addSpan } from './calendar.js';
import { countedFrom, turnClocks } from './clocks.js';
import { isDutyEntry, type ActionEntry, type DutyEntry, type Entry } from './entry.js';
import type { Policy } from './policy.js';
import { enterStage, forgetSpans } from './spans.js';
import { currentRules, keptRequests, type DutyClock, type Survey, type Ticket } from './ticket.js';
import type { Channel, TicketType, Urgency } from './words.js';
import type { PersonRef } from './people.js';

/** What the first entry says that the rules need; the rest of the intake stays in the log. */
export interface Registration {
  readonly no: string;
  readonly type: TicketType;
  readonly urgency: Urgency;
  readonly channel: Channel;
  readonly reporter: { readonly id: string | null };
  readonly takenBy: PersonRef | null;
  readonly policyVersion: number;
}

/** The ticket after its first entry, under the policy that the entry names and the rules of its time. */
export const found = (entry: ActionEntry, policy: Policy, rules = currentRules): Ticket => {
  const registration = entry.input as unknown as Registration;
  const after: Ticket = {
    no: registration.no,
    rules,
    version: entry.seq,
    stage: 'registered',
    type: registration.type,
    urgency: registration.urgency,
    channel: registration.channel,
    reporter: registration.reporter.id,
    takenBy: registration.takenBy,
    group: null,
    assignee: null,
    claimed: false,
    acceptedAt: entry.at,
    contactedAt: null,
    expectedResolutionAt: null,
    verifiedAt: null,
    resolvedAt: null,
    archivedAt: null,
    emergency: registration.urgency === 'urgent' ? { acknowledgedAt: null, by: null } : null,
    returnsTo: null,
    escalation: null,
    confirmationHeld: false,
    confirmationLapsed: false,
    survey: null,
    knowledge: null,
    archive: { supplied: [], waived: [] },
    mergedInto: null,
    passedOver: [],
    seeksEngineer: false,
    urgedAt: null,
    counts: {
      contacts: 0,
      attempts: 0,
      steps: 0,
      diagnoses: 0,
      escalations: 0,
      urges: 0,
      reopens: 0,
      missed: 0,
    },
    duties: [],
    spans: enterStage([], 'registered', entry.at),
    policy,
    ledger: [],
  };
  return { ...after, duties: turnClocks({ before: null, after, entry }) };
};

/**
 * The ticket after one more entry: the only way in which a ticket changes, in the workflow and when rows are
 * rebuilt from the log. Never refuses; whether an action may happen was asked before it became an entry.
 */
export const evolve = (before: Ticket, entry: Entry): Ticket => {
  const changed: Ticket = {
    ...before,
    ...(isDutyEntry(entry) ? byClock(before, entry) : byPerson(before, entry)),
    version: entry.seq,
    ledger: remember(before, entry),
  };
  const staged = changed.stage === before.stage ? changed : { ...changed, ...onEntering(changed, entry) };
  const after = { ...staged, duties: turnClocks({ before, after: staged, entry }) };
  return forgetSpans(demanded(after, entry));
};

const byPerson = (ticket: Ticket, entry: ActionEntry): Partial<Ticket> => {
  if (entry.action === 'register' || entry.outcome === 'refused') return {};
  if (entry.outcome === 'held') return { confirmationHeld: true };
  return actions[entry.action].evolve(ticket, { input: entry.input, by: entry.by, at: entry.at });
};

const byClock = (ticket: Ticket, entry: DutyEntry): Partial<Ticket> => {
  if (entry.outcome === 'expired')
    return ticket.survey === null ? {} : { survey: { ...ticket.survey, state: 'expired' } };
  if (entry.outcome === 'met')
    return entry.duty === 'archive'
      ? { stage: 'archived', archivedAt: entry.at }
      : { survey: sentSurvey(ticket, entry.at) };
  const duties = ticket.duties.map((clock) =>
    clock.duty === entry.duty && clock.nth === entry.nth ? strike(ticket, clock, entry) : clock,
  );
  if (entry.duty === 'survey' && entry.outcome === 'reminded' && ticket.survey !== null)
    return { survey: { ...ticket.survey, reminded: true } };
  return entry.outcome === 'missed' ? { duties, ...onMiss(ticket, entry) } : { duties };
};

const strike = ({ policy }: Ticket, clock: DutyClock, { at, outcome, input }: DutyEntry): DutyClock => {
  switch (outcome) {
    case 'warned':
      return { ...clock, warnedAt: at };
    case 'reminded':
      return { ...clock, reminded: Number(input['reminded']) };
    case 'chased':
      // On time, the next chase is counted from the due moment, so that chases do not drift.
      return {
        ...clock,
        chasedAt: countedFrom(policy, input['markAt'] as number, at),
        chased: (clock.chased ?? 0) + 1,
      };
    case 'missed':
      return {
        ...clock,
        missedAt: at,
        dueAt: input['dueAt'] as number,
        lateMs: input['lateMs'] as number,
        cause: input['cause'] as 'platform' | 'person',
        owner: input['owner'] as NonNullable<DutyClock['owner']>,
      };
    case 'met':
    case 'expired':
      return clock;
  }
};

/** A missed contact sends the ticket back to the group's queue, to look for the next engineer, once (§2.2.3). */
const onMiss = (ticket: Ticket, entry: DutyEntry): Partial<Ticket> => {
  const isStaffs = (entry.input['owner'] as { role: string }).role !== 'reporter';
  const counts = isStaffs ? { ...ticket.counts, missed: ticket.counts.missed + 1 } : ticket.counts;
  if (entry.duty === 'confirmation') return { counts, confirmationLapsed: true };
  const isPassedOn =
    entry.duty === 'contact' &&
    ticket.assignee !== null &&
    ticket.contactedAt === null &&
    ticket.passedOver.length < ticket.policy.contactReroutes;
  if (!isPassedOn || ticket.assignee === null) return { counts };
  return {
    counts,
    assignee: null,
    claimed: false,
    seeksEngineer: true,
    passedOver: [...ticket.passedOver, ticket.assignee.id],
  };
};

/** What entering a stage brings with it: its place in the history, and at resolution the survey (§2.4.3). */
const onEntering = (ticket: Ticket, entry: Entry): Partial<Ticket> => ({
  spans: enterStage(ticket.spans, ticket.stage, entry.at),
  ...(ticket.stage === 'resolved' && ticket.survey?.state !== 'answered'
    ? { survey: planSurvey(ticket, entry) }
    : {}),
});

const planSurvey = (ticket: Ticket, { at, input }: Entry): Survey => {
  const { calendar, businessHours, survey } = ticket.policy;
  const lastAskedAt = input['surveyedAt'];
  if (
    typeof lastAskedAt === 'number' &&
    survey.coolDown !== undefined &&
    addSpan(calendar, businessHours, lastAskedAt, survey.coolDown) > at
  )
    return { state: 'withheld', lastAskedAt };
  return addSpan(calendar, businessHours, at, survey.sendAfter) <= at
    ? sentSurvey(ticket, at)
    : { state: 'planned' };
};

const sentSurvey = ({ policy }: Ticket, at: number): Survey => ({
  state: 'sent',
  sentAt: at,
  expiresAt: addSpan(policy.calendar, policy.businessHours, at, policy.survey.validFor),
});

/** A complex verdict demands the request form at once instead of at two hours (§2.2.5). */
const demanded = (ticket: Ticket, entry: Entry): Ticket => {
  if (isDutyEntry(entry) || entry.action !== 'record-diagnosis' || entry.input['verdict'] !== 'complex')
    return ticket;
  return {
    ...ticket,
    duties: ticket.duties.map((clock) =>
      clock.duty === 'escalation-request' && clock.settledAt === undefined && clock.warnedAt === undefined
        ? { ...clock, warnedAt: entry.at }
        : clock,
    ),
  };
};

const remember = (ticket: Ticket, { requestId, requestHash, seq }: Entry): Ticket['ledger'] =>
  requestId === undefined
    ? ticket.ledger
    : [...ticket.ledger, { id: requestId, hash: requestHash ?? '', seq }].slice(-keptRequests);
