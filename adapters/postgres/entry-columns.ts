import { isDutyEntry, type Entry } from '../../domain/entry.js';

/** Columns that repeat what an entry's content says, for queries; `at` is an instant. */
export const entryColumns = (entry: Entry) => ({
  seq: entry.seq,
  at: entry.at,
  by_id: entry.by.id,
  by_role: entry.by.role,
  staff_number: entry.by.staffNumber,
  action: isDutyEntry(entry) ? null : entry.action,
  duty: isDutyEntry(entry) ? entry.duty : null,
  outcome: entry.outcome,
  clause: entry.clause,
  visibility: entry.visibility,
  request_id: entry.requestId ?? null,
  request_hash: entry.requestHash ?? null,
});
