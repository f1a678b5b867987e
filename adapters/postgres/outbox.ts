import type { Client, Pool } from 'pg';
import type { Notice, Outbox, OutboxLease, Receipt } from '../../activities/ports.js';
import { dedicatedClient } from './listen.js';
import { linkPlaceholder } from './notice-rows.js';

const lockPollMs = 250;
const firstRetryMs = 2000;
const longestRetryMs = 600_000;
/** A notice is given up once it was tried this often and is this old: an outage of some hours costs none. */
const giveUp = { attempts: 20, ageMs: 3 * 86_400_000 };

/** {@link Outbox} in Postgres: the right to deliver is a lock of the lease's own connection, and ends with it. */
export const createOutbox = (pool: Pool): Outbox => ({
  lease: async (channel, signal) => {
    signal.throwIfAborted();
    let lost: Error | null = null;
    const client = await dedicatedClient(pool, (error) => {
      lost = error;
    });
    try {
      while (!(await hasLock(client, channel))) await pause(lockPollMs, signal);
      await client.query('listen desk_notice');
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    return createLease(client, { channel, isLost: () => lost });
  },
});

// Asked again and again instead of waited for: a waiter that dies must not be given the lock.
const hasLock = async (client: Client, channel: string): Promise<boolean> => {
  const { rows } = await client.query<{ held: boolean }>(
    'select pg_try_advisory_lock(hashtextextended($1, 0)) as held',
    [`steadydesk outbox ${channel}`],
  );
  return rows[0]?.held === true;
};

const createLease = (
  client: Client,
  { channel, isLost }: { readonly channel: string; readonly isLost: () => Error | null },
): OutboxLease => {
  let isWaiting = false;
  let wake = (): void => undefined;
  const notified = (): void => {
    isWaiting = true;
    wake();
  };
  client.on('notification', ({ payload }) => {
    if (payload === channel) notified();
  });
  client.on('end', notified);
  return {
    due: async (limit) => {
      isWaiting = false;
      const { rows } = await client.query<Notice>({
        name: 'due',
        text: dueSql,
        values: [channel, limit, linkPlaceholder],
      });
      return rows;
    },
    settle: async (notice, receipt) => {
      await settle(client, notice, receipt);
    },
    untilWaiting: async (ms) => {
      const lost = isLost();
      if (lost !== null) throw lost;
      if (isWaiting) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
    release: async () => {
      await client.end().catch(() => undefined);
    },
  };
};

const dueSql = `
  select id, no, seq, kind, recipient, address, subject, replace(body, $3, coalesce(secret_link, $3)) as body, urgent,
    attempts
  from notice where channel = $1 and state = 'queued' and next_at <= now()
  order by urgent desc, at, id limit $2`;

const settle = async (client: Client, notice: Notice, receipt: Receipt): Promise<void> => {
  if (receipt.state !== 'later') {
    await client.query(
      `update notice set state = $2, sent_at = case when $2 = 'sent' then now() end, reason = $3,
         attempts = attempts + 1, secret_link = null
       where id = $1 and state = 'queued'`,
      [notice.id, receipt.state, receipt.state === 'failed' ? receipt.reason : null],
    );
    return;
  }
  const waitMs =
    receipt.retryAfterMs ?? Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(notice.attempts, 20));
  await client.query(
    `update notice set attempts = attempts + 1, next_at = now() + make_interval(secs => $2),
       state = case when dead then 'failed' else state end,
       secret_link = case when dead then null else secret_link end,
       reason = case when dead then 'dead letter: ' else '' end || $3
     from (select attempts + 1 >= $4 and at < now() - make_interval(secs => $5) as dead from notice where id = $1) d
     where id = $1 and state = 'queued'`,
    [notice.id, waitMs / 1000, receipt.reason, giveUp.attempts, giveUp.ageMs / 1000],
  );
};

const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  await new Promise<void>((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, ms);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
};
