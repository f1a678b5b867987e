import type { Pool, PoolClient } from 'pg';
import { recordChange, type AdminChange } from './admin-log.js';
import { transaction } from './transaction.js';

/** What is edited as a whole and has one version. */
export type RevisionName = 'roster' | 'routing';

/** Who changes it, and the version they saw if they said so. */
export interface Editor {
  readonly by: string;
  readonly ifVersion: number | undefined;
}

export type Revised<T> =
  | { readonly state: 'done'; readonly version: number; readonly result: T }
  | { readonly state: 'stale'; readonly version: number }
  /** What was to be changed is not there. */
  | { readonly state: 'absent' };

/** What was done, for the books. */
export interface Deed<T> extends Pick<AdminChange, 'action' | 'subject' | 'before' | 'after'> {
  readonly result: T;
}

export const revisionOf = async (pool: Pool | PoolClient, name: RevisionName): Promise<number> => {
  const { rows } = await pool.query<{ version: number }>('select version from revision where name = $1', [
    name,
  ]);
  return rows[0]?.version ?? 0;
};

/**
 * Does the work, writes it down and raises the version, in one transaction and one after the other; nothing is done
 * where the version is not the one its editor saw, or where the work finds nothing to do.
 */
export const revise = async <T>(
  pool: Pool,
  { name, by, ifVersion }: Editor & { readonly name: RevisionName },
  work: (client: PoolClient) => Promise<Deed<T> | null>,
): Promise<Revised<T>> =>
  await transaction(pool, async (client) => {
    const { rows } = await client.query<{ version: number }>(
      'select version from revision where name = $1 for update',
      [name],
    );
    const version = rows[0]?.version ?? 0;
    if (ifVersion !== undefined && ifVersion !== version) return { state: 'stale', version };
    const deed = await work(client);
    if (deed === null) return { state: 'absent' };
    const { result, ...change } = deed;
    await recordChange(client, { by, kind: name, ...change });
    await client.query('update revision set version = version + 1 where name = $1', [name]);
    return { state: 'done', version: version + 1, result };
  });
