import { createHmac } from 'node:crypto';
import type { ChannelTransport } from '../../activities/ports.js';
import { channelKindRows } from '../../domain/channels.js';
import { readAnswer, type Reading } from './answers.js';
import type { Making } from './making.js';
import { chatText } from './text.js';
import { createToken, sendWithToken } from './token.js';

const reading = (kind: 'feishu-robot' | 'feishu-app'): Reading => ({
  code: 'code',
  text: 'msg',
  meanings: {
    '0': 'sent',
    '11232': 'locked',
    '230020': 'locked',
    '99991400': 'locked',
    '99991661': 'stale-token',
    '99991663': 'stale-token',
    '99991664': 'stale-token',
  },
  lockMs: channelKindRows[kind].lockMs,
  repeatable: false,
});

/** HMAC-SHA256 of nothing under `timestamp\nsecret`, base64; seconds. */
export const feishuSign = (timestamp: number, secret: string): string =>
  createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64');

/** 飞书群机器人: signed in the body, which is at most 20 kB; 100 messages a minute and 5 a second, then 11232. */
export const createFeishuRobot = ({ channel, outbound, base, secrets, now }: Making): ChannelTransport => {
  const { caps, textBytes } = channelKindRows['feishu-robot'];
  return {
    channel,
    caps,
    repeatable: false,
    send: async (message) => {
      const timestamp = Math.floor(now() / 1000);
      const { token = '', secret } = secrets;
      const answer = await outbound.request({
        url: `${base}/open-apis/bot/v2/hook/${encodeURIComponent(token)}`,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({
          ...(secret === undefined
            ? {}
            : { timestamp: String(timestamp), sign: feishuSign(timestamp, secret) }),
          msg_type: 'text',
          content: { text: chatText(message, textBytes) },
        }),
      });
      return readAnswer(answer, reading('feishu-robot')).receipt;
    },
  };
};

/** 飞书应用消息 to one person; its `uuid` lets Feishu drop a repetition within the hour. */
export const createFeishuApp = ({ channel, outbound, base, settings, secrets }: Making): ChannelTransport => {
  const { caps, textBytes } = channelKindRows['feishu-app'];
  const read = reading('feishu-app');
  const token = createToken(async () => {
    const answer = await outbound.request({
      url: `${base}/open-apis/auth/v3/tenant_access_token/internal`,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ app_id: settings['appId'], app_secret: secrets['secret'] }),
    });
    const { receipt, json } = readAnswer(answer, read);
    return { receipt, value: json['tenant_access_token'], seconds: json['expire'] };
  });
  const idType = settings['idType'] ?? 'user_id';
  return {
    channel,
    caps,
    repeatable: false,
    send: async (message) =>
      await sendWithToken(token, async (value) => {
        const answer = await outbound.request({
          url: `${base}/open-apis/im/v1/messages?receive_id_type=${encodeURIComponent(idType)}`,
          headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${value}` },
          body: JSON.stringify({
            receive_id: message.address,
            msg_type: 'text',
            content: JSON.stringify({ text: chatText(message, textBytes) }),
            uuid: message.id,
          }),
        });
        return readAnswer(answer, read);
      }),
  };
};
