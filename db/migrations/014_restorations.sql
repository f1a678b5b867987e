-- Up Migration

-- A backup that was restored into this database: the next start compares tickets and runs, and says what it found.
create table restoration (
  id bigint primary key generated always as identity,
  -- Moment of the database's copy.
  taken_at timestamptz not null,
  restored_at timestamptz not null default now(),
  reconciled_at timestamptz,
  report jsonb
);
create index restoration_open on restoration (id) where reconciled_at is null;

grant select on restoration to steadydesk_app;
grant update (reconciled_at, report) on restoration to steadydesk_app;
