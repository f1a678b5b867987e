import type { Pool } from 'pg';

/** Somebody who may be calling, as far as the one who takes the call must know (§2.1.3). */
export interface FoundReporter {
  readonly id: string;
  readonly name: string;
  readonly department: string;
  readonly staffNumber: string | null;
  readonly extension: string | null;
  readonly email: string | null;
}

/** Active people by the beginning of their extension, staff number or e-mail, or by a part of their name. */
export type FindReporters = (typed: string, limit: number) => Promise<readonly FoundReporter[]>;

const leastDigits = 2;

const findSql = `
  select id, name, department, staff_number as "staffNumber", extension, email from person
  where active and (
    name ilike '%' || $1 || '%' or staff_number ilike $1 || '%' or email ilike $1 || '%' or id = $3
    or ($2 <> '' and translate(extension, ' -', '') like $2 || '%'))
  order by ($2 <> '' and translate(extension, ' -', '') = $2) desc nulls last, name = $3 desc, name, id
  limit $4`;

export const createFindReporters =
  (pool: Pool): FindReporters =>
  async (typed, limit) => {
    const said = typed.trim();
    // Numbers are written with and without gaps; one digit would fit too many.
    const digits = said.replaceAll(/[ -]/gu, '');
    const number = /^\+?\d+$/u.test(digits) && digits.length >= leastDigits ? digits : '';
    const { rows } = await pool.query<FoundReporter>({
      name: 'find-reporters',
      text: findSql,
      values: [said.replaceAll(/[\\%_]/gu, String.raw`\$&`), number, said, limit],
    });
    return rows;
  };
