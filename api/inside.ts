import type { Actor } from '../domain/people.js';
import type { Language } from '../domain/words.js';
import type { Answer } from './answer.js';
import { problem } from './problems.js';
import type { Call, Route } from './route.js';
import { hasRole, read } from './serve.js';

/** A request that one of the desk's own pages makes for its reader. */
export interface InsideRequest {
  readonly method: 'get' | 'post';
  /** As the row writes it, with its parameters in braces. */
  readonly path: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly caller: Actor | null;
  readonly language: Language;
  readonly sender: Call['sender'];
}

export type AskInside = (request: InsideRequest) => Promise<Answer>;

/** Asks a route of the API without the network: pages are clients of the API like all others. */
export const createAskInside =
  (routes: () => readonly Route[]): AskInside =>
  async ({ method, path, params = {}, body, headers = {}, caller, language, sender }) => {
    const row = routes().find((one) => one.method === method && one.path === path);
    if (row === undefined || 'serve' in row) throw new Error(`no route answers ${method} ${path}`);
    if (typeof row.access !== 'string' && !hasRole(caller, row.access))
      return problem('not-permitted', language);
    const input = read(row, { query: {}, body }, language);
    if ('errors' in input) return problem('invalid-input', language, { errors: input.errors });
    // Programs have no pages: the row of the page let in people only.
    const call = {
      params,
      ...input,
      caller,
      language,
      sender,
      scopes: null,
      header: (name: string) => headers[name],
    };
    return await row.handle(call as Call & { caller: Actor });
  };
