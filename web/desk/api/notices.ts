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
export interface Undelivered {
  readonly id: string;
  readonly no: string;
  readonly kind: string;
  readonly recipient: string;
  readonly channel: string;
  readonly state: 'failed' | 'unknown';
  readonly reason: string | null;
  readonly attempts: number;
  readonly at: string;
}

export const useChannels = () =>
  useGet<{ channels: readonly Channel[]; kinds: readonly ChannelKind[] }>('/api/channels');
export const useUndelivered = () => useGet<{ notices: readonly Undelivered[] }>('/api/notices/undelivered');
/** Titles of notices in the reader's language, by name. */
export const useNoticeTitles = () =>
  useGet<{ notices: readonly { name: string; title: string }[] }>('/api/me/notices').data?.notices ?? [];
