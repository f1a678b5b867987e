import { hasPlaceholderKey } from './payload-keys.js';
import type { Variables } from './schema.js';
import type { TemporalTls } from './temporal-tls.js';

const defaultPasswords = new Set(['postgres', 'steadydesk', 'password', 'changeme', 'secret']);

type Refuse = (name: string, rule: string) => void;

/** Passes to `refuse` everything that NODE_ENV=production forbids in otherwise valid values. */
export function refuseInProduction(values: Variables, tls: TemporalTls | null, refuse: Refuse): void {
  const {
    DATABASE_URL: database,
    TEMPORAL_ADDRESS: temporal,
    PAYLOAD_KEYS: keys,
    PUBLIC_URL: site,
    JWT_JWKS_URL: jwks,
  } = values;
  const needed = 'is required in production';

  if (database === undefined) refuse('DATABASE_URL', `${needed}: the embedded Postgres is refused`);
  else if (defaultPasswords.has(decodeURIComponent(new URL(database).password).toLowerCase())) {
    refuse('DATABASE_URL', 'has a default password, which production refuses');
  }

  if (temporal === undefined) refuse('TEMPORAL_ADDRESS', `${needed}: the dev server is refused`);
  else if (tls === null && !isLoopback(hostOf(temporal))) {
    refuse('TEMPORAL_TLS', 'must be on in production for a Temporal that is not on this machine');
  }

  if (keys === undefined) refuse('PAYLOAD_KEYS', `${needed}: payloads must be encrypted`);
  else if (hasPlaceholderKey(keys)) refuse('PAYLOAD_KEYS', 'has a placeholder key, not a random one');

  if (values.ARCHIVE_KEY === undefined)
    refuse('ARCHIVE_KEY', `${needed}: archive bundles are signed with it`);
  else if (values.ARCHIVE_KEY.every((byte, _i, [first]) => byte === first))
    refuse('ARCHIVE_KEY', 'is a placeholder, not a random one');

  if (values.JWT_ISSUER === undefined) {
    refuse('JWT_ISSUER', `${needed}: the local token issuer is refused`);
  }
  if (jwks === undefined) refuse('JWT_JWKS_URL', `${needed}: the local token issuer is refused`);
  else if (isPlain(jwks)) refuse('JWT_JWKS_URL', 'must be https in production');

  refuseSignIn(values, refuse);

  if (site === undefined) refuse('PUBLIC_URL', `${needed}: links in notices point to it`);
  else if (!site.startsWith('https:')) refuse('PUBLIC_URL', 'must be https in production');
}

function refuseSignIn(values: Variables, refuse: Refuse): void {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_SECRET: secret, SESSION_SECRETS: sessions } = values;
  const needed = 'is required in production';
  if (issuer === undefined) refuse('OIDC_ISSUER', `${needed}: the local provider is refused`);
  else if (!issuer.startsWith('https:')) refuse('OIDC_ISSUER', 'must be https in production');
  if (values.OIDC_CLIENT_ID === undefined) refuse('OIDC_CLIENT_ID', needed);
  if (secret === undefined) refuse('OIDC_CLIENT_SECRET', needed);
  else if (isGuessable(secret)) refuse('OIDC_CLIENT_SECRET', 'can be guessed, which production refuses');
  if (sessions === undefined) refuse('SESSION_SECRETS', `${needed}: session cookies are signed with it`);
  else if (sessions.some(isGuessable)) refuse('SESSION_SECRETS', 'can be guessed, which production refuses');
}

const fewestCharacters = 8;

/** A default, or something typed to fill the field. */
function isGuessable(secret: string): boolean {
  return defaultPasswords.has(secret.toLowerCase()) || new Set(secret).size < fewestCharacters;
}

/** Whether a host name or address means this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || host.startsWith('127.');
}

function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':'));
}

function isPlain(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === 'http:' && !isLoopback(hostname);
}
