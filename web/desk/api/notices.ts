import type { Language, Role } from '../../../domain/words.js';
import type { FormSchema } from './types.js';
import { useGet } from './queries.js';

export interface Channel {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Which secrets it has and where from; never the secrets themselves. */
  readonly secrets: Readonly<Record<string, { readonly env?: string; readonly sealed?: true }>>;
  readonly serves: {
    readonly roles: readonly Role[];
    readonly groups: readonly string[];
    readonly people: readonly string[];
    readonly notices?: readonly string[];
    readonly urgentOnly: boolean;
  };
  readonly fields: readonly string[];
  readonly language: Language;
  readonly active: boolean;
  readonly changedBy: string;
  readonly changedAt: string;
}
export interface ChannelKind {
  readonly kind: string;
  readonly title: string;
  readonly personal: boolean;
  readonly settings: FormSchema;
  readonly secrets: Readonly<Record<string, 'required' | 'optional'>>;
}
export interface Receipt {
  readonly state: 'sent' | 'failed' | 'unknown' | 'later';
  readonly reason?: string;
}
/** One notice to one recipient by one way. */
interface Sending {
  readonly id: string;
  readonly kind: string;
  /** A person's id, an address from outside, or `#` and the channel where it goes to a whole group. */
  readonly recipient: string;
  readonly channel: string;
  readonly reason: string | null;
  readonly attempts: number;
  readonly at: string;
}
export interface Undelivered extends Sending {
  readonly no: string;
  readonly state: 'failed' | 'unknown';
}
export interface TicketNotice extends Sending {
  readonly state: 'queued' | 'sending' | 'sent' | 'failed' | 'unknown' | 'cancelled';
  readonly subject: string;
  readonly sentAt: string | null;
  readonly openedAt: string | null;
}

export const useChannels = () =>
  useGet<{ channels: readonly Channel[]; kinds: readonly ChannelKind[] }>('/api/channels');
export const useTicketNotices = (no: string) =>
  useGet<{ notices: readonly TicketNotice[] }>(`/api/tickets/${no}/notices`);
export const useUndelivered = () => useGet<{ notices: readonly Undelivered[] }>('/api/notices/undelivered');
/** Titles of notices in the reader's language, by name. */
export const useNoticeTitles = () =>
  useGet<{ notices: readonly { name: string; title: string }[] }>('/api/me/notices').data?.notices ?? [];

export interface TemplateText {
  readonly subject: string;
  readonly body: string;
}
/** A text somebody has put in the place of the built-in one. */
export interface OwnText extends TemplateText {
  readonly by: string;
  readonly at: string;
}
export interface NoticeTemplate {
  readonly notice: string;
  readonly language: Language;
  readonly clause: string;
  readonly builtIn: TemplateText;
  readonly own: OwnText | null;
  readonly version: number;
  /** Why the own text cannot be used and the built-in one is; `piece` is what is wrong, or missing. */
  readonly errors: readonly { readonly part: keyof TemplateText; readonly piece: string }[];
}

export const templatesPath = '/api/notice-templates';
export const useTemplates = () =>
  useGet<{ variables: readonly string[]; templates: readonly NoticeTemplate[] }>(templatesPath);
