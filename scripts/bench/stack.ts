import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { linkLocally } from '../../adapters/postgres/local-issuer.js';
import { migrate } from '../../adapters/postgres/migrate.js';
import { createPool } from '../../adapters/postgres/pool.js';
import { seed } from '../../adapters/postgres/seed.js';
import { createClient } from '../../adapters/temporal/connection.js';
import { environment, type Environment } from '../../config/environment.js';
import { readPrograms } from '../../config/programs.js';
import { freePort } from '../launch/ports.js';
import { startPostgres } from '../launch/postgres.js';
import { findTemporalCli } from '../launch/temporal-programs.js';
import { startTemporal } from '../launch/temporal.js';
import { runNode, startNode } from '../supervisor/node-process.js';
import { audience, startIssuer, type BenchIssuer } from './issuer.js';
import { addPeople } from './people.js';
import type { Parts } from './processes.js';

export type Pool = ReturnType<typeof createPool>;
type Running = Awaited<ReturnType<typeof startNode>>;

/** A whole desk of the bench's own, beside the floor's worker, on random ports in a temporary folder. */
export interface Stack {
  readonly folder: string;
  readonly address: string;
  readonly databaseUrl: string;
  readonly pool: Pool;
  readonly bare: Pool;
  readonly client: Client;
  readonly issuer: BenchIssuer;
  readonly api: () => string;
  /** All parts, for CPU by process tree. */
  readonly parts: () => Parts;
  readonly restart: (part: 'worker' | 'bare', cache?: number) => Promise<void>;
  readonly stopPart: (part: 'worker' | 'bare') => Promise<void>;
  /** One more API process, on another database. */
  readonly extraApi: (
    databaseUrl: string,
  ) => Promise<{ readonly url: string; readonly pid: number; readonly stop: () => Promise<void> }>;
  readonly newDatabase: (name: string) => Promise<string>;
  /** How long each part took to be ready, in ms. */
  readonly startMs: Readonly<Record<string, number>>;
  readonly close: () => Promise<void>;
}

const built = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const silent = (): void => undefined;

export const startStack = async (say: (line: string) => void): Promise<Stack> => {
  const folder = mkdtempSync(join(tmpdir(), 'desk-bench-'));
  const stops: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await Promise.resolve(stop()).catch?.(() => undefined);
  };
  try {
    return await start({ folder, stops, close, say });
  } catch (error) {
    await close();
    throw error;
  }
};

interface Starting {
  readonly folder: string;
  readonly stops: (() => Promise<void> | void)[];
  readonly close: () => Promise<void>;
  readonly say: (line: string) => void;
}

const start = async ({ folder, stops, close, say }: Starting): Promise<Stack> => {
  const env = environment();
  const programs = readPrograms(env);
  const startMs: Record<string, number> = {};
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const since = performance.now();
    const result = await work();
    startMs[name] = performance.now() - since;
    return result;
  };
  await runNode({ program: built('scripts/bundle.js'), env, log: silent, spawned: silent });
  const cli = await findTemporalCli(programs, say);
  const issuer = await startIssuer();
  stops.push(issuer.close);

  const postgresPort = await freePort();
  const postgres = await timed(
    'postgres',
    async () => await startPostgres({ dataDir: folder, port: postgresPort, log: silent, programs }),
  );
  stops.push(async () => {
    await postgres.stop();
  });
  const temporalPort = await freePort();
  const temporal = await timed(
    'temporal',
    async () => await startTemporal({ cli, dataDir: folder, port: temporalPort, uiPort: null, log: silent }),
  );
  stops.push(async () => {
    await temporal.stop();
  });
  const databaseUrl = postgres.url;
  await timed('migrate and seed', async () => await migrate(databaseUrl));
  const pool = createPool(databaseUrl, { max: 20 });
  stops.push(async () => {
    await pool.end();
  });
  await seed(pool);
  await addPeople(pool);
  await linkLocally(pool, issuer.id);

  const newDatabase = async (name: string): Promise<string> => {
    await asOwner(pool, `create database ${name}`);
    const url = new URL(databaseUrl);
    url.pathname = `/${name}`;
    return url.href;
  };
  const bareUrl = await newDatabase('bare');
  const bare = createPool(bareUrl, { max: 4 });
  stops.push(async () => {
    await bare.end();
  });
  await asOwner(bare, bareTables);

  const serviceEnv = (more: Environment): Environment => ({
    ...env,
    DATA_DIR: folder,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    JWT_ISSUER: issuer.id,
    JWT_JWKS_URL: issuer.jwksUrl,
    JWT_AUDIENCE: audience,
    LOG_LEVEL: 'error',
    ...more,
  });
  const workerEnv = { worker: {} as Environment, bare: {} as Environment };
  const program = { worker: built('workers/main.js'), bare: built('scripts/bench/bare-worker.js') };
  const running: { worker: Running | null; bare: Running | null; api: Running | null } = {
    worker: null,
    bare: null,
    api: null,
  };
  const stopPart = async (part: 'worker' | 'bare' | 'api'): Promise<void> => {
    await running[part]?.stop();
    running[part] = null;
  };
  const restart = async (part: 'worker' | 'bare', cache = 2000): Promise<void> => {
    await stopPart(part);
    workerEnv[part] = serviceEnv({
      WORKER_CACHE: String(cache),
      WORKER_METRICS_PORT: String(await freePort()),
      PORT: String(await freePort()),
      BENCH_DATABASE_URL: bareUrl,
    });
    running[part] = await startNode({
      program: program[part],
      env: workerEnv[part],
      log: say,
      spawned: silent,
    });
  };
  for (const part of ['worker', 'bare'] as const) {
    stops.push(async () => {
      await stopPart(part);
    });
    await timed(part, async () => {
      await restart(part);
    });
  }
  const startApi = async (url: string): Promise<{ process: Running; url: string }> => {
    const port = await freePort();
    const api = `http://127.0.0.1:${port}`;
    const apiEnv = serviceEnv({
      PORT: String(port),
      DATABASE_URL: url,
      WORKER_METRICS_PORT: String(await freePort()),
    });
    const options = { program: built('api/main.js'), env: apiEnv, log: say, spawned: silent };
    return { process: await startNode({ ...options, readyUrl: `${api}/healthz` }), url: api };
  };
  const api = await timed('api', async () => await startApi(databaseUrl));
  running.api = api.process;
  stops.push(async () => {
    await stopPart('api');
  });
  const client = createClient(
    { address: temporal.address, namespace: 'default', apiKey: null, tls: null, keys: null },
    'desk-bench',
  );
  stops.push(async () => {
    await client.connection.close();
  });

  return {
    folder,
    databaseUrl,
    pool,
    bare,
    client,
    issuer,
    startMs,
    close,
    newDatabase,
    restart,
    stopPart,
    address: temporal.address,
    api: () => api.url,
    parts: () => ({
      server: temporal.pid,
      pg: postgres.pid,
      ...(running.worker === null ? {} : { worker: running.worker.pid }),
      ...(running.bare === null ? {} : { bare: running.bare.pid }),
      ...(running.api === null ? {} : { api: running.api.pid }),
    }),
    extraApi: async (url) => {
      const extra = await startApi(url);
      const stop = async (): Promise<void> => {
        await extra.process.stop();
      };
      stops.push(stop);
      return {
        url: extra.url,
        pid: extra.process.pid,
        stop,
      };
    },
  };
};

/** Runs statements as the database's owner instead of the programs' role. */
export const asOwner = async (pool: Pool, ...statements: readonly string[]): Promise<void> => {
  const client = await pool.connect();
  try {
    await client.query('set role none; set statement_timeout = 0; set lock_timeout = 0');
    for (const statement of statements) await client.query(statement);
  } finally {
    client.release(true);
  }
};

const bareTables = `
  create table bare_row (no text primary key, version integer not null, due_at timestamptz,
    updated_at timestamptz not null default now());
  create table bare_log (no text, seq integer, note text, due_at timestamptz, at timestamptz not null default now(),
    primary key (no, seq));
  create table bare_mail (no text, seq integer, body text, primary key (no, seq));
  grant usage on schema public to steadydesk_app;
  grant select, insert, update on bare_row, bare_log, bare_mail to steadydesk_app`;
