import type { Environment } from '../../config/environment.js';
import { readConfig } from '../../config/config.js';
import { readDesk } from './desk-file.js';

/** The database that DATABASE_URL names, else that of the desk that runs here. Throws with one line when there is none. */
export const databaseUrl = (env: Environment): string => {
  const config = readConfig(env);
  const url = config.databaseUrl ?? readDesk(config.dataDir)?.env['DATABASE_URL'];
  if (url === undefined)
    throw new Error(`No desk runs on ${config.dataDir} and DATABASE_URL is not set: start the desk first`);
  return url;
};
