import type { Pool } from 'pg';

/** SQL for how many open duties a person owes; `person` is an SQL expression. */
export const owedSql = (person: string): string =>
  `(select coalesce(sum(owed), 0)::integer from workload where person = ${person})`;

const changesKept = 20;

/**
 * Adds up what has changed in the open duties of people with many changes, so that routing goes on reading a few rows.
 * Harmless beside another worker's.
 */
export const drawUpWorkload = (pool: Pool) => async (): Promise<void> => {
  await pool.query({
    name: 'draw-up-workload',
    text: `with full_ones as (select person from workload group by person having count(*) > $1),
          gone as (delete from workload using full_ones where workload.person = full_ones.person
            returning workload.person, workload.owed)
        insert into workload select person, sum(owed) from gone group by person`,
    values: [changesKept],
  });
};
