import { Context } from '@temporalio/activity';
import type { ChannelActivities } from './contract.js';
import { deliverDue } from './deliver-due.js';
import type { ChannelTransport, OutboxLease, Ports } from './ports.js';

const turnMs = 50 * 60_000;
const beatMs = 1000;
/** As much as one digest may gather. */
const batch = 500;

export const createChannelActivities = ({
  outbox,
  transports,
  channels,
  publicUrl = '',
  stopping,
}: Pick<Ports, 'outbox' | 'transports' | 'channels' | 'publicUrl' | 'stopping'>): ChannelActivities => ({
  deliver: async (channel) => {
    const context = Context.current();
    // A worker that stops hands its turn to the next one, instead of being waited for.
    const signal = AbortSignal.any([
      context.cancellationSignal,
      ...(stopping === undefined ? [] : [stopping]),
    ]);
    const fixed = transports.find((candidate) => candidate.channel === channel) ?? null;
    const transportOf = async (): Promise<ChannelTransport | null> =>
      fixed ?? (await channels?.of(channel)) ?? null;
    const beat = setInterval(() => context.heartbeat(), beatMs);
    try {
      const lease = await outbox.lease(channel, signal);
      try {
        return await deliverTurn(lease, { transportOf, publicUrl, signal });
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

interface Turn {
  /** Asked again and again: a channel that is not configured keeps its notices, for the day it is again. */
  readonly transportOf: () => Promise<ChannelTransport | null>;
  readonly publicUrl: string;
  readonly signal: AbortSignal;
}

const deliverTurn = async (
  lease: OutboxLease,
  { transportOf, publicUrl, signal }: Turn,
): Promise<{ settled: number }> => {
  const until = Date.now() + turnMs;
  let settled = 0;
  while (Date.now() < until && !signal.aborted) {
    const transport = await transportOf();
    const due = transport === null ? [] : await lease.due(batch);
    const done =
      transport === null || due.length === 0
        ? { settled: 0, waitMs: beatMs }
        : await deliverDue({ lease, transport, publicUrl, signal }, due);
    settled += done.settled;
    if (done.waitMs > 0) await lease.untilWaiting(Math.min(done.waitMs, beatMs));
  }
  signal.throwIfAborted();
  return { settled };
};
