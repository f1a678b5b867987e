import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment } from '../../config/environment.js';
import { readPrograms } from '../../config/programs.js';
import { freePort } from '../../scripts/launch/ports.js';
import { startPostgres } from '../../scripts/launch/postgres.js';
import { findTemporalCli, findTestServer } from '../../scripts/launch/temporal-programs.js';
import { startTemporal } from '../../scripts/launch/temporal.js';
import { bundleWorkflows } from '../../workers/bundle.js';
import { prepareDatabases } from './database.js';

const stops: (() => Promise<void>)[] = [];

/** Starts the servers that all suites share, once; their addresses go to the tests by the environment. */
export const setup = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'desk-tests-'));
  stops.push(async () => rmSync(folder, { recursive: true, force: true }));
  try {
    // All are waited for, also when one fails: what has started is stopped.
    const prepared = await Promise.allSettled([
      named('TEST_DATABASE_URL', postgres(folder)),
      named('TEST_TEMPORAL_ADDRESS', temporal()),
      named('TEST_SERVER_PATH', findTestServer(readPrograms(environment()), silent)),
      named('TEST_BUNDLE_PATH', bundle(folder)),
    ]);
    for (const part of prepared) if (part.status === 'rejected') throw part.reason;
  } catch (error) {
    await teardown();
    throw error;
  }
};

/** Stops them in reverse order. */
export const teardown = async (): Promise<void> => {
  for (const stop of stops.splice(0).reverse()) await stop();
};

const named = async (name: string, value: Promise<string>): Promise<void> => {
  process.env[name] = await value;
};

const silent = (): void => undefined;

/** The dev server in memory, as strict about updates in flight as production is; it deletes what has ended at once, not after half a minute. */
const temporal = async (): Promise<string> => {
  const cli = await findTemporalCli(readPrograms(environment()), silent);
  const dynamicConfig = {
    'history.maxInFlightUpdates': 10,
    'history.maxTotalUpdates': 2000,
    'history.transferProcessorUpdateAckInterval': '1s',
    'history.visibilityProcessorUpdateAckInterval': '1s',
  };
  const port = await freePort();
  const running = await startTemporal({ cli, dataDir: null, port, uiPort: null, log: silent, dynamicConfig });
  stops.push(async () => {
    await running.stop();
  });
  return running.address;
};

const bundle = async (folder: string): Promise<string> => {
  const path = join(folder, 'workflow-bundle.js');
  writeFileSync(path, (await bundleWorkflows(quiet)).code);
  return path;
};

const quiet = { trace: silent, debug: silent, info: silent, warn: silent, error: silent, log: silent };

const postgres = async (dataDir: string): Promise<string> => {
  const programs = readPrograms(environment());
  const port = await freePort();
  const running = await startPostgres({ dataDir, port, programs, durable: false, log: () => undefined });
  stops.push(async () => {
    await running.stop();
  });
  await prepareDatabases(running.url);
  return running.url;
};
