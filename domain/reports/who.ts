import type { Actor } from '../people.js';
import type { Role } from '../words.js';

/** Who sees reports: those who answer for the service, and leads for their groups. */
export const reportReaders: readonly Role[] = ['lead', 'supervisor', 'manager'];

/**
 * The groups that a report may be about; null is all. `not-permitted` where a lead asks for a group that they do not
 * lead: figures of it are not theirs, any more than its tickets.
 */
export const reportGroups = (
  { roles, leads }: Pick<Actor, 'roles' | 'leads'>,
  group: string | null,
): readonly string[] | null | 'not-permitted' => {
  const seesAll = roles.includes('supervisor') || roles.includes('manager');
  if (seesAll) return group === null ? null : [group];
  if (group === null) return leads;
  return leads.includes(group) ? [group] : 'not-permitted';
};
