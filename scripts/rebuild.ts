import { createPool } from '../adapters/postgres/pool.js';
import { rebuildTickets } from '../adapters/postgres/rebuild-tickets.js';
import { environment } from '../config/environment.js';
import { databaseUrl } from './launch/database-url.js';

const short = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 200);

// `npm run rebuild [-- --write] [NUMBER …]`: compares rows with what their logs fold to, and repairs them if asked;
// exit code 1 while any row is not what its log says.
try {
  const args = process.argv.slice(2);
  const numbers = args.filter((arg) => arg !== '--write');
  const pool = createPool(databaseUrl(environment()), { max: 1 });
  try {
    const { tickets, differences, repaired, unreadable } = await rebuildTickets(pool, {
      numbers: numbers.length === 0 ? null : numbers,
      write: args.includes('--write'),
    });
    for (const { no, what, stored, rebuilt } of differences)
      console.log(`${no} ${what}: the row has ${short(stored)}, the log gives ${short(rebuilt)}`);
    for (const { no, why } of unreadable) console.error(`${no} cannot be rebuilt: ${why}`);
    const differing = new Set(differences.map(({ no }) => no)).size;
    console.log(`${tickets} tickets, ${differing} differed, ${repaired.length} repaired`);
    if (unreadable.length > 0 || differing > repaired.length) process.exitCode = 1;
  } finally {
    await pool.end();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
