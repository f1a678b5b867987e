import { purgeAccessLog } from '../adapters/postgres/purge-access-log.js';
import { environment } from '../config/environment.js';
import { databaseUrl } from './launch/database-url.js';

// `npm run purge-access-log`: as the owner of the database that DATABASE_URL names.
console.log(`${await purgeAccessLog(databaseUrl(environment()))} readings older than 180 days are gone`);
