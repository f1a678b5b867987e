import type { Pool } from 'pg';
import type { ChannelKind, LeavingField, Serves } from '../../domain/channels.js';
import type { Instant } from '../../domain/instant.js';
import type { Language } from '../../domain/words.js';
import type { KeptSecret } from '../channels/sealing.js';
import { recordChange } from './admin-log.js';
import { transaction } from './transaction.js';

/** A channel as it is stored; its secrets are sealed or named. */
export interface StoredChannel {
  readonly id: string;
  readonly kind: ChannelKind;
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, KeptSecret>>;
  readonly serves: Serves;
  readonly fields: readonly LeavingField[];
  readonly language: Language;
  readonly active: boolean;
  readonly changedBy: string;
  readonly changedAt: Instant;
}

export interface ChannelStore {
  readonly channels: () => Promise<readonly StoredChannel[]>;
  readonly channel: (id: string) => Promise<StoredChannel | null>;
  /** Adds the channel, or takes the place of the one by its id; false when `isNew` and there is one. */
  readonly putChannel: (channel: Omit<StoredChannel, 'changedAt'>, isNew: boolean) => Promise<boolean>;
}

const columns = `id, kind, name, settings, secrets, serves, fields, language, active, changed_by as "changedBy",
  changed_at as "changedAt"`;

export const createChannelStore = (pool: Pool): ChannelStore => ({
  channels: async () => (await pool.query<StoredChannel>(`select ${columns} from channel order by id`)).rows,
  channel: async (id) => {
    const { rows } = await pool.query<StoredChannel>({
      name: 'channel',
      text: `select ${columns} from channel where id = $1`,
      values: [id],
    });
    return rows[0] ?? null;
  },
  putChannel: async (channel, isNew) =>
    await transaction(pool, async (client) => {
      const { rows } = await client.query<StoredChannel>(
        `select ${columns} from channel where id = $1 for update`,
        [channel.id],
      );
      const before = rows[0] ?? null;
      if (isNew && before !== null) return false;
      await client.query(
        `insert into channel (id, kind, name, settings, secrets, serves, fields, language, active, changed_by, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, clock_timestamp())
         on conflict (id) do update set kind = excluded.kind, name = excluded.name, settings = excluded.settings,
           secrets = excluded.secrets, serves = excluded.serves, fields = excluded.fields,
           language = excluded.language, active = excluded.active, changed_by = excluded.changed_by,
           changed_at = excluded.changed_at`,
        [
          channel.id,
          channel.kind,
          channel.name,
          channel.settings,
          channel.secrets,
          channel.serves,
          channel.fields,
          channel.language,
          channel.active,
          channel.changedBy,
        ],
      );
      // What waits for a channel that is switched off would be old news on the day it is on again.
      if (!channel.active)
        await client.query(
          `update notice set state = 'cancelled', reason = 'the channel was switched off', secret_link = null
           where channel = $1 and state = 'queued'`,
          [channel.id],
        );
      await recordChange(client, {
        by: channel.changedBy,
        action: before === null ? 'add-channel' : 'change-channel',
        kind: 'channel',
        subject: channel.id,
        before: before === null ? null : noSecrets(before),
        after: noSecrets(channel),
      });
      return true;
    }),
});

const noSecrets = ({
  id,
  kind,
  name,
  settings,
  secrets,
  serves,
  fields,
  active,
}: Omit<StoredChannel, 'changedAt'>): object => ({
  id,
  kind,
  name,
  settings,
  secrets: Object.keys(secrets),
  serves,
  fields,
  active,
});
