import { MemoryStore } from 'express-rate-limit';
import type { Identities } from '../adapters/postgres/identities.js';
import type { Actor } from '../domain/people.js';
import type { Verify } from './tokens.js';

/** Who sends a request; `unknown` says no more, whether the token is bad or its person is disabled (S20). */
export type Known =
  | { readonly state: 'known'; readonly caller: Actor }
  | { readonly state: 'unknown' }
  | { readonly state: 'unreachable' };

export type Identify = (authorization: string | undefined) => Promise<Known>;

const bearer = /^Bearer ([A-Za-z0-9_.~+/-]+=*)$/iu;
/** Looks the token's identity up at every request, so that a role lost is lost at once (S5). */
export const createIdentify =
  (verify: Verify, identities: Identities): Identify =>
  async (authorization) => {
    const token = bearer.exec(authorization ?? '')?.[1];
    if (token === undefined) return { state: 'unknown' };
    let claims;
    try {
      claims = await verify(token);
    } catch {
      return { state: 'unreachable' };
    }
    if (claims === null) return { state: 'unknown' };
    const found = await identities.find(claims);
    const caller = found === 'none' ? await identities.signUp(claims) : found;
    return caller === null ? { state: 'unknown' } : { state: 'known', caller };
  };

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
