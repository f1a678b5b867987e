import { createHash } from 'node:crypto';
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
  type Expression,
  type SelectQueryBuilder,
  type SqlBool,
} from 'kysely';
import type { Pool } from 'pg';
import type { Instant } from '../../domain/instant.js';
import type { SeenBy } from '../../domain/permissions.js';
import type { DutyName, Stage, TicketType, Urgency } from '../../domain/words.js';
import { timestamp } from './pool.js';
import { searchQuery } from './search-words.js';
import type { DeskTables } from './tables.js';

export type ListSort = 'due' | 'created';

/** What is looked for; whatever is left out fits everything. */
export interface ListFilters {
  readonly stage?: Stage | undefined;
  readonly type?: TicketType | undefined;
  readonly urgency?: Urgency | undefined;
  readonly group?: string | undefined;
  readonly assignee?: string | undefined;
  /** Who reported it, by id. */
  readonly reporter?: string | undefined;
  readonly missed?: boolean | undefined;
  /** Whether anything is still owed on it. */
  readonly open?: boolean | undefined;
  /** A duty that somebody still owes. */
  readonly owes?: DutyName | undefined;
  /** A duty that is still owed and was warned of or missed. */
  readonly late?: DutyName | undefined;
  readonly unassigned?: boolean | undefined;
  /** Only what is due by then. */
  readonly dueBefore?: Instant | undefined;
  readonly acceptedFrom?: Instant | undefined;
  readonly acceptedBefore?: Instant | undefined;
  /** Words of number, description and reporter, all of which must occur. */
  readonly q?: string | undefined;
}

/** Where a page ends: the sorted instant (Infinity when nothing is owed) and the number. */
export interface ListPosition {
  readonly at: Instant;
  readonly no: string;
}

export interface ListAsked {
  readonly seenBy: SeenBy;
  readonly filters: ListFilters;
  /** `due`: earliest first, what owes nothing last; `created`: newest first. */
  readonly sort: ListSort;
  readonly after?: ListPosition | undefined;
  readonly limit: number;
}

/** A line of a list: which content of which ticket it is, and what decides who sees how much of it. */
export interface ListedTicket {
  readonly no: string;
  readonly version: number;
  /** Of the row: moves with every change of what is stored of the ticket. */
  readonly updatedAt: Instant;
  readonly reporter: string | null;
  readonly group: string | null;
  readonly assignee: string | null;
  readonly liaison: string | null;
}

export interface ListPage {
  readonly rows: readonly ListedTicket[];
  readonly next: ListPosition | null;
}

export type ListTickets = (asked: ListAsked) => Promise<ListPage>;

/** Builds SQL only: it runs as a prepared statement of the pool. */
const builder = new Kysely<DeskTables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

const columnOf = { due: 'next_due_at', created: 'accepted_at' } as const satisfies Record<ListSort, string>;

interface PageRow extends ListedTicket {
  readonly sorted_at: Instant;
}

/** Lists what somebody may see, page by page; a page costs the same wherever it begins. */
export const createListTickets =
  (pool: Pool): ListTickets =>
  async (asked) => {
    const { sql: text, parameters } = pageQuery(asked).compile();
    const name = `list-${createHash('sha256').update(text).digest('hex').slice(0, 20)}`;
    const { rows } = await pool.query<PageRow>({ name, text, values: [...parameters] });
    const page = rows.slice(0, asked.limit);
    const last = page.at(-1);
    return {
      rows: page,
      next: rows.length > asked.limit && last !== undefined ? { at: last.sorted_at, no: last.no } : null,
    };
  };

const pageQuery = (asked: ListAsked) => {
  const direction = asked.sort === 'due' ? 'asc' : 'desc';
  const order = sql.raw(`sorted_at ${direction}, no ${direction}`);
  // One index walk for each way of seeing a ticket: an "or" over them would walk the whole table.
  const parts = sights(asked.seenBy).map(
    (seen) => sql`(${part(asked, seen)} order by ${order} limit ${asked.limit + 1})`,
  );
  const union = parts.length === 1 ? parts[0] : sql`${sql.join(parts, sql` union `)}`;
  return builder
    .selectFrom(
      sql<{ no: string; sorted_at: Instant }>`(select * from (${union}) u order by ${order} limit ${
        asked.limit + 1
      })`.as('page'),
    )
    .innerJoin('ticket as t', 't.no', 'page.no')
    .select([
      'page.no',
      'page.sorted_at',
      't.version',
      't.updated_at as updatedAt',
      't.reporter',
      't.group_id as group',
      't.assignee',
      't.liaison',
    ])
    .orderBy('page.sorted_at', direction)
    .orderBy('page.no', direction);
};

type Seen = Expression<SqlBool>;

const sights = ({ all, reporter, assignee, groups, liaison }: SeenBy): readonly Seen[] =>
  all
    ? [sql<SqlBool>`true`]
    : [
        sql<SqlBool>`reporter = ${reporter}`,
        sql<SqlBool>`liaison = ${liaison}`,
        ...(assignee === null ? [] : [sql<SqlBool>`assignee = ${assignee}`]),
        ...groups.map((group) => sql<SqlBool>`group_id = ${group}`),
      ];

const part = ({ filters, sort, after }: ListAsked, seen: Seen) => {
  const column = columnOf[sort];
  let query = fitting(
    builder
      .selectFrom('ticket')
      .select(['no', `${column} as sorted_at`])
      .where(seen),
    filters,
  );
  if (after !== undefined) {
    const beyond = sql.raw(sort === 'due' ? '>' : '<');
    query = query.where(
      sql<SqlBool>`(${sql.ref(column)}, no) ${beyond} (${timestamp(after.at)}::timestamptz, ${after.no})`,
    );
  }
  return query;
};

type Query<Row> = SelectQueryBuilder<DeskTables, 'ticket', Row>;

const fitting = <Row>(query: Query<Row>, filters: ListFilters): Query<Row> =>
  conditionsOf(filters).reduce((narrowed, condition) => narrowed.where(condition), query);

const conditionsOf = (filters: ListFilters): readonly Expression<SqlBool>[] => {
  const { stage, type, urgency, group, assignee, reporter, missed, q } = filters;
  const { open, owes, late, unassigned, dueBefore, acceptedFrom, acceptedBefore } = filters;
  const words = q === undefined ? null : searchQuery(q);
  return [
    stage !== undefined && sql<SqlBool>`stage = ${stage}`,
    type !== undefined && sql<SqlBool>`type = ${type}`,
    urgency !== undefined && sql<SqlBool>`urgency = ${urgency}`,
    group !== undefined && sql<SqlBool>`group_id = ${group}`,
    assignee !== undefined && sql<SqlBool>`assignee = ${assignee}`,
    reporter !== undefined && sql<SqlBool>`reporter = ${reporter}`,
    missed !== undefined && (missed ? sql<SqlBool>`missed > 0` : sql<SqlBool>`missed = 0`),
    open !== undefined && (open ? sql<SqlBool>`active` : sql<SqlBool>`not active`),
    owes !== undefined && sql<SqlBool>`active and owed @> array[${owes}]::text[]`,
    late !== undefined &&
      sql<SqlBool>`active and owed @> array[${late}]::text[] and late @> array[${late}]::text[]`,
    unassigned === true && sql<SqlBool>`assignee is null`,
    dueBefore !== undefined && sql<SqlBool>`next_due_at < ${timestamp(dueBefore)}::timestamptz`,
    acceptedFrom !== undefined && sql<SqlBool>`accepted_at >= ${timestamp(acceptedFrom)}::timestamptz`,
    acceptedBefore !== undefined && sql<SqlBool>`accepted_at < ${timestamp(acceptedBefore)}::timestamptz`,
    q !== undefined && (words === null ? sql<SqlBool>`false` : sql<SqlBool>`search @@ ${words}::tsquery`),
  ].filter((condition) => condition !== false);
};

/** How many tickets somebody may see fit the filters; past the cap nobody counts on. */
export type CountTickets = (asked: Pick<ListAsked, 'seenBy' | 'filters'>) => Promise<number>;

export const mostCounted = 1000;

export const createCountTickets =
  (pool: Pool): CountTickets =>
  async ({ seenBy, filters }) => {
    const parts = sights(seenBy).map(
      (seen) =>
        sql`(${fitting(builder.selectFrom('ticket').select('no').where(seen), filters)} limit ${mostCounted})`,
    );
    const query = builder
      .selectFrom(sql<{ no: string }>`(${sql.join(parts, sql` union `)})`.as('found'))
      .select(sql<number>`count(*)::int`.as('n'));
    const { sql: text, parameters } = query.compile();
    const { rows } = await pool.query<{ n: number }>(text, [...parameters]);
    return Math.min(mostCounted, rows[0]?.n ?? 0);
  };
