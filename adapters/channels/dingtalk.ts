import { createHmac } from 'node:crypto';
import type { ChannelTransport } from '../../activities/ports.js';
import { channelKindRows } from '../../domain/channels.js';
import { readAnswer, type Reading } from './answers.js';
import type { Making } from './making.js';
import { chatText } from './text.js';
import { createToken, sendWithToken } from './token.js';

const reading = (kind: 'dingtalk-robot' | 'dingtalk-app'): Reading => ({
  code: 'errcode',
  text: 'errmsg',
  meanings: {
    '0': 'sent',
    '-1': 'later',
    '130101': 'locked',
    '410100': 'locked',
    '90018': 'locked',
    '90030': 'locked',
    '40014': 'stale-token',
    '42001': 'stale-token',
    '88': 'later',
  },
  lockMs: channelKindRows[kind].lockMs,
  repeatable: false,
});

/** HMAC-SHA256 of `timestamp\nsecret` under the secret, base64; milliseconds. */
export const dingtalkSign = (timestamp: number, secret: string): string =>
  createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');

/** 钉钉群机器人: signed in the URL; 20 messages a minute, then 130101 and ten minutes of silence. */
export const createDingtalkRobot = ({ channel, outbound, base, secrets, now }: Making): ChannelTransport => {
  const { caps, textBytes } = channelKindRows['dingtalk-robot'];
  return {
    channel,
    caps,
    repeatable: false,
    send: async (message) => {
      const timestamp = now();
      const { token = '', secret } = secrets;
      const query = new URLSearchParams({
        access_token: token,
        ...(secret === undefined
          ? {}
          : { timestamp: String(timestamp), sign: dingtalkSign(timestamp, secret) }),
      });
      const answer = await outbound.request({
        url: `${base}/robot/send?${query.toString()}`,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ msgtype: 'text', text: { content: chatText(message, textBytes) } }),
      });
      return readAnswer(answer, reading('dingtalk-robot')).receipt;
    },
  };
};

/** 钉钉工作通知 to one member, sent in the name of an app of the company. */
export const createDingtalkApp = ({
  channel,
  outbound,
  base,
  settings,
  secrets,
}: Making): ChannelTransport => {
  const { caps, textBytes } = channelKindRows['dingtalk-app'];
  const read = reading('dingtalk-app');
  const token = createToken(async () => {
    const query = new URLSearchParams({
      appkey: settings['appKey'] ?? '',
      appsecret: secrets['secret'] ?? '',
    });
    const answer = await outbound.request({ method: 'GET', url: `${base}/gettoken?${query.toString()}` });
    const { receipt, json } = readAnswer(answer, read);
    return { receipt, value: json['access_token'], seconds: json['expires_in'] };
  });
  return {
    channel,
    caps,
    repeatable: false,
    send: async (message) =>
      await sendWithToken(token, async (value) => {
        const answer = await outbound.request({
          url: `${base}/topapi/message/corpconversation/asyncsend_v2?access_token=${encodeURIComponent(value)}`,
          headers: { 'content-type': 'application/json; charset=utf-8' },
          body: JSON.stringify({
            agent_id: Number(settings['agentId']),
            userid_list: message.address,
            msg: { msgtype: 'text', text: { content: chatText(message, textBytes) } },
          }),
        });
        return readAnswer(answer, read);
      }),
  };
};
