import type { Pool } from '../adapters/postgres/pool.js';
import type { RoleMap } from '../domain/role-map.js';
import { originsOf, type Origins } from './origins.js';
import { createProvider, type Provider, type ProviderOptions } from './provider.js';
import { createSessions, type Sessions } from './sessions.js';

/** How people sign in with a browser. */
export interface EntranceOptions extends ProviderOptions {
  readonly pool: Pool;
  readonly publicUrl: string;
  readonly sessionSecrets: readonly string[];
  readonly idleMs: number;
  readonly longestMs: number;
  /** Null leaves roles to the desk. */
  readonly roleMap: RoleMap | null;
}

export interface Entrance {
  readonly origins: Origins;
  readonly provider: Provider;
  readonly sessions: Sessions;
  readonly roleMap: RoleMap | null;
}

export const createEntrance = ({ publicUrl, sessionSecrets, ...options }: EntranceOptions): Entrance => ({
  origins: originsOf(publicUrl),
  provider: createProvider(options),
  sessions: createSessions({
    ...options,
    secrets: sessionSecrets,
    isSecure: publicUrl.startsWith('https:'),
  }),
  roleMap: options.roleMap,
});
