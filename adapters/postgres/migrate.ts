import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import { Client } from 'pg';

// Compiled, this file lies one folder deeper than in the sources; db/ is not compiled.
const folder = (): string => {
  const beside = fileURLToPath(new URL('../../db/migrations', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../../db/migrations', import.meta.url));
};

/**
 * Brings the schema up to date, as the role that the URL names; whoever comes second waits for the first.
 * Answers the names of the migrations that ran.
 */
export const migrate = async (databaseUrl: string): Promise<readonly string[]> => {
  const dbClient = new Client({ connectionString: databaseUrl, application_name: 'steadydesk-migrate' });
  await dbClient.connect();
  try {
    const done = await runner({
      dbClient,
      dir: folder(),
      direction: 'up',
      migrationsTable: 'desk_migration',
      advisoryLockMode: 'wait',
      log: () => undefined,
    });
    return done.map(({ name }) => name);
  } finally {
    await dbClient.end();
  }
};
