import type { AdminDeed } from '../../domain/admin-deeds.js';
import type { Pool, PoolClient } from 'pg';
import { chinaCalendar } from '../../domain/calendars/china.js';
import type { Calendar } from '../../domain/calendar.js';
import type { Instant } from '../../domain/instant.js';
import type { Absence, Roster, Rotation, RotationInput, Shift } from '../../domain/roster/roster.js';
import type { Period } from '../../domain/roster/stints.js';
import { owedSql } from './workload.js';
import { revise, revisionOf, type Deed, type Editor, type Revised } from './revisions.js';

export interface KnownShift extends Shift {
  readonly id: string;
}
export interface KnownAbsence extends Absence {
  readonly id: string;
  readonly reason: string;
}

/** The roster's rows as they are edited, with the version of the whole. */
export interface RosterRows extends Roster {
  readonly shifts: readonly KnownShift[];
  readonly rotations: readonly Rotation[];
  readonly absences: readonly KnownAbsence[];
  readonly version: number;
}

export interface OnDutyPerson {
  readonly group: string;
  readonly id: string;
  readonly staffNumber: string | null;
  readonly openDuties: number;
}

/** A change of one row; null ids are new. */
export type RosterChange =
  | { readonly kind: 'add-shifts'; readonly shifts: readonly Shift[]; readonly replacing: Replacing | null }
  | { readonly kind: 'add-rotation'; readonly rotation: RotationInput }
  | { readonly kind: 'set-rotation'; readonly id: string; readonly rotation: RotationInput }
  | { readonly kind: 'add-absence'; readonly absence: Omit<KnownAbsence, 'id'> }
  | { readonly kind: 'remove'; readonly what: 'shift' | 'rotation' | 'absence'; readonly id: string };

/** Shifts of these groups that begin in the period give way. */
export interface Replacing extends Period {
  readonly groups: readonly string[];
}

export interface RosterStore {
  /** What concerns the period; shifts and absences that have ended before it are left out. */
  readonly roster: (period: Period) => Promise<RosterRows>;
  /** People on duty, by the same rule as routing, fewest open duties first. */
  readonly onDuty: (at: Instant, group?: string) => Promise<readonly OnDutyPerson[]>;
  /** Answers the ids of what was added, changed or removed. */
  readonly changeRoster: (change: RosterChange, editor: Editor) => Promise<Revised<readonly string[]>>;
}

export const createRosterStore = (pool: Pool): RosterStore => ({
  roster: async (period) => await read(pool, period),
  onDuty: async (at, group) => {
    const { rows } = await pool.query<OnDutyPerson>(
      `select g.id as group, p.id, p.staff_number as "staffNumber", ${owedSql('p.id')} as "openDuties"
       from desk_group g, on_duty(g.id, $1) d, person p
       where p.id = d.person_id and ($2::text is null or g.id = $2)
       order by g.id, "openDuties", p.id`,
      [new Date(at), group ?? null],
    );
    return rows;
  },
  changeRoster: async (change, editor) =>
    await revise(pool, { name: 'roster', ...editor }, async (client) => await perform(client, change)),
});

const read = async (pool: Pool, { from, to }: Period): Promise<RosterRows> => {
  const period = [new Date(from), new Date(to)];
  const [shifts, rotations, absences, groups, calendar, version] = await Promise.all([
    pool.query<KnownShift>(
      `select id, group_id as group, person_id as person, starts_at as "from", ends_at as "to" from shift
       where starts_at < $2 and (ends_at is null or ends_at > $1) order by starts_at, person_id`,
      period,
    ),
    pool.query<Rotation>(
      `select id, group_id as group, name, people, turn_days as "turnDays", slots, days,
         to_char(starts_on, 'YYYY-MM-DD') as "startsOn", to_char(ends_on, 'YYYY-MM-DD') as "endsOn"
       from rotation order by group_id, name, id`,
    ),
    pool.query<KnownAbsence>(
      `select id, person_id as person, group_id as group, substitute_id as substitute,
         starts_at as "from", ends_at as "to", reason
       from absence where starts_at < $2 and ends_at > $1 order by starts_at, person_id`,
      period,
    ),
    pool.query<{ id: string; members: string[] }>(
      `select g.id, array(select p.id from person p where p.active and (p.id in (g.lead, g.deputy_lead)
         or exists (select from membership m where m.group_id = g.id and m.person_id = p.id)) order by p.id) as members
       from desk_group g order by g.id`,
    ),
    pool.query<{ calendar: Calendar }>(`select body -> 'calendar' as calendar from policy where active`),
    revisionOf(pool, 'roster'),
  ]);
  return {
    shifts: shifts.rows,
    rotations: rotations.rows,
    absences: absences.rows,
    members: Object.fromEntries(groups.rows.map(({ id, members }) => [id, members])),
    calendar: calendar.rows[0]?.calendar ?? chinaCalendar,
    version,
  };
};

type Row = { readonly id: string };
type Done = Deed<readonly string[]>;

const perform = async (client: PoolClient, change: RosterChange): Promise<Done | null> => {
  switch (change.kind) {
    case 'add-shifts':
      return await addShifts(client, change);
    case 'add-rotation':
      return await written(client, change.kind, {
        text: `insert into rotation (group_id, name, people, turn_days, slots, days, starts_on, ends_on)
          values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8) returning *`,
        values: rotationValues(change.rotation),
      });
    case 'set-rotation': {
      const before = await rowOf(client, 'rotation', change.id);
      const done = await written(client, change.kind, {
        text: `update rotation set group_id = $1, name = $2, people = $3, turn_days = $4, slots = $5::jsonb, days = $6,
          starts_on = $7, ends_on = $8 where id = $9 returning *`,
        values: [...rotationValues(change.rotation), change.id],
      });
      return done === null ? null : { ...done, before };
    }
    case 'add-absence': {
      const { person, group, substitute, from, to, reason } = change.absence;
      return await written(client, change.kind, {
        text: `insert into absence (person_id, group_id, substitute_id, starts_at, ends_at, reason)
          values ($1, $2, $3, $4, $5, $6) returning *`,
        values: [person, group, substitute, new Date(from), new Date(to), reason],
      });
    }
    case 'remove': {
      const before = await rowOf(client, change.what, change.id);
      if (before === null) return null;
      await client.query(`delete from ${change.what} where id = $1`, [change.id]);
      return {
        action: `remove-${change.what}`,
        subject: change.id,
        before,
        after: null,
        result: [change.id],
      };
    }
  }
};

const rowOf = async (
  client: PoolClient,
  table: 'shift' | 'rotation' | 'absence',
  id: string,
): Promise<object | null> => {
  const { rows } = await client.query<object>(`select * from ${table} where id = $1 for update`, [id]);
  return rows[0] ?? null;
};

const written = async (
  client: PoolClient,
  action: AdminDeed,
  query: { readonly text: string; readonly values: readonly unknown[] },
): Promise<Done | null> => {
  const { rows } = await client.query<Row>(query.text, [...query.values]);
  const after = rows[0];
  return after === undefined ? null : { action, subject: after.id, before: null, after, result: [after.id] };
};

const addShifts = async (
  client: PoolClient,
  { shifts, replacing }: Extract<RosterChange, { kind: 'add-shifts' }>,
): Promise<Done> => {
  const before =
    replacing === null
      ? []
      : (
          await client.query<Row>(
            'delete from shift where group_id = any($1) and starts_at >= $2 and starts_at < $3 returning *',
            [replacing.groups, new Date(replacing.from), new Date(replacing.to)],
          )
        ).rows;
  const { rows } = await client.query<Row>(
    `insert into shift (group_id, person_id, starts_at, ends_at)
     select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[])
     on conflict (group_id, person_id, starts_at) do update set ends_at = excluded.ends_at returning *`,
    [
      shifts.map(({ group }) => group),
      shifts.map(({ person }) => person),
      shifts.map(({ from }) => new Date(from)),
      shifts.map(({ to }) => (to === null ? null : new Date(to))),
    ],
  );
  const ids = rows.map(({ id }) => id);
  return {
    action: 'add-shifts',
    subject: ids.length === 1 ? (ids[0] ?? '') : `${ids.length} shifts`,
    before: before.length === 0 ? null : { removed: before },
    after: { added: rows },
    result: ids,
  };
};

const rotationValues = (rotation: RotationInput): readonly unknown[] => [
  rotation.group,
  rotation.name,
  rotation.people,
  rotation.turnDays,
  JSON.stringify(rotation.slots),
  rotation.days,
  rotation.startsOn,
  rotation.endsOn,
];
