import { createRestorations } from '../adapters/postgres/backup/restorations.js';
import { createPool } from '../adapters/postgres/pool.js';
import { readConfig } from '../config/config.js';
import { environment } from '../config/environment.js';
import { reconcileDesk } from './backup/reconcile-desk.js';
import { reportLines } from './backup/report-lines.js';
import { databaseUrl } from './launch/database-url.js';

// `npm run reconcile`: after a restore by other means than ours; looks at all runs that Temporal still has.
try {
  const env = environment();
  const pool = createPool(databaseUrl(env), { max: 4 });
  try {
    const restored = await createRestorations(pool).open();
    const config = readConfig(env);
    const report = await reconcileDesk(config, { pool, since: restored?.takenAt ?? null });
    for (const line of reportLines(report, { language: config.lang })) console.log(line);
    if (Object.keys(report.unreadable).length > 0) process.exitCode = 1;
  } finally {
    await pool.end();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
