import { z } from 'zod';
import { groupId, personId } from './actions/fields.js';
import type { Cap } from './pacing.js';
import { roles, type Label, type Language } from './words.js';

/** Ways to reach people beyond the inbox and mail: group robots, personal messages, a signed webhook. */
export const channelKinds = [
  'wecom-robot',
  'dingtalk-robot',
  'feishu-robot',
  'webhook',
  'wecom-app',
  'dingtalk-app',
  'feishu-app',
] as const;
export type ChannelKind = (typeof channelKinds)[number];

export interface ChannelKindRow {
  readonly title: Label;
  /** Reaches one person by their account there; the others speak to a group or a program. */
  readonly personal: boolean;
  /** The vendor's published caps; what exceeds them becomes a digest. */
  readonly caps: readonly Cap[];
  /** Whether the receiver can tell a message sent twice, so that one may be sent again after an unknown answer. */
  readonly repeatable: boolean;
  /** Longest text in bytes of UTF-8, below the vendor's limit of the whole message. */
  readonly textBytes: number;
  /** How long the channel keeps still after the vendor said that a cap was exceeded. */
  readonly lockMs: number;
}

const minuteMs = 60_000;
const title = (zh: string, en: string): Label => ({ 'zh-CN': zh, en });

/** The vendors' published figures; WeCom's cap of personal messages is a cautious one of ours. */
export const channelKindRows: Readonly<Record<ChannelKind, ChannelKindRow>> = {
  'wecom-robot': {
    title: title('企业微信群机器人', 'WeCom group robot'),
    personal: false,
    caps: [{ count: 20, perMs: minuteMs }],
    repeatable: false,
    textBytes: 2048,
    lockMs: minuteMs,
  },
  'dingtalk-robot': {
    title: title('钉钉群机器人', 'DingTalk group robot'),
    personal: false,
    caps: [{ count: 20, perMs: minuteMs }],
    repeatable: false,
    textBytes: 16_000,
    lockMs: 10 * minuteMs,
  },
  'feishu-robot': {
    title: title('飞书群机器人', 'Feishu group robot'),
    personal: false,
    caps: [
      { count: 100, perMs: minuteMs },
      { count: 5, perMs: 1000 },
    ],
    repeatable: false,
    textBytes: 16_000,
    lockMs: minuteMs,
  },
  webhook: {
    title: title('签名 Webhook', 'Signed webhook'),
    personal: false,
    caps: [{ count: 600, perMs: minuteMs }],
    repeatable: true,
    textBytes: 48_000,
    lockMs: minuteMs,
  },
  'wecom-app': {
    title: title('企业微信个人消息', 'WeCom personal message'),
    personal: true,
    caps: [{ count: 200, perMs: minuteMs }],
    repeatable: false,
    textBytes: 2048,
    lockMs: minuteMs,
  },
  'dingtalk-app': {
    title: title('钉钉工作通知', 'DingTalk work notice'),
    personal: true,
    caps: [{ count: 1200, perMs: minuteMs }],
    repeatable: false,
    textBytes: 2048,
    lockMs: minuteMs,
  },
  'feishu-app': {
    title: title('飞书个人消息', 'Feishu personal message'),
    personal: true,
    caps: [
      { count: 1000, perMs: minuteMs },
      { count: 50, perMs: 1000 },
    ],
    repeatable: false,
    textBytes: 16_000,
    lockMs: minuteMs,
  },
};

/** What of a ticket may leave the desk by a channel; a channel's allow list names some of them. */
export const leavingFields = ['number', 'level', 'link', 'notice', 'type', 'stage', 'group', 'text'] as const;
export type LeavingField = (typeof leavingFields)[number];

/** What leaves where nothing else is allowed: other companies learn no more than that there is something. */
export const defaultFields: readonly LeavingField[] = ['number', 'level', 'link'];

export const channelId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/u);

/**
 * Whom a channel serves: people by role or name, and whoever is told of a group's tickets; nobody named means all
 * staff. `notices` narrows it to some, `urgentOnly` to urgent tickets.
 */
export const servesSchema = z.strictObject({
  roles: z.array(z.enum(roles)).max(roles.length).default([]),
  groups: z.array(groupId).max(100).default([]),
  people: z.array(personId).max(500).default([]),
  notices: z.array(z.string().max(60)).max(100).optional(),
  urgentOnly: z.boolean().default(false),
});
export type Serves = z.infer<typeof servesSchema>;

/** A channel as far as it matters for who is told by it. */
export interface KnownChannel {
  readonly id: string;
  readonly kind: ChannelKind;
  readonly serves: Serves;
  readonly fields: readonly LeavingField[];
  readonly language: Language;
}

/** What a person is told of, and by virtue of what. */
export interface Serving {
  readonly notice: string;
  readonly urgent: boolean;
  /** Group of the ticket. */
  readonly group: string | null;
  readonly person: { readonly id: string; readonly roles: readonly string[] };
  readonly isReporter: boolean;
}

export const isServed = (
  { serves }: KnownChannel,
  { notice, urgent, group, person, isReporter }: Serving,
): boolean => {
  if (serves.urgentOnly && !urgent) return false;
  if (serves.notices !== undefined && !serves.notices.includes(notice)) return false;
  if (serves.roles.length + serves.groups.length + serves.people.length === 0) return !isReporter;
  if (serves.people.includes(person.id)) return true;
  // A reporter who is an engineer too reads of their own ticket as its reporter.
  if (isReporter) return serves.roles.includes('reporter');
  return (
    serves.roles.some((role) => person.roles.includes(role)) ||
    (group !== null && serves.groups.includes(group))
  );
};
