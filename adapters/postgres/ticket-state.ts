import { isDeepStrictEqual } from 'node:util';
import { nextMark } from '../../domain/marks.js';
import type { Policy } from '../../domain/policy.js';
import type { DutyClock, Ticket } from '../../domain/ticket.js';
import type { DutyName } from '../../domain/words.js';
import { nextDueAt, owedByAssignee } from '../../domain/view.js';
import { canonicalJson } from './canonical.js';
import type { Policies } from './policies.js';
import { timestamp } from './pool.js';

/** A ticket as its row keeps it: the ledger stays with the workflow, a known policy in its own table. */
export type StoredState = Omit<Ticket, 'ledger' | 'policy'> & { readonly policy?: Policy };

const dutiesThat = (ticket: Ticket, are: (clock: DutyClock) => boolean): readonly DutyName[] => [
  ...new Set(ticket.duties.filter(are).map(({ duty }) => duty)),
];

/** The row's columns that follow from the ticket; instants as Postgres reads them. */
export const columnsOf = (ticket: Ticket) => ({
  version: ticket.version,
  stage: ticket.stage,
  type: ticket.type,
  urgency: ticket.urgency,
  channel: ticket.channel,
  reporter: ticket.reporter,
  group_id: ticket.group,
  assignee: ticket.assignee?.id ?? null,
  liaison: ticket.escalation?.endedAt === undefined ? (ticket.escalation?.liaison?.id ?? null) : null,
  accepted_at: timestamp(ticket.acceptedAt),
  resolved_at: ticket.resolvedAt === null ? null : timestamp(ticket.resolvedAt),
  next_due_at: timestamp(nextDueAt(ticket)),
  next_mark_at: timestamp(nextMark(ticket)?.at),
  missed: ticket.counts.missed,
  owed: dutiesThat(ticket, ({ settledAt }) => settledAt === undefined),
  late: dutiesThat(
    ticket,
    ({ settledAt, warnedAt, missedAt }) => settledAt === undefined && (warnedAt ?? missedAt) !== undefined,
  ),
  workload: owedByAssignee(ticket),
  policy_version: ticket.policy.version,
});
export type TicketColumns = ReturnType<typeof columnsOf>;

/** The state to store; the policy is left out only where its table holds exactly the same. */
export const packState = async (ticket: Ticket, policies: Policies): Promise<StoredState> => {
  const { ledger: _ledger, policy, ...rest } = ticket;
  const known = await policies.known(policy.version);
  return known !== null && (isDeepStrictEqual(known.policy, policy) || known.json === canonicalJson(policy))
    ? rest
    : { ...rest, policy };
};

/** The ticket that was stored, with an empty ledger. */
export const unpackState = async (
  state: StoredState,
  { policyVersion, policies }: { readonly policyVersion: number; readonly policies: Policies },
): Promise<Ticket> => ({ ...state, policy: state.policy ?? (await policies.of(policyVersion)), ledger: [] });

/** Whether two tickets are the same but for what a row does not keep. */
export const isSameTicket = (one: Ticket, other: Ticket): boolean =>
  // Nearly always equal as they stand, which is told at a fifth of the price.
  isDeepStrictEqual({ ...one, ledger: [] }, { ...other, ledger: [] }) ||
  canonicalJson({ ...one, ledger: [] }) === canonicalJson({ ...other, ledger: [] });
