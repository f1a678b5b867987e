import type {
  ArchivePart,
  Channel,
  DutyName,
  FollowUpReason,
  Role,
  Stage,
  TicketType,
  Urgency,
} from '../../../domain/words.js';

/** What the API answers, as far as these pages read it; see /api/docs. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly staffNumber: string | null;
}

export interface Me extends Person {
  readonly extension: string | null;
  readonly roles: readonly Role[];
  readonly groups: readonly string[];
  readonly leads: readonly string[];
}

export interface Duty {
  readonly duty: DutyName;
  readonly nth: number;
  readonly clause: string;
  readonly owner: { readonly role: Role | 'system'; readonly person?: string; readonly group?: string };
  readonly state: 'running' | 'paused' | 'met' | 'missed' | 'cancelled';
  readonly owed: boolean;
  readonly since: string;
  readonly warnAt: string | null;
  readonly dueAt: string | null;
  readonly settledAt: string | null;
  readonly doneAt: string | null;
  readonly lateMs: number;
  readonly cause: 'platform' | 'person' | null;
}

export interface Ticket {
  readonly no: string;
  readonly version: number;
  readonly stage: Stage;
  readonly type: TicketType;
  readonly urgency: Urgency;
  readonly channel: Channel;
  readonly reporter: {
    readonly id: string | null;
    readonly name: string;
    readonly department: string;
    readonly extension?: string;
    readonly email?: string;
  };
  readonly description: {
    readonly symptom: string;
    readonly occurredAt: string;
    readonly impact: string;
    readonly attempted: string;
  };
  readonly readBack: { readonly confirmed: true; readonly corrections?: string };
  readonly takenBy: Person | null;
  readonly group: string | null;
  readonly assignee: Person | null;
  readonly claimed: boolean;
  readonly acceptedAt: string;
  readonly expectedResponseAt: string | null;
  readonly expectedResolutionAt: string | null;
  readonly resolvedAt: string | null;
  readonly archivedAt: string | null;
  readonly verifiedAt: string | null;
  readonly mergedInto: string | null;
  readonly emergency: {
    readonly acknowledgedAt: string | null;
    readonly by: { readonly id: string } | null;
  } | null;
  readonly escalation: {
    readonly nth: number;
    readonly applicant: Person;
    readonly requestedAt: string;
    readonly decidedAt: string | null;
    readonly approved: boolean | null;
    readonly liaison: Person | null;
    readonly endedAt: string | null;
  } | null;
  readonly confirmationHeld: boolean;
  readonly confirmationLapsed: boolean;
  readonly survey: {
    readonly state: 'planned' | 'sent' | 'answered' | 'expired' | 'withdrawn';
    readonly sentAt: string | null;
    readonly low: boolean | null;
    readonly because: readonly FollowUpReason[];
  } | null;
  /** Of a resolved ticket: what its archive lacks. */
  readonly archive: { readonly missing: readonly ArchivePart[] } | null;
  readonly counts: Readonly<
    Record<'contacts' | 'attempts' | 'steps' | 'escalations' | 'urges' | 'reopens' | 'missed', number>
  >;
  readonly policyVersion: number;
  readonly duties: readonly Duty[];
}

export interface Entry {
  readonly seq: number;
  readonly at: string;
  readonly by: Person & {
    readonly role: Role | 'system';
    readonly via?: 'survey-link' | 'liaison-link' | 'outside';
  };
  readonly action?: string;
  readonly duty?: DutyName;
  readonly title: string;
  readonly outcome: string;
  readonly clause: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly met: readonly DutyName[];
  readonly visibility: 'public' | 'internal';
}

/** JSON Schema with the names that people read; see api/forms.ts. */
export interface FormSchema {
  readonly type?: string;
  readonly title?: string;
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, FormSchema>>;
  readonly required?: readonly string[];
  readonly maxItems?: number;
  readonly items?: FormSchema;
  readonly anyOf?: readonly FormSchema[];
  readonly oneOf?: readonly FormSchema[];
  readonly 'x-labels'?: Readonly<Record<string, string>>;
  readonly 'x-refers'?: 'engineer' | 'liaison' | 'group' | 'ticket' | 'article' | 'policy';
}

export interface OfferedAction {
  readonly action: string;
  readonly title: string;
  readonly clause: string;
  readonly input: FormSchema;
}

export interface Problem {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly clause?: string;
  readonly errors: readonly {
    readonly pointer: string;
    readonly detail: string;
    readonly clause: string | null;
  }[];
  /** Of a stale version: what happened in between. */
  readonly version?: number;
  readonly changes?: readonly Entry[];
}

export interface DirectoryPerson extends Person {
  readonly department: string;
  readonly roles: readonly Role[];
  readonly deputy?: boolean;
  readonly active: boolean;
}

export interface Group {
  readonly id: string;
  readonly name: Readonly<Record<'zh-CN' | 'en', string>>;
  readonly lead: string | null;
  readonly deputyLead: string | null;
  readonly members: readonly string[];
  readonly version: number;
}

export interface InboxNotice {
  readonly id: string;
  readonly no: string;
  readonly subject: string;
  readonly body: string;
  readonly urgent: boolean;
  readonly at: string;
  readonly readAt: string | null;
}

export interface StreamedEntry {
  readonly no: string;
  readonly seq: number;
  readonly stage: Stage;
  readonly action?: string;
  readonly duty?: DutyName;
  readonly by: { readonly id: string };
}

export interface Segment {
  readonly from: string;
  readonly to: string;
  readonly kind: 'running' | 'paused' | 'off-hours' | 'holiday' | 'weekend';
  readonly name?: string;
  readonly ms: number;
}

export interface Explanation extends Duty {
  readonly title: string;
  readonly target: string;
  readonly segments: readonly Segment[];
}
