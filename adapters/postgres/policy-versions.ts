import type { Pool, PoolClient } from 'pg';
import type { Instant } from '../../domain/instant.js';
import type { Policy } from '../../domain/policy.js';
import { recordChange } from './admin-log.js';
import { canonicalJson } from './canonical.js';
import { transaction } from './transaction.js';

export interface PolicyVersion {
  readonly version: number;
  readonly name: string;
  readonly active: boolean;
  readonly author: string;
  readonly createdAt: Instant;
  readonly policy: Policy;
}

/** What became of a wish to add or activate a version; `latest` is the newest there is. */
export type VersionWritten =
  | { readonly state: 'done'; readonly version: number }
  | { readonly state: 'stale'; readonly latest: number }
  /** The policy's own number is not the next one. */
  | { readonly state: 'misnumbered'; readonly latest: number }
  | { readonly state: 'absent' }
  /** An older one comes back as a new version only. */
  | { readonly state: 'superseded'; readonly active: number };

export interface PolicyVersions {
  /** All versions, newest first. */
  readonly policies: () => Promise<readonly PolicyVersion[]>;
  /** Adds the next version after `base`, which must be the newest; `as` is its number where its author says one. */
  readonly addPolicy: (added: {
    readonly policy: Policy;
    readonly base: number;
    readonly as?: number;
    readonly active: boolean;
    readonly author: string;
    readonly now: Instant;
  }) => Promise<VersionWritten>;
  /** Makes a version that is newer than the active one the active one. */
  readonly activatePolicy: (version: number, by: string) => Promise<VersionWritten>;
}

export const createPolicyVersions = (pool: Pool): PolicyVersions => ({
  policies: async () => {
    const { rows } = await pool.query<PolicyVersion>(
      `select version, name, active, author, created_at as "createdAt", body as policy
       from policy order by version desc`,
    );
    return rows;
  },
  addPolicy: async ({ policy, base, as, active, author, now }) =>
    await transaction(pool, async (client) => {
      const { latest, active: before } = await lock(client);
      if (latest !== base) return { state: 'stale', latest };
      const version = latest + 1;
      if (as !== undefined && as !== version) return { state: 'misnumbered', latest };
      await client.query(
        `insert into policy (version, name, body, active, author, created_at)
         values ($1, $2, $3::jsonb, false, $4, $5)`,
        [version, policy.name, canonicalJson({ ...policy, version }), author, new Date(now)],
      );
      if (active) await activate(client, version);
      await recordChange(client, {
        by: author,
        action: 'add-policy',
        kind: 'policy',
        subject: String(version),
        before: { active: before },
        after: { version, active: active ? version : before },
      });
      return { state: 'done', version };
    }),
  activatePolicy: async (version, by) =>
    await transaction(pool, async (client) => {
      const { latest, active } = await lock(client);
      if (version > latest || version < 1) return { state: 'absent' };
      if (version < active) return { state: 'superseded', active };
      if (version > active) {
        await activate(client, version);
        await recordChange(client, {
          by,
          action: 'activate-policy',
          kind: 'policy',
          subject: String(version),
          before: { active },
          after: { active: version },
        });
      }
      return { state: 'done', version };
    }),
});

/** Changes of the policy come one after the other. */
const lock = async (client: PoolClient): Promise<{ readonly latest: number; readonly active: number }> => {
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', ['steadydesk policy']);
  const { rows } = await client.query<{ latest: number; active: number }>(
    `select coalesce(max(version), 0) as latest, coalesce(max(version) filter (where active), 0) as active from policy`,
  );
  return rows[0] ?? { latest: 0, active: 0 };
};

const activate = async (client: PoolClient, version: number): Promise<void> => {
  await client.query('update policy set active = false where active');
  await client.query('update policy set active = true where version = $1', [version]);
};
