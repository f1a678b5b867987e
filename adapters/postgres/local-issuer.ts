import type { Pool } from 'pg';
import type { Role } from '../../domain/words.js';

/**
 * Gives everybody without an identity at this issuer one under their own id, as the local issuer and the tests name
 * people. Never for an issuer that others run.
 */
export const linkLocally = async (pool: Pool, issuer: string): Promise<void> => {
  await pool.query(
    `insert into identity (issuer, subject, person) select $1, id, id from person p
     where not exists (select from identity i where i.issuer = $1 and i.person = p.id) on conflict do nothing`,
    [issuer],
  );
};

/** Somebody who may sign in at the local issuer. */
export interface LocalPerson {
  readonly id: string;
  readonly subject: string;
  readonly name: string;
  readonly department: string;
  readonly email: string | null;
  readonly roles: readonly Role[];
  readonly active: boolean;
}

/** Everybody, those who have just been added too. */
export const localPeople = async (pool: Pool, issuer: string): Promise<readonly LocalPerson[]> => {
  await linkLocally(pool, issuer);
  const { rows } = await pool.query<LocalPerson>(
    `select id, subject, name, department, email, roles, active
     from person join identity on person.id = identity.person where issuer = $1 order by staff_number, id`,
    [issuer],
  );
  return rows;
};
