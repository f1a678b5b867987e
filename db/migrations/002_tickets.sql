-- Up Migration

create table day_counter (
  -- Of Asia/Shanghai, as ticket numbers carry it: 20261124.
  day text primary key,
  last integer not null
);

create table ticket (
  no text primary key,
  version integer not null,
  stage text not null,
  type text not null,
  urgency text not null,
  channel text not null,
  reporter text,
  group_id text,
  assignee text,
  -- Only while the escalation they were named for lasts.
  liaison text,
  accepted_at timestamptz not null,
  resolved_at timestamptz,
  -- Earliest due time of what is still owed, by person or desk; infinity when nothing is.
  next_due_at timestamptz not null,
  -- When time alone brings the next thing about; behind now means that the platform is late.
  next_mark_at timestamptz not null,
  missed integer not null,
  -- Duties that somebody still owes, and those of them that were warned of or missed.
  owed text[] not null,
  late text[] not null,
  -- Still worked on, or something is still owed on it.
  active boolean not null generated always as
    (stage not in ('archived', 'withdrawn', 'merged') or next_due_at < 'infinity') stored,
  policy_version integer not null,
  -- The ticket as the rules know it, without its ledger, and without the policy where the table has the same.
  state jsonb not null,
  intake jsonb not null,
  search tsvector not null,
  head_hash bytea not null,
  updated_at timestamptz not null default now()
);
create index ticket_by_due on ticket (next_due_at, no);
create index ticket_by_group_due on ticket (group_id, next_due_at, no);
create index ticket_by_assignee_due on ticket (assignee, next_due_at, no);
create index ticket_by_created on ticket (accepted_at, no);
create index ticket_by_stage_created on ticket (stage, accepted_at, no);
create index ticket_by_group_created on ticket (group_id, accepted_at, no);
create index ticket_by_assignee_created on ticket (assignee, accepted_at, no);
create index ticket_by_reporter on ticket (reporter, accepted_at, no);
create index ticket_by_liaison on ticket (liaison) where liaison is not null;
create index ticket_by_mark on ticket (next_mark_at) where active;
create index ticket_by_owed on ticket using gin (owed) where active;
create index ticket_search on ticket using gin (search);

-- Accepted tickets whose workflow is not known to have started.
create table unstarted (
  no text primary key references ticket,
  accepted_at timestamptz not null
);

create table entry (
  no text not null references ticket,
  seq integer not null check (seq > 0),
  at timestamptz not null,
  by_id text not null,
  by_role text not null,
  staff_number text,
  action text,
  duty text,
  outcome text not null,
  clause text not null,
  visibility text not null check (visibility in ('public', 'internal')),
  -- Version of the rules it was decided under; rebuilding folds it under the same.
  rules smallint not null,
  -- The whole entry; null once erased by law, and the chain still verifies.
  content jsonb,
  content_hash bytea not null,
  -- SHA-256 over the entry before, the number, the sequence and content_hash.
  hash bytea not null,
  request_id text,
  request_hash text,
  -- Together the order in which entries became visible: see entriesSince.
  xid xid8 not null default pg_current_xact_id(),
  pos bigint not null generated always as identity,
  primary key (no, seq),
  check ((action is null) <> (duty is null))
);
create index entry_in_order on entry (xid, pos);
create index entry_by_request on entry (no, request_id) where request_id is not null;

-- What was missed, and (done) when it was done after all.
create table lateness (
  no text not null references ticket,
  seq integer not null,
  duty text not null,
  nth integer not null,
  kind text not null check (kind in ('missed', 'done')),
  clause text not null,
  owner jsonb not null,
  due_at timestamptz,
  fired_at timestamptz not null,
  -- missed: from due to noticed; done: from due to done.
  late_ms bigint not null,
  cause text not null check (cause in ('platform', 'person')),
  primary key (no, seq, duty, kind)
);
create index lateness_by_time on lateness (fired_at);

create table archive (
  id text primary key,
  no text not null references ticket,
  nth integer not null,
  -- Last entry that the record holds.
  seq integer not null,
  body jsonb not null,
  hash text not null,
  made_at timestamptz not null,
  unique (no, nth)
);
create unique index archive_by_entry on archive (no, seq);

create sequence article_number;
create table article (
  id text primary key,
  type text not null,
  title text not null,
  symptoms text not null,
  solution text not null,
  handler text not null,
  source_no text references ticket,
  source_seq integer,
  created_at timestamptz not null default now(),
  unique (source_no, source_seq)
);

create table intake_request (
  caller text not null,
  key text not null,
  body_hash text not null,
  no text not null references ticket,
  -- Of the ticket as it was accepted, from which the same answer is made again.
  version integer not null,
  created_at timestamptz not null default now(),
  primary key (caller, key)
);

-- Even the owner must switch this off first, and the chain still tells.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed or removed', tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger append_only before update or delete on entry for each row execute function refuse_change();
create trigger append_only before update or delete on lateness for each row execute function refuse_change();
create trigger append_only before update or delete on archive for each row execute function refuse_change();
create trigger not_emptied before truncate on entry for each statement execute function refuse_change();
create trigger not_emptied before truncate on lateness for each statement execute function refuse_change();
create trigger not_emptied before truncate on archive for each statement execute function refuse_change();

grant select, insert on entry, lateness, archive to steadydesk_app;
grant select, insert, update on day_counter, ticket, article to steadydesk_app;
grant select, insert, delete on unstarted, intake_request to steadydesk_app;
grant usage on sequence article_number to steadydesk_app;
