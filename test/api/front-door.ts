import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { pino } from 'pino';
import { openAttachments } from '../../adapters/open-attachments.js';
import { createDirectory } from '../../adapters/postgres/directory.js';
import { linkLocally } from '../../adapters/postgres/local-issuer.js';
import { createIntakes } from '../../adapters/postgres/intakes.js';
import { listen } from '../../adapters/postgres/listen.js';
import { createOffice } from '../../adapters/postgres/office.js';
import { createPool, type Pool } from '../../adapters/postgres/pool.js';
import { createReader } from '../../adapters/postgres/reader.js';
import { seed } from '../../adapters/postgres/seed.js';
import { createClient } from '../../adapters/temporal/connection.js';
import { createTemporalProbe } from '../../adapters/temporal/probe.js';
import { createTicketRuns } from '../../adapters/temporal/ticket-runs.js';
import { createApp, type App } from '../../api/app.js';
import type { AppDeps } from '../../api/deps.js';
import { createVerify } from '../../api/tokens.js';
import { asOwner, freshDatabase } from '../setup/database.js';

export const issuer = 'https://issuer.example';
const audience = 'steadydesk';

/** A desk up to its workflows: real database, real HTTP, tokens of an issuer of the test's own. */
export interface FrontDoor {
  readonly url: string;
  readonly app: App;
  readonly pool: Pool;
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly lines: () => string;
  readonly token: (subject: string, claims?: JWTPayload) => Promise<string>;
  /** As somebody of the seeded people, by bearer token; null is nobody. */
  readonly as: (login: string | null, path: string, init?: Asking) => Promise<Response>;
  readonly owner: <Row>(...statements: readonly string[]) => Promise<Row[]>;
  /** One more process of the API on the same database, with connections and memory of its own. */
  readonly another: () => Promise<Pick<FrontDoor, 'as' | 'close'>>;
  readonly close: () => Promise<void>;
}

export interface Asking {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const openFrontDoor = async (
  more: (url: string, pool: Pool) => Partial<AppDeps> = () => ({}),
): Promise<FrontDoor> => {
  const database = await freshDatabase();
  const pool = createPool(database.url, { max: 6 });
  await seed(pool);
  await linkLocally(pool, issuer);
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256' }] });
  const client = createClient(
    {
      address: process.env['TEST_TEMPORAL_ADDRESS'] ?? '',
      namespace: 'default',
      apiKey: null,
      tls: null,
      keys: null,
    },
    'desk-front-door',
  );
  const lines: string[] = [];
  const dataDir = await mkdtemp(join(tmpdir(), 'desk-door-'));
  const opened = async (own: Pool) => {
    const server: Server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const app = createApp({
      verify: createVerify({ id: issuer, jwksUrl: 'http://127.0.0.1:9/jwks', audience }, keys),
      directory: createDirectory(own),
      intakes: createIntakes(own, { publicUrl: url, smtpEnabled: false }),
      office: createOffice(own),
      reader: createReader(own),
      attachments: await openAttachments(own, {
        dataDir,
        clamd: null,
        s3: null,
        limits: { fileBytes: 1_000_000, dayBytes: 50_000_000, dayFiles: 500 },
      }),
      runs: createTicketRuns(client),
      probe: createTemporalProbe(client),
      log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
      patience: { startMs: 1 },
      limits: { caller: 100_000, unauthenticated: 100_000, intake: 1000, strangers: 100_000 },
      ...more(url, own),
    });
    server.on('request', app.express);
    const stop = async (): Promise<void> => {
      await app.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
    return { url, app, stop };
  };
  const { url, app, stop } = await opened(pool);

  const token = async (subject: string, claims: JWTPayload = {}): Promise<string> =>
    await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: 'test' })
      .setSubject(subject)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);

  const asking =
    (base: string): FrontDoor['as'] =>
    async (login, path, { method, body, headers = {} } = {}) =>
      await fetch(`${base}${path}`, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        redirect: 'manual',
        headers: {
          ...(login === null ? {} : { authorization: `Bearer ${await token(login)}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });

  return {
    url,
    app,
    pool,
    databaseUrl: database.url,
    dataDir,
    token,
    lines: () => lines.join(''),
    as: asking(url),
    owner: async (...statements) => await asOwner(database.url, ...statements),
    another: async () => {
      const own = createPool(database.url, { max: 4 });
      const beside = await opened(own);
      const listening = listen(own, beside.app.heard);
      return {
        as: asking(beside.url),
        close: async () => {
          await listening.close();
          await beside.stop();
          await own.end();
        },
      };
    },
    close: async () => {
      await stop();
      await client.connection.close();
      await pool.end();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};

/** Waits until it is so. */
export const until = async (isSo: () => Promise<boolean> | boolean, ms = 10_000): Promise<void> => {
  const end = performance.now() + ms;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error('It never came to pass');
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
};
