import { Context } from '@temporalio/activity';
import type { ChannelActivities } from './contract.js';
import type { ChannelTransport, OutboxLease, Ports } from './ports.js';

const turnMs = 50 * 60_000;
const beatMs = 1000;
const batch = 20;

export const createChannelActivities = ({
  outbox,
  transports,
  stopping,
}: Pick<Ports, 'outbox' | 'transports' | 'stopping'>): ChannelActivities => ({
  deliver: async (channel) => {
    const transport = transports.find((candidate) => candidate.channel === channel);
    const context = Context.current();
    // A worker that stops hands its turn to the next one, instead of being waited for.
    const signal = AbortSignal.any([
      context.cancellationSignal,
      ...(stopping === undefined ? [] : [stopping]),
    ]);
    const beat = setInterval(() => context.heartbeat(), beatMs);
    try {
      // A channel that is no longer configured keeps its notices; the workflow stays, for the day it is again.
      if (transport === undefined) return await idle(signal);
      const lease = await outbox.lease(channel, signal);
      try {
        return await deliverTurn(lease, transport, signal);
      } finally {
        await lease.release();
      }
    } catch (error) {
      if (stopping?.aborted === true) return { settled: 0 };
      throw error;
    } finally {
      clearInterval(beat);
    }
  },
});

const idle = async (signal: AbortSignal): Promise<{ settled: number }> => {
  const until = Date.now() + turnMs;
  while (Date.now() < until && !signal.aborted)
    await new Promise((resolve) => {
      setTimeout(resolve, beatMs);
    });
  signal.throwIfAborted();
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
