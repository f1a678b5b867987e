import { createHmac } from 'node:crypto';
import type { ChannelTransport } from '../../activities/ports.js';
import { channelKindRows } from '../../domain/channels.js';
import { byStatus, unansweredReceipt } from './answers.js';
import type { Making } from './making.js';
import { fitting } from './text.js';

/** Hexadecimal HMAC-SHA256 of `timestamp.body` under the secret. */
export const webhookSignature = (
  timestamp: number,
  { body, secret }: { readonly body: string; readonly secret: string },
): string => createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');

/**
 * A POST of JSON to a program of the company's own:
 *
 *     X-Steadydesk-Timestamp: 1764000000           seconds; a receiver refuses what is older than five minutes
 *     X-Steadydesk-Delivery: 4f…                   the same for every repetition of one notice
 *     X-Steadydesk-Signature: v1=<hex>             HMAC-SHA256 of `timestamp.body`
 *
 * Any 2xx counts as received. A receiver that remembers the deliveries of the last five minutes is safe from replays,
 * and one that remembers them for longer never acts on a notice twice.
 */
export const createWebhook = ({ channel, outbound, settings, secrets, now }: Making): ChannelTransport => {
  const { caps, textBytes, lockMs } = channelKindRows.webhook;
  return {
    channel,
    caps,
    repeatable: true,
    send: async (message) => {
      const timestamp = Math.floor(now() / 1000);
      const body = JSON.stringify({
        id: message.id,
        ticket: message.no,
        urgent: message.urgent,
        subject: message.subject,
        text: fitting(message.body, textBytes),
      });
      const answer = await outbound.request({
        url: settings['url'] ?? '',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'x-steadydesk-timestamp': String(timestamp),
          'x-steadydesk-delivery': message.id,
          'x-steadydesk-signature': `v1=${webhookSignature(timestamp, { body, secret: secrets['secret'] ?? '' })}`,
        },
        body,
      });
      if (answer.state !== 'answered') return unansweredReceipt(answer, true);
      return answer.status >= 200 && answer.status < 300
        ? { state: 'sent' }
        : byStatus(answer, { repeatable: true, lockMs });
    },
  };
};
