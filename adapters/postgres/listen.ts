import { Client, type Pool } from 'pg';

export interface Listening {
  readonly close: () => Promise<void>;
}

/** A connection of its own with the pool's settings, for what belongs to a session: locks and LISTEN. */
export const dedicatedClient = async (pool: Pool, onError: (error: Error) => void): Promise<Client> => {
  const client = new Client(pool.options);
  client.on('error', onError);
  await client.connect();
  return client;
};

const retryMs = 500;

/** What to do when a channel is heard, by its name. */
export type Heard = Readonly<Record<string, (payload: string | null) => void>>;

/**
 * Calls what is given for a channel with each of its payloads, and all of it with null whenever messages may have been
 * lost: after the first connection and after every reconnection. Never rejects; a lost connection is made anew.
 */
export const listen = (pool: Pool, heard: Heard): Listening => {
  let current: Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;
  const again = (): void => {
    if (isClosed || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      connecting = connect();
    }, retryMs);
  };
  const lose = (client: Client | null): void => {
    if (client !== null && client === current) current = null;
    again();
  };
  const connect = async (): Promise<void> => {
    let client: Client | null = null;
    try {
      client = await dedicatedClient(pool, () => lose(client));
      client.on('end', () => lose(client));
      client.on('notification', ({ channel, payload }) => heard[channel]?.(payload ?? ''));
      for (const channel of Object.keys(heard))
        await client.query(`listen ${client.escapeIdentifier(channel)}`);
      current = client;
      if (isClosed) await client.end();
      else for (const onNotify of Object.values(heard)) onNotify(null);
    } catch {
      await client?.end().catch(() => undefined);
      again();
    }
  };
  let connecting = connect();
  return {
    close: async () => {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      await connecting;
      await current?.end().catch(() => undefined);
    },
  };
};
