import { randomBytes } from 'node:crypto';
import connectPgSimple from 'connect-pg-simple';
import type { Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import type { SignedIn } from '../adapters/postgres/sessions.js';
import type { Pool } from '../adapters/postgres/pool.js';
import type { Instant } from '../domain/instant.js';
import type { Attempt } from './provider.js';

/** A sign-in under way: where it began and where it leads. */
export interface Begun extends Attempt {
  readonly origin: string;
  readonly returnTo: string;
}

declare module 'express-session' {
  interface SessionData extends Partial<SignedIn> {
    attempts?: readonly Begun[];
    idToken?: string;
    agent?: string;
  }
}

export interface SessionOptions {
  readonly pool: Pool;
  /** The first signs. */
  readonly secrets: readonly string[];
  /** Whether people reach the desk by https; whatever ends TLS is the only way in. */
  readonly isSecure: boolean;
  readonly idleMs: number;
  readonly longestMs: number;
}

/** Sessions in Postgres, named by a signed cookie; what a browser holds says nothing and can be ended here. */
export interface Sessions {
  /** Whether the request brings our cookie. */
  readonly isBrought: (req: Request) => boolean;
  readonly load: RequestHandler;
  /** Remembers a sign-in under way for ten minutes. */
  readonly remember: (req: Request, begun: Begun) => Promise<void>;
  /** Gives back the attempt with this state, once. */
  readonly take: (req: Request, state: string | null) => Promise<Begun | null>;
  /** A session under a new id (S17). */
  readonly begin: (
    req: Request,
    who: { readonly signedIn: SignedIn; readonly idToken: string },
  ) => Promise<void>;
  /** Forgets the session on both sides; answers its ID token. */
  readonly end: (req: Request, res: Response) => Promise<string | null>;
  /** When a session that was seen then must end. */
  readonly endOf: (signedIn: Pick<SignedIn, 'startedAt' | 'seenAt'>) => Instant;
  readonly stop: () => void;
}

const attemptMs = 600_000;
const mostAttempts = 5;
const longestAgent = 200;

export const createSessions = ({ pool, secrets, isSecure, idleMs, longestMs }: SessionOptions): Sessions => {
  const Store = connectPgSimple(session);
  // Only what begins and ends a session is written by the store: see SessionRows.touch.
  const store = new Store({ pool, disableTouch: true, errorLog: () => undefined });
  const name = isSecure ? '__Host-desk' : 'desk';
  const attributes = { path: '/', httpOnly: true, secure: isSecure, sameSite: 'lax' } as const;
  const load = session({
    name,
    store,
    secret: [...secrets],
    resave: false,
    saveUninitialized: false,
    cookie: attributes,
    genid: () => randomBytes(32).toString('base64url'),
  });
  const endOf: Sessions['endOf'] = ({ startedAt, seenAt }) =>
    Math.min(seenAt + idleMs, startedAt + longestMs);
  const done = async (work: (callback: (error?: Error) => void) => void): Promise<void> =>
    await new Promise<void>((resolve, reject) => {
      work((error) => (error ? reject(error) : resolve()));
    });

  return {
    isBrought: (req) =>
      req.headers.cookie?.split(';').some((part) => part.trim().startsWith(`${name}=`)) === true,
    load: (req, res, next) => {
      // Plain between the proxy and here: the library would withhold the cookie.
      if (isSecure) Object.defineProperty(req, 'secure', { value: true });
      load(req, res, next);
    },
    remember: async (req, begun) => {
      req.session.attempts = [...(req.session.attempts ?? []), begun].slice(-mostAttempts);
      if (req.session.person === undefined) req.session.cookie.maxAge = attemptMs;
      await done((callback) => req.session.save(callback));
    },
    take: async (req, state) => {
      const attempts = req.session.attempts ?? [];
      const found = attempts.find((attempt) => attempt.state === state);
      if (found === undefined) return null;
      req.session.attempts = attempts.filter((attempt) => attempt !== found);
      await done((callback) => req.session.save(callback));
      return found;
    },
    begin: async (req, { signedIn, idToken }) => {
      await done((callback) => req.session.regenerate(callback));
      Object.assign(req.session, signedIn, { idToken, agent: agentOf(req) });
      req.session.cookie.maxAge = longestMs;
      await done((callback) => req.session.save(callback));
    },
    end: async (req, res) => {
      const idToken = req.session.idToken ?? null;
      await done((callback) => req.session.destroy(callback));
      res.clearCookie(name, attributes);
      return idToken;
    },
    endOf,
    stop: () => store.close(),
  };
};

const agentOf = (req: Request): string =>
  (req.get('user-agent') ?? '').replaceAll(/\p{Cc}/gu, '').slice(0, longestAgent);
