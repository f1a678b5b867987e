-- Up Migration

-- Lateness is of what was missed alone, one in many: the report reads those from here, and nothing else of the table.
create index duty_outcome_missed on duty_outcome (at)
  include (duty, cause, done_at, noticed_ms, owner, group_id, type, urgency) where outcome = 'missed';
