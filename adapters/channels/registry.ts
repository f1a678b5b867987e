import type { ChannelSource, ChannelTransport } from '../../activities/ports.js';
import type { Outbound } from '../outbound.js';
import type { StoredChannel } from '../postgres/channels.js';
import { channelMakers } from './kinds.js';
import { openSecret, type SecretKeeping } from './secrets.js';

export interface Registry extends ChannelSource {
  /** The channel as stored, made ready to send, active or not. */
  readonly make: (channel: StoredChannel) => ChannelTransport;
}

/** Where a secret of a channel is kept, so that it opens nowhere else. */
export const placeOf = (channel: string, secret: string): string => `channel ${channel} ${secret}`;

/** Makes channels of what is stored of them; one that changes is made anew, and takes its token with it. */
export const createRegistry = ({
  read,
  outbound,
  keeping,
}: {
  readonly read: (id: string) => Promise<StoredChannel | null>;
  readonly outbound: Outbound;
  readonly keeping: SecretKeeping;
}): Registry => {
  const made = new Map<string, { readonly version: number; readonly transport: ChannelTransport }>();
  const make = (channel: StoredChannel): ChannelTransport => {
    const { base, create } = channelMakers[channel.kind];
    const secrets = Object.fromEntries(
      Object.entries(channel.secrets).map(([name, kept]) => [
        name,
        openSecret(kept, { place: placeOf(channel.id, name), keeping }),
      ]),
    );
    return create({
      channel: channel.id,
      outbound,
      base: (channel.settings['base'] ?? base).replace(/\/+$/u, ''),
      settings: channel.settings,
      secrets,
      now: Date.now,
    });
  };
  return {
    make,
    of: async (id) => {
      const channel = await read(id);
      if (channel === null || !channel.active) return null;
      const known = made.get(id);
      if (known?.version === channel.changedAt) return known.transport;
      const transport = make(channel);
      made.set(id, { version: channel.changedAt, transport });
      return transport;
    },
  };
};
