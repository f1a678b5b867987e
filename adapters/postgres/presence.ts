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
  /** Everybody who has the ticket open. */
  readonly here: (no: string) => Promise<readonly string[]>;
  /** Says that the window is still open, and answers who else is there; those are told when it is news to them. */
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
  select (select filling from presence where no = $1 and person = $2 and tab = $3 and seen_at > now() - ${silence}) as was,
    coalesce(jsonb_agg(others), '[]') as others from (select person, bool_or(filling) as filling from presence
  where no = $1 and person <> $2 and seen_at > now() - ${silence} group by person order by min(seen_at), person) others`;

const hereSql = `select distinct person from presence where no = $1 and seen_at > now() - ${silence}`;

export const createPresence = (pool: Pool): Presence => {
  const changed = async (no: string): Promise<void> => {
    await pool.query('select pg_notify($1, $2)', ['desk_presence', no]);
  };
  return {
    here: async (no) =>
      (await pool.query<{ person: string }>({ name: 'present', text: hereSql, values: [no] })).rows.map(
        ({ person }) => person,
      ),
    beat: async ({ no, person, tab }, filling) => {
      const { rows } = await pool.query<{
        was: boolean | null;
        others: readonly Present[];
      }>({ name: 'presence', text: beatSql, values: [no, person, tab, filling] });
      const [row] = rows;
      const others = row?.others ?? [];
      // Most beats say nothing new, and where nobody else is there is nobody to tell.
      if (row?.was !== filling && others.length > 0) await changed(no);
      return others;
    },
    leave: async ({ no, person, tab }) => {
      const { rowCount } = await pool.query(
        'delete from presence where no = $1 and person = $2 and tab = $3',
        [no, person, tab],
      );
      if (rowCount === 1) await changed(no);
    },
  };
};
