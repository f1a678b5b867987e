import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import { Client } from 'pg';

// Compiled, this file lies one folder deeper than in the sources; db/ is not compiled.
const folder = (): string => {
  const beside = fileURLToPath(new URL('../../db/migrations', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../../db/migrations', import.meta.url));
};

/** Table of the migrations that ran. */
export const migrationsTable = 'desk_migration';

/** Names of all migrations there are, in order. */
export const knownMigrations = (): readonly string[] =>
  readdirSync(folder())
    .filter((name) => name.endsWith('.sql'))
    .map((name) => name.slice(0, -'.sql'.length))
    .sort();

/**
 * Brings the schema up to date, or only on by the next `count` migrations, as the role that the URL names; whoever
 * comes second waits for the first. Answers the names of the migrations that ran.
 */
export const migrate = async (databaseUrl: string, count = Infinity): Promise<readonly string[]> => {
  if (count === 0) return [];
  const dbClient = new Client({ connectionString: databaseUrl, application_name: 'steadydesk-migrate' });
  await dbClient.connect();
  try {
    const done = await runner({
      dbClient,
      dir: folder(),
      direction: 'up',
      count,
      migrationsTable,
      advisoryLockMode: 'wait',
      log: () => undefined,
    });
    return done.map(({ name }) => name);
  } finally {
    await dbClient.end();
  }
};
