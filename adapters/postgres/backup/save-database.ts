import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { knownMigrations, migrationsTable } from '../migrate.js';
import { tableContents } from './contents.js';

/** What a copy of the database is of. */
export interface SavedDatabase {
  /** Moment of the snapshot, RFC 3339. */
  readonly takenAt: string;
  readonly serverVersion: string;
  /** Migrations that had run, in order. */
  readonly migrations: readonly string[];
  readonly tables: readonly {
    readonly name: string;
    readonly columns: readonly string[];
    readonly rows: number;
    /** Within the folder. */
    readonly file: string;
  }[];
  readonly sequences: readonly {
    readonly name: string;
    readonly last: string;
    readonly isCalled: boolean;
  }[];
  /** Files that the rows name, by their SHA-256. */
  readonly uploads: readonly string[];
}

/**
 * Copies every table, as of one moment, into `folder` (one gzip of COPY's text each); readers and writers go on
 * meanwhile. The role must be able to read all tables, as their owner is. Throws when the schema is not this program's.
 */
export const saveDatabase = async (databaseUrl: string, folder: string): Promise<SavedDatabase> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const client = new Client({ connectionString: databaseUrl, application_name: 'steadydesk-backup' });
  // A connection that breaks is told of by the query under way.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(`set timezone = 'UTC'; set datestyle = 'ISO'; set statement_timeout = 0`);
    await client.query('begin transaction isolation level repeatable read read only');
    const migrations = await migrationsIn(client);
    const known = knownMigrations();
    const strange = migrations.filter((name) => !known.includes(name));
    if (strange.length > 0)
      throw new Error(`the database was made by a newer program: it has ${strange.join(', ')}`);
    const { takenAt, serverVersion } = await moment(client);
    const tables: SavedDatabase['tables'][number][] = [];
    for (const { name, columns, orderBy } of await tableContents(client)) {
      const file = `${name}.copy.gz`;
      const order = orderBy.length === 0 ? '' : ` order by ${orderBy.join(', ')}`;
      const rows = client.query(
        copyTo(`copy (select ${quoted(client, columns)} from ${name}${order}) to stdout`),
      );
      await pipeline(rows, createGzip(), createWriteStream(join(folder, file), { mode: 0o600 }));
      tables.push({ name, columns, rows: rows.rowCount, file });
    }
    const uploads = await client.query<{ sha256: string }>(
      `select sha256 from upload union select sha256 from archive_bundle where withdrawn_at is null order by 1`,
    );
    // Sequences know no snapshots: read last, they are never behind the rows.
    const sequences = await sequencesIn(client);
    await client.query('commit');
    return {
      takenAt,
      serverVersion,
      migrations,
      tables,
      sequences,
      uploads: uploads.rows.map(({ sha256 }) => sha256),
    };
  } finally {
    await client.end();
  }
};

/** Column names as SQL takes them. */
export const quoted = (client: Client, columns: readonly string[]): string =>
  columns.map((column) => client.escapeIdentifier(column)).join(', ');

/** The migrations that have run, in order; none where there is no desk. */
export const migrationsIn = async (client: Client): Promise<readonly string[]> => {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('public.${migrationsTable}') is not null as there`,
  );
  if (rows[0]?.there !== true) return [];
  const ran = await client.query<{ name: string }>(`select name from ${migrationsTable} order by name`);
  return ran.rows.map(({ name }) => name);
};

const moment = async (
  client: Client,
): Promise<{ readonly takenAt: string; readonly serverVersion: string }> => {
  const { rows } = await client.query<{ taken: Date; version: string }>(
    `select clock_timestamp() as taken, current_setting('server_version') as version`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the database gave no time');
  return { takenAt: row.taken.toISOString(), serverVersion: row.version };
};

const sequencesIn = async (client: Client): Promise<SavedDatabase['sequences']> => {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind = 'S' and c.relname not like '${migrationsTable}%' order by 1`,
  );
  const sequences: SavedDatabase['sequences'][number][] = [];
  for (const { name } of rows) {
    const { rows: values } = await client.query<{ last: string; isCalled: boolean }>(
      `select last_value::text as last, is_called as "isCalled" from ${client.escapeIdentifier(name)}`,
    );
    const [value] = values;
    if (value !== undefined) sequences.push({ name, ...value });
  }
  return sequences;
};
