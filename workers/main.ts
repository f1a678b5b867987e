import { readFile } from 'node:fs/promises';
import { NativeConnection, Runtime } from '@temporalio/worker';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { channelParts } from '../adapters/channels/parts.js';
import { createChannelStore } from '../adapters/postgres/channels.js';
import { openArchivist } from '../adapters/archive/open-archivist.js';
import { openAttachments } from '../adapters/open-attachments.js';
import { createDirectory } from '../adapters/postgres/directory.js';
import { createUnwantedHistories } from '../adapters/postgres/erasing/unwanted-histories.js';
import { createRetention } from '../adapters/postgres/erasing/retention.js';
import { drawUpDutyWeeks } from '../adapters/postgres/duty-weeks.js';
import { createIntakes } from '../adapters/postgres/intakes.js';
import { createOutbox } from '../adapters/postgres/outbox.js';
import { createPool } from '../adapters/postgres/pool.js';
import { createRollOuts } from '../adapters/postgres/roll-outs.js';
import { drawUpWorkload } from '../adapters/postgres/workload.js';
import { createRosterBook, createRosterState } from '../adapters/postgres/roster-book.js';
import { createTicketStore } from '../adapters/postgres/ticket-store.js';
import { createSmtpTransport } from '../adapters/smtp.js';
import { connectionOptions, createClient, type TemporalAccess } from '../adapters/temporal/connection.js';
import { ensureSearchAttributes } from '../adapters/temporal/search-attributes.js';
import { createTicketRuns } from '../adapters/temporal/ticket-runs.js';
import { createUpkeepRuns } from '../adapters/temporal/upkeep-runs.js';
import { readServiceConfig } from '../config/config.js';
import { environment } from '../config/environment.js';
import { bundlePath, bundleWorkflows } from './bundle.js';
import { again } from './again.js';
import { startChannels } from './channels.js';
import { createDeskWorker } from './desk-worker.js';
import { coreLogger } from './log.js';
import { forgetHistories } from './forget-histories.js';
import { mend } from './mend.js';
import { relay } from './relay.js';
import { endOnStall } from './stalls.js';
import { upkeep } from './upkeep.js';

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
const connectAgainMs = 500;
const waitsForMs = 10_000;
/** A second less than a workflow task may take. */
const standstillMs = 3000;
const stop = new AbortController();
const pool = createPool(config.databaseUrl, { max: 12, patienceMs: 20_000 });
const options = { publicUrl: config.publicUrl, smtpEnabled: config.mail !== null };
const transports =
  config.mail === null ? [] : [createSmtpTransport({ url: config.mail.smtpUrl, from: config.mail.from })];
const client = createClient(access, 'desk-relay');
const runs = createTicketRuns(client);
const rollOuts = createRollOuts(pool);
const { key: archiveKey, font } = config.archive;
if (archiveKey === null) log.warn('ARCHIVE_KEY is not set: archive bundles wait until it is');
const ports = {
  tickets: createTicketStore(pool, options),
  directory: createDirectory(pool),
  outbox: createOutbox(pool),
  roster: createRosterBook(pool, options),
  rollOuts,
  actions: runs,
  transports,
  channels: channelParts(pool, config).registry,
  publicUrl: config.publicUrl,
  stopping: stop.signal,
  ...(archiveKey === null
    ? {}
    : {
        archivist: await openArchivist(pool, {
          dataDir: config.dataDir,
          s3: config.attachments.s3,
          key: archiveKey,
          font,
        }),
      }),
};

/** The bundle made by the build; without one it is made here, which costs some seconds. */
const bundle = async (): Promise<{ codePath: string } | { code: string }> =>
  (await readFile(bundlePath).catch(() => null)) === null
    ? await bundleWorkflows()
    : { codePath: bundlePath };

let shutdown = (): void => undefined;
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    stop.abort();
    shutdown();
  });

/** Waits for Temporal however long it is away; a worker that ends instead would come back later than it does. */
const connect = async (): Promise<NativeConnection | null> => {
  for (let isTold = false; !stop.signal.aborted; isTold = true) {
    try {
      return await NativeConnection.connect(connectionOptions(access));
    } catch (error) {
      if (!isTold)
        log.warn({ error: String(error) }, 'Temporal does not answer yet; the worker waits for it');
      await pause(connectAgainMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  }
  return null;
};

// Supervised, it is ready when it waits: the API takes tickets meanwhile, and readiness tells what is missing.
const waiting = setTimeout(() => process.send?.({ ready: true }), waitsForMs);
const connection = await connect();
clearTimeout(waiting);
if (connection === null) {
  await pool.end();
  process.exit(0);
}
const worker = await createDeskWorker({
  connection,
  access,
  ports,
  workflowBundle: await bundle(),
  maxCachedWorkflows: config.workerCache,
  identity: 'desk-worker',
});
shutdown = () => {
  if (worker.getState() === 'RUNNING') worker.shutdown();
};

// Runs that go on need none of it, so the worker does not wait for the answer.
void ensureSearchAttributes(client.connection, access.namespace).then(
  (added) => {
    if (added.length > 0) log.info({ added }, 'search attributes were added to Temporal');
  },
  (error: unknown) => log.error({ error: String(error) }, 'no new ticket can be started'),
);

const warn = (message: string, error: unknown): void => log.warn({ error: String(error) }, message);
const watch = {
  intakes: createIntakes(pool, options),
  runs,
  warn,
  signal: stop.signal,
};
const relaying = relay(watch);
const mending = mend(watch);
endOnStall(log, standstillMs);
const stored = createChannelStore(pool);
const upkeeping = upkeep({
  runs: createUpkeepRuns(client),
  rosterState: createRosterState(pool),
  drawUp: [drawUpWorkload(pool), drawUpDutyWeeks(pool)],
  unfinished: rollOuts.unfinished,
  warn,
  signal: stop.signal,
});
const channels = startChannels(
  client,
  async () => [
    ...transports.map(({ channel }) => channel),
    ...(await stored.channels()).filter(({ active }) => active).map(({ id }) => id),
  ],
  { warn, signal: stop.signal },
);
const attachments = await openAttachments(pool, { dataDir: config.dataDir, ...config.attachments });
const hourly = { everyMs: 3_600_000, warn, signal: stop.signal };
// Uploads that no ticket names after a day.
const cleaning = again(attachments.clean, {
  ...hourly,
  failed: 'unreferenced uploads could not be removed yet',
});
const { apply } = createRetention(pool);
const keeping = again(
  async () => {
    for (const removed of await apply())
      if (removed.removed > 0) log.info(removed, 'data past its time was removed');
  },
  { ...hourly, failed: 'data past its time could not be removed yet' },
);
const forgetting = forgetHistories({
  histories: createUnwantedHistories(pool),
  runs,
  warn,
  signal: stop.signal,
});
const running = worker.run();
process.send?.({ ready: true });
if (stop.signal.aborted) shutdown();
log.info({ cache: config.workerCache }, 'the worker polls for tickets');
await running;
stop.abort();
await Promise.all([relaying, mending, cleaning, keeping, forgetting, upkeeping, channels]);
await connection.close();
await client.connection.close();
await pool.end();
log.info('the worker has stopped');
