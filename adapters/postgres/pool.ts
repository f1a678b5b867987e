import { Pool, types, type CustomTypesConfig } from 'pg';

export type { Pool } from 'pg';

/** The role that migrations make and every query of the programs runs as. */
export const appRole = 'steadydesk_app';

/** `timestamptz` as an instant (milliseconds), its infinity as Infinity. */
const parseTimestamp = (text: string): number => {
  if (text === 'infinity') return Infinity;
  if (text === '-infinity') return -Infinity;
  return Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/u, '$1:00'));
};

const parseBigint = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint out of range: ${text}`);
  return value;
};

const int8: number = types.builtins.INT8;
const timestamptz: number = types.builtins.TIMESTAMPTZ;

const defaultParser = types.getTypeParser as (oid: number, format?: 'text' | 'binary') => unknown;

const parsers: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary'): unknown => {
    if (format !== 'binary' && oid === int8) return parseBigint;
    if (format !== 'binary' && oid === timestamptz) return parseTimestamp;
    return defaultParser(oid, format);
  }) as CustomTypesConfig['getTypeParser'],
};

const settings = {
  role: appRole,
  timezone: 'UTC',
  statement_timeout: '30s',
  lock_timeout: '20s',
  // A transaction left open holds back the stream of entries for everybody.
  idle_in_transaction_session_timeout: '30s',
  tcp_keepalives_idle: '15',
  tcp_keepalives_interval: '5',
  tcp_keepalives_count: '3',
} as const;

export interface PoolOptions {
  readonly max?: number;
  /** How long a connection or an answer may take, in ms: a server that stands still answers nothing, not even a timeout. */
  readonly patienceMs?: number;
  /** Told of connections that break while idle; the pool replaces them. */
  readonly onError?: (error: Error) => void;
}

/** Connections that act as {@link appRole}; instants are numbers. Migrations must have run. */
export const createPool = (
  url: string,
  { max = 10, patienceMs, onError = () => undefined }: PoolOptions = {},
): Pool => {
  const pool = new Pool({
    connectionString: url,
    max,
    types: parsers,
    keepAlive: true,
    connectionTimeoutMillis: patienceMs ?? 10_000,
    ...(patienceMs === undefined ? {} : { query_timeout: patienceMs }),
    application_name: 'steadydesk',
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  });
  pool.on('error', onError);
  return pool;
};

/** A moment as Postgres reads it. */
export const timestamp = (at: number | null | undefined): string =>
  at === null || at === undefined || at === Infinity ? 'infinity' : new Date(at).toISOString();
