import { resolve } from 'node:path';
import { readConfig } from '../config/config.js';
import { environment } from '../config/environment.js';
import { backUp } from './backup/back-up.js';

// `npm run backup -- FOLDER`: everything of the desk that DATA_DIR and DATABASE_URL name, whether it runs or not.
try {
  const [folder, ...more] = process.argv.slice(2);
  if (folder === undefined || more.length > 0)
    throw new Error('Give one folder that is not there yet: npm run backup -- FOLDER');
  const began = performance.now();
  const { database, temporal, missing, files } = await backUp(readConfig(environment()), resolve(folder));
  const rows = database.tables.reduce((sum, table) => sum + table.rows, 0);
  const megabytes = files.reduce((sum, file) => sum + file.bytes, 0) / 1e6;
  console.log(
    `${rows} rows of ${database.tables.length} tables as of ${database.takenAt}, ${files.length} files, ` +
      `${megabytes.toFixed(1)} MB in ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
  if (temporal === null) console.log('Temporal is a server of its own: back it up by its own means as well');
  else if (temporal.stoodMs > 0) console.log(`Temporal stood still for ${temporal.stoodMs} ms`);
  if (missing.length > 0)
    console.error(`files that the database names and the store does not have: ${missing.join(', ')}`);
  console.log(`The backup is as secret as the desk: it holds its data and its keys. ${resolve(folder)}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
