import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import { readDesk } from '../launch/desk-file.js';
import { freePort } from '../launch/ports.js';
import { postgresFolder } from '../launch/postgres-data.js';
import { startPostgres } from '../launch/postgres.js';
import type { ProcessId } from '../launch/processes.js';
import { claimFolder, processesIn } from '../supervisor/claim.js';

/** Files of the data folder that a start makes anew, or that are copied in another way. */
const notKept = /^(?:desk\.json|supervisor\.json|postgres\.password|temporal\.db)/u;

/** Small files beside the data, above all the desk's own keys: without them what they sealed cannot be read. */
export const keptFiles = (dataDir: string): readonly string[] =>
  existsSync(dataDir)
    ? readdirSync(dataDir).filter((name) => !notKept.test(name) && statSync(join(dataDir, name)).isFile())
    : [];

/** The embedded Temporal that runs on the data folder; null when none does. */
export const temporalOf = (dataDir: string): ProcessId | null =>
  processesIn(dataDir).find(({ name }) => name === 'temporal') ?? null;

/**
 * Gives the desk's database to `work`: the one that DATABASE_URL names or that of the desk that runs here, or else the
 * embedded one, started for the time being. `idle`: no desk may run on the folder meanwhile.
 */
export async function withDatabase<T>(
  config: Config,
  { idle }: { readonly idle: boolean },
  work: (databaseUrl: string) => Promise<T>,
): Promise<T> {
  // What a desk that was killed has left there is not where it is.
  const running = idle || processesIn(config.dataDir).length === 0 ? null : readDesk(config.dataDir);
  const url = config.databaseUrl ?? running?.env['DATABASE_URL'] ?? null;
  if (url !== null && !idle) return await work(url);
  if (url === null && !idle && !existsSync(postgresFolder(config.dataDir).data))
    throw new Error('No desk runs here, there is none in DATA_DIR, and DATABASE_URL is not set');
  const claim = await claimFolder(config.dataDir);
  try {
    if (url !== null) return await work(url);
    const postgres = await startPostgres({
      dataDir: config.dataDir,
      port: await freePort(),
      programs: config.programs,
      log: () => undefined,
      spawned: (id, stop) => claim.note([{ ...id, name: 'postgres', stop }]),
    });
    try {
      return await work(postgres.url);
    } finally {
      await postgres.stop();
    }
  } finally {
    claim.release();
  }
}
