import { z } from 'zod';
import type { ChannelTransport } from '../../activities/ports.js';
import type { ChannelKind } from '../../domain/channels.js';
import { createDingtalkApp, createDingtalkRobot } from './dingtalk.js';
import { createFeishuApp, createFeishuRobot } from './feishu.js';
import type { Making } from './making.js';
import { createWebhook } from './webhook.js';
import { createWecomApp, createWecomRobot } from './wecom.js';

interface ChannelMaker {
  /** The vendor's own address; settings may name that of a private installation. */
  readonly base: string;
  /** Settings that anybody who may see the channel may read. */
  readonly settings: z.ZodObject;
  /** Names of secrets, and whether the channel works without. */
  readonly secrets: Readonly<Record<string, 'required' | 'optional'>>;
  readonly create: (making: Making) => ChannelTransport;
}

const word = z.string().regex(/^[\w.@-]{1,128}$/u);
const base = z
  .string()
  .max(300)
  .regex(/^https?:\/\/[^/?#\s]+(?:\/[\w./-]*)?$/u)
  .optional();

/** How each kind of channel is set up and made. */
export const channelMakers: Readonly<Record<ChannelKind, ChannelMaker>> = {
  'wecom-robot': {
    base: 'https://qyapi.weixin.qq.com',
    settings: z.strictObject({ base }),
    secrets: { key: 'required' },
    create: createWecomRobot,
  },
  'dingtalk-robot': {
    base: 'https://oapi.dingtalk.com',
    settings: z.strictObject({ base }),
    secrets: { token: 'required', secret: 'optional' },
    create: createDingtalkRobot,
  },
  'feishu-robot': {
    base: 'https://open.feishu.cn',
    settings: z.strictObject({ base }),
    secrets: { token: 'required', secret: 'optional' },
    create: createFeishuRobot,
  },
  webhook: {
    base: '',
    settings: z.strictObject({
      url: z
        .string()
        .max(2000)
        .regex(/^https?:\/\/\S+$/u),
    }),
    secrets: { secret: 'required' },
    create: createWebhook,
  },
  'wecom-app': {
    base: 'https://qyapi.weixin.qq.com',
    settings: z.strictObject({ base, corpId: word, agentId: z.string().regex(/^\d{1,12}$/u) }),
    secrets: { secret: 'required' },
    create: createWecomApp,
  },
  'dingtalk-app': {
    base: 'https://oapi.dingtalk.com',
    settings: z.strictObject({ base, appKey: word, agentId: z.string().regex(/^\d{1,14}$/u) }),
    secrets: { secret: 'required' },
    create: createDingtalkApp,
  },
  'feishu-app': {
    base: 'https://open.feishu.cn',
    settings: z.strictObject({
      base,
      appId: word,
      idType: z.enum(['open_id', 'user_id', 'union_id', 'email']).optional(),
    }),
    secrets: { secret: 'required' },
    create: createFeishuApp,
  },
};

/** Hosts of the vendors, which a desk may speak to without being told so. */
export const vendorHosts = [
  'qyapi.weixin.qq.com',
  'oapi.dingtalk.com',
  'open.feishu.cn',
  'open.larksuite.com',
];
