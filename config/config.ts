import { resolve } from 'node:path';
import type { Environment } from './environment.js';
import type { PayloadKeys } from './payload-keys.js';
import { refuseInProduction } from './production.js';
import { readPrograms, type Programs } from './programs.js';
import { variables, type RoleName, type Variables } from './schema.js';
import { temporalTls, type TemporalTls } from './temporal-tls.js';

/** One thing wrong in the environment: the variable and the rule it breaks. */
export type Reason = { readonly name: string; readonly rule: string };

/** The environment is not fit to start with; `reasons` are all there are, in the schema's order. */
export class ConfigError extends Error {
  readonly reasons: readonly Reason[];

  constructor(reasons: readonly Reason[]) {
    const lines = reasons.map(({ name, rule }) => `  ${name} ${rule}`);
    super(`The configuration was refused:\n${lines.join('\n')}`);
    this.name = 'ConfigError';
    this.reasons = reasons;
  }
}

/** The organisation's OpenID Connect provider, and how long a sign-in lasts. */
export type SignIn = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: string;
  /** The claim that lists somebody's groups, and the roles that groups bring; null leaves roles to the desk. */
  readonly groupsClaim: string;
  readonly roleMap: Readonly<Record<string, readonly RoleName[]>> | null;
  /** The first signs, all of them verify. */
  readonly sessionSecrets: readonly string[];
  /** Without a request, and in all. */
  readonly idleMs: number;
  readonly longestMs: number;
};

/** What one desk is configured to be. Null means "not given": the embedded part is used, if any. */
export type Config = {
  readonly mode: 'production' | 'development' | 'test';
  readonly lang: 'zh-CN' | 'en';
  readonly logLevel: Variables['LOG_LEVEL'];
  /** Absolute path of all local state. */
  readonly dataDir: string;
  readonly host: string;
  /** Base of links in notices and pages, without a slash at its end. */
  readonly publicUrl: string;
  readonly ports: {
    readonly api: number;
    readonly postgres: number;
    readonly temporal: number;
    readonly temporalUi: number;
    readonly issuer: number;
    readonly workerMetrics: number;
    readonly smtp: number;
    readonly mailbox: number;
  };
  readonly databaseUrl: string | null;
  readonly temporal: {
    /** host:port */
    readonly address: string | null;
    readonly namespace: string;
    readonly apiKey: string | null;
    readonly tls: TemporalTls | null;
  };
  readonly payloadKeys: PayloadKeys | null;
  /** Who signs the callers' tokens; null is the local issuer. */
  readonly issuer: { readonly id: string; readonly jwksUrl: string } | null;
  readonly audience: string;
  /** How people sign in with a browser; null where nothing of it is given. */
  readonly signIn: SignIn | null;
  readonly mail: { readonly smtpUrl: string; readonly from: string } | null;
  /** Hosts that the desk may speak to beside the vendors'; the private ones may be of this machine or network. */
  readonly outbound: { readonly hosts: readonly string[]; readonly privateHosts: readonly string[] };
  readonly channelSecrets: {
    /** Null: secrets of channels come from variables only. */
    readonly keys: PayloadKeys | null;
    /** The variables CHANNEL_*, which channels may name. */
    readonly variables: Readonly<Record<string, string>>;
  };
  /** How many workflows a worker keeps in memory. */
  readonly workerCache: number;
  readonly attachments: {
    readonly limits: {
      readonly fileBytes: number;
      /** Of one person in 24 hours. */
      readonly dayBytes: number;
      readonly dayFiles: number;
    };
    /** host:port or the path of a socket; null scans nothing. */
    readonly clamd: string | null;
    /** Null keeps files under `dataDir`. */
    readonly s3: {
      /** https://host/bucket */
      readonly endpoint: string;
      readonly region: string;
      readonly accessKey: string;
      readonly secretKey: string;
    } | null;
  };
  readonly archive: {
    /** Seed of the Ed25519 key that signs bundles, 32 bytes; null makes none. */
    readonly key: Uint8Array | null;
    /** Path of a font with Chinese characters; null looks for one. */
    readonly font: string | null;
  };
  readonly programs: Programs;
};

/** A configuration in which every server is known: what the worker, the API and the tools take. */
export type ServiceConfig = Config & {
  readonly databaseUrl: string;
  readonly temporal: { readonly address: string };
  readonly issuer: { readonly id: string; readonly jwksUrl: string };
};

/**
 * Reads the configuration of the whole desk, as `npm start` takes it.
 * Throws ConfigError with every reason at once.
 */
export function readConfig(env: Environment): Config {
  return read(env, []);
}

/**
 * Reads the configuration of one process of a desk whose servers already run
 * (`npm start` hands their addresses to its children). Throws ConfigError with every reason at once.
 */
export function readServiceConfig(env: Environment): ServiceConfig {
  const needed = ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'JWT_ISSUER', 'JWT_JWKS_URL'] as const;
  return read(env, needed) as ServiceConfig;
}

function read(env: Environment, needed: readonly (keyof Variables)[]): Config {
  const reasons: Reason[] = [];
  const refuse = (name: string, rule: string) => {
    if (!reasons.some((reason) => reason.name === name)) reasons.push({ name, rule });
  };
  const given = withoutBlanks(env);
  const parsed = variables.safeParse(given);
  for (const issue of parsed.error?.issues ?? []) {
    reasons.push({ name: issue.path.join('.'), rule: issue.message });
  }
  // Variables that broke a rule are left out, so that the rules across variables still speak.
  const faulty = new Set(reasons.map((reason) => reason.name));
  const values = variables.parse(
    Object.fromEntries(Object.entries(given).filter(([name]) => !faulty.has(name))),
  );

  const tls = temporalTls(values, refuse);
  for (const name of needed) if (values[name] === undefined) refuse(name, 'is required');
  for (const names of together) {
    const given = names.find((name) => values[name] !== undefined);
    if (given === undefined) continue;
    for (const name of names) if (values[name] === undefined) refuse(name, `is required with ${given}`);
  }
  refuseSharedPorts(values, refuse);
  if (values.NODE_ENV === 'production') refuseInProduction(values, tls, refuse);
  if (reasons.length > 0) throw new ConfigError(reasons);
  return {
    ...toConfig(values, tls, readPrograms(env)),
    channelSecrets: {
      keys: values.SECRET_KEYS ?? values.PAYLOAD_KEYS ?? null,
      variables: Object.fromEntries(Object.entries(given).filter(([name]) => name.startsWith('CHANNEL_'))),
    },
  };
}

/** Variables that mean nothing without each other. */
const together = [
  ['JWT_ISSUER', 'JWT_JWKS_URL'],
  ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'SESSION_SECRETS'],
  ['SMTP_URL', 'MAIL_FROM'],
  ['S3_ENDPOINT', 'S3_ACCESS_KEY'],
  ['S3_ENDPOINT', 'S3_SECRET_KEY'],
] as const;

function refuseSharedPorts(values: Variables, refuse: (name: string, rule: string) => void) {
  const used = new Map<number, string>();
  for (const name of usedPorts(values)) {
    const holder = used.get(values[name]);
    if (holder === undefined) used.set(values[name], name);
    else refuse(name, `is ${values[name]}, the same as ${holder}`);
  }
}

function usedPorts(values: Variables) {
  return [
    'PORT',
    'WORKER_METRICS_PORT',
    ...(values.DATABASE_URL === undefined ? (['POSTGRES_PORT'] as const) : []),
    ...(values.TEMPORAL_ADDRESS === undefined ? (['TEMPORAL_PORT', 'TEMPORAL_UI_PORT'] as const) : []),
    ...(values.JWT_ISSUER === undefined ? (['ISSUER_PORT'] as const) : []),
    ...(values.SMTP_URL === undefined && values.NODE_ENV === 'development'
      ? (['SMTP_PORT', 'MAILBOX_PORT'] as const)
      : []),
  ] as const;
}

// An empty variable is one that was not given: compose files and CI pass them so.
function withoutBlanks(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((pair): pair is [string, string] => Boolean(pair[1]?.trim())),
  );
}

function attachmentsOf(values: Variables): Config['attachments'] {
  const { S3_ENDPOINT: endpoint, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey } = values;
  return {
    limits: {
      fileBytes: values.ATTACHMENT_MAX_BYTES,
      dayBytes: values.ATTACHMENT_DAY_BYTES,
      dayFiles: values.ATTACHMENT_DAY_FILES,
    },
    clamd: values.CLAMD ?? null,
    s3:
      endpoint !== undefined && accessKey !== undefined && secretKey !== undefined
        ? { endpoint, accessKey, secretKey, region: values.S3_REGION }
        : null,
  };
}

function toConfig(
  values: Variables,
  tls: TemporalTls | null,
  programs: Programs,
): Omit<Config, 'channelSecrets'> {
  const { JWT_ISSUER: id, JWT_JWKS_URL: jwksUrl, SMTP_URL: smtpUrl, MAIL_FROM: from } = values;
  return {
    mode: values.NODE_ENV,
    lang: values.DESK_LANG,
    logLevel: values.LOG_LEVEL,
    dataDir: resolve(values.DATA_DIR),
    host: values.HOST,
    publicUrl: (values.PUBLIC_URL ?? `http://localhost:${values.PORT}`).replace(/\/+$/, ''),
    ports: {
      api: values.PORT,
      postgres: values.POSTGRES_PORT,
      temporal: values.TEMPORAL_PORT,
      temporalUi: values.TEMPORAL_UI_PORT,
      issuer: values.ISSUER_PORT,
      workerMetrics: values.WORKER_METRICS_PORT,
      smtp: values.SMTP_PORT,
      mailbox: values.MAILBOX_PORT,
    },
    databaseUrl: values.DATABASE_URL ?? null,
    temporal: {
      address: values.TEMPORAL_ADDRESS ?? null,
      namespace: values.TEMPORAL_NAMESPACE,
      apiKey: values.TEMPORAL_API_KEY ?? null,
      tls,
    },
    payloadKeys: values.PAYLOAD_KEYS ?? null,
    issuer: id !== undefined && jwksUrl !== undefined ? { id, jwksUrl } : null,
    audience: values.JWT_AUDIENCE,
    signIn: signInOf(values),
    mail: smtpUrl !== undefined && from !== undefined ? { smtpUrl, from } : null,
    outbound: { hosts: values.OUTBOUND_HOSTS, privateHosts: values.OUTBOUND_PRIVATE_HOSTS },
    workerCache: values.WORKER_CACHE,
    attachments: attachmentsOf(values),
    archive: { key: values.ARCHIVE_KEY ?? null, font: values.PDF_FONT ?? null },
    programs,
  };
}

const minuteMs = 60_000;

function signInOf(values: Variables): SignIn | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = values;
  const { SESSION_SECRETS: sessionSecrets } = values;
  if (!issuer || !clientId || !clientSecret || !sessionSecrets) return null;
  return {
    issuer,
    clientId,
    clientSecret,
    sessionSecrets,
    scopes: values.OIDC_SCOPES,
    groupsClaim: values.OIDC_GROUPS_CLAIM,
    roleMap: values.OIDC_ROLE_MAP ?? null,
    idleMs: values.SESSION_IDLE_MINUTES * minuteMs,
    longestMs: values.SESSION_HOURS * 60 * minuteMs,
  };
}
