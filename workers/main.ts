import { readFile } from 'node:fs/promises';
import { NativeConnection, Runtime, type Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { createDirectory } from '../adapters/postgres/directory.js';
import { createIntakes } from '../adapters/postgres/intakes.js';
import { createOutbox } from '../adapters/postgres/outbox.js';
import { createPool } from '../adapters/postgres/pool.js';
import { createTicketStore } from '../adapters/postgres/ticket-store.js';
import { createSmtpTransport } from '../adapters/smtp.js';
import { connectionOptions, createClient, type TemporalAccess } from '../adapters/temporal/connection.js';
import { createTicketRuns } from '../adapters/temporal/ticket-runs.js';
import { readServiceConfig } from '../config/config.js';
import { environment } from '../config/environment.js';
import { bundlePath, bundleWorkflows } from './bundle.js';
import { startChannels } from './channels.js';
import { createDeskWorker } from './desk-worker.js';
import { coreLogger } from './log.js';
import { relay } from './relay.js';

const config = readServiceConfig(environment());
const log = pino({ level: config.logLevel, base: { part: 'worker' } });
Runtime.install({
  logger: coreLogger(log),
  shutdownSignals: [],
  telemetryOptions: {
    metrics: {
      prometheus: { bindAddress: `127.0.0.1:${config.ports.workerMetrics}`, useSecondsForDurations: true },
    },
    logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } },
  },
});

const access: TemporalAccess = {
  address: config.temporal.address,
  namespace: config.temporal.namespace,
  apiKey: config.temporal.apiKey,
  tls: config.temporal.tls,
  keys: config.payloadKeys,
};
const pool = createPool(config.databaseUrl, { max: 12 });
const options = { publicUrl: config.publicUrl, smtpEnabled: config.mail !== null };
const transports =
  config.mail === null ? [] : [createSmtpTransport({ url: config.mail.smtpUrl, from: config.mail.from })];
const ports = {
  tickets: createTicketStore(pool, options),
  directory: createDirectory(pool),
  outbox: createOutbox(pool),
  transports,
};

/** The bundle made by the build; without one it is made here, which costs some seconds. */
const bundle = async (): Promise<{ codePath: string } | { code: string }> =>
  (await readFile(bundlePath).catch(() => null)) === null
    ? await bundleWorkflows()
    : { codePath: bundlePath };

const stop = new AbortController();
const connection = await NativeConnection.connect(connectionOptions(access));
const client = createClient(access, 'desk-relay');
const worker: Worker = await createDeskWorker({
  connection,
  access,
  ports,
  workflowBundle: await bundle(),
  maxCachedWorkflows: config.workerCache,
  identity: 'desk-worker',
});

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    stop.abort();
    if (worker.getState() === 'RUNNING') worker.shutdown();
  });

const warn = (message: string, error: unknown): void => log.warn({ error: String(error) }, message);
const relaying = relay({
  intakes: createIntakes(pool, options),
  runs: createTicketRuns(client),
  warn,
  signal: stop.signal,
});
const channels = startChannels(
  client,
  transports.map(({ channel }) => channel),
).catch((error: unknown) => warn('a channel could not be started', error));
const running = worker.run();
process.send?.({ ready: true });
log.info({ cache: config.workerCache }, 'the worker polls for tickets');
await running;
stop.abort();
await Promise.all([relaying, channels]);
await connection.close();
await client.connection.close();
await pool.end();
log.info('the worker has stopped');
