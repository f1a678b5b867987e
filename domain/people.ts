import type { Role } from './words.js';

/** Somebody as the log, the ticket and search attributes name them: no personal data but the staff number. */
export interface PersonRef {
  readonly id: string;
  readonly staffNumber: string | null;
}

/**
 * A caller as the desk knows them at the moment of the call.
 * `groups` are those they belong to, `leads` those they lead (or lead as deputy).
 */
export interface Actor extends PersonRef {
  readonly roles: readonly Role[];
  readonly groups: readonly string[];
  readonly leads: readonly string[];
  readonly via?: 'survey-link' | 'liaison-link' | 'outside';
}

/** Who owes a duty: a named person where there is one, else a role (of a group). */
export interface Owner {
  readonly role: Role | 'system';
  readonly person?: string;
  readonly group?: string;
}

/** Who is told, by part in the ticket; resolved to people when the entry is committed. */
export type Recipient =
  | 'reporter'
  | 'assignee'
  | 'former-assignee'
  | 'lead'
  | 'supervisor'
  | 'deputy'
  | 'manager'
  | 'liaison'
  | 'applicant'
  | 'owner';

export const personRef = (person: PersonRef): PersonRef => ({
  id: person.id,
  staffNumber: person.staffNumber,
});
