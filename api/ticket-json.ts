import type { Sight } from '../domain/permissions.js';
import type { PersonRef } from '../domain/people.js';
import type { Intake } from '../domain/register.js';
import type { Ticket } from '../domain/ticket.js';
import { ticketView } from '../domain/view.js';
import type { NameOf } from './names.js';

/** A ticket with what its reporter said at intake. */
export interface WholeTicket {
  readonly ticket: Ticket;
  readonly intake: Intake;
}

export const personJson = (person: PersonRef | null, nameOf: NameOf) =>
  person === null ? null : { id: person.id, name: nameOf(person.id), staffNumber: person.staffNumber };

/** Everybody a ticket names, to be looked up before it is written. */
export const namedIn = (ticket: Ticket): readonly string[] =>
  [
    ticket.takenBy?.id,
    ticket.assignee?.id,
    ticket.escalation?.liaison?.id,
    ticket.escalation?.applicant.id,
  ].filter((id) => id !== undefined);

/**
 * A ticket as its readers see it. Whoever sees only the public part is spared the inner workings: who asked for an
 * escalation, how a survey was judged, what became of the knowledge base.
 */
export const ticketJson = (
  { ticket, intake }: WholeTicket,
  { sight, nameOf }: { readonly sight: Exclude<Sight, 'none'>; readonly nameOf: NameOf },
) => {
  const view = ticketView(ticket);
  const isInternal = sight === 'internal';
  return {
    ...view,
    reporter: { id: ticket.reporter, ...intake.reporter },
    description: intake.description,
    readBack: intake.readBack,
    takenBy: personJson(view.takenBy, nameOf),
    assignee: personJson(view.assignee, nameOf),
    escalation:
      isInternal && view.escalation !== null
        ? {
            ...view.escalation,
            applicant: personJson(view.escalation.applicant, nameOf),
            liaison: personJson(view.escalation.liaison, nameOf),
          }
        : null,
    knowledge: isInternal ? view.knowledge : null,
    archive: isInternal ? view.archive : null,
    survey: view.survey === null || isInternal ? view.survey : { ...view.survey, low: null },
  };
};
