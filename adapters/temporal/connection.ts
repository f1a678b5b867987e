import { fileURLToPath } from 'node:url';
import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { createCodec, type Keyring } from './codec.js';

/** Where Temporal is and how to speak to it; `keys` null leaves payloads readable. */
export interface TemporalAccess {
  readonly address: string;
  readonly namespace: string;
  readonly apiKey: string | null;
  readonly tls: Exclude<ConnectionOptions['tls'], undefined> | null;
  readonly keys: Keyring | null;
}

export const failureConverterPath = fileURLToPath(new URL('./failure-converter.js', import.meta.url));

/** Encrypts payloads and failure messages whenever there are keys (design, "What must hold" 8). */
export const createDataConverter = (keys: Keyring | null): DataConverter =>
  keys === null ? {} : { payloadCodecs: [createCodec(keys)], failureConverterPath };

export const connectionOptions = ({
  address,
  apiKey,
  tls,
}: TemporalAccess): { address: string; apiKey?: string; tls?: NonNullable<TemporalAccess['tls']> } => ({
  address,
  ...(apiKey === null ? {} : { apiKey }),
  ...(tls === null ? {} : { tls }),
});

/** However long Temporal was away: by default a client looks for it again every two minutes at the end. */
const channelArgs = { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 1000 };

/**
 * A client that connects on first use, so that a process starts, and says so, while Temporal is away.
 * `identity` is kept short and without host names: it is repeated in every history.
 */
export const createClient = (access: TemporalAccess, identity: string): Client =>
  new Client({
    connection: Connection.lazy({ ...connectionOptions(access), channelArgs }),
    namespace: access.namespace,
    identity,
    dataConverter: createDataConverter(access.keys),
  });
