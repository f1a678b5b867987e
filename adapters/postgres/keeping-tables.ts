import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { Instant } from '../../domain/instant.js';

type Timestamp = ColumnType<Instant, Date | string, Date | string>;
type TimestampOrNull = ColumnType<Instant | null, Date | string | null, Date | string | null>;

export interface ErasureTable {
  id: string;
  person: string | null;
  callers_of: Generated<string[]>;
  reason: string;
  by_id: string;
  at: Generated<Instant>;
  counts: Generated<object>;
  held: Generated<string[]>;
  articles: Generated<string[]>;
}

export interface UnwantedHistoryTable {
  no: string;
  since: Generated<Instant>;
}

export interface LegalHoldTable {
  no: string;
  reason: string;
  by_id: string;
  at: Generated<Instant>;
}

export interface RestorationTable {
  id: GeneratedAlways<number>;
  taken_at: Timestamp;
  restored_at: Generated<Instant>;
  reconciled_at: TimestampOrNull;
  report: object | null;
}

export interface RetentionRuleTable {
  class: string;
  days: number;
  by_id: string;
  at: Generated<Instant>;
}
export interface RetentionRunTable {
  id: GeneratedAlways<number>;
  at: Generated<Instant>;
  class: string;
  days: number;
  removed: number;
}

/** What is kept, held and erased. */
export interface KeepingTables {
  restoration: RestorationTable;
  erasure: ErasureTable;
  unwanted_history: UnwantedHistoryTable;
  legal_hold: LegalHoldTable;
  retention_rule: RetentionRuleTable;
  retention_run: RetentionRunTable;
}
