import { createPool } from '../adapters/postgres/pool.js';
import { verifyChains } from '../adapters/postgres/verify-chain.js';
import { environment } from '../config/environment.js';
import { databaseUrl } from './launch/database-url.js';

// `npm run verify-log [-- NUMBER …]`: whether the log is as it was written; exit code 1 when it is not.
try {
  const given = process.argv.slice(2);
  const pool = createPool(databaseUrl(environment()), { max: 1 });
  try {
    const { tickets, entries, erased, bad } = await verifyChains(pool, given.length === 0 ? null : given);
    for (const { no, seq, what } of bad) console.error(`${no} entry ${seq}: ${what}`);
    console.log(
      `${tickets} tickets, ${entries} entries (${erased} erased), ${bad.length} tickets with a bad entry`,
    );
    if (bad.length > 0) process.exitCode = 1;
  } finally {
    await pool.end();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
