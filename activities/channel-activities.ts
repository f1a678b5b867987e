import { Context } from '@temporalio/activity';
import type { ChannelActivities } from './contract.js';
import type { ChannelTransport, OutboxLease, Ports } from './ports.js';

const turnMs = 50 * 60_000;
const beatMs = 1000;
const batch = 20;

export const createChannelActivities = ({
  outbox,
  transports,
}: Pick<Ports, 'outbox' | 'transports'>): ChannelActivities => ({
  deliver: async (channel) => {
    const transport = transports.find((candidate) => candidate.channel === channel);
    const context = Context.current();
    const beat = setInterval(() => context.heartbeat(), beatMs);
    try {
      // A channel that is no longer configured keeps its notices; the workflow stays, for the day it is again.
      if (transport === undefined) return await idle(context);
      const lease = await outbox.lease(channel, context.cancellationSignal);
      try {
        return await deliverTurn(lease, transport, context.cancellationSignal);
      } finally {
        await lease.release();
      }
    } finally {
      clearInterval(beat);
    }
  },
});

const idle = async (context: Context): Promise<{ settled: number }> => {
  await context.sleep(turnMs);
  return { settled: 0 };
};

const deliverTurn = async (
  lease: OutboxLease,
  transport: ChannelTransport,
  signal: AbortSignal,
): Promise<{ settled: number }> => {
  const until = Date.now() + turnMs;
  let settled = 0;
  while (Date.now() < until && !signal.aborted) {
    const due = await lease.due(batch);
    for (const notice of due) {
      if (signal.aborted) break;
      await lease.settle(notice, await attempt(transport, notice));
      settled += 1;
    }
    if (due.length === 0) await lease.untilWaiting(beatMs);
  }
  signal.throwIfAborted();
  return { settled };
};

/** A transport that throws, of whatever kind, costs its one notice an attempt and no other notice anything. */
const attempt = async (transport: ChannelTransport, notice: Parameters<ChannelTransport['send']>[0]) => {
  try {
    return await transport.send(notice);
  } catch (error) {
    return { state: 'later', reason: error instanceof Error ? error.message : String(error) } as const;
  }
};
