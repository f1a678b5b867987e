import type { Standing } from '../domain/permissions.js';

/** What of a ticket's row decides who sees it; people by id, the liaison only while their escalation lasts. */
export interface RowStanding {
  readonly reporter: string | null;
  readonly group: string | null;
  readonly assignee: string | null;
  readonly liaison: string | null;
}

const person = (id: string) => ({ id, staffNumber: null });
const nobody = person('');

export const standingOf = ({ reporter, group, assignee, liaison }: RowStanding): Standing => ({
  reporter,
  group,
  assignee: assignee === null ? null : person(assignee),
  escalation:
    liaison === null ? null : { nth: 0, applicant: nobody, requestedAt: 0, liaison: person(liaison) },
});
