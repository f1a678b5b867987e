import type { AccessRow } from '../adapters/postgres/access-log.js';
import type { Actor } from '../domain/people.js';
import type { Scope } from '../domain/scopes.js';
import type { Answer } from './answer.js';
import { staff, type Route } from './route.js';

/**
 * What an answer shows staff or a program of other people, for the log (P6); null where it is nobody's, or their own.
 * What is done to a ticket is in its own log.
 */
export const readingOf = (
  row: Pick<Route, 'method' | 'path'>,
  { status, about }: Answer,
  { caller, scopes }: { readonly caller: Actor | null; readonly scopes: readonly Scope[] | null },
): Omit<AccessRow, 'at'> | null => {
  if (row.method !== 'get' || status !== 200 || about === undefined || caller === null) return null;
  const role = scopes === null ? caller.roles.find((held) => staff.includes(held)) : 'service-account';
  const asRole = about.as ?? role;
  if (asRole === undefined || about.whose === caller.id || about.shown?.length === 0) return null;
  const { no = null, whose = null, shown = null } = about;
  return { who: caller.id, asRole, what: `GET ${row.path}`, no, whose, shown };
};
