import type { ActionName } from './actions/names.js';
import type { Instant } from './instant.js';
import type { NoticeName } from './notices.js';
import type { Owner, Recipient, PersonRef } from './people.js';
import type { DutyName, Role } from './words.js';

export type Visibility = 'public' | 'internal';

/** Whoever did it: a person in one of their roles, or the desk itself. */
export interface Author extends PersonRef {
  readonly role: Role | 'system';
  readonly via?: 'survey-link' | 'liaison-link' | 'outside';
}

export const system: Author = { id: 'system', staffNumber: null, role: 'system' };

/** Who is told of an entry, and by which notice. */
export interface Tell {
  readonly notice: NoticeName;
  readonly to: readonly Recipient[];
  /** The owner of the duty that the notice is about, for the recipient `owner`. */
  readonly owner?: Owner;
}

interface EntryBase {
  readonly seq: number;
  readonly at: Instant;
  readonly by: Author;
  readonly clause: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Duties that this entry settled. */
  readonly met: readonly DutyName[];
  readonly visibility: Visibility;
  readonly tell: readonly Tell[];
  readonly requestId?: string;
  readonly requestHash?: string;
}

/** Something a person did, or asked for in vain by signal (`refused`). */
export interface ActionEntry extends EntryBase {
  readonly action: ActionName | 'register';
  readonly outcome: 'done' | 'held' | 'refused';
}

/** Something that the clock brought about. */
export interface DutyEntry extends EntryBase {
  readonly duty: DutyName;
  readonly nth: number;
  readonly outcome: 'warned' | 'reminded' | 'missed' | 'chased' | 'met' | 'expired';
}

/** One line of a ticket's log; append-only. */
export type Entry = ActionEntry | DutyEntry;

export const isDutyEntry = (entry: Entry): entry is DutyEntry => 'duty' in entry;
