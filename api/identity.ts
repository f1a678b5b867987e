import { MemoryStore } from 'express-rate-limit';
import type { Directory } from '../adapters/postgres/directory.js';
import type { Actor } from '../domain/people.js';
import type { Verify } from './tokens.js';

/** Who sends a request; `unknown` says no more, whether the token is bad or its person is disabled (S20). */
export type Known =
  | { readonly state: 'known'; readonly caller: Actor }
  | { readonly state: 'unknown' }
  | { readonly state: 'unreachable' };

export type Identify = (authorization: string | undefined) => Promise<Known>;

const bearer = /^Bearer ([A-Za-z0-9_.~+/-]+=*)$/iu;
/** Ids the directory could hold; anything else is nobody without being asked for. */
const idForm = /^[a-z0-9][a-z0-9._-]{0,62}$/u;

/** Looks the token's subject up at every request, so that a role lost is lost at once (S5). */
export const createIdentify = (verify: Verify, directory: Pick<Directory, 'identify'>): Identify => {
  return async (authorization) => {
    const token = bearer.exec(authorization ?? '')?.[1];
    if (token === undefined) return { state: 'unknown' };
    let subject: string | null;
    try {
      subject = await verify(token);
    } catch {
      return { state: 'unreachable' };
    }
    if (subject === null || !idForm.test(subject)) return { state: 'unknown' };
    const caller = await directory.identify(subject);
    return caller === null ? { state: 'unknown' } : { state: 'known', caller };
  };
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
