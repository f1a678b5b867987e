import type { Pool } from 'pg';
import type { RollOuts } from '../../activities/ports.js';
import type { Instant } from '../../domain/instant.js';
import { recordChange } from './admin-log.js';
import { transaction } from './transaction.js';

export interface KnownRollOut {
  readonly id: string;
  readonly by: string;
  readonly reason: string;
  readonly createdAt: Instant;
  readonly takesBack: string | null;
  readonly waiting: number;
  readonly applied: number;
  readonly refused: number;
}

export interface RollOutTicket {
  readonly no: string;
  readonly from: number;
  readonly to: number;
  readonly state: 'waiting' | 'applied' | 'refused';
  readonly reason: string | null;
}

/** Which tickets get which version: those named, those a trial has changes for, all that are open, or one taken back. */
export type RollOutChoice =
  | { readonly tickets: readonly string[]; readonly version: number }
  | { readonly trial: string; readonly version: number }
  | { readonly all: true; readonly version: number }
  | { readonly takesBack: string };

export interface RollOutDesk {
  /** Null where no ticket is left to be changed. */
  readonly askRollOut: (asked: {
    readonly choice: RollOutChoice;
    readonly reason: string;
    readonly by: string;
    readonly now: Instant;
  }) => Promise<string | null>;
  /** Newest first. */
  readonly rollOuts: () => Promise<readonly KnownRollOut[]>;
  readonly rollOut: (id: string) => Promise<KnownRollOut | null>;
  readonly rollOutTickets: (
    id: string,
    asked: { readonly after: string; readonly limit: number },
  ) => Promise<readonly RollOutTicket[]>;
}

const columns = `r.id, r.by_id as by, r.reason, r.created_at as "createdAt", r.takes_back as "takesBack",
  count(*) filter (where t.state = 'waiting')::integer as waiting,
  count(*) filter (where t.state = 'applied')::integer as applied,
  count(*) filter (where t.state = 'refused')::integer as refused`;
const mostShown = 100;

export const createRollOutDesk = (pool: Pool): RollOutDesk => ({
  askRollOut: async ({ choice, reason, by, now }) =>
    await transaction(pool, async (client) => {
      const { rows } = await client.query<{ no: string; from: number; to: number }>(...chosen(choice));
      if (rows.length === 0) return null;
      const takesBack = 'takesBack' in choice ? choice.takesBack : null;
      const made = await client.query<{ id: string }>(
        'insert into roll_out (by_id, reason, created_at, takes_back) values ($1, $2, $3, $4) returning id',
        [by, reason, new Date(now), takesBack],
      );
      const id = made.rows[0]?.id ?? '';
      await client.query(
        `insert into roll_out_ticket (roll_out, no, from_version, to_version)
         select $1, * from unnest($2::text[], $3::integer[], $4::integer[])`,
        [id, rows.map(({ no }) => no), rows.map(({ from }) => from), rows.map(({ to }) => to)],
      );
      await recordChange(client, {
        by,
        action: takesBack === null ? 'roll-out-policy' : 'take-back-roll-out',
        kind: 'policy',
        subject: id,
        before: null,
        after: { ...choice, reason, count: rows.length },
      });
      return id;
    }),
  rollOuts: async () => {
    const { rows } = await pool.query<KnownRollOut>(
      `select ${columns} from roll_out r join roll_out_ticket t on t.roll_out = r.id
       group by r.id order by r.created_at desc, r.id limit ${mostShown}`,
    );
    return rows;
  },
  rollOut: async (id) => {
    const { rows } = await pool.query<KnownRollOut>(
      `select ${columns} from roll_out r join roll_out_ticket t on t.roll_out = r.id where r.id = $1 group by r.id`,
      [id],
    );
    return rows[0] ?? null;
  },
  rollOutTickets: async (id, { after, limit }) => {
    const { rows } = await pool.query<RollOutTicket>(
      `select no, from_version as from, to_version as to, state, reason from roll_out_ticket
       where roll_out = $1 and no > $2 order by no limit $3`,
      [id, after, limit],
    );
    return rows;
  },
});

const open = `t.stage not in ('archived', 'withdrawn', 'merged')`;

const chosen = (choice: RollOutChoice): [string, unknown[]] => {
  if ('takesBack' in choice)
    return [
      `select t.no, t.policy_version as from, r.from_version as to from roll_out_ticket r join ticket t using (no)
       where r.roll_out = $1 and r.state = 'applied' and t.policy_version = r.to_version and ${open}`,
      [choice.takesBack],
    ];
  const wanted = `select t.no, t.policy_version as from, $1::integer as to from ticket t
    where ${open} and t.policy_version <> $1`;
  if ('all' in choice) return [wanted, [choice.version]];
  return 'trial' in choice
    ? [
        `${wanted} and exists (select from policy_trial_ticket p where p.trial = $2 and p.no = t.no)`,
        [choice.version, choice.trial],
      ]
    : [`${wanted} and t.no = any($2)`, [choice.version, choice.tickets]];
};

/** {@link RollOuts} in Postgres. */
export const createRollOuts = (pool: Pool): RollOuts => ({
  unfinished: async () => {
    const { rows } = await pool.query<{ id: string }>(
      `select distinct roll_out as id from roll_out_ticket where state = 'waiting'`,
    );
    return rows.map(({ id }) => id);
  },
  waiting: async (id, limit) => {
    const found = await pool.query<{ by: string; reason: string }>(
      'select by_id as by, reason from roll_out where id = $1',
      [id],
    );
    const { rows: tickets } = await pool.query<{ no: string; version: number }>(
      `select no, to_version as version from roll_out_ticket where roll_out = $1 and state = 'waiting'
       order by no limit $2`,
      [id, limit],
    );
    return found.rows[0] === undefined ? null : { id, ...found.rows[0], tickets };
  },
  settle: async (id, no, { state, reason }) => {
    await pool.query('update roll_out_ticket set state = $3, reason = $4 where roll_out = $1 and no = $2', [
      id,
      no,
      state,
      reason,
    ]);
  },
  progress: async (id) => {
    const { rows } = await pool.query<{ state: 'waiting' | 'applied' | 'refused'; count: number }>(
      'select state, count(*)::integer as count from roll_out_ticket where roll_out = $1 group by state',
      [id],
    );
    const of = (state: string): number => rows.find((row) => row.state === state)?.count ?? 0;
    return { waiting: of('waiting'), applied: of('applied'), refused: of('refused') };
  },
});
