import type { Pool } from 'pg';

/** Tickets whose texts were erased by law while Temporal may still have their histories. */
export interface UnwantedHistories {
  readonly numbers: () => Promise<readonly string[]>;
  readonly areGone: (no: string) => Promise<void>;
}

export const createUnwantedHistories = (pool: Pool): UnwantedHistories => ({
  numbers: async () =>
    (await pool.query<{ no: string }>('select no from unwanted_history order by since, no')).rows.map(
      ({ no }) => no,
    ),
  areGone: async (no) => {
    await pool.query('delete from unwanted_history where no = $1', [no]);
  },
});
