import { z } from 'zod';
import { parsePayloadKeys, type PayloadKeys } from './payload-keys.js';

const port = (fallback: number) =>
  z
    .string()
    .default(String(fallback))
    .transform((text, context) => {
      const value = /^\d{1,5}$/.test(text) ? Number(text) : 0;
      if (value >= 1 && value <= 65_535) return value;
      context.addIssue({ code: 'custom', message: 'must be a port, 1 to 65535' });
      return z.NEVER;
    });

const address = z.string().refine((text) => {
  const found = /^(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+):(\d{1,5})$/.exec(text);
  const value = Number(found?.[1] ?? 0);
  return value >= 1 && value <= 65_535;
}, 'must be host:port');

const url = (...schemes: readonly string[]) =>
  z.string().refine(
    (text) => {
      try {
        return schemes.includes(new URL(text).protocol.slice(0, -1));
      } catch {
        return false;
      }
    },
    `must be a URL starting with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  );

const payloadKeys = z.string().transform((text, context): PayloadKeys => {
  const read = parsePayloadKeys(text);
  if (!Array.isArray(read)) return read;
  for (const message of read) context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

const hosts = z.string().transform((text, context): readonly string[] => {
  const list = text.split(',').map((host) => host.trim().toLowerCase());
  if (list.every((host) => /^(?:\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/.test(host))) return list;
  context.addIssue({
    code: 'custom',
    message: 'must be hosts such as hooks.example.com:8443, divided by commas',
  });
  return z.NEVER;
});

const yesOrNo = z
  .enum(['true', 'false', '1', '0'], 'must be true or false')
  .transform((text) => text === 'true' || text === '1');

const wholeNumber = ({ fallback, max, of }: { fallback: number; max: number; of: string }) =>
  z
    .string()
    .default(String(fallback))
    .transform((text, context) => {
      const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
      if (value >= 1 && value <= max) return value;
      context.addIssue({ code: 'custom', message: `must be ${of}, 1 to ${max}` });
      return z.NEVER;
    });

/** Roles of the manual, as domain/words.ts has them; a test compares the two. */
export const roleNames = [
  'reporter',
  'agent',
  'engineer',
  'lead',
  'supervisor',
  'liaison',
  'manager',
  'admin',
] as const;
export type RoleName = (typeof roleNames)[number];

const roleMap = z.string().transform((text, context): Readonly<Record<string, readonly RoleName[]>> => {
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  const oneOrMore = z.union([
    z.enum(roleNames).transform((role) => [role]),
    z.array(z.enum(roleNames)).min(1),
  ]);
  try {
    const read = z.record(z.string().min(1), oneOrMore).safeParse(JSON.parse(text));
    return read.success ? read.data : refuse(`must map groups to roles: ${roleNames.join(', ')}`);
  } catch {
    return refuse('must be JSON such as {"desk-agents": "agent", "it-leads": ["engineer", "lead"]}');
  }
});

const leastSecret = 32;
const secrets = z.string().transform((text, context): readonly string[] => {
  const list = text.split(',').map((secret) => secret.trim());
  if (list.every((secret) => secret.length >= leastSecret)) return list;
  context.addIssue({
    code: 'custom',
    message: `must be secrets of at least ${leastSecret} characters, the current one first, divided by commas`,
  });
  return z.NEVER;
});

const mebibyte = 1024 * 1024;
const bytes = (fallback: number) =>
  z
    .string()
    .default(String(fallback))
    .transform((text, context) => {
      const value = /^\d{1,13}$/.test(text) ? Number(text) : 0;
      if (value >= 1) return value;
      context.addIssue({ code: 'custom', message: 'must be a whole number, at least 1' });
      return z.NEVER;
    });

/** Ports of the local parts where the environment sets none. */
export const defaultPorts = {
  PORT: 8080,
  POSTGRES_PORT: 5442,
  TEMPORAL_PORT: 7253,
  TEMPORAL_UI_PORT: 8253,
  ISSUER_PORT: 8090,
  WORKER_METRICS_PORT: 8091,
  SMTP_PORT: 8092,
  MAILBOX_PORT: 8093,
} as const;

/** Every variable the desk reads, by its name in the environment, with its default. */
export const variables = z.object({
  NODE_ENV: z
    .enum(['production', 'development', 'test'], 'must be production, development or test')
    .default('development'),
  DESK_LANG: z.enum(['zh-CN', 'en'], 'must be zh-CN or en').default('zh-CN'),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'must be trace, debug, info, warn, error, fatal or silent',
    )
    .default('info'),

  DATA_DIR: z.string().default('./.data'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port(defaultPorts.PORT),
  POSTGRES_PORT: port(defaultPorts.POSTGRES_PORT),
  TEMPORAL_PORT: port(defaultPorts.TEMPORAL_PORT),
  TEMPORAL_UI_PORT: port(defaultPorts.TEMPORAL_UI_PORT),
  ISSUER_PORT: port(defaultPorts.ISSUER_PORT),
  WORKER_METRICS_PORT: port(defaultPorts.WORKER_METRICS_PORT),
  /** Of the local mailbox that a desk in development without SMTP_URL gets. */
  SMTP_PORT: port(defaultPorts.SMTP_PORT),
  MAILBOX_PORT: port(defaultPorts.MAILBOX_PORT),
  PUBLIC_URL: url('http', 'https').optional(),

  DATABASE_URL: url('postgres', 'postgresql').optional(),

  TEMPORAL_ADDRESS: address.optional(),
  TEMPORAL_NAMESPACE: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/, 'must be a namespace name')
    .default('default'),
  TEMPORAL_API_KEY: z.string().optional(),
  TEMPORAL_TLS: yesOrNo.optional(),
  TEMPORAL_TLS_CLIENT_CERT_PATH: z.string().optional(),
  TEMPORAL_TLS_CLIENT_CERT_DATA: z.string().optional(),
  TEMPORAL_TLS_CLIENT_KEY_PATH: z.string().optional(),
  TEMPORAL_TLS_CLIENT_KEY_DATA: z.string().optional(),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: z.string().optional(),
  TEMPORAL_TLS_SERVER_CA_CERT_DATA: z.string().optional(),
  TEMPORAL_TLS_SERVER_NAME: z.string().optional(),
  WORKER_CACHE: wholeNumber({ fallback: 2000, max: 999_999, of: 'a count of workflows' }),

  PAYLOAD_KEYS: payloadKeys.optional(),
  /** Seed of the Ed25519 key that signs archive bundles; a desk in development makes its own. */
  ARCHIVE_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 random bytes in base64')
    .transform((text) => Uint8Array.from(Buffer.from(text, 'base64')))
    .optional(),
  /** A TrueType or OpenType font with Chinese characters for archived forms. */
  PDF_FONT: z.string().optional(),

  JWT_ISSUER: z.string().optional(),
  JWT_JWKS_URL: url('http', 'https').optional(),
  JWT_AUDIENCE: z.string().default('steadydesk'),

  OIDC_ISSUER: url('http', 'https').optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_SCOPES: z
    .string()
    .regex(
      /^(?=.*\bopenid\b)[\x21-\x7e]+(?: [\x21-\x7e]+)*$/,
      'must be scopes divided by spaces, openid among them',
    )
    .default('openid profile email'),
  OIDC_GROUPS_CLAIM: z.string().default('groups'),
  OIDC_ROLE_MAP: roleMap.optional(),
  SESSION_SECRETS: secrets.optional(),
  SESSION_IDLE_MINUTES: wholeNumber({ fallback: 60, max: 1440, of: 'minutes' }),
  SESSION_HOURS: wholeNumber({ fallback: 12, max: 720, of: 'hours' }),

  /** Seals the secrets of channels at rest; PAYLOAD_KEYS do where it is not given. */
  SECRET_KEYS: payloadKeys.optional(),
  OUTBOUND_HOSTS: hosts.default([]),
  OUTBOUND_PRIVATE_HOSTS: hosts.default([]),
  ATTACHMENT_MAX_BYTES: bytes(25 * mebibyte),
  ATTACHMENT_DAY_BYTES: bytes(1024 * mebibyte),
  ATTACHMENT_DAY_FILES: bytes(500),
  CLAMD: z
    .string()
    .regex(
      /^(?:\/.+|[A-Za-z0-9._-]+:\d{1,5}|\[[0-9a-fA-F:]+\]:\d{1,5})$/,
      'must be host:port or the path of a socket',
    )
    .optional(),
  S3_ENDPOINT: url('http', 'https').optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_ACCESS_KEY: z.string().optional(),
  S3_SECRET_KEY: z.string().optional(),

  SMTP_URL: url('smtp', 'smtps').optional(),
  MAIL_FROM: z.string().optional(),
});

export type Variables = z.output<typeof variables>;
