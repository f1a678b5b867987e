import { createRestorations } from '../adapters/postgres/backup/restorations.js';
import { eraseAgain, erasuresIn } from '../adapters/postgres/backup/load-database.js';
import { migrate } from '../adapters/postgres/migrate.js';
import { createPool } from '../adapters/postgres/pool.js';
import { seed } from '../adapters/postgres/seed.js';
import { readConfig } from '../config/config.js';
import { environment } from '../config/environment.js';
import { databaseUrl } from './launch/database-url.js';

/** The rest of a long report is in its table: the start says much else. */
const numbersSaid = 20;

const env = environment();
const url = databaseUrl(env);

try {
  await prepare();
} catch (error) {
  // What the database answers, or that it does not, is for whoever set its address; the rest is a fault of the desk.
  const { code, message } = error as { code?: unknown; message?: string };
  if (typeof code !== 'string' || !/^(?:E[A-Z]|28|3D|42501|53|57)/u.test(code)) throw error;
  const { hostname, port, pathname } = new URL(url);
  process.stderr.write(
    `DATABASE_URL: ${pathname.slice(1) || 'the database'} at ${hostname}:${port || '5432'} cannot be used: ${message || code}\n`,
  );
  process.exitCode = 1;
}

async function prepare(): Promise<void> {
  for (const name of await migrate(url)) console.log(`applied ${name}`);
  const pool = createPool(url, { max: 4 });
  try {
    const people = readConfig(env).mode !== 'production';
    if (await seed(pool, { people }))
      console.log(
        people
          ? 'the desk was empty: its first people, groups, policy and articles are in place'
          : 'the desk was empty: its policy, groups and routing are in place; its people are yours to bring',
      );
    // Before anybody acts: a ticket whose run is ahead of its log must not go on from the log.
    const restored = await createRestorations(pool).open();
    if (restored !== null) {
      const { reconcileDesk } = await import('./backup/reconcile-desk.js');
      const { reportLines, restoredLine } = await import('./backup/report-lines.js');
      const config = readConfig(env);
      const report = await reconcileDesk(config, { pool, since: restored.takenAt });
      console.log(restoredLine(restored.takenAt, config.lang));
      for (const line of reportLines(report, { language: config.lang, most: numbersSaid })) console.log(line);
      // What came from runs may be of people who were erased.
      await eraseAgain(url, await erasuresIn(url));
    }
  } finally {
    await pool.end();
  }
}
