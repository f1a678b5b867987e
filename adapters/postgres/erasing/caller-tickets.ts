import type { Pool } from 'pg';

/** Who called, as the ticket has them: the name, and whichever of the ways to reach them is known. */
export interface CallerIdentity {
  readonly name: string;
  readonly extension?: string | undefined;
  readonly email?: string | undefined;
}

/**
 * All tickets of the caller who reported this one, by name and by extension or e-mail. `absent` where the ticket is not
 * there or they are not who reported it, `known` where the desk has an account of its reporter.
 */
export type CallerTickets = (
  no: string,
  caller: CallerIdentity,
) => Promise<readonly string[] | 'absent' | 'known'>;

const same = (path: string, given: string): string =>
  `translate(lower(intake #>> '{reporter,${path}}'), ' -', '') = translate(lower(${given}), ' -', '')`;

// Whatever is given must fit the ticket that is named; the others are theirs by one way to reach them.
const ofOneSql = `select reporter is not null as known,
    intake #>> '{reporter,name}' = $2 and ($3::text is null or ${same('extension', '$3')})
      and ($4::text is null or ${same('email', '$4')}) as fits
  from ticket where no = $1`;
const allSql = `select no from ticket where reporter is null and intake #>> '{reporter,name}' = $1
    and (${same('extension', '$2')} or ${same('email', '$3')}) order by no`;

export const createCallerTickets =
  (pool: Pool): CallerTickets =>
  async (no, { name, extension, email }) => {
    const { rows } = await pool.query<{ known: boolean; fits: boolean }>(ofOneSql, [
      no,
      name,
      extension,
      email,
    ]);
    const [ticket] = rows;
    if (ticket === undefined) return 'absent';
    if (ticket.known) return 'known';
    if (!ticket.fits) return 'absent';
    const all = await pool.query<{ no: string }>(allSql, [name, extension, email]);
    return all.rows.map((row) => row.no);
  };
