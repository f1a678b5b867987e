import { hastyPolicy } from './lives.js';
import type { Pool } from './stack.js';

/** Callers of the bench, so many that none meets the limit of requests a minute. */
const reporters = 60;
const engineers = 40;

/** From the confirmation to the archive, in standard lives of the bench. */
export const archivedAfterMs = 4000;
export const hastyVersion = 2;

export const reporterOf = (index: number): string => `reporter${index % reporters}`;
export const engineerOf = (index: number): string => `engineer${index % engineers}`;

/** Adds the bench's people and its hasty policy to a seeded desk; nobody of them is on duty. */
export const addPeople = async (pool: Pool): Promise<void> => {
  await pool.query(
    `insert into person (id, name, staff_number, department, extension, email, roles)
     select 'reporter' || i, 'Reporter ' || i, 'R' || i, 'Bench', null, 'reporter' || i || '@desk.example', '{reporter}'::text[]::text[]
     from generate_series(0, $1::int - 1) i
     union all
     select 'engineer' || i, 'Engineer ' || i, 'G' || i, 'Bench', null, 'engineer' || i || '@desk.example', '{engineer}'::text[]::text[]
     from generate_series(0, $2::int - 1) i`,
    [reporters, engineers],
  );
  await pool.query(
    `insert into membership (group_id, person_id) select 'sysops', 'engineer' || i from generate_series(0, $1::int - 1) i`,
    [engineers],
  );
  const policy = hastyPolicy(hastyVersion, archivedAfterMs);
  await pool.query(
    `insert into policy (version, name, body, active, author, created_at) values ($1, $2, $3, false, 'bench', now())`,
    [policy.version, policy.name, JSON.stringify(policy)],
  );
};

/** New tickets take this version of the policy from now on. */
export const activatePolicy = async (pool: Pool, version: number): Promise<void> => {
  await pool.query('update policy set active = false where active and version <> $1', [version]);
  await pool.query('update policy set active = true where version = $1', [version]);
};
