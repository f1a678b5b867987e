-- Up Migration

-- What If-Match speaks of: raised by every change.
alter table person add column version integer not null default 1 check (version > 0);

-- Who signs in: the issuer's name for somebody. Never an e-mail address, which may change hands.
create table identity (
  issuer text not null check (length(issuer) between 1 and 500),
  subject text not null check (length(subject) between 1 and 255),
  person text not null references person,
  linked_at timestamptz not null default now(),
  seen_at timestamptz,
  primary key (issuer, subject)
);
create index identity_person on identity (person);

-- Columns sid, sess and expire are those that connect-pg-simple reads and writes.
create table session (
  sid varchar primary key,
  sess json not null,
  expire timestamp(6) not null,
  -- Null until somebody has signed in.
  person text generated always as (sess ->> 'person') stored
);
create index session_expire on session (expire);
create index session_person on session (person);

-- Programs that speak for themselves.
create table service_account (
  id text primary key check (id ~ '^sa-[a-z0-9]{1,40}$'),
  name text not null unique,
  scopes text[] not null check (cardinality(scopes) > 0),
  -- Shown in lists, to tell tokens apart; it opens nothing.
  token_prefix text not null unique,
  -- SHA-256 of the token, which is shown once and kept nowhere.
  token_hash bytea not null unique,
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);

-- What was done to people, accounts and settings, with the state before and after.
create table admin_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  by_id text not null,
  action text not null,
  kind text not null,
  subject text not null,
  before jsonb,
  after jsonb
);
create index admin_log_subject on admin_log (kind, subject, id);
create trigger append_only before update or delete on admin_log for each row execute function refuse_change();
create trigger not_emptied before truncate on admin_log for each statement execute function refuse_change();

-- Which personal data staff have read: one row a request.
create table access_log (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  who text not null,
  -- The role or relation by which it was theirs to read.
  as_role text not null,
  what text not null,
  -- The one ticket that was read, and whose it is; of lists, all the tickets or people that were shown.
  no text,
  whose text,
  shown text[]
);
create index access_log_at on access_log (at);
create index access_log_who on access_log (who, at);
create index access_log_whose on access_log (whose, at) where whose is not null;

create function refuse_early_purge() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.at < now() - interval '180 days' then
    return old;
  end if;
  raise exception 'rows of % are kept for 180 days', tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger kept before update or delete on access_log for each row execute function refuse_early_purge();
create trigger not_emptied before truncate on access_log for each statement execute function refuse_change();

-- Calls that the telephone system announced, until an agent has taken them up.
create table cti_call (
  id text primary key,
  caller text not null,
  extension text not null,
  at timestamptz not null,
  account text not null,
  received_at timestamptz not null default now()
);
create index cti_call_at on cti_call (at desc);

grant select, insert, update, delete on identity, session to steadydesk_app;
grant select, insert, update on service_account to steadydesk_app;
grant select, insert on admin_log, access_log to steadydesk_app;
grant select, insert, delete on cti_call to steadydesk_app;
