import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { createErasures, orderColumns, type ErasureOrder } from '../erasing/erase-person.js';
import { createPool } from '../pool.js';
import { knownMigrations, migrate } from '../migrate.js';
import { allTables, tableContents } from './contents.js';
import { migrationsIn, quoted, type SavedDatabase } from './save-database.js';

/** Why a backup is not restored, in words for whoever asked; nothing was changed. */
export class RestoreRefused extends Error {}

const connected = async <T>(databaseUrl: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: databaseUrl, application_name: 'steadydesk-restore' });
  // A connection that breaks is told of by the query under way.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** Throws {@link RestoreRefused} when the schema is newer than this program or another line of it. */
export const refuseSchema = ({ migrations }: Pick<SavedDatabase, 'migrations'>): void => {
  const known = knownMigrations();
  const newer = migrations.filter((name) => !known.includes(name));
  if (newer.length > 0)
    throw new RestoreRefused(
      `the backup is of a newer schema (${newer.join(', ')}): restore it with the program that made it, or a later one`,
    );
  const lacking = known.slice(0, migrations.length).filter((name) => !migrations.includes(name));
  if (lacking.length > 0)
    throw new RestoreRefused(`the backup's schema lacks ${lacking.join(', ')}, on which later ones stand`);
};

/** Tables that hold something as soon as a desk has been used. */
const everyDeskHas = ['person', 'policy', 'ticket', 'entry'];

/** Throws {@link RestoreRefused} when programs of a desk are connected, or when there are rows and `replace` is not set. */
export const refuseTarget = async (
  databaseUrl: string,
  { replace }: { readonly replace: boolean },
): Promise<void> =>
  await connected(databaseUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select distinct application_name as name from pg_stat_activity where datname = current_database()
         and application_name like 'steadydesk%' and pid <> pg_backend_pid()`,
    );
    if (rows.length > 0)
      throw new RestoreRefused('a desk is connected to the database: stop its worker and its API first');
    if (replace) return;
    const isDesk = (await migrationsIn(client)).length > 0;
    for (const table of await allTables(client)) {
      // Other rows may be those that migrations leave.
      if (isDesk && !everyDeskHas.includes(table)) continue;
      const { rowCount } = await client.query(`select from ${client.escapeIdentifier(table)} limit 1`);
      if (rowCount !== 0)
        throw new RestoreRefused(
          `the database is not empty (${table} has rows): --replace removes what is there`,
        );
    }
  });

/**
 * Fills the database with a copy that `saveDatabase` made in `folder`: the schema by this program's own migrations up to
 * the copy's, the rows in one transaction, then the migrations since. Whatever was there is gone. Notices that had not
 * been sent are in doubt afterwards, for they may have been since; the next start reconciles.
 */
export const loadDatabase = async (
  databaseUrl: string,
  {
    folder,
    saved,
    erased = [],
  }: {
    readonly folder: string;
    readonly saved: SavedDatabase;
    /** Erasures that the backup may be older than; they are done again. */
    readonly erased?: readonly ErasureOrder[];
  },
): Promise<void> => {
  refuseSchema(saved);
  await connected(databaseUrl, async (client) => {
    if ((await migrationsIn(client)).length > 0)
      await client.query('drop schema public cascade; create schema public');
  });
  await migrate(databaseUrl, saved.migrations.length);
  await connected(databaseUrl, async (client) => {
    await client.query(`set timezone = 'UTC'; set datestyle = 'ISO'; set statement_timeout = 0`);
    await client.query('begin');
    await empty(client);
    for (const table of await tableContents(client)) {
      const copy = saved.tables.find(({ name }) => name === table.name);
      if (copy === undefined) throw new Error(`the backup has no table ${table.name}`);
      await fill(client, { ...copy, path: join(folder, copy.file) });
    }
    for (const { name, last, isCalled } of saved.sequences)
      await client.query(
        `select setval(seq, greatest($2::bigint, last_value), $3 or is_called)
         from (select $1::regclass as seq, (select last_value from ${client.escapeIdentifier(name)}) as last_value,
           (select is_called from ${client.escapeIdentifier(name)}) as is_called) s`,
        [name, last, isCalled],
      );
    await enableTriggers(client, true);
    await client.query('commit');
  });
  await migrate(databaseUrl);
  await connected(databaseUrl, async (client) => await doubt(client, saved.takenAt));
  if (erased.length > 0) await eraseAgain(databaseUrl, erased);
};

/** The erasures that were done in a database; none where it is no desk's, or older than erasing. */
export const erasuresIn = async (databaseUrl: string): Promise<readonly ErasureOrder[]> =>
  await connected(databaseUrl, async (client) => {
    const { rows } = await client.query<{ there: boolean }>(
      `select to_regclass('public.erasure') is not null as there`,
    );
    if (rows[0]?.there !== true) return [];
    // A database of before callers could be erased has no more than people.
    const known = await client.query<ErasureOrder>(
      `select ${(await hasCallers(client)) ? orderColumns : `id, person, '{}'::text[] as "callersOf", reason, by_id as by`}
       from erasure order by at`,
    );
    return known.rows;
  });

const hasCallers = async (client: Client): Promise<boolean> =>
  (
    await client.query(
      `select from information_schema.columns where table_name = 'erasure' and column_name = 'callers_of'`,
    )
  ).rowCount !== 0;

/** Does erasures once more, under their own ids; people whom the database does not know are not there to erase. */
export const eraseAgain = async (databaseUrl: string, orders: readonly ErasureOrder[]): Promise<void> => {
  const pool = createPool(databaseUrl, { max: 2 });
  try {
    const erasures = createErasures(pool);
    for (const { id, person, callersOf, reason, by } of orders)
      await erasures.erase({ id, person, callersOf, reason, by });
  } finally {
    await pool.end();
  }
};

const empty = async (client: Client): Promise<void> => {
  const tables = await allTables(client);
  await enableTriggers(client, false);
  // Migrations leave rows of their own, which the copy has as they are now.
  await client.query(`truncate ${tables.map((name) => client.escapeIdentifier(name)).join(', ')}`);
};

/** Those of the tables, not those of references: a row that refers to nothing stops the restore. */
const enableTriggers = async (client: Client, enabled: boolean): Promise<void> => {
  for (const name of await allTables(client))
    await client.query(
      `alter table ${client.escapeIdentifier(name)} ${enabled ? 'enable' : 'disable'} trigger user`,
    );
};

const fill = async (
  client: Client,
  {
    name,
    columns,
    rows,
    path,
  }: {
    readonly name: string;
    readonly columns: readonly string[];
    readonly rows: number;
    readonly path: string;
  },
): Promise<void> => {
  const into = client.query(
    copyFrom(`copy ${client.escapeIdentifier(name)} (${quoted(client, columns)}) from stdin`),
  );
  await pipeline(createReadStream(path), createGunzip(), into);
  if (into.rowCount !== rows) throw new Error(`${name}: ${into.rowCount} rows came of ${rows}`);
};

/** What was on its way when the copy was made may have arrived since: a person checks, nothing is sent again (R30). */
const doubt = async (client: Client, takenAt: string): Promise<void> => {
  await client.query(
    `update notice set state = 'unknown', reason = $1 where state in ('queued', 'sending')`,
    [`restored from a backup of ${takenAt}: it may have been sent since`],
  );
  await client.query('insert into restoration (taken_at) values ($1)', [takenAt]);
};
