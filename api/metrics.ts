import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { RequestHandler } from 'express';
import type { Live } from './live.js';
import type { Reader } from './reads.js';
import type { TicketQueues } from './ticket-queues.js';

export interface Metrics {
  /** Times every request by route pattern. */
  readonly observe: RequestHandler;
  /** All of it, in Prometheus' text format. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

/** The desk's own figures; lateness comes from the ledger, which no restart forgets. */
export const createMetrics = (parts: {
  readonly reader: Pick<Reader, 'health'>;
  readonly live: Pick<Live, 'listeners'>;
  readonly queues: Pick<TicketQueues, 'running' | 'waiting'>;
}): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Histogram({
    name: 'steadydesk_http_seconds',
    help: 'Duration of requests by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const gauge = <Name extends string>(
    name: string,
    help: string,
    labelNames: readonly Name[] = [],
  ): Gauge<Name> => new Gauge({ name: `steadydesk_${name}`, help, labelNames: [...labelNames], registers });
  const missed = gauge('duties_missed', 'Duties missed in the last 30 days', ['duty', 'cause']);
  const lateness = gauge('duty_lateness_seconds', 'How late misses of the last 30 days were noticed', [
    'duty',
    'cause',
    'quantile',
  ]);
  const open = gauge('tickets_open', 'Tickets on which something is still owed, by stage', ['stage']);
  const notices = gauge('notices_behind_seconds', 'Age of the oldest notice that is due, by channel', [
    'channel',
  ]);
  const dead = gauge('notices_dead', 'Notices given up, by channel', ['channel']);
  const unknown = gauge('notices_unknown', 'Notices that may or may not have arrived, by channel', [
    'channel',
  ]);
  const timers = gauge('timers_behind_seconds', 'How long the most overdue timer has waited');
  const starts = gauge('starts_behind_seconds', 'Age of the oldest ticket whose run has not started');
  const bundles = gauge('bundles_behind_seconds', 'Age of the oldest archive record without its bundle');
  const stuck = gauge('commits_stuck', 'Tickets whose entries cannot be stored');
  const streams = gauge('streams_open', 'Open live streams');
  const queued = gauge('actions_waiting', 'Actions that wait for their turn at a ticket');
  const running = gauge('actions_running', 'Actions under way');

  const read = async (): Promise<void> => {
    streams.set(parts.live.listeners());
    queued.set(parts.queues.waiting());
    running.set(parts.queues.running());
    const { health } = parts.reader;
    const [backlog, shares, stages] = await Promise.all([
      health.backlog(),
      health.lateness(),
      health.openTickets(),
    ]);
    for (const one of [missed, lateness, open, notices, dead, unknown]) one.reset();
    timers.set(backlog.timersMs / 1000);
    starts.set(backlog.startsMs / 1000);
    bundles.set(backlog.bundlesMs / 1000);
    stuck.set(backlog.stuck.tickets);
    for (const [channel, ms] of Object.entries(backlog.noticesMs)) notices.set({ channel }, ms / 1000);
    for (const [channel, n] of Object.entries(backlog.unknown)) unknown.set({ channel }, n);
    for (const [channel, n] of Object.entries(backlog.deadLetters)) dead.set({ channel }, n);
    for (const [stage, n] of Object.entries(stages)) open.set({ stage }, n);
    for (const { duty, cause, missed: n, p50, p95, p99, max } of shares) {
      missed.set({ duty, cause }, n);
      for (const [quantile, seconds] of Object.entries({ '0.5': p50, '0.95': p95, '0.99': p99, '1': max }))
        lateness.set({ duty, cause, quantile }, seconds);
    }
  };
  return {
    observe: (req, res, next) => {
      const done = requests.startTimer();
      res.once('finish', () => {
        const route = (req.route as { path?: string } | undefined)?.path ?? 'none';
        if (route !== '/api/stream') done({ method: req.method, route, status: res.statusCode });
      });
      next();
    },
    text: async () => {
      // Without the database the process still tells of itself.
      await read().catch(() => undefined);
      return await registry.metrics();
    },
    contentType: registry.contentType,
  };
};
