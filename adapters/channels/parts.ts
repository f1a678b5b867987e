import type { Pool } from 'pg';
import { createOutbound, type Outbound } from '../outbound.js';
import { createChannelStore } from '../postgres/channels.js';
import { vendorHosts } from './kinds.js';
import { createRegistry, type Registry } from './registry.js';
import type { SecretKeeping } from './secrets.js';

/** What the configuration says of channels. */
export interface ChannelConfig {
  readonly outbound: { readonly hosts: readonly string[]; readonly privateHosts: readonly string[] };
  readonly channelSecrets: SecretKeeping;
}

/** Everything that channels are made of, as both the API and the worker need it. */
export const channelParts = (
  pool: Pool,
  { outbound: allowed, channelSecrets: keeping }: ChannelConfig,
): { readonly registry: Registry; readonly outbound: Outbound; readonly keeping: SecretKeeping } => {
  const outbound = createOutbound({
    hosts: [...vendorHosts, ...allowed.hosts],
    privateHosts: allowed.privateHosts,
  });
  const registry = createRegistry({ read: createChannelStore(pool).channel, outbound, keeping });
  return { registry, outbound, keeping };
};
