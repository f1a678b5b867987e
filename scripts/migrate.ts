import { migrate } from '../adapters/postgres/migrate.js';
import { createPool } from '../adapters/postgres/pool.js';
import { seed } from '../adapters/postgres/seed.js';
import { environment } from '../config/environment.js';
import { databaseUrl } from './launch/database-url.js';

const url = databaseUrl(environment());
for (const name of await migrate(url)) console.log(`applied ${name}`);
const pool = createPool(url, { max: 1 });
if (await seed(pool))
  console.log('the desk was empty: its first people, groups, policy and articles are in place');
await pool.end();
