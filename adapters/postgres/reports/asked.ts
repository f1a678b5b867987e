import type { Pool } from 'pg';
import { shanghai, type Instant } from '../../../domain/instant.js';
import type { Cell } from '../../../domain/reports/table.js';
import type { TicketType, Urgency } from '../../../domain/words.js';
import { timestamp } from '../pool.js';

/** What a report is about; null is everything. */
export interface ReportAsked {
  /** From this moment, and before `to`. */
  readonly from: Instant;
  readonly to: Instant;
  readonly groups: readonly string[] | null;
  readonly type: TicketType | null;
  readonly person: string | null;
  readonly urgency: Urgency | null;
  readonly now: Instant;
}

/** A row by the names of its columns. */
export type Figures = Readonly<Record<string, Cell>>;
/** The rows of a report's tables. */
export type ReadReport<TableName extends string> = (
  pool: Pool,
  asked: ReportAsked,
) => Promise<Readonly<Record<TableName, readonly Figures[]>>>;

/** Values for a query whose conditions are made by {@link fits}. */
export const valuesOf = ({ from, to, groups, type, person, urgency }: ReportAsked): unknown[] => [
  timestamp(from),
  timestamp(to),
  groups,
  type,
  person,
  urgency,
];

/** Conditions on columns of a ticket or an outcome: $3 groups, $4 type, $5 person, $6 urgency. */
export const fits = (table: string, { person = 'assignee' }: { readonly person?: string } = {}): string =>
  [
    `($3::text[] is null or ${table}.group_id = any($3))`,
    `($4::text is null or ${table}.type = $4)`,
    `($5::text is null or ${person.includes('.') ? person : `${table}.${person}`} = $5)`,
    `($6::text is null or ${table}.urgency = $6)`,
  ].join(' and ');

/** Whether a moment is in the period: $1 to $2. */
export const within = (moment: string): string =>
  `${moment} >= $1::timestamptz and ${moment} < $2::timestamptz`;

// A Monday, 00:00 in Shanghai, which has had no summer time since: a fifth of the price of going by calendar names.
const origin = `'2000-01-03 00:00:00+08'::timestamptz`;
const originMs = Date.parse('2000-01-03T00:00:00+08:00');
const weekMs = 7 * 86_400_000;

/** The beginning of the week, day or hour that a moment falls on in Shanghai; see {@link dated}. */
export const binOf = (span: '7 days' | '1 day' | '1 hour', moment: string): string =>
  `date_bin('${span}', ${moment}, ${origin})`;
export const weekOf = (moment: string): string => binOf('7 days', moment);

/** The weeks that lie wholly within a period, from the first one's Monday to the one after the last; where there is none both are its end. */
export const wholeWeeks = ({
  from,
  to,
}: Pick<ReportAsked, 'from' | 'to'>): { readonly first: Instant; readonly last: Instant } => {
  const first = originMs + Math.ceil((from - originMs) / weekMs) * weekMs;
  const last = originMs + Math.floor((to - originMs) / weekMs) * weekMs;
  return first < last ? { first, last } : { first: to, last: to };
};

/** The row with its week or day as its first day, `2026-11-23`. */
export const dated = (row: Figures): Figures =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'number' && (name === 'week' || name === 'day') ? shanghai(value).date : value,
    ]),
  );

/**
 * The same figures broken down by each key: the source is read once. A row has its key's value under the key's name;
 * rows come in order of it.
 */
export const brokenDown = async <TableName extends string>(
  pool: Pool,
  asked: ReportAsked,
  query: {
    /** A select; keys and figures name its columns. */
    readonly source: string;
    readonly keys: Readonly<Record<TableName, string>>;
    readonly figures: string;
  },
): Promise<Record<TableName, readonly Figures[]>> => {
  const names = Object.keys(query.keys) as TableName[];
  const keys = names.map((_name, i) => `key${i}`);
  const { rows } = await pool.query<Figures>(
    `with source as (${query.source})
     select ${keys.join(', ')}, ${query.figures}, grouping(${keys.join(', ')})::int as set
     from (select *, ${names.map((name, i) => `${query.keys[name]} as key${i}`).join(', ')} from source) s
     group by grouping sets (${keys.map((key) => `(${key})`).join(', ')}) order by ${keys.join(', ')}`,
    valuesOf(asked),
  );
  // grouping() has a bit for each key that is not grouped by, the first one highest.
  const setOf = (i: number): number => 2 ** keys.length - 1 - 2 ** (keys.length - 1 - i);
  const figuresOf = (row: Figures): Figures =>
    Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'set' && !keys.includes(name)));
  const tables = names.map((name, i) => [
    name,
    rows
      .filter((row) => row['set'] === setOf(i))
      .map((row) => dated({ [name]: row[`key${i}`] ?? null, ...figuresOf(row) })),
  ]);
  return Object.fromEntries(tables) as Record<TableName, readonly Figures[]>;
};

/** Part of a whole; null of nothing. */
export const shareSql = (part: string, whole: string): string => `(${part})::float8 / nullif(${whole}, 0)`;

/** Quantiles of a length in milliseconds as columns, rounded; null of nothing. */
export const quantilesSql = (
  ms: string,
  names: Readonly<Record<'p50' | 'p95' | 'max', string>>,
  filter = 'true',
): string =>
  [
    `round(percentile_cont(0.5) within group (order by ${ms}) filter (where ${filter}))::float8 as "${names.p50}"`,
    `round(percentile_cont(0.95) within group (order by ${ms}) filter (where ${filter}))::float8 as "${names.p95}"`,
    `(max(${ms}) filter (where ${filter}))::float8 as "${names.max}"`,
  ].join(', ');

/** From one moment to another in milliseconds. */
export const msBetween = (from: string, to: string): string =>
  `(extract(epoch from ${to} - ${from}) * 1000)::float8`;

/** Whoever owes something: a person, or the role that does, as `@supervisor`. */
export const ownerSql = (table: string): string => `coalesce(${table}.owner, '@' || ${table}.owner_role)`;
