-- Up Migration

-- How each duty ended for the reports: met in time, or missed and perhaps done after all. A fold of the log, like the
-- ticket's row; who owed it, and what the ticket was then, so that a later change of either moves no figure.
create table duty_outcome (
  no text not null references ticket,
  duty text not null,
  nth integer not null,
  outcome text not null check (outcome in ('met', 'missed')),
  -- When it was met; when it was due, if it was missed.
  at timestamptz not null,
  -- A missed one that was done after all.
  done_at timestamptz,
  -- From due to noticed, and whose fault that was: of missed ones only.
  noticed_ms bigint,
  cause text check (cause in ('platform', 'person')),
  owner_role text not null,
  owner text,
  group_id text,
  type text not null,
  urgency text not null,
  primary key (no, duty, nth),
  check ((outcome = 'missed') = (cause is not null))
);
create index duty_outcome_by_time on duty_outcome (at);
create index duty_outcome_by_group on duty_outcome (group_id, at);

insert into duty_outcome (no, duty, nth, outcome, at, done_at, noticed_ms, cause, owner_role, owner, group_id, type, urgency)
select t.no, c.duty, c.nth, case when c."missedAt" is null then 'met' else 'missed' end,
  to_timestamp(case when c."missedAt" is null then c."settledAt" else coalesce(c."dueAt", c."missedAt") end / 1000.0),
  case when c."missedAt" is not null and c.outcome = 'met' then to_timestamp(c."settledAt" / 1000.0) end,
  case when c."missedAt" is not null then c."lateMs" end,
  case when c."missedAt" is not null then coalesce(c.cause, 'person') end,
  coalesce(c.owner ->> 'role', 'engineer'), c.owner ->> 'person', t.group_id, t.type, t.urgency
from ticket t, jsonb_to_recordset(t.state -> 'duties') as c(duty text, nth integer, "missedAt" bigint, outcome text,
  "settledAt" bigint, "dueAt" bigint, "lateMs" bigint, cause text, owner jsonb)
where c."missedAt" is not null or c.outcome = 'met';
-- Duties so old that the state forgot them are still in the ledger.
insert into duty_outcome (no, duty, nth, outcome, at, done_at, noticed_ms, cause, owner_role, owner, group_id, type, urgency)
select l.no, l.duty, l.nth, 'missed', coalesce(l.due_at, l.fired_at),
  (select d.fired_at from lateness d where d.no = l.no and d.duty = l.duty and d.nth = l.nth and d.kind = 'done' limit 1),
  l.late_ms, l.cause, l.owner ->> 'role', l.owner ->> 'person', t.group_id, t.type, t.urgency
from lateness l join ticket t using (no) where l.kind = 'missed'
on conflict do nothing;

-- The deeds that the reports count.
create index entry_by_deed on entry (action, at) where outcome = 'done' and action in
  ('register', 'confirm-resolved', 'reopen', 'withdraw', 'merge', 'request-escalation', 'decide-escalation',
    'answer-survey');
create index article_version_by_time on article_version (at);

grant select, insert, update, delete on duty_outcome to steadydesk_app;
