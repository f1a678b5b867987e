import { isDutyEntry, type ActionEntry, type Entry } from '../../domain/entry.js';
import { rfc3339 } from '../../domain/instant.js';
import type { Intake } from '../../domain/register.js';
import type { Ticket } from '../../domain/ticket.js';
import { ticketView } from '../../domain/view.js';

/** What an archive record is made from beside the ticket itself. */
export interface ArchiveParts {
  readonly intake: Intake;
  readonly entries: readonly { readonly entry: Entry | null; readonly seq: number; readonly hash: string }[];
  readonly lateness: readonly unknown[];
  readonly notices: readonly unknown[];
}

/**
 * The record of a ticket that has ended (§2.5.2): intake, process, escalation requests, feedback, lateness and
 * notices, with the data of the manual's three templates (§3). An entry erased by law keeps its place and hash.
 */
export const archiveRecord = (ticket: Ticket, parts: ArchiveParts) => ({
  no: ticket.no,
  ticket: ticketView(ticket),
  archiveParts: ticket.archive,
  intake: parts.intake,
  entries: parts.entries,
  lateness: parts.lateness,
  notices: parts.notices,
  templates: {
    register: register(ticket, parts.intake),
    survey: surveys(actionsOf(parts.entries)),
    escalationRequests: escalationRequests(actionsOf(parts.entries)),
  },
});

const actionsOf = (entries: ArchiveParts['entries']): readonly ActionEntry[] =>
  entries
    .map(({ entry }) => entry)
    .filter(
      (entry): entry is ActionEntry => entry !== null && !isDutyEntry(entry) && entry.outcome === 'done',
    );

const written = (at: number | null | undefined): string | null =>
  at === null || at === undefined ? null : rfc3339(at);

/** Template 1, 《技术支持工单登记表》. */
const register = (ticket: Ticket, { reporter, description }: Intake) => ({
  no: ticket.no,
  acceptedAt: rfc3339(ticket.acceptedAt),
  reporter: reporter.name,
  department: reporter.department,
  contact: { extension: reporter.extension ?? null, email: reporter.email ?? null },
  description,
  type: ticket.type,
  urgency: ticket.urgency,
  takenBy: ticket.takenBy,
  expectedResolutionAt: written(ticket.expectedResolutionAt),
  resolvedAt: written(ticket.resolvedAt),
  stage: ticket.stage,
});

/** Template 2, 《服务满意度调查表》, as it was filled in; empty when nobody answered. */
const surveys = (actions: readonly ActionEntry[]) =>
  actions
    .filter(({ action }) => action === 'answer-survey')
    .map(({ at, by, input }) => ({
      answeredAt: rfc3339(at),
      by: { id: by.id, via: by.via ?? null },
      ...input,
    }));

/** Template 3, 《问题升级申请表》, one for each request with its decision. */
const escalationRequests = (actions: readonly ActionEntry[]) =>
  actions
    .filter(({ action }) => action === 'request-escalation')
    .map((request) => {
      const later = actions.filter(({ seq }) => seq > request.seq);
      const next = later.findIndex(({ action }) => action === 'request-escalation');
      const own = next < 0 ? later : later.slice(0, next);
      const decision = own.find(({ action }) => action === 'decide-escalation');
      const end = own.find(({ action }) => action === 'end-escalation');
      return {
        applicant: { id: request.by.id, staffNumber: request.by.staffNumber },
        requestedAt: rfc3339(request.at),
        ...request.input,
        decision:
          decision === undefined
            ? null
            : {
                ...decision.input,
                by: { id: decision.by.id, staffNumber: decision.by.staffNumber },
                at: rfc3339(decision.at),
              },
        ended: end === undefined ? null : { ...end.input, at: rfc3339(end.at) },
      };
    });
