import type { Pool } from 'pg';

const keys = 'week, duty, owner_role, owner, group_id, type, urgency';
const figures = ['met', 'missed', 'missed_by_platform', 'done_late'] as const;

/** So many changes are left for the reports to add up. */
const changesKept = 200;
const atOnce = 20_000;

const drawUpSql = `
  with gone as (
    delete from duty_week_change where ctid = any (array(
      select ctid from duty_week_change
      where (select count(*) from (select from duty_week_change limit $1::integer + 1) more) > $1
      limit ${atOnce} for update skip locked))
    returning *)
  insert into duty_week (${keys}, ${figures.join(', ')})
  select ${keys}, ${figures.map((name) => `sum(${name})`).join(', ')} from gone group by ${keys} order by ${keys}
  on conflict (${keys}) do update
    set ${figures.map((name) => `${name} = duty_week.${name} + excluded.${name}`).join(', ')}`;

/**
 * Adds up by week what has changed in how duties ended, so that a report of a year goes on reading few rows. Harmless
 * beside another worker's.
 */
export const drawUpDutyWeeks =
  (pool: Pool, kept = changesKept) =>
  async (): Promise<void> => {
    await pool.query({ name: 'draw-up-duty-weeks', text: drawUpSql, values: [kept] });
  };
