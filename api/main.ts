import { createServer } from 'node:http';
import { pino } from 'pino';
import { channelParts } from '../adapters/channels/parts.js';
import { followClock } from '../adapters/postgres/clock.js';
import { openAttachments } from '../adapters/open-attachments.js';
import { createDirectory } from '../adapters/postgres/directory.js';
import { createIntakes } from '../adapters/postgres/intakes.js';
import { listen } from '../adapters/postgres/listen.js';
import { createOffice } from '../adapters/postgres/office.js';
import { createPool } from '../adapters/postgres/pool.js';
import { createReader } from '../adapters/postgres/reader.js';
import { createClient } from '../adapters/temporal/connection.js';
import { createTemporalProbe } from '../adapters/temporal/probe.js';
import { createTicketRuns } from '../adapters/temporal/ticket-runs.js';
import { readServiceConfig } from '../config/config.js';
import { environment } from '../config/environment.js';
import { createApp } from './app.js';
import { createVerify } from './tokens.js';

const config = readServiceConfig(environment());
const log = pino({ level: config.logLevel, base: { part: 'api' } });
const pool = createPool(config.databaseUrl, {
  max: 16,
  patienceMs: 2500,
  onError: ({ message }) => log.warn({ err: message }, 'a database connection broke'),
});
const clock = await followClock(pool, {
  onTurn: ({ isWrong, skewMs }) => {
    if (isWrong)
      log.warn({ skewMs }, 'this clock is not the database’s: tickets go by that one, tokens may be refused');
    else log.info('this clock agrees with the database’s again');
  },
});
const client = createClient({ ...config.temporal, keys: config.payloadKeys }, 'desk-api');
const app = createApp({
  verify: createVerify({ ...config.issuer, audience: config.audience }),
  directory: createDirectory(pool),
  intakes: createIntakes(pool, { publicUrl: config.publicUrl, smtpEnabled: config.mail !== null }),
  office: createOffice(pool),
  reader: createReader(pool),
  attachments: await openAttachments(pool, { dataDir: config.dataDir, ...config.attachments }),
  runs: createTicketRuns(client),
  probe: createTemporalProbe(client),
  ...(config.signIn === null ? {} : { entrance: { ...config.signIn, pool, publicUrl: config.publicUrl } }),
  channels: channelParts(pool, config),
  log,
  language: config.lang,
  now: clock.now,
});
const listening = listen(pool, app.heard);

const server = createServer(
  // Slow senders are let go before they hold a connection for long.
  { requestTimeout: 120_000, headersTimeout: 10_000, keepAliveTimeout: 10_000, maxHeaderSize: 16_384 },
  app.express,
);

let isStopping = false;
const stop = async (): Promise<void> => {
  if (isStopping) return;
  isStopping = true;
  const closed = new Promise((resolve) => {
    server.close(resolve);
  });
  server.closeIdleConnections();
  await app.stop();
  setTimeout(() => server.closeAllConnections(), 5000).unref();
  await closed;
  clock.stop();
  await listening.close();
  await client.connection.close();
  await pool.end();
  log.info('the API has stopped');
};
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());

server.on('error', (error: NodeJS.ErrnoException) => {
  log.fatal({ err: error.code }, `the API cannot listen on port ${config.ports.api}`);
  process.exit(1);
});
server.listen(config.ports.api, config.host, () => log.info({ port: config.ports.api }, 'the API listens'));
