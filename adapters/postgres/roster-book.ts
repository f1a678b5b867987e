import type { Pool } from 'pg';
import type { ContactOwed, RosterBook } from '../../activities/ports.js';
import { createGapNotices, type GapTelling } from './gap-notices.js';
import { createRosterStore } from './roster.js';

/** {@link RosterBook} in Postgres. */
export const createRosterBook = (pool: Pool, telling: GapTelling): RosterBook => {
  const { roster } = createRosterStore(pool);
  return {
    roster,
    tellOfGaps: createGapNotices(pool, telling),
    contactsOwed: async (group, people) => {
      const { rows } = await pool.query<ContactOwed>(
        `select t.no, t.version, t.group_id as group, t.assignee, (duty ->> 'nth')::integer as nth
         from ticket t, jsonb_array_elements(t.state -> 'duties') duty
         where t.assignee = any($2) and t.group_id = $1 and t.active and t.owed @> '{contact}'
           and duty ->> 'duty' = 'contact' and not duty ? 'settledAt'
         order by t.next_due_at, t.no`,
        [group, people],
      );
      return rows;
    },
  };
};

/** A text that is another whenever anything has changed that decides who is on duty. */
export const createRosterState = (pool: Pool) => async (): Promise<string> => {
  const { rows } = await pool.query<{ state: string }>(
    `select concat_ws('/', (select version from revision where name = 'roster'),
         (select version from policy where active), (select sum(version) from desk_group),
         (select sum(version) from person)) as state`,
  );
  return rows[0]?.state ?? '';
};
