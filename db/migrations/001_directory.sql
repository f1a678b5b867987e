-- Up Migration

-- The programs act as this role: what it may not do, no bug of theirs can. A role belongs to the whole server.
do $$
begin
  create role steadydesk_app nologin;
exception
  when duplicate_object or unique_violation then null;
end
$$;
grant steadydesk_app to current_user;
grant usage on schema public to steadydesk_app;

create table person (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  name text not null,
  staff_number text unique,
  department text not null,
  extension text,
  email text,
  roles text[] not null check (cardinality(roles) > 0),
  -- A supervisor who stands in for the others.
  deputy boolean not null default false,
  language text not null default 'zh-CN' check (language in ('zh-CN', 'en')),
  active boolean not null default true
);
create unique index person_email on person (lower(email));
create index person_roles on person using gin (roles);
create index person_name on person (name);

create table desk_group (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name_zh text not null,
  name_en text not null,
  lead text references person,
  deputy_lead text references person
);

create table membership (
  group_id text not null references desk_group,
  person_id text not null references person,
  primary key (group_id, person_id)
);
create index membership_person on membership (person_id);

create table shift (
  group_id text not null references desk_group,
  person_id text not null references person,
  starts_at timestamptz not null,
  -- Null is for ever.
  ends_at timestamptz check (ends_at > starts_at),
  primary key (group_id, person_id, starts_at)
);

-- The first rule by position that fits routes a ticket; what a rule leaves open fits everything.
create table routing_rule (
  position integer primary key,
  type text,
  words text[] not null default '{}',
  department text,
  group_id text not null references desk_group
);

-- Versions never change; tickets name them.
create table policy (
  version integer primary key check (version > 0),
  name text not null,
  body jsonb not null,
  active boolean not null,
  author text not null,
  created_at timestamptz not null
);
create unique index policy_active on policy (active) where active;

grant select, insert, update, delete on person, desk_group, membership, shift, routing_rule to steadydesk_app;
grant select, insert, update (active) on policy to steadydesk_app;
