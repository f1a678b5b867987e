import type { Language } from '../../../domain/words.js';
import type { Problem } from './types.js';

/** A refusal as the API words it, in the reader's language. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

export interface Asking {
  readonly language: Language;
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Where whoever is not signed in goes, and comes back from. */
export const signInUrl = (): string =>
  `/auth/login?return=${encodeURIComponent(location.pathname + location.search)}`;

let signedOut = (): void => location.assign(signInUrl());

/** What happens once the API no longer knows the reader; before anything is shown, they are sent to sign in. */
export const whenSignedOut = (tell: () => void): void => {
  signedOut = tell;
};

/** Asks the API. Throws ProblemError for a refusal; without an answer the browser's own error. */
export const ask = async <T>(path: string, asking: Asking): Promise<T> => {
  const { language, method = 'GET', body, headers = {}, signal } = asking;
  const answer = await fetch(path, {
    method,
    headers: {
      accept: 'application/json',
      'accept-language': language,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await answer.text();
  const json: unknown = text === '' ? null : JSON.parse(text);
  if (answer.status === 401) signedOut();
  if (!answer.ok) throw new ProblemError(json as Problem);
  return json as T;
};
