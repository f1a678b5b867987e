-- Up Migration

-- What a policy would change (dry-run) or would have changed (replay), computed once and read page by page.
create table policy_trial (
  id text primary key default gen_random_uuid()::text,
  kind text not null check (kind in ('dry-run', 'replay')),
  policy jsonb not null,
  -- Replay: how many days back.
  days integer,
  by_id text not null,
  created_at timestamptz not null,
  -- A trial that stays running without a beat was left by a process that ended.
  beat_at timestamptz not null default now(),
  state text not null check (state in ('running', 'done', 'failed')),
  total integer not null,
  done integer not null default 0,
  counts jsonb not null default '{}'
);
create index policy_trial_created on policy_trial (created_at);

create table policy_trial_ticket (
  trial text not null references policy_trial on delete cascade,
  no text not null references ticket,
  changes jsonb not null,
  primary key (trial, no)
);

-- A policy on its way to open tickets: one audited action each, by whoever asked for it.
create table roll_out (
  id text primary key default gen_random_uuid()::text,
  by_id text not null,
  reason text not null,
  created_at timestamptz not null,
  -- The roll-out that this one takes back.
  takes_back text references roll_out
);

create table roll_out_ticket (
  roll_out text not null references roll_out,
  no text not null references ticket,
  -- The version the ticket had when the roll-out was asked for, and the one it gets.
  from_version integer not null,
  to_version integer not null references policy,
  state text not null default 'waiting' check (state in ('waiting', 'applied', 'refused')),
  reason text,
  primary key (roll_out, no)
);
create index roll_out_waiting on roll_out_ticket (roll_out, no) where state = 'waiting';

create index ticket_by_resolved on ticket ((coalesce(resolved_at, accepted_at)))
  where stage in ('archived', 'withdrawn', 'merged');

grant select, insert, update, delete on policy_trial, policy_trial_ticket to steadydesk_app;
grant select, insert, update on roll_out, roll_out_ticket to steadydesk_app;
