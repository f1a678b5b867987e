import type { ChannelTransport } from '../../activities/ports.js';
import { channelKindRows } from '../../domain/channels.js';
import { readAnswer, type Reading } from './answers.js';
import type { Making } from './making.js';
import { chatText } from './text.js';
import { createToken, sendWithToken } from './token.js';

const reading = (kind: 'wecom-robot' | 'wecom-app'): Reading => ({
  code: 'errcode',
  text: 'errmsg',
  meanings: {
    '0': 'sent',
    '-1': 'later',
    '45009': 'locked',
    '45033': 'later',
    '40014': 'stale-token',
    '42001': 'stale-token',
  },
  lockMs: channelKindRows[kind].lockMs,
  repeatable: false,
});

/** 企业微信群机器人: the key in the URL is the whole proof; 20 messages a minute, then 45009. */
export const createWecomRobot = ({ channel, outbound, base, secrets }: Making): ChannelTransport => {
  const { caps, textBytes } = channelKindRows['wecom-robot'];
  return {
    channel,
    caps,
    repeatable: false,
    send: async (message) => {
      const answer = await outbound.request({
        url: `${base}/cgi-bin/webhook/send?key=${encodeURIComponent(secrets['key'] ?? '')}`,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ msgtype: 'text', text: { content: chatText(message, textBytes) } }),
      });
      return readAnswer(answer, reading('wecom-robot')).receipt;
    },
  };
};

/** 企业微信应用消息 to one member; the access token lives two hours and is asked for again when refused. */
export const createWecomApp = ({ channel, outbound, base, settings, secrets }: Making): ChannelTransport => {
  const { caps, textBytes } = channelKindRows['wecom-app'];
  const read = reading('wecom-app');
  const token = createToken(async () => {
    const query = new URLSearchParams({
      corpid: settings['corpId'] ?? '',
      corpsecret: secrets['secret'] ?? '',
    });
    const answer = await outbound.request({
      method: 'GET',
      url: `${base}/cgi-bin/gettoken?${query.toString()}`,
    });
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
          url: `${base}/cgi-bin/message/send?access_token=${encodeURIComponent(value)}`,
          headers: { 'content-type': 'application/json; charset=utf-8' },
          body: JSON.stringify({
            touser: message.address,
            msgtype: 'text',
            agentid: Number(settings['agentId']),
            text: { content: chatText(message, textBytes) },
          }),
        });
        const found = readAnswer(answer, read);
        // Accepted, but for nobody: the account is unknown there or cannot see the app.
        return found.receipt.state === 'sent' && Boolean(found.json['invaliduser'])
          ? { ...found, receipt: { state: 'failed', reason: 'the account is not known there' } }
          : found;
      }),
  };
};
