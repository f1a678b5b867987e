import { createHash, randomBytes } from 'node:crypto';
import { canonicalJson } from '../adapters/postgres/canonical.js';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** What a caller's Idempotency-Key becomes in the ticket's ledger; without one an id of its own. */
export const requestIdOf = (caller: string, no: string, key: string | null): string =>
  key === null
    ? randomBytes(16).toString('base64url')
    : digest(`${caller}:${no}:${key}`).toString('base64url').slice(0, 22);

/** Tells the same request from another under the same key. */
export const requestHashOf = (action: string, input: unknown): string =>
  digest(canonicalJson({ action, input })).toString('hex').slice(0, 16);

/** The id under which a survey link answers; the same link is the same request. */
export const surveyRequestId = (token: string): string =>
  digest(`survey:${token}`).toString('base64url').slice(0, 22);

/** The id under which a survey link puts its survey off. */
export const deferRequestId = (token: string): string =>
  digest(`later:${token}`).toString('base64url').slice(0, 22);
