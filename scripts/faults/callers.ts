import { setTimeout as pause } from 'node:timers/promises';
import type { Environment } from '../../config/environment.js';
import { openLocalTokens } from '../launch/token.js';
import type { Journal, Operation } from './journal.js';
import type { Random } from './random.js';

export interface Answered {
  readonly status: number;
  readonly json: unknown;
}

/** The desk's people as they use it over HTTP: every request that may change something has a key and is sent until it is answered. */
export interface Callers {
  readonly get: (who: string, path: string) => Promise<Answered | null>;
  /** Sends one request, with a body by POST, and takes whatever comes; it has no key and is in no journal. */
  readonly once: (who: string, path: string, body?: unknown) => Promise<Answered | null>;
  /** Sends until there is an answer, or until patience ends; gives what is known of it in the end. */
  readonly post: (asked: {
    readonly who: string;
    readonly path: string;
    readonly action: string;
    readonly no: string | null;
    readonly body: unknown;
  }) => Promise<{ readonly operation: Operation; readonly answer: Answered | null }>;
}

export interface CallersOptions {
  readonly env: Environment;
  readonly logins: readonly string[];
  readonly journal: Journal;
  readonly random: Random;
  /** How long a request is repeated before its sender gives up, in ms. */
  readonly patienceMs: number;
}

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const answerWithinMs = 15_000;
const retryMs = 300;
/** Of the acknowledged requests, the share that is sent once more all the same, as a browser may. */
const repeatedShare = 0.15;

/** Fetches all tokens beforehand, so that a database that is away keeps nobody from asking. */
export const createCallers = async (options: CallersOptions): Promise<Callers> => {
  const { env, logins, journal, random, patienceMs } = options;
  const { api, of } = await openLocalTokens(env);
  const tokens = new Map<string, string>();
  for (const login of logins) tokens.set(login, await of(login));

  const send = async (who: string, path: string, sent?: Sent): Promise<Answered | null> => {
    try {
      const answer = await fetch(`${api}${path}`, {
        ...(sent === undefined ? {} : { method: 'POST', body: sent.body }),
        headers: { authorization: `Bearer ${tokens.get(who)}`, ...sent?.headers },
        signal: AbortSignal.timeout(answerWithinMs),
      });
      return { status: answer.status, json: await answer.json() };
    } catch {
      return null;
    }
  };
  return {
    get: async (who, path) => await send(who, path),
    once: async (who, path, body) =>
      await send(
        who,
        path,
        body === undefined
          ? undefined
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      ),
    post: async ({ who, path, action, no, body }) => {
      const key = `${random.below(1e9)}-${random.below(1e9)}`;
      const operation: Operation = {
        who,
        action,
        key,
        no,
        askedAt: Date.now(),
        answeredAt: null,
        sent: 0,
        outcome: 'unknown',
        status: 0,
      };
      journal.operations.push(operation);
      const sent: Sent = {
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
      };
      const isRepeated = random.next() < repeatedShare;
      let answer: Answered | null = null;
      for (const end = Date.now() + patienceMs; Date.now() < end; await pause(retryMs)) {
        operation.sent += 1;
        answer = await send(who, path, sent);
        if (answer !== null && answer.status < 500 && answer.status !== 429) break;
      }
      operation.status = answer?.status ?? 0;
      if (answer !== null && answer.status < 300) {
        operation.outcome = 'ok';
        operation.answeredAt = Date.now();
        if (isRepeated) {
          operation.sent += 1;
          await send(who, path, sent);
        }
      } else if (answer !== null && answer.status < 500 && answer.status !== 429) {
        operation.outcome = 'refused';
        operation.answeredAt = Date.now();
      }
      return { operation, answer };
    },
  };
};
