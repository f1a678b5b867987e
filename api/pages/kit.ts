import { parseInstant } from '../../domain/instant.js';
import type { Actor } from '../../domain/people.js';
import { readableTime } from '../../domain/render.js';
import type { FieldErrors } from '../../web/plain/forms.js';
import type { Reading } from '../../web/plain/layout.js';
import type { Answer } from '../answer.js';
import type { Parts } from '../parts.js';
import type { ProblemDetails } from '../problems.js';
import { staff, type Call } from '../route.js';

/** No script at all, styles from this host, forms to it. */
const policy =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

export const htmlAnswer = (body: string, status = 200): Answer => ({
  status,
  body,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
  },
});

export const redirect = (location: string): Answer => ({ status: 303, headers: { location } });

export const isStaff = (caller: Actor): boolean => caller.roles.some((role) => staff.includes(role));

/** Who reads this page, and in which language. */
export const readingOf = async ({ names }: Parts, call: Call, path: string): Promise<Reading> => {
  const { caller, language } = call;
  if (caller === null) return { language, reader: null, path };
  const nameOf = await names.of([caller.id]);
  return { language, reader: { name: nameOf(caller.id), isStaff: isStaff(caller) }, path };
};

/** A time of the API as people read it. */
export const readable = (at: string | null): string | null =>
  at === null ? null : readableTime(parseInstant(at));

const isProblem = (body: unknown): body is ProblemDetails =>
  typeof body === 'object' && body !== null && 'code' in body && 'errors' in body;

/** What a refusal says as a whole; null when it was none. */
export const problemOf = ({ status, body }: Answer): string | null =>
  status < 400 ? null : isProblem(body) ? (body.errors[0]?.detail ?? body.detail) : String(status);

/** What a refusal says of each field. */
export const fieldErrors = ({ status, body }: Answer): FieldErrors =>
  status >= 400 && isProblem(body)
    ? Object.fromEntries(
        body.errors.map(({ pointer, detail, clause }) => [
          pointer,
          clause === null ? detail : `${detail}（${clause}）`,
        ]),
      )
    : {};

/** The fields of a form; whatever is missing is empty. */
export const fieldsOf = (body: unknown): ((name: string) => string) => {
  const fields = (body ?? {}) as Readonly<Record<string, string | undefined>>;
  return (name) => (Object.hasOwn(fields, name) ? (fields[name] ?? '') : '');
};
