import { MockActivityEnvironment } from '@temporalio/testing';
import { createChannelActivities } from '../../activities/channel-activities.js';
import type { ChannelTransport } from '../../activities/ports.js';
import { channelMakers } from '../../adapters/channels/kinds.js';
import { createOutbound } from '../../adapters/outbound.js';
import { createOutbox } from '../../adapters/postgres/outbox.js';
import { createPool } from '../../adapters/postgres/pool.js';
import { createSmtpTransport } from '../../adapters/smtp.js';
import { hurry, robots } from './channels.js';

// Delivers for all channels until it is killed: what a worker does, without the engine that starts it again.
const [, , databaseUrl = '', smtpUrl = '', port = ''] = process.argv;
const base = `http://127.0.0.1:${port}`;
const outbound = createOutbound({ hosts: [], privateHosts: [`127.0.0.1:${port}`] });
const transports: readonly ChannelTransport[] = [
  createSmtpTransport({ url: smtpUrl, from: 'desk@desk.example' }),
  ...robots.map((kind) => {
    const made = channelMakers[kind].create({
      channel: kind,
      outbound,
      base: `${base}/${kind}`,
      settings: { url: `${base}/${kind}` },
      secrets: { key: 'k', token: 't', secret: 's' },
      now: Date.now,
    });
    const caps = (made.caps ?? []).map(({ count, perMs }) => ({ count, perMs: perMs / hurry }));
    return { ...made, caps };
  }),
];
const { deliver } = createChannelActivities({
  outbox: createOutbox(createPool(databaseUrl, { max: 2 })),
  transports,
  publicUrl: 'https://desk.example',
});
await Promise.all(
  transports.map(async ({ channel }) => {
    for (;;) await new MockActivityEnvironment().run(deliver, channel).catch(() => undefined);
  }),
);
