import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { Entry } from '../../domain/entry.js';
import type { ArticleState, ArticleUse, ArticleVisibility } from '../../domain/article-sight.js';
import type { Instant } from '../../domain/instant.js';
import type { Owner } from '../../domain/people.js';
import type { Policy } from '../../domain/policy.js';
import type { Intake } from '../../domain/register.js';
import type { Channel, DutyName, Language, Role, Stage, TicketType, Urgency } from '../../domain/words.js';
import type { ArticleBody, ArticleChange } from './article-rows.js';
import type {
  ChannelLockTable,
  ChannelSendTable,
  ChannelTable,
  LiaisonLinkTable,
  NoticePreferenceTable,
  NoticeTable,
  NoticeTemplateTable,
} from './notice-tables.js';
import type { KeepingTables } from './keeping-tables.js';
import type { SettingsTables } from './settings-tables.js';
import type { StoredState } from './ticket-state.js';

/** `timestamptz`: read as an instant, written as a Date or text. */
export type Timestamp = ColumnType<Instant, Date | string, Date | string>;
export type TimestampOrNull = ColumnType<Instant | null, Date | string | null, Date | string | null>;

export interface PersonTable {
  id: string;
  name: string;
  staff_number: string | null;
  department: string;
  extension: string | null;
  email: string | null;
  roles: Role[];
  deputy: Generated<boolean>;
  language: Generated<Language>;
  active: Generated<boolean>;
  version: Generated<number>;
}
export interface IdentityTable {
  issuer: string;
  subject: string;
  person: string;
  linked_at: Generated<Instant>;
  seen_at: TimestampOrNull;
}
export interface SessionTable {
  sid: string;
  sess: object;
  /** Without a time zone: written and compared in UTC. */
  expire: string;
  person: GeneratedAlways<string | null>;
}
export interface ServiceAccountTable {
  id: string;
  name: string;
  scopes: string[];
  token_prefix: string;
  token_hash: Buffer;
  created_by: string;
  created_at: Generated<Instant>;
  expires_at: Timestamp;
  last_used_at: TimestampOrNull;
  revoked_at: TimestampOrNull;
}
export interface AdminLogTable {
  id: GeneratedAlways<number>;
  at: Generated<Instant>;
  by_id: string;
  action: string;
  kind: string;
  subject: string;
  before: object | null;
  after: object | null;
}
export interface AccessLogTable {
  id: GeneratedAlways<number>;
  at: Timestamp;
  who: string;
  as_role: string;
  what: string;
  no: string | null;
  whose: string | null;
  shown: string[] | null;
}
export interface CtiCallTable {
  id: string;
  caller: string;
  extension: string;
  at: Timestamp;
  account: string;
  received_at: Generated<Instant>;
}
export interface GroupTable {
  id: string;
  name_zh: string;
  name_en: string;
  lead: string | null;
  deputy_lead: string | null;
  version: Generated<number>;
}
export interface MembershipTable {
  group_id: string;
  person_id: string;
}
export interface ShiftTable {
  group_id: string;
  person_id: string;
  starts_at: Timestamp;
  ends_at: TimestampOrNull;
  id: Generated<string>;
}
export interface RoutingRuleTable {
  position: number;
  type: TicketType | null;
  words: Generated<string[]>;
  department: string | null;
  group_id: string;
}
export interface PolicyTable {
  version: number;
  name: string;
  body: Policy;
  active: boolean;
  author: string;
  created_at: Timestamp;
}
export interface DayCounterTable {
  day: string;
  last: number;
}
export interface TicketTable {
  no: string;
  version: number;
  stage: Stage;
  type: TicketType;
  urgency: Urgency;
  channel: Channel;
  reporter: string | null;
  group_id: string | null;
  assignee: string | null;
  liaison: string | null;
  accepted_at: Timestamp;
  resolved_at: TimestampOrNull;
  /** Infinity when nothing is owed. */
  next_due_at: Timestamp;
  next_mark_at: Timestamp;
  missed: number;
  owed: DutyName[];
  late: DutyName[];
  active: GeneratedAlways<boolean>;
  policy_version: number;
  state: StoredState;
  intake: Intake;
  search: string;
  head_hash: Buffer;
  updated_at: Generated<Instant>;
  workload: Generated<number>;
}
export interface WorkloadTable {
  person: string;
  owed: number;
}
export interface UnstartedTable {
  no: string;
  accepted_at: Timestamp;
}
export interface EntryTable {
  no: string;
  seq: number;
  at: Timestamp;
  by_id: string;
  by_role: Role | 'system';
  staff_number: string | null;
  action: string | null;
  duty: DutyName | null;
  outcome: string;
  clause: string;
  visibility: 'public' | 'internal';
  rules: number;
  content: Entry | null;
  content_hash: Buffer;
  hash: Buffer;
  request_id: string | null;
  request_hash: string | null;
  xid: Generated<string>;
  pos: GeneratedAlways<number>;
  erasure: string | null;
  erased_hash: Buffer | null;
}
export interface LatenessTable {
  no: string;
  seq: number;
  duty: DutyName;
  nth: number;
  kind: 'missed' | 'done';
  clause: string;
  owner: Owner;
  due_at: TimestampOrNull;
  fired_at: Timestamp;
  late_ms: number;
  cause: 'platform' | 'person';
}
export interface DutyOutcomeTable {
  no: string;
  duty: DutyName;
  nth: number;
  outcome: 'met' | 'missed';
  at: Timestamp;
  done_at: TimestampOrNull;
  noticed_ms: number | null;
  cause: 'platform' | 'person' | null;
  owner_role: Owner['role'];
  owner: string | null;
  group_id: string | null;
  type: TicketType;
  urgency: Urgency;
}
export interface DutyWeekTable {
  week: Timestamp;
  duty: string;
  owner_role: string;
  owner: string | null;
  group_id: string | null;
  type: string;
  urgency: string;
  met: number;
  missed: number;
  missed_by_platform: number;
  done_late: number;
}
export interface ArchiveTable {
  id: string;
  no: string;
  nth: number;
  seq: number;
  body: object;
  hash: string;
  made_at: Timestamp;
  erasure: string | null;
}
export interface ArchiveKeyTable {
  id: string;
  public_key: Buffer;
  since: Generated<Instant>;
}
export interface ArchiveBundleTable {
  no: string;
  nth: number;
  record: number;
  sha256: string;
  size: number;
  files: number;
  key: string;
  made_at: Generated<Instant>;
  withdrawn_at: TimestampOrNull;
  withdrawn_why: string | null;
  removed_at: TimestampOrNull;
}
export interface ArchiveWantedTable {
  no: string;
  record: number;
  since: Generated<Instant>;
  next_at: Generated<Instant>;
  attempts: Generated<number>;
  trouble: string | null;
}
export interface ArticleTable {
  id: string;
  version: Generated<number>;
  type: TicketType;
  title: string;
  symptoms: string;
  solution: string;
  handler: string;
  state: Generated<ArticleState>;
  visibility: Generated<ArticleVisibility>;
  tags: Generated<string[]>;
  review_on: string | null;
  source_no: string | null;
  source_seq: number | null;
  created_at: Generated<Instant>;
  updated_at: Generated<Instant>;
  updated_by: string;
  title_words: Generated<string>;
  words: Generated<string>;
  words_made: Generated<number>;
}
export interface ArticleVersionTable {
  id: string;
  version: number;
  at: Generated<Instant>;
  by_id: string;
  change: ArticleChange;
  body: ArticleBody;
}
export interface ArticleUseTable {
  article: string;
  no: string;
  seq: number;
  kind: ArticleUse;
}
export interface UploadTable {
  id: string;
  sha256: string;
  name: string;
  size: number;
  type: string;
  by_id: string;
  at: Generated<Instant>;
  wanted_at: TimestampOrNull;
}
export interface AttachmentTable {
  no: string;
  seq: number;
  upload: string;
  visibility: 'public' | 'internal';
}
export interface ArticleUploadTable {
  article: string;
  upload: string;
  is_current: boolean;
}
export interface IntakeRequestTable {
  caller: string;
  key: string;
  body_hash: string;
  no: string;
  version: number;
  created_at: Generated<Instant>;
}
export interface StuckCommitTable {
  no: string;
  seq: number;
  reason: string;
  attempts: Generated<number>;
  since: Generated<Instant>;
  last_at: Generated<Instant>;
}
export interface SurveyTokenTable {
  token_hash: Buffer;
  no: string;
  seq: number;
  expires_at: Timestamp;
}

export interface PresenceTable {
  no: string;
  person: string;
  tab: string;
  filling: boolean;
  seen_at: Generated<Instant>;
}

/** The schema that db/migrations makes; a test compares the two. */
export interface DeskTables extends SettingsTables, KeepingTables {
  person: PersonTable;
  identity: IdentityTable;
  session: SessionTable;
  service_account: ServiceAccountTable;
  admin_log: AdminLogTable;
  access_log: AccessLogTable;
  cti_call: CtiCallTable;
  desk_group: GroupTable;
  membership: MembershipTable;
  shift: ShiftTable;
  routing_rule: RoutingRuleTable;
  policy: PolicyTable;
  day_counter: DayCounterTable;
  ticket: TicketTable;
  unstarted: UnstartedTable;
  workload: WorkloadTable;
  entry: EntryTable;
  lateness: LatenessTable;
  duty_outcome: DutyOutcomeTable;
  archive: ArchiveTable;
  duty_week: DutyWeekTable;
  duty_week_change: DutyWeekTable;
  archive_key: ArchiveKeyTable;
  archive_bundle: ArchiveBundleTable;
  archive_wanted: ArchiveWantedTable;
  article: ArticleTable;
  article_version: ArticleVersionTable;
  article_use: ArticleUseTable;
  upload: UploadTable;
  attachment: AttachmentTable;
  article_upload: ArticleUploadTable;
  intake_request: IntakeRequestTable;
  notice: NoticeTable;
  survey_token: SurveyTokenTable;
  liaison_link: LiaisonLinkTable;
  presence: PresenceTable;
  stuck_commit: StuckCommitTable;
  channel: ChannelTable;
  channel_send: ChannelSendTable;
  channel_lock: ChannelLockTable;
  notice_preference: NoticePreferenceTable;
  notice_template: NoticeTemplateTable;
}
