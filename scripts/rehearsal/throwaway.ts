import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { migrate } from '../../adapters/postgres/migrate.js';
import { createPool } from '../../adapters/postgres/pool.js';
import { seed } from '../../adapters/postgres/seed.js';
import { environment } from '../../config/environment.js';
import { readPrograms } from '../../config/programs.js';
import { bundleWorkflows } from '../../workers/bundle.js';
import type { Log } from '../launch/log.js';
import { freePort } from '../launch/ports.js';
import { startPostgres } from '../launch/postgres.js';
import { findTestServer } from '../launch/temporal-programs.js';
import { openRehearsal, type Rehearsal } from './rehearsal.js';

const quiet = (): void => undefined;
const logger = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet, log: quiet };

/** A rehearsal on a database of its own that is gone afterwards. */
export const withRehearsal = async (
  log: Log,
  use: (rehearsal: Rehearsal) => Promise<void>,
): Promise<void> => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const programs = readPrograms(environment());
  const dataDir = mkdtempSync(join(tmpdir(), 'steadydesk-rehearsal-'));
  const postgres = await startPostgres({
    dataDir,
    port: await freePort(),
    programs,
    durable: false,
    log: quiet,
  });
  try {
    await migrate(postgres.url);
    const pool = createPool(postgres.url, { max: 1 });
    await seed(pool);
    await pool.end();
    const rehearsal = await openRehearsal({
      databaseUrl: postgres.url,
      testServer: await findTestServer(programs, log),
      workflowBundle: await bundleWorkflows(logger),
    });
    try {
      await use(rehearsal);
    } finally {
      await rehearsal.close();
    }
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
};
