import type { Pool } from 'pg';
import type { Directory } from '../../activities/ports.js';
import type { Facts, References } from '../../domain/actions/row.js';
import type { Actor, PersonRef } from '../../domain/people.js';
import { sightOf, standingOf, type RowStanding } from '../../domain/permissions.js';
import type { Policy } from '../../domain/policy.js';
import type { Role, Stage } from '../../domain/words.js';
import { uploadFacts } from './uploads.js';
import { owedSql } from './workload.js';

export type { Directory } from '../../activities/ports.js';

export interface ActorRow {
  readonly id: string;
  readonly staff_number: string | null;
  readonly roles: readonly Role[];
  readonly groups: readonly string[];
  readonly leads: readonly string[];
}

/** SQL for the columns of an {@link ActorRow} of person `p`. */
export const actorColumns = `p.id, p.staff_number, p.roles,
  array(select group_id from membership where person_id = p.id order by group_id) as groups,
  array(select id from desk_group where p.id in (lead, deputy_lead) order by id) as leads`;

export const toActor = ({ id, staff_number, roles, groups, leads }: ActorRow): Actor => ({
  id,
  staffNumber: staff_number,
  roles,
  groups,
  leads,
});

/**
 * SQL for the engineer on duty with the fewest open duties, as a row (id, staff_number) or none; `group`, `at` and
 * `except` are SQL expressions (§2.2.1).
 */
export const onDutySql = ({ group, at, except }: { group: string; at: string; except: string }): string => `
  select p.id, p.staff_number
  from on_duty(${group}, ${at}) d join person p on p.id = d.person_id
  where p.id <> all (${except})
  order by ${owedSql('p.id')}, p.id
  limit 1`;

/** {@link Directory} in Postgres; every answer is that of the moment. */
export const createDirectory = (pool: Pool): Directory => ({
  identify: async (id) => (await actors(pool, [id]))[0] ?? null,
  lookUp: async (references, by) => await lookUp(pool, references, by),
  nextOnDuty: async ({ group, at, except }) => {
    const { rows } = await pool.query<{ id: string; staff_number: string | null }>({
      name: 'next-on-duty',
      text: onDutySql({ group: '$1', at: '$2::timestamptz', except: '$3::text[]' }),
      values: [group, new Date(at), except],
    });
    const found = rows[0];
    return found === undefined
      ? null
      : ({ id: found.id, staffNumber: found.staff_number } satisfies PersonRef);
  },
});

const actors = async (pool: Pool, ids: readonly string[]): Promise<readonly Actor[]> => {
  const { rows } = await pool.query<ActorRow>({
    name: 'identify',
    text: `select ${actorColumns} from person p where p.active and p.id = any($1)`,
    values: [ids],
  });
  return rows.map(toActor);
};

const lookUp = async (pool: Pool, references: References, by: Actor | null): Promise<Facts> => {
  const {
    people = [],
    tickets = [],
    articles = [],
    policies = [],
    surveyed = [],
    attachments = [],
  } = references;
  const [person, ticket, article, policy, asked, attachment] = await Promise.all([
    people.length === 0 ? [] : actors(pool, people),
    found<NamedTicket>(pool, namedTicketsSql, tickets),
    found<{ id: string }>(pool, "select id from article where id = any($1) and state <> 'retired'", articles),
    found<{ version: number; body: Policy }>(
      pool,
      'select version, body from policy where version = any($1)',
      policies,
    ),
    found<{ recipient: string; at: number }>(
      pool,
      `select recipient, max(at) as at from notice
       where recipient = any($1) and channel = 'desk' and kind = 'survey' group by recipient`,
      surveyed,
    ),
    attachments.length === 0 ? {} : uploadFacts(pool, attachments),
  ]);
  return {
    ...(people.length > 0 && { people: Object.fromEntries(person.map((actor) => [actor.id, actor])) }),
    ...(tickets.length > 0 && {
      tickets: Object.fromEntries(
        ticket
          .filter((one) => by !== null && sightOf(by, standingOf(one)) !== 'none')
          .map(({ no, stage }) => [no, { stage }]),
      ),
    }),
    ...(attachments.length > 0 && { attachments: attachment }),
    ...(articles.length > 0 && { articles: article.map(({ id }) => id) }),
    ...(surveyed.length > 0 && {
      surveyed: Object.fromEntries(asked.map(({ recipient, at }) => [recipient, at])),
    }),
    ...(policies.length > 0 && {
      policies: Object.fromEntries(policy.map(({ version, body }) => [version, body])),
    }),
  };
};

interface NamedTicket extends RowStanding {
  readonly no: string;
  readonly stage: Stage;
}

const namedTicketsSql = `select no, stage, reporter, group_id as "group", assignee, liaison
  from ticket where no = any($1)`;

const found = async <Row extends object>(
  pool: Pool,
  sql: string,
  keys: readonly (string | number)[],
): Promise<readonly Row[]> => (keys.length === 0 ? [] : (await pool.query<Row>(sql, [keys])).rows);
