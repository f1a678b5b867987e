import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { Instant } from '../../domain/instant.js';

/** A call that the telephone system announced, and who it is likely from. */
export interface AnnouncedCall {
  readonly id: string;
  readonly caller: string;
  readonly extension: string;
  readonly at: Instant;
  readonly person: {
    readonly id: string;
    readonly name: string;
    readonly department: string;
    readonly extension: string | null;
    readonly email: string | null;
  } | null;
}

export interface CtiCalls {
  readonly announce: (call: {
    readonly caller: string;
    readonly extension: string;
    readonly at: Instant;
    readonly account: string;
  }) => Promise<string>;
  /** Calls of the last hours, newest first; those to one extension, or announced since, where it is given. */
  readonly recent: (asked: {
    readonly extension: string | null;
    readonly since: Instant | null;
  }) => Promise<readonly AnnouncedCall[]>;
}

const keptFor = `interval '8 hours'`;

export const createCtiCalls = (pool: Pool): CtiCalls => ({
  announce: async ({ caller, extension, at, account }) => {
    const id = randomBytes(9).toString('base64url');
    // Nothing of a call is kept past the shift in which it came.
    await pool.query(
      `with old as (delete from cti_call where received_at < now() - ${keptFor})
       insert into cti_call (id, caller, extension, at, account) values ($1, $2, $3, $4, $5)`,
      [id, caller, extension, new Date(at), account],
    );
    return id;
  },
  recent: async ({ extension, since }) => {
    // Somebody is named only where exactly one person has the number.
    const { rows } = await pool.query<AnnouncedCall>(
      `select c.id, c.caller, c.extension, c.at, (
         select case when count(*) = 1 then (jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name,
           'department', p.department, 'extension', p.extension, 'email', p.email))) -> 0 end
         from person p where p.active and p.extension = c.caller) as person
       from cti_call c where c.received_at >= now() - ${keptFor} and ($1::text is null or c.extension = $1)
         and ($2::timestamptz is null or c.received_at >= $2)
       order by c.at desc, c.id limit 50`,
      [extension, since === null ? null : new Date(since)],
    );
    return rows;
  },
});
