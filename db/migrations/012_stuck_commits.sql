-- Up Migration

-- Tickets whose entries cannot be stored, with the reason; a row goes when they are stored after all.
create table stuck_commit (
  no text primary key references ticket,
  seq integer not null,
  reason text not null,
  attempts integer not null default 1,
  since timestamptz not null default now(),
  last_at timestamptz not null default now()
);

grant select, insert, update, delete on stuck_commit to steadydesk_app;
