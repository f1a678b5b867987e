import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ConfigError, readConfig, readServiceConfig } from '../../config/config.js';
import { roleNames, variables } from '../../config/schema.js';
import { roles } from '../../domain/words.js';

const key = () => randomBytes(32).toString('base64');

const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://desk:Zk3vB81qTt@db.example:5432/desk',
  TEMPORAL_ADDRESS: 'temporal.example:7233',
  TEMPORAL_TLS: 'true',
  PAYLOAD_KEYS: `k1:${key()}`,
  ARCHIVE_KEY: key(),
  JWT_ISSUER: 'https://id.example',
  JWT_JWKS_URL: 'https://id.example/jwks',
  PUBLIC_URL: 'https://desk.example/',
  OIDC_ISSUER: 'https://id.example',
  OIDC_CLIENT_ID: 'steadydesk',
  OIDC_CLIENT_SECRET: 'Zk3vB81qTtPw0',
  SESSION_SECRETS: key(),
};

function reasonsFor(env: Record<string, string>, read = readConfig): string[] {
  try {
    read(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.reasons.map(({ name, rule }) => `${name} ${rule}`);
  }
}

const namesIn = (reasons: readonly string[]) => reasons.map((reason) => reason.split(' ')[0] ?? '');
const sorted = (names: readonly string[]) => names.toSorted((one, other) => one.localeCompare(other));

test('an empty environment is a local desk with everything embedded', () => {
  const config = readConfig({});
  expect(config).toMatchObject({
    mode: 'development',
    lang: 'zh-CN',
    dataDir: resolve('.data'),
    publicUrl: 'http://localhost:8080',
    databaseUrl: null,
    temporal: { address: null, namespace: 'default', tls: null },
    payloadKeys: null,
    issuer: null,
    workerCache: 2000,
  });
});

test('a blank variable counts as not given', () => {
  expect(readConfig({ DATABASE_URL: '', PORT: ' ' }).databaseUrl).toBeNull();
});

test('every reason is named at once', () => {
  const env = {
    PORT: '0',
    POSTGRES_PORT: '65536',
    TEMPORAL_PORT: 'x',
    DATABASE_URL: 'mysql://x',
    TEMPORAL_ADDRESS: 'nowhere',
    LOG_LEVEL: 'loud',
    DESK_LANG: 'fr',
    PAYLOAD_KEYS: 'k1:short',
    SMTP_URL: 'smtp://mail.example',
    JWT_ISSUER: 'https://id.example',
  };
  const reasons = reasonsFor(env);
  expect(sorted(namesIn(reasons))).toEqual(
    sorted([
      ...Object.keys(env).filter((name) => !['SMTP_URL', 'JWT_ISSUER'].includes(name)),
      'JWT_JWKS_URL',
      'MAIL_FROM',
    ]),
  );
  expect(reasons).toContain('PORT must be a port, 1 to 65535');
  expect(reasons).toContain('MAIL_FROM is required with SMTP_URL');
});

test('two parts cannot share a port, unless one of them is not embedded', () => {
  expect(reasonsFor({ PORT: '7000', TEMPORAL_UI_PORT: '7000' })).toEqual([
    'TEMPORAL_UI_PORT is 7000, the same as PORT',
  ]);
  const elsewhere = { TEMPORAL_ADDRESS: 'localhost:7233' };
  expect(reasonsFor({ PORT: '7000', TEMPORAL_UI_PORT: '7000', ...elsewhere })).toEqual([]);
});

describe('sign-in', () => {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, SESSION_SECRETS } = production;
  const given = { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, SESSION_SECRETS };

  test('roles by group, one or several; limits in minutes and hours', () => {
    const map = JSON.stringify({ desk: 'agent', leads: ['engineer', 'lead'] });
    const { signIn } = readConfig({
      ...given,
      OIDC_ROLE_MAP: map,
      SESSION_IDLE_MINUTES: '5',
      SESSION_HOURS: '2',
    });
    expect(signIn).toMatchObject({
      roleMap: { desk: ['agent'], leads: ['engineer', 'lead'] },
      scopes: 'openid profile email',
      idleMs: 300_000,
      longestMs: 7_200_000,
    });
  });

  test('half of it is refused by the names of the other half', () => {
    expect(sorted(namesIn(reasonsFor({ OIDC_CLIENT_ID })))).toEqual([
      'OIDC_CLIENT_SECRET',
      'OIDC_ISSUER',
      'SESSION_SECRETS',
    ]);
  });

  test.each([
    ['OIDC_ROLE_MAP', '{"desk": "god"}'],
    ['OIDC_ROLE_MAP', 'desk=agent'],
    ['OIDC_SCOPES', 'profile'],
    ['SESSION_SECRETS', 'short'],
    ['SESSION_IDLE_MINUTES', '0'],
    ['SESSION_HOURS', 'ten'],
  ])('%s of %j is refused', (name, text) => {
    expect(namesIn(reasonsFor({ ...given, [name]: text }))).toEqual([name]);
  });

  test('the roles are those of the manual', () => {
    expect([...roleNames]).toEqual([...roles]);
  });
});

describe('payload keys', () => {
  test('as a list, the first is current', () => {
    const { payloadKeys } = readConfig({ PAYLOAD_KEYS: `new:${key()}, old:${key()}` });
    expect(payloadKeys?.current).toBe('new');
    expect(Object.keys(payloadKeys?.keys ?? {})).toEqual(['new', 'old']);
    expect(payloadKeys?.keys['old']).toHaveLength(32);
  });

  test('as JSON', () => {
    const text = JSON.stringify({ current: 'b', keys: { a: key(), b: key() } });
    expect(readConfig({ PAYLOAD_KEYS: text }).payloadKeys?.current).toBe('b');
  });

  test.each([
    ['no id', key()],
    ['a short key', `a:${randomBytes(16).toString('base64')}`],
    ['an id twice', `a:${key()},a:${key()}`],
    ['broken JSON', `{"current": "${key()}`],
    ['a current key that is missing', JSON.stringify({ current: 'b', keys: { a: key() } })],
  ])('%s is refused, without repeating the key', (_, text) => {
    const reasons = reasonsFor({ PAYLOAD_KEYS: text });
    expect(namesIn(reasons)).toEqual(['PAYLOAD_KEYS']);
    expect(reasons.join()).not.toContain(text);
  });
});

describe("Temporal's variables", () => {
  const pem = join(mkdtempSync(join(tmpdir(), 'desk-')), 'ca.pem');
  writeFileSync(pem, 'PEM');

  test('an API key turns TLS on, TEMPORAL_TLS=false turns it off', () => {
    expect(readConfig({ TEMPORAL_API_KEY: 'k' }).temporal.tls).toEqual({});
    expect(readConfig({ TEMPORAL_API_KEY: 'k', TEMPORAL_TLS: 'false' }).temporal.tls).toBeNull();
  });

  test('certificates are read, by path and by content', () => {
    const { tls } = readConfig({
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: pem,
      TEMPORAL_TLS_CLIENT_CERT_DATA: 'crt',
      TEMPORAL_TLS_CLIENT_KEY_DATA: 'key',
      TEMPORAL_TLS_SERVER_NAME: 'temporal.internal',
    }).temporal;
    const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();
    expect(text(tls?.serverRootCACertificate)).toBe('PEM');
    expect(text(tls?.clientCertPair?.crt)).toBe('crt');
    expect(tls?.serverNameOverride).toBe('temporal.internal');
  });

  test('a missing file, a path beside content and half a pair are refused together', () => {
    const reasons = reasonsFor({
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/nowhere/ca.pem',
      TEMPORAL_TLS_CLIENT_KEY_PATH: pem,
      TEMPORAL_TLS_CLIENT_KEY_DATA: 'key',
    });
    expect(namesIn(reasons)).toEqual([
      'TEMPORAL_TLS_CLIENT_KEY_PATH',
      'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
      'TEMPORAL_TLS_CLIENT_CERT_PATH',
    ]);
  });
});

describe('production', () => {
  test('a complete configuration is taken', () => {
    expect(readConfig(production)).toMatchObject({
      mode: 'production',
      publicUrl: 'https://desk.example',
    });
  });

  test('everything embedded, missing or by default is refused at once', () => {
    expect(sorted(namesIn(reasonsFor({ NODE_ENV: 'production' })))).toEqual([
      'ARCHIVE_KEY',
      'DATABASE_URL',
      'JWT_ISSUER',
      'JWT_JWKS_URL',
      'OIDC_CLIENT_ID',
      'OIDC_CLIENT_SECRET',
      'OIDC_ISSUER',
      'PAYLOAD_KEYS',
      'PUBLIC_URL',
      'SESSION_SECRETS',
      'TEMPORAL_ADDRESS',
    ]);
  });

  test.each([
    ['DATABASE_URL', { DATABASE_URL: 'postgres://desk:postgres@db.example/desk' }],
    ['DATABASE_URL', { DATABASE_URL: 'postgres://desk:SteadyDesk@db.example/desk' }],
    ['TEMPORAL_TLS', { TEMPORAL_TLS: 'false' }],
    ['PAYLOAD_KEYS', { PAYLOAD_KEYS: `k1:${Buffer.alloc(32).toString('base64')}` }],
    ['ARCHIVE_KEY', { ARCHIVE_KEY: Buffer.alloc(32).toString('base64') }],
    ['ARCHIVE_KEY', { ARCHIVE_KEY: 'short' }],
    ['JWT_JWKS_URL', { JWT_JWKS_URL: 'http://id.example/jwks' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'http://desk.example' }],
    ['OIDC_ISSUER', { OIDC_ISSUER: 'http://127.0.0.1:8090' }],
    ['OIDC_CLIENT_SECRET', { OIDC_CLIENT_SECRET: 'Steadydesk' }],
    ['SESSION_SECRETS', { SESSION_SECRETS: 'x'.repeat(40) }],
    ['SESSION_SECRETS', { SESSION_SECRETS: `${key()},${'abcd'.repeat(10)}` }],
  ])('refuses %s of %j', (name, change) => {
    expect(namesIn(reasonsFor({ ...production, ...change }))).toEqual([name]);
  });

  test('a plain connection to a Temporal on this machine is taken', () => {
    const local = { TEMPORAL_ADDRESS: '127.0.0.1:7233', TEMPORAL_TLS: 'false' };
    expect(reasonsFor({ ...production, ...local })).toEqual([]);
  });
});

test('a single process needs to be told where the servers are', () => {
  expect(namesIn(reasonsFor({}, readServiceConfig))).toEqual([
    'DATABASE_URL',
    'TEMPORAL_ADDRESS',
    'JWT_ISSUER',
    'JWT_JWKS_URL',
  ]);
});

describe('docker-compose.yml', () => {
  /** The environment that the desk's containers get, as the file writes it. */
  const passed = (): readonly (readonly [string, string])[] => {
    const text = readFileSync('docker-compose.yml', 'utf8');
    const desk = text.slice(text.indexOf('x-desk:'), text.indexOf('x-postgres:'));
    return [...desk.matchAll(/^ {4}([A-Z0-9_]+): "?(.*?)"?$/gmu)].map(([, name = '', value = '']) => [
      name,
      value,
    ]);
  };
  /** What the image, the shared network or an override file decides. */
  const elsewhere = /^(?:DATA_DIR|PDF_FONT|TEMPORAL_(?:API_KEY|TLS.*)|[A-Z_]+_PORT)$/u;

  test('passes on every variable there is, and no other', () => {
    const names = Object.keys(variables.shape).filter((name) => !elsewhere.test(name));
    expect(sorted(passed().map(([name]) => name))).toEqual(sorted(names));
  });

  test('starts in production once what it asks for is given', () => {
    const given: Record<string, string> = { ...production, DESK_DB_PASSWORD: 'Zk3vB81qTt' };
    const env = passed().map(([name, value]) => [
      name,
      value.replaceAll(/\$\{(\w+)(?::[?-](.*?))?\}/gu, (whole, asked: string, rest: string) =>
        whole.includes(':?') ? (given[asked] ?? '') : rest,
      ),
    ]);
    expect(reasonsFor(Object.fromEntries(env) as Record<string, string>, readServiceConfig)).toEqual([]);
  });
});
