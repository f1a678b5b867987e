import type { ClientBase } from 'pg';
import { migrationsTable } from '../migrate.js';

/** A table of the desk with the columns that a copy of it has, in the order in which tables can be filled. */
export interface TableContents {
  readonly name: string;
  readonly columns: readonly string[];
  /** How its rows are sorted in the copy; empty where their order says nothing. */
  readonly orderBy: readonly string[];
}

/**
 * Columns that mean something in one cluster only: transaction ids. They and the positions within them are given anew
 * by the order of the rows, so that what was visible before something else still is.
 */
const numberedAnew: Readonly<Record<string, readonly string[]>> = { entry: ['xid', 'pos'] };

/** Rows that nobody is to find again: whoever was signed in signs in anew. */
const left: ReadonlySet<string> = new Set([migrationsTable, 'session']);

const tablesSql = `
  select c.relname as name,
    (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
    (select coalesce(array_agg(distinct f.confrelid::regclass::text), '{}') from pg_constraint f
      where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as needs
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relkind = 'r' order by c.relname`;

interface Row {
  readonly name: string;
  readonly columns: readonly string[];
  readonly needs: readonly string[];
}

/** All tables with rows worth keeping, each after those that it refers to. */
export const tableContents = async (client: ClientBase): Promise<readonly TableContents[]> => {
  const { rows } = await client.query<Row>(tablesSql);
  const waiting = new Map(rows.filter(({ name }) => !left.has(name)).map((row) => [row.name, row]));
  const sorted: TableContents[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(({ needs }) => !needs.some((other) => waiting.has(other)));
    if (ready.length === 0)
      throw new Error(`tables that refer to each other: ${[...waiting.keys()].join(', ')}`);
    for (const { name, columns } of ready) {
      waiting.delete(name);
      const orderBy = numberedAnew[name] ?? [];
      sorted.push({ name, orderBy, columns: columns.filter((column) => !orderBy.includes(column)) });
    }
  }
  return sorted;
};

/** All tables of the desk but that of its migrations, whether copied or not. */
export const allTables = async (client: ClientBase): Promise<readonly string[]> =>
  (await client.query<Row>(tablesSql)).rows
    .map(({ name }) => name)
    .filter((name) => name !== migrationsTable);
