import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate } from '../../adapters/postgres/migrate.js';
import { createPool } from '../../adapters/postgres/pool.js';
import { seed } from '../../adapters/postgres/seed.js';
import { asOwner, emptyDatabase, freshDatabase, type FreshDatabase } from '../setup/database.js';

interface Column {
  readonly table_name: string;
  readonly column_name: string;
  readonly data_type: string;
  readonly is_nullable: 'YES' | 'NO';
  readonly column_default: string | null;
  readonly is_generated: string;
  readonly is_identity: string;
}

const source = ['tables', 'notice-tables', 'settings-tables', 'keeping-tables']
  .map((file) => readFileSync(`adapters/postgres/${file}.ts`, 'utf8'))
  .join('\n');

/** Tables by name with the TypeScript type of each column, as the code writes them. */
const declared = (): Record<string, Record<string, string>> => {
  const bodies = new Map(
    [...source.matchAll(/interface (\w+)[^{\n]* \{\n([\s\S]*?)\n\}/gu)].map(([, name = '', body = '']) => [
      name,
      body,
    ]),
  );
  const columnsIn = (body: string): Record<string, string> =>
    Object.fromEntries(
      [...body.matchAll(/^ {2}(\w+): ([^;]+);$/gmu)].map(([, name = '', type = '']) => [name, type] as const),
    );
  const tables = {
    ...columnsIn(bodies.get('DeskTables') ?? ''),
    ...columnsIn(bodies.get('SettingsTables') ?? ''),
    ...columnsIn(bodies.get('KeepingTables') ?? ''),
  };
  return Object.fromEntries(
    Object.entries(tables).map(([table, type]) => [table, columnsIn(bodies.get(type) ?? '')]),
  );
};

/** How a column's type must be written, by what Postgres says of it. */
const forms: Readonly<Record<string, RegExp>> = {
  'timestamp with time zone': /Timestamp|Instant/u,
  bytea: /Buffer/u,
  integer: /number|version/u,
  smallint: /number/u,
  bigint: /number/u,
  boolean: /boolean/u,
  ARRAY: /\[\]/u,
};

describe('the schema', () => {
  let database: FreshDatabase;
  let columns: readonly Column[];
  beforeAll(async () => {
    database = await freshDatabase();
    columns = await asOwner<Column>(
      database.url,
      `select table_name, column_name, data_type, is_nullable, column_default, is_generated, is_identity
       from information_schema.columns where table_schema = 'public' and table_name <> 'desk_migration'`,
    );
  });
  afterAll(async () => await database.drop());

  it('has the tables and columns that the code declares, and no others', () => {
    const found: Record<string, string[]> = {};
    for (const { table_name, column_name } of columns) (found[table_name] ??= []).push(column_name);
    const wanted = Object.fromEntries(
      Object.entries(declared()).map(([table, own]) => [table, Object.keys(own).sort()]),
    );
    for (const own of Object.values(found)) own.sort();
    expect(wanted).toEqual(found);
  });

  it('agrees with the code about types, nulls and defaults', () => {
    const tables = declared();
    const wrong = columns.flatMap((column) => {
      const type = tables[column.table_name]?.[column.column_name] ?? '';
      const form = forms[column.data_type];
      const isNull = /\| null|OrNull/u.test(type);
      const isGenerated = type.startsWith('Generated');
      const isMade =
        column.column_default !== null || column.is_generated === 'ALWAYS' || column.is_identity === 'YES';
      return [
        ...(form !== undefined && !form.test(type) ? [`${column.data_type} is ${type}`] : []),
        ...(form === undefined && /^(?:Generated<)?(?:number|boolean|Timestamp|Instant)/u.test(type)
          ? [`${column.data_type} is ${type}`]
          : []),
        ...(isNull === (column.is_nullable === 'YES') ? [] : [`null: ${column.is_nullable}`]),
        // What the table makes when it is left out may be left out; a null needs no default.
        ...(isGenerated && !isMade ? ['has no default'] : []),
        ...(isMade && !isGenerated ? ['has a default'] : []),
      ].map((what) => `${column.table_name}.${column.column_name} ${what}`);
    });
    expect(wrong).toEqual([]);
  });
});

describe('migrations', () => {
  const run = promisify(execFile);
  const script = `
    const { migrate } = await import('./adapters/postgres/migrate.ts');
    console.log((await migrate(process.argv[1])).length);`;
  const inProcess = async (url: string): Promise<number> => {
    const { stdout } = await run(
      process.execPath,
      ['--import', './test/setup/typescript-loader.mjs', '--input-type=module', '-e', script, url],
      { timeout: 50_000 },
    );
    return Number(stdout);
  };

  it('run from two processes at once, each of them once', async () => {
    const database = await emptyDatabase();
    try {
      const done = await Promise.all([inProcess(database.url), inProcess(database.url)]);
      const rows = await asOwner<{ name: string }>(
        database.url,
        'select name from desk_migration order by id',
      );
      expect(rows.length).toBeGreaterThanOrEqual(3);
      expect(done.sort((one, other) => one - other)).toEqual([0, rows.length]);
      expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
      expect(await migrate(database.url)).toEqual([]);
    } finally {
      await database.drop();
    }
  });

  it('leave an empty desk that is filled once, whoever comes first', async () => {
    const database = await freshDatabase();
    const pools = [createPool(database.url, { max: 1 }), createPool(database.url, { max: 1 })];
    try {
      const filled = await Promise.all(pools.map(async (pool) => await seed(pool)));
      expect(filled.filter(Boolean)).toHaveLength(1);
    } finally {
      await Promise.all(pools.map(async (pool) => await pool.end()));
      await database.drop();
    }
  });

  it('leave a desk in production without people that do not exist, and fill it once too', async () => {
    const database = await freshDatabase();
    const pool = createPool(database.url, { max: 1 });
    try {
      expect(await seed(pool, { people: false })).toBe(true);
      expect(await seed(pool, { people: false })).toBe(false);
      const { rows } = await pool.query(
        `select (select count(*)::int from person) as people, (select count(*)::int from shift) as shifts,
           (select count(*)::int from article) as articles,
           (select count(*)::int from policy where active) as policies,
           (select array_agg(id order by id) from desk_group where lead is null) as groups,
           (select count(*)::int > 0 from routing_rule) as routed`,
      );
      expect(rows).toEqual([
        {
          people: 0,
          shifts: 0,
          articles: 0,
          policies: 1,
          groups: ['equipment', 'network', 'sysops'],
          routed: true,
        },
      ]);
    } finally {
      await pool.end();
      await database.drop();
    }
  });
});
