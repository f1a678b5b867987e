import { randomBytes } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Actor } from '../../domain/people.js';
import type { Role } from '../../domain/words.js';
import { recordChange } from './admin-log.js';
import { actorColumns, toActor, type ActorRow } from './directory.js';
import { isTaken } from './taken.js';
import { transaction } from './transaction.js';

/** The issuer's name for somebody; nothing else tells who signs in. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

/** What the issuer says of them, taken over at their first sign-in only. */
export interface Claims extends Identity {
  readonly name: string | null;
  /** Only where the issuer has verified it. */
  readonly email: string | null;
  readonly department: string | null;
}

export interface Identities {
  /** The person behind an identity as a caller; null for one who is disabled, `none` for an identity nobody has. */
  readonly find: (identity: Identity) => Promise<Actor | null | 'none'>;
  /** Makes a reporter, and nothing more, of somebody who comes for the first time; as `find` where they are known. */
  readonly signUp: (claims: Claims) => Promise<Actor | null>;
  /** A sign-in with a browser: `signUp` where need be, and the roles that `rolesOf` makes of those they hold. */
  readonly signIn: (
    claims: Claims,
    rolesOf: (present: readonly Role[]) => readonly Role[],
  ) => Promise<Actor | null>;
}

const findSql = `select ${actorColumns}, p.active from identity i join person p on p.id = i.person
  where i.issuer = $1 and i.subject = $2`;

export const createIdentities = (pool: Pool): Identities => {
  const find: Identities['find'] = async ({ issuer, subject }) => {
    const { rows } = await pool.query<ActorRow & { readonly active: boolean }>({
      name: 'find-identity',
      text: findSql,
      values: [issuer, subject],
    });
    const row = rows[0];
    if (row === undefined) return 'none';
    return row.active ? toActor(row) : null;
  };
  const known = async (identity: Identity): Promise<Actor | null> => {
    const found = await find(identity);
    return found === 'none' ? null : found;
  };
  const signUp: Identities['signUp'] = async (claims) => {
    try {
      await enter(pool, claims);
    } catch (error) {
      // Somebody else's address is nobody's proof: they come without one.
      if (isTaken(error, 'person_email')) return await signUp({ ...claims, email: null });
      if (!isTaken(error)) throw error;
    }
    return await known(claims);
  };
  return {
    find,
    signUp,
    signIn: async (claims, rolesOf) => {
      if ((await find(claims)) === 'none') await signUp(claims);
      await transaction(pool, async (client) => await meet(client, claims, rolesOf));
      return await known(claims);
    },
  };
};

/** Notes the sign-in, and changes the roles of somebody who is not disabled. */
const meet = async (
  client: PoolClient,
  { issuer, subject }: Identity,
  rolesOf: (present: readonly Role[]) => readonly Role[],
): Promise<void> => {
  await client.query('update identity set seen_at = now() where issuer = $1 and subject = $2', [
    issuer,
    subject,
  ]);
  const { rows } = await client.query<{ readonly id: string; readonly roles: readonly Role[] }>(
    `select id, roles from person where active
       and id = (select person from identity where issuer = $1 and subject = $2) for update`,
    [issuer, subject],
  );
  const person = rows[0];
  if (person === undefined) return;
  const { id, roles: before } = person;
  const after = rolesOf(before);
  if (new Set([...before, ...after]).size === before.length && before.length === after.length) return;
  await client.query('update person set roles = $2, version = version + 1 where id = $1', [id, after]);
  await recordChange(client, {
    by: 'system',
    action: 'map-roles',
    kind: 'person',
    subject: id,
    before: { roles: before },
    after: { roles: after, identity: { issuer, subject } },
  });
};

const newcomer: readonly Role[] = ['reporter'];

const enter = async (pool: Pool, { issuer, subject, name, email, department }: Claims): Promise<void> => {
  const id = `p-${randomBytes(9).toString('hex')}`;
  const person = { id, name: name ?? id, department: department ?? '', email, roles: newcomer };
  await transaction(pool, async (client) => {
    await client.query(
      `insert into person (id, name, department, email, roles) values ($1, $2, $3, $4, $5)`,
      [id, person.name, person.department, email, newcomer],
    );
    await client.query('insert into identity (issuer, subject, person) values ($1, $2, $3)', [
      issuer,
      subject,
      id,
    ]);
    const after = { ...person, identity: { issuer, subject } };
    await recordChange(client, {
      by: id,
      action: 'sign-up',
      kind: 'person',
      subject: id,
      before: null,
      after,
    });
  });
};
