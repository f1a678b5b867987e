import type { Pool, PoolClient } from 'pg';
import type { Policy } from '../../domain/policy.js';
import { canonicalJson } from './canonical.js';

export interface KnownPolicy {
  readonly policy: Policy;
  readonly json: string;
}

/** Policies by version, each read once: a version never changes. */
export interface Policies {
  readonly known: (version: number) => Promise<KnownPolicy | null>;
  /** Throws when there is no such version. */
  readonly of: (version: number) => Promise<Policy>;
}

export const createPolicies = (pool: Pool | PoolClient): Policies => {
  const read = new Map<number, KnownPolicy>();
  const known = async (version: number): Promise<KnownPolicy | null> => {
    const found = read.get(version);
    if (found !== undefined) return found;
    const { rows } = await pool.query<{ body: Policy }>('select body from policy where version = $1', [
      version,
    ]);
    const policy = rows[0]?.body;
    if (policy === undefined) return null;
    const fresh = { policy, json: canonicalJson(policy) };
    read.set(version, fresh);
    return fresh;
  };
  return {
    known,
    of: async (version) => {
      const found = await known(version);
      if (found === null) throw new Error(`there is no policy version ${version}`);
      return found.policy;
    },
  };
};
