import { readFileSync } from 'node:fs';
import type { Variables } from './schema.js';

/** TLS towards Temporal, in the shape of the SDK's `TLSConfig`; certificates are PEM bytes. */
export type TemporalTls = {
  readonly serverNameOverride?: string;
  readonly serverRootCACertificate?: Uint8Array;
  readonly clientCertPair?: { readonly crt: Uint8Array; readonly key: Uint8Array };
};

type PemName = 'TEMPORAL_TLS_CLIENT_CERT' | 'TEMPORAL_TLS_CLIENT_KEY' | 'TEMPORAL_TLS_SERVER_CA_CERT';

/**
 * The TLS settings that the TEMPORAL_TLS* variables ask for, or null for a plain connection.
 * As in the SDK, an API key or any TLS setting turns it on, and TEMPORAL_TLS=false turns it off.
 * Each thing wrong is passed to `refuse` with its variable's name.
 */
export function temporalTls(
  values: Variables,
  refuse: (name: string, rule: string) => void,
): TemporalTls | null {
  const pem = (name: PemName): Uint8Array | null => {
    const path = values[`${name}_PATH`];
    const data = values[`${name}_DATA`];
    if (path !== undefined && data !== undefined) {
      refuse(`${name}_PATH`, `must not be given together with ${name}_DATA`);
    }
    const read = path === undefined ? data && Buffer.from(data) : readable(path);
    if (path !== undefined && read === null) refuse(`${name}_PATH`, `cannot be read: ${path}`);
    return read ? Uint8Array.from(read) : null;
  };
  const crt = pem('TEMPORAL_TLS_CLIENT_CERT');
  const key = pem('TEMPORAL_TLS_CLIENT_KEY');
  const ca = pem('TEMPORAL_TLS_SERVER_CA_CERT');
  const server = values.TEMPORAL_TLS_SERVER_NAME;
  const given = (name: PemName) => (values[`${name}_PATH`] ?? values[`${name}_DATA`]) !== undefined;
  if (given('TEMPORAL_TLS_CLIENT_CERT') !== given('TEMPORAL_TLS_CLIENT_KEY')) {
    refuse('TEMPORAL_TLS_CLIENT_CERT_PATH', 'and TEMPORAL_TLS_CLIENT_KEY_PATH must be given together');
  }

  const asked = values.TEMPORAL_API_KEY !== undefined || crt || key || ca || server !== undefined;
  if (!(values.TEMPORAL_TLS ?? Boolean(asked))) return null;
  return {
    ...(server !== undefined && { serverNameOverride: server }),
    ...(ca && { serverRootCACertificate: ca }),
    ...(crt && key && { clientCertPair: { crt, key } }),
  };
}

function readable(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
