import type { Ticket } from './ticket.js';
import { archiveParts, type ArchivePart } from './words.js';

const isPresent: Readonly<Record<ArchivePart, (ticket: Ticket) => boolean>> = {
  intake: () => true,
  'process-records': ({ counts }) => counts.contacts > 0 && counts.steps + counts.diagnoses > 0,
  'escalation-request': ({ counts, escalation }) => counts.escalations === 0 || escalation !== null,
  // An unanswered survey is feedback too, once it was sent: the archive says that nothing came (ours).
  feedback: ({ survey, duties }) =>
    survey?.state === 'answered'
      ? !duties.some((clock) => clock.duty === 'follow-up' && clock.settledAt === undefined)
      : // None was sent because the reporter was asked lately: the reason stands in its place.
        survey?.state === 'sent' || survey?.state === 'expired' || survey?.state === 'withheld',
  knowledge: ({ knowledge }) => knowledge !== null,
};

/** Parts that a complete archive still lacks, neither supplied later nor waived (§2.5.2). */
export const missingParts = (ticket: Ticket): readonly ArchivePart[] =>
  archiveParts.filter(
    (part) =>
      !isPresent[part](ticket) &&
      !ticket.archive.supplied.includes(part) &&
      !ticket.archive.waived.includes(part),
  );
