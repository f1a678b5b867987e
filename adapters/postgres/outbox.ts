import type { Client, Pool } from 'pg';
import type { Notice, Outbox, OutboxLease, Receipt } from '../../activities/ports.js';
import { deadLetter } from '../../domain/undelivered.js';
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
      await takeOver(client, channel);
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
  /** Of each message under way, the row that counts it. */
  const sends = new Map<string, number>();
  // Several messages may be under way; the connection speaks for one at a time.
  let tail: Promise<unknown> = Promise.resolve();
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    const mine = tail.then(work);
    tail = mine.catch(() => undefined);
    return await mine;
  };
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
    pace: async ({ ms, address }) =>
      await inTurn(async () => await paceOf(client, { channel, ms, address: address ?? null })),
    begin: async (notices, { repeatable }) =>
      await inTurn(async () => {
        const id = await begin(client, { channel, notices, repeatable });
        sends.set(notices[0]?.id ?? '', id);
      }),
    settle: async (notices, receipt, digest) =>
      await inTurn(async () => {
        if (receipt.state === 'later' && receipt.lockMs !== undefined)
          await lock(client, channel, receipt.lockMs);
        const first = notices[0]?.id ?? '';
        await settle(client, receipt, { notices, digest: digest ?? null, send: sends.get(first) ?? null });
        sends.delete(first);
      }),
    postpone: async (notices, ms) => {
      await client.query(
        `update notice set next_at = now() + make_interval(secs => $2) where id = any($1) and state = 'queued'`,
        [notices.map(({ id }) => id), ms / 1000],
      );
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

// A second way to the same person is for whoever has not reacted: not for a ticket acknowledged or a notice opened.
const dueSql = `
  with cancelled as (
    update notice n set state = 'cancelled', reason = 'acknowledged'
    where channel = $1 and state = 'queued' and next_at <= now() and backup and (
      exists (select from ticket t where t.no = n.no and t.state #>> '{emergency,acknowledgedAt}' is not null)
      or exists (select from notice i where i.no = n.no and i.seq = n.seq and i.kind = n.kind
        and i.recipient = n.recipient and i.channel = 'desk' and i.read_at is not null))
    returning id
  )
  select id, coalesce(no, '') as no, seq, kind, recipient, address, subject, replace(body, $3, coalesce(secret_link, $3)) as body, urgent,
    attempts, language, verified
  from notice where channel = $1 and state = 'queued' and next_at <= now() and id not in (select id from cancelled)
  order by urgent desc, at, id limit $2`;

const paceOf = async (
  client: Client,
  {
    channel,
    ms,
    address,
  }: { readonly channel: string; readonly ms: number; readonly address: string | null },
): ReturnType<OutboxLease['pace']> => {
  const { rows } = await client.query<{ sent: readonly number[] | null; locked: number; now: number }>({
    name: 'pace',
    text: `select
        (select array_agg(floor(extract(epoch from at) * 1000)::float8) from channel_send
          where channel = $1 and at > clock_timestamp() - make_interval(secs => $2)
            and ($3::text is null or address = $3)) as sent,
        coalesce((select extract(epoch from until) * 1000 from channel_lock where channel = $1), 0)::float8 as locked,
        (extract(epoch from clock_timestamp()) * 1000)::float8 as now`,
    values: [channel, ms / 1000, address?.toLowerCase() ?? null],
  });
  const [row] = rows;
  if (row === undefined) throw new Error('the database gave no time');
  return { sent: row.sent ?? [], lockedUntil: row.locked, now: row.now };
};

/** One message is about to go; what must not go twice is marked first, so that a crash is seen afterwards. */
const begin = async (
  client: Client,
  {
    channel,
    notices,
    repeatable,
  }: { readonly channel: string; readonly notices: readonly Notice[]; readonly repeatable: boolean },
): Promise<number> => {
  const { rows } = await client.query<{ id: number }>({
    name: 'begin-sending',
    text: `with marked as (
        update notice set state = 'sending' where $4 and id = any($3) and state = 'queued'
      ) insert into channel_send (channel, address) values ($1, $2) returning id`,
    values: [channel, (notices[0]?.address ?? '').toLowerCase(), notices.map(({ id }) => id), !repeatable],
  });
  return rows[0]?.id ?? 0;
};

const lock = async (client: Client, channel: string, ms: number): Promise<void> => {
  await client.query(
    `insert into channel_lock (channel, until) values ($1, now() + make_interval(secs => $2))
     on conflict (channel) do update set until = greatest(channel_lock.until, excluded.until)`,
    [channel, ms / 1000],
  );
};

const settle = async (
  client: Client,
  receipt: Receipt,
  {
    notices,
    digest,
    send,
  }: { readonly notices: readonly Notice[]; readonly digest: string | null; readonly send: number | null },
): Promise<void> => {
  const ids = notices.map(({ id }) => id);
  if (send !== null)
    await client.query({
      name: 'answered',
      text: 'update channel_send set at = clock_timestamp() where id = $1',
      values: [send],
    });
  if (receipt.state !== 'later') {
    await client.query(
      `update notice set state = $2, sent_at = case when $2 = 'sent' then now() end, reason = $3,
         attempts = attempts + 1, sent_in = $4, secret_link = case when $2 = 'unknown' then secret_link end
       where id = any($1) and state in ('queued', 'sending')`,
      [ids, receipt.state, receipt.state === 'sent' ? null : plain(receipt.reason), digest],
    );
    return;
  }
  const attempts = Math.max(0, ...notices.map((notice) => notice.attempts));
  const waitMs =
    receipt.retryAfterMs ??
    receipt.lockMs ??
    Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(attempts, 20));
  await client.query(
    `update notice n set attempts = attempts + 1, next_at = now() + make_interval(secs => $2),
       state = case when d.dead then 'failed' else 'queued' end,
       secret_link = case when d.dead then null else secret_link end,
       reason = case when d.dead then $6 else '' end || $3
     from (select id, attempts + 1 >= $4 and at < now() - make_interval(secs => $5) as dead from notice
       where id = any($1)) d
     where n.id = d.id and n.state in ('queued', 'sending')`,
    [ids, waitMs / 1000, plain(receipt.reason), giveUp.attempts, giveUp.ageMs / 1000, deadLetter],
  );
};

const longestReason = 500;

/** Answers hold anything: a byte that no text column takes must not keep a channel from its next notice. */
const plain = (reason: string): string => reason.slice(0, longestReason).replaceAll(/\p{Cc}+/gu, ' ');

/** What the deliverer before us was sending when it ended may have arrived: a person checks (R6). */
const takeOver = async (client: Client, channel: string): Promise<void> => {
  await client.query(
    `update notice set state = 'unknown', reason = 'the desk stopped while it was being sent', attempts = attempts + 1
     where channel = $1 and state = 'sending'`,
    [channel],
  );
  await client.query(`delete from channel_send where channel = $1 and at < now() - interval '3 hours'`, [
    channel,
  ]);
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
