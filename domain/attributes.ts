import type { Ticket } from './ticket.js';

/** Search attributes of a run, for lists in the Temporal UI; no personal data (design, "Words"). */
export interface TicketAttributes {
  readonly TicketStage: string;
  readonly TicketUrgency: string;
  readonly TicketType: string;
  readonly TicketGroup: string;
  readonly TicketAssignee: string;
  readonly TicketMissed: number;
}

export const attributesOf = (ticket: Ticket): TicketAttributes => ({
  TicketStage: ticket.stage,
  TicketUrgency: ticket.urgency,
  TicketType: ticket.type,
  TicketGroup: ticket.group ?? '',
  TicketAssignee: ticket.assignee?.staffNumber ?? '',
  TicketMissed: ticket.counts.missed,
});

/** Whether the attributes must be written again: only at a change of stage or a new miss, for each write is dear. */
export const isWorthUpserting = (before: TicketAttributes, after: TicketAttributes): boolean =>
  before.TicketStage !== after.TicketStage || before.TicketMissed !== after.TicketMissed;
