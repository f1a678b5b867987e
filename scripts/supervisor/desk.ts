import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../config/config.js';
import type { Environment } from '../../config/environment.js';
import type { DeskAddresses } from '../launch/desk-file.js';
import type { WantedPort } from '../launch/ports.js';
import { localSignIn } from '../launch/local-sign-in.js';
import { openArchiveKey, openSecretKey } from '../launch/secret-key.js';
import { startPostgres } from '../launch/postgres.js';
import { findTemporalCli } from '../launch/temporal-programs.js';
import { startTemporal } from '../launch/temporal.js';
import { runNode, startNode } from './node-process.js';
import type { Part } from './supervise.js';

/** The parts of one desk, in the order of their start, and what they were told. */
export type Desk = {
  readonly parts: readonly Part[];
  readonly ports: readonly WantedPort[];
  /** Complete once all parts have started. */
  readonly addresses: () => DeskAddresses;
};

/** Compiled programs of the desk, absolute paths; tests give stubs. */
export type DeskPrograms = Readonly<Record<'migrate' | 'issuer' | 'mailbox' | 'worker' | 'api', string>>;

export const builtPrograms: DeskPrograms = {
  migrate: fileURLToPath(new URL('../migrate.js', import.meta.url)),
  issuer: fileURLToPath(new URL('../issuer.js', import.meta.url)),
  mailbox: fileURLToPath(new URL('../mailbox.js', import.meta.url)),
  worker: fileURLToPath(new URL('../../workers/main.js', import.meta.url)),
  api: fileURLToPath(new URL('../../api/main.js', import.meta.url)),
};

/** Puts a desk together: what the configuration gives by address is not started here. */
export function createDesk(
  config: Config,
  { env, programs }: { readonly env: Environment; readonly programs: DeskPrograms },
): Desk {
  const given: Record<string, string> = {};
  const { ports, dataDir } = config;
  const api = `http://${reachable(config.host)}:${ports.api}`;
  if (config.databaseUrl !== null) given['DATABASE_URL'] = config.databaseUrl;
  if (config.temporal.address !== null) given['TEMPORAL_ADDRESS'] = config.temporal.address;
  if (config.issuer === null) {
    const issuer = `http://127.0.0.1:${ports.issuer}`;
    Object.assign(given, { JWT_ISSUER: issuer, JWT_JWKS_URL: `${issuer}/.well-known/jwks.json` });
    if (config.signIn === null) Object.assign(given, localSignIn(dataDir, issuer));
  } else {
    Object.assign(given, { JWT_ISSUER: config.issuer.id, JWT_JWKS_URL: config.issuer.jwksUrl });
  }
  Object.assign(given, {
    DATA_DIR: dataDir,
    JWT_AUDIENCE: config.audience,
    TEMPORAL_NAMESPACE: config.temporal.namespace,
    ISSUER_PORT: String(ports.issuer),
    WORKER_METRICS_PORT: String(ports.workerMetrics),
    SMTP_PORT: String(ports.smtp),
    MAILBOX_PORT: String(ports.mailbox),
  });
  const isBoxed = hasMailbox(config);
  if (isBoxed)
    Object.assign(given, {
      SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
      MAIL_FROM: 'desk@desk.example',
      OUTBOUND_PRIVATE_HOSTS: [...config.outbound.privateHosts, `127.0.0.1:${ports.mailbox}`].join(','),
    });
  if (config.mode === 'development' && config.channelSecrets.keys === null)
    given['SECRET_KEYS'] = openSecretKey(dataDir);
  if (config.mode === 'development' && config.archive.key === null)
    given['ARCHIVE_KEY'] = openArchiveKey(dataDir);
  const childEnv = () => ({ ...env, ...given });

  const postgres: Part = {
    name: 'postgres',
    stopsQuietly: true,
    start: async (hooks) => {
      const options = { dataDir, port: ports.postgres, programs: config.programs, ...hooks };
      const running = await startPostgres(options);
      given['DATABASE_URL'] = running.url;
      return { running, said: `Postgres ${running.major} is ready on port ${ports.postgres}` };
    },
  };
  const temporal: Part = {
    name: 'temporal',
    stopsQuietly: true,
    start: async (hooks) => {
      const cli = await findTemporalCli(config.programs, hooks.log);
      const { namespace } = config.temporal;
      const where = { cli, dataDir, port: ports.temporal, uiPort: ports.temporalUi, namespace };
      const running = await startTemporal({ ...where, ...hooks });
      given['TEMPORAL_ADDRESS'] = running.address;
      const { serverVersion } = running;
      return { running, said: `Temporal ${serverVersion} is ready on port ${ports.temporal}` };
    },
  };
  const migrate: Part = {
    name: 'migrate',
    start: async (hooks) => {
      await runNode({ ...hooks, program: built(programs.migrate), env: childEnv() });
      return { running: null, said: 'The database is up to date' };
    },
  };
  const node = (name: 'issuer' | 'mailbox' | 'worker' | 'api', said: string, readyUrl?: string): Part => ({
    name,
    start: async (hooks) => {
      const log = (line: string) => isOfNoUse(line) || hooks.log(line);
      const options = { ...hooks, log, program: built(programs[name]), env: childEnv() };
      const running = await startNode({ ...options, ...(readyUrl !== undefined && { readyUrl }) });
      return { running, said };
    },
  });

  return {
    parts: [
      ...(config.databaseUrl === null ? [postgres] : []),
      ...(config.temporal.address === null ? [temporal] : []),
      migrate,
      ...(config.issuer === null ? [node('issuer', 'The local identity provider is ready')] : []),
      ...(isBoxed
        ? [node('mailbox', `Mails and robots' messages are shown at http://127.0.0.1:${ports.mailbox}`)]
        : []),
      node('worker', 'The worker is ready'),
      // Alive is enough: it takes tickets while other parts are away, and its readiness says which.
      node('api', `The API is ready on port ${ports.api}`, `${api}/healthz`),
    ],
    ports: portsOf(config),
    addresses: () => ({ api, env: { ...given } }),
  };
}

/** The local provider's library warns against its use in production, which the desk refuses by itself. */
const isOfNoUse = (line: string): boolean => line.startsWith('oidc-provider WARNING');

/** Mails of a desk in development stay on this machine; production never has a mailbox. */
function hasMailbox(config: Config): boolean {
  return config.mail === null && config.mode === 'development';
}

function portsOf(config: Config): WantedPort[] {
  const { ports } = config;
  const local = (name: string, port: number) => ({ name, host: '127.0.0.1', port });
  return [
    { name: 'PORT', host: config.host, port: ports.api },
    local('WORKER_METRICS_PORT', ports.workerMetrics),
    ...(config.databaseUrl === null ? [local('POSTGRES_PORT', ports.postgres)] : []),
    ...(config.temporal.address === null
      ? [local('TEMPORAL_PORT', ports.temporal), local('TEMPORAL_UI_PORT', ports.temporalUi)]
      : []),
    ...(config.issuer === null ? [local('ISSUER_PORT', ports.issuer)] : []),
    ...(hasMailbox(config) ? [local('SMTP_PORT', ports.smtp), local('MAILBOX_PORT', ports.mailbox)] : []),
  ];
}

function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function built(program: string): string {
  if (existsSync(program)) return program;
  throw new Error(`${program} is not there: build the desk first (npm start does)`);
}
