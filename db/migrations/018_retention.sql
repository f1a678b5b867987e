-- Up Migration

-- How long each class of data is kept, in days; a class without a row is kept.
create table retention_rule (
  class text primary key check (class in ('notice-texts', 'call-announcements', 'access-log', 'policy-trials')),
  days integer not null check (days between 1 and 36500),
  by_id text not null,
  at timestamptz not null default now()
);

-- What was removed because it was past its time.
create table retention_run (
  id bigint primary key generated always as identity,
  at timestamptz not null default now(),
  class text not null,
  days integer not null,
  removed integer not null
);
create index retention_run_by_time on retention_run (at desc);

-- The programs may not change this log; what is past both its rule and the law's 180 days they may have removed.
create function purge_access_log(older_than interval) returns integer
  language plpgsql security definer set search_path = public as $$
declare removed integer;
begin
  delete from access_log where at < now() - greatest(older_than, interval '180 days');
  get diagnostics removed = row_count;
  return removed;
end
$$;
revoke execute on function purge_access_log from public;
grant execute on function purge_access_log to steadydesk_app;

grant select, insert, update, delete on retention_rule to steadydesk_app;
grant select, insert on retention_run to steadydesk_app;
