import { MemoryStore } from 'express-rate-limit';
import { serviceToken, type ServiceAccount } from '../adapters/postgres/service-accounts.js';
import type { Office } from '../adapters/postgres/office.js';
import type { Instant } from '../domain/instant.js';
import type { Actor } from '../domain/people.js';
import type { Scope } from '../domain/scopes.js';
import type { Sessions } from './sessions.js';
import type { Verify } from './tokens.js';

/** Who sends a request; `unknown` says no more, whether the token is bad or its person is disabled (S20). */
export type Known =
  | { readonly state: 'known'; readonly caller: Actor; readonly scopes?: readonly Scope[] }
  | { readonly state: 'unknown' }
  | { readonly state: 'unreachable' };

/** What a request brings to say who sends it; the header wins over the cookie. */
export interface Sender {
  readonly authorization: string | undefined;
  /** Id of a session that somebody has signed in to. */
  readonly session: string | null;
}

export type Identify = (
  sender: Sender,
  /** Whether it counts as a sign of life of the session; a stream that only looks again is none. */
  isRequest: boolean,
) => Promise<Known>;

const bearer = /^Bearer ([A-Za-z0-9_.~+/-]+=*)$/iu;
/** A sign of life is written down this often. */
const touchMs = 60_000;

export interface Identifying {
  readonly verify: Verify;
  readonly office: Pick<Office, 'identities' | 'sessions' | 'accounts'>;
  readonly sessions: Pick<Sessions, 'endOf'> | null;
  readonly now: () => Instant;
}

/** Looks the sender up at every request, so that a role lost is lost at once, and a session ended is over (S5). */
export const createIdentify = ({ verify, office, sessions, now }: Identifying): Identify => {
  const byToken = async (authorization: string): Promise<Known> => {
    const token = bearer.exec(authorization)?.[1];
    if (token === undefined) return unknown;
    if (serviceToken.test(token)) return program(await office.accounts.find(token, now()));
    let claims;
    try {
      claims = await verify(token);
    } catch {
      return { state: 'unreachable' };
    }
    if (claims === null) return unknown;
    const found = await office.identities.find(claims);
    return known(found === 'none' ? await office.identities.signUp(claims) : found);
  };
  const bySession = async (sid: string, isRequest: boolean): Promise<Known> => {
    const found = sessions === null ? null : await office.sessions.find(sid);
    if (found === null || sessions === null) return unknown;
    const { signedIn, caller } = found;
    const at = now();
    if (at >= sessions.endOf(signedIn)) return unknown;
    if (isRequest && at - signedIn.seenAt >= touchMs)
      await office.sessions.touch(sid, { seenAt: at, endsAt: sessions.endOf({ ...signedIn, seenAt: at }) });
    return known(caller);
  };
  return async ({ authorization, session }, isRequest) => {
    if (authorization !== undefined) return await byToken(authorization);
    return session === null ? unknown : await bySession(session, isRequest);
  };
};

/** A program that may read sees what a manager sees; what it may do is up to its scopes. */
const program = (account: Pick<ServiceAccount, 'id' | 'scopes'> | null): Known =>
  account === null
    ? unknown
    : {
        state: 'known',
        scopes: account.scopes,
        caller: {
          id: account.id,
          staffNumber: null,
          roles: account.scopes.includes('read') ? ['manager'] : [],
          groups: [],
          leads: [],
        },
      };

const unknown: Known = { state: 'unknown' };
const known = (caller: Actor | null): Known => (caller === null ? unknown : { state: 'known', caller });

/** Counts what went wrong by key and minute; what goes well is never counted, and so never slowed down. */
export interface Failures {
  readonly isOver: (key: string) => Promise<boolean>;
  readonly count: (key: string) => Promise<void>;
  readonly stop: () => void;
}

const minuteMs = 60_000;

export const createFailures = (limit: number): Failures => {
  const store = new MemoryStore();
  store.init({ windowMs: minuteMs } as Parameters<MemoryStore['init']>[0]);
  return {
    isOver: async (key) => ((await store.get(key))?.totalHits ?? 0) >= limit,
    count: async (key) => {
      await store.increment(key);
    },
    stop: () => store.shutdown(),
  };
};
