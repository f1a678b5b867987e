import type { Generated } from 'kysely';
import type { Instant } from '../../domain/instant.js';
import type { Policy } from '../../domain/policy.js';
import type { RotationInput } from '../../domain/roster/roster.js';
import type { Timestamp } from './tables.js';

export interface RotationTable {
  id: Generated<string>;
  group_id: string;
  name: string;
  people: string[];
  turn_days: number;
  slots: RotationInput['slots'];
  days: RotationInput['days'];
  /** Read as text, for days have no time zone. */
  starts_on: string;
  ends_on: string | null;
}
export interface AbsenceTable {
  id: Generated<string>;
  person_id: string;
  group_id: string | null;
  substitute_id: string | null;
  starts_at: Timestamp;
  ends_at: Timestamp;
  reason: string;
}
export interface RevisionTable {
  name: string;
  version: number;
}
export interface PolicyTrialTable {
  id: Generated<string>;
  kind: 'dry-run' | 'replay';
  policy: Policy;
  days: number | null;
  by_id: string;
  created_at: Timestamp;
  beat_at: Generated<Instant>;
  state: 'running' | 'done' | 'failed';
  total: number;
  done: Generated<number>;
  counts: Generated<object>;
  runner: string;
  starts: Generated<number>;
}
export interface PolicyTrialTicketTable {
  trial: string;
  no: string;
  changes: object[];
}
export interface RollOutTable {
  id: Generated<string>;
  by_id: string;
  reason: string;
  created_at: Timestamp;
  takes_back: string | null;
}
export interface RollOutTicketTable {
  roll_out: string;
  no: string;
  from_version: number;
  to_version: number;
  state: Generated<'waiting' | 'applied' | 'refused'>;
  reason: string | null;
}

/** Tables of what administrators and supervisors set: roster, policy and their changes. */
export interface SettingsTables {
  rotation: RotationTable;
  absence: AbsenceTable;
  revision: RevisionTable;
  policy_trial: PolicyTrialTable;
  policy_trial_ticket: PolicyTrialTicketTable;
  roll_out: RollOutTable;
  roll_out_ticket: RollOutTicketTable;
}
