import type { Pool } from 'pg';
import type { Instant } from '../../domain/instant.js';
import type { Actor } from '../../domain/people.js';
import { actorColumns, toActor, type ActorRow } from './directory.js';

/** Who signed in with a browser, and when. */
export interface SignedIn {
  readonly issuer: string;
  readonly subject: string;
  readonly person: string;
  readonly startedAt: Instant;
  /** Of the last request, to the minute. */
  readonly seenAt: Instant;
}

/** A session as its owner sees it; `id` names it and opens nothing. */
export interface OpenSession {
  readonly id: string;
  readonly startedAt: Instant;
  readonly seenAt: Instant;
  readonly agent: string;
}

export interface SessionRows {
  /** The session and who it speaks for at this moment; the caller is null once they are disabled or unlinked. */
  readonly find: (
    sid: string,
  ) => Promise<{ readonly signedIn: SignedIn; readonly caller: Actor | null } | null>;
  /** Notes a request; never brings back a session that has been ended in between. */
  readonly touch: (
    sid: string,
    times: { readonly seenAt: Instant; readonly endsAt: Instant },
  ) => Promise<void>;
  readonly ofPerson: (person: string) => Promise<readonly OpenSession[]>;
  /** Ends one of the person's sessions, or all of them; answers how many there were. */
  readonly end: (person: string, id: string | null) => Promise<number>;
}

const idSql = `encode(sha256(convert_to(sid, 'UTF8')), 'hex')`;

export const createSessionRows = (pool: Pool): SessionRows => ({
  find: async (sid) => {
    const { rows } = await pool.query<{ readonly sess: SignedIn } & ActorRow & { readonly active: boolean }>({
      name: 'find-session',
      text: `select s.sess, ${actorColumns}, coalesce(p.active, false) as active
        from session s
        left join identity i on i.issuer = s.sess ->> 'issuer' and i.subject = s.sess ->> 'subject' and i.person = s.person
        left join person p on p.id = i.person
        where s.sid = $1 and s.person is not null and s.expire > (now() at time zone 'UTC')`,
      values: [sid],
    });
    const row = rows[0];
    return row === undefined ? null : { signedIn: row.sess, caller: row.active ? toActor(row) : null };
  },
  touch: async (sid, { seenAt, endsAt }) => {
    await pool.query(
      `update session set sess = jsonb_set(sess::jsonb, '{seenAt}', to_jsonb($2::bigint))::json,
         expire = $3::timestamptz at time zone 'UTC' where sid = $1`,
      [sid, seenAt, new Date(endsAt)],
    );
  },
  ofPerson: async (person) => {
    const { rows } = await pool.query<OpenSession>(
      `select ${idSql} as id, (sess ->> 'startedAt')::bigint as "startedAt", (sess ->> 'seenAt')::bigint as "seenAt",
         coalesce(sess ->> 'agent', '') as agent
       from session where person = $1 and expire > (now() at time zone 'UTC') order by 2 desc`,
      [person],
    );
    return rows;
  },
  end: async (person, id) => {
    const { rowCount } = await pool.query(
      `delete from session where person = $1 and ($2::text is null or ${idSql} = $2)`,
      [person, id],
    );
    return rowCount ?? 0;
  },
});
