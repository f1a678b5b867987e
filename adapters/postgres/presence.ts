import type { Pool } from 'pg';

/** One window in which somebody has a ticket open. */
export interface Window {
  readonly no: string;
  readonly person: string;
  readonly tab: string;
}

/** Somebody else who has the ticket open. */
export interface Present {
  readonly person: string;
  readonly filling: boolean;
}

export interface Presence {
  /** Says that the window is still open, and answers who else is there. */
  readonly beat: (window: Window, filling: boolean) => Promise<readonly Present[]>;
  readonly leave: (window: Window) => Promise<void>;
}

/** Two beats and a little: whoever is silent for longer is gone. */
const silence = `interval '30 s'`;

// No log is written for the table, so that a beat costs commits of tickets nothing.
const beatSql = `
  with gone as (
    delete from presence where (no, person, tab) in (
      select no, person, tab from presence where seen_at < now() - ${silence} and (no, person, tab) <> ($1, $2, $3)
      order by seen_at limit 50 for update skip locked)
  ), here as (
    insert into presence (no, person, tab, filling) values ($1, $2, $3, $4)
    on conflict (no, person, tab) do update set filling = excluded.filling, seen_at = now()
  )
  select person, bool_or(filling) as filling from presence
  where no = $1 and person <> $2 and seen_at > now() - ${silence} group by person order by min(seen_at), person`;

export const createPresence = (pool: Pool): Presence => ({
  beat: async ({ no, person, tab }, filling) =>
    (await pool.query<Present>({ name: 'presence', text: beatSql, values: [no, person, tab, filling] })).rows,
  leave: async ({ no, person, tab }) => {
    await pool.query('delete from presence where no = $1 and person = $2 and tab = $3', [no, person, tab]);
  },
});
