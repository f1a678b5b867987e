import type { Generated, GeneratedAlways } from 'kysely';
import type { ChannelKind, LeavingField } from '../../domain/channels.js';
import type { Instant } from '../../domain/instant.js';
import type { Language } from '../../domain/words.js';
import type { Timestamp, TimestampOrNull } from './tables.js';

export interface NoticeTable {
  id: string;
  no: string | null;
  seq: number;
  kind: string;
  recipient: string;
  channel: string;
  address: string;
  language: Language;
  subject: string;
  body: string;
  secret_link: string | null;
  urgent: boolean;
  state: 'queued' | 'sending' | 'sent' | 'failed' | 'unknown' | 'cancelled';
  attempts: Generated<number>;
  at: Timestamp;
  next_at: Generated<Instant>;
  sent_at: TimestampOrNull;
  read_at: TimestampOrNull;
  reason: string | null;
  backup: Generated<boolean>;
  verified: Generated<boolean>;
  sent_in: string | null;
  resent_by: string | null;
}
export interface ChannelTable {
  id: string;
  kind: ChannelKind;
  name: string;
  settings: object;
  secrets: object;
  serves: object;
  fields: LeavingField[];
  language: Language;
  active: boolean;
  changed_by: string;
  changed_at: Generated<Instant>;
}
export interface ChannelSendTable {
  id: GeneratedAlways<number>;
  channel: string;
  address: string;
  at: Generated<Instant>;
}
export interface ChannelLockTable {
  channel: string;
  until: Timestamp;
}
export interface NoticePreferenceTable {
  person_id: string;
  body: object;
}
export interface NoticeTemplateTable {
  notice: string;
  language: Language;
  subject: string;
  body: string;
  changed_by: string;
  changed_at: Generated<Instant>;
  version: GeneratedAlways<number>;
}

export interface LiaisonLinkTable {
  token_hash: Buffer;
  no: string;
  seq: number;
  person: string;
  nth: number;
  made_at: Generated<Instant>;
  expires_at: Timestamp;
  withdrawn_at: TimestampOrNull;
  withdrawn_by: string | null;
}
