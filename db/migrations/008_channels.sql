-- Up Migration

-- Ways to reach people beside the inbox and mail.
create table channel (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,40}$' and id not in ('desk', 'smtp')),
  kind text not null,
  name text not null,
  settings jsonb not null,
  -- By name: sealed with a key of the desk, or the environment's variable that has it.
  secrets jsonb not null,
  -- Roles, groups and people; which notices; whether only urgent ones.
  serves jsonb not null,
  -- What of a ticket may leave the desk by it.
  fields text[] not null,
  language text not null check (language in ('zh-CN', 'en')),
  active boolean not null,
  changed_by text not null,
  changed_at timestamptz not null default now()
);

-- When messages went, for the vendors' caps and for unverified addresses; forgotten after some hours.
create table channel_send (
  id bigint primary key generated always as identity,
  channel text not null,
  address text not null,
  -- From the answer on: the vendor counted it no later than that.
  at timestamptz not null default clock_timestamp()
);
create index channel_send_by_time on channel_send (channel, at);
create table channel_lock (
  channel text primary key,
  until timestamptz not null
);

-- sending: on its way, of a channel that must not repeat; unknown: may have arrived, a person checks.
alter table notice drop constraint notice_state_check;
alter table notice add constraint notice_state_check
  check (state in ('queued', 'sending', 'sent', 'failed', 'unknown', 'cancelled'));
alter table notice
  -- Goes out only while the recipient has not reacted to the one before it.
  add column backup boolean not null default false,
  -- Whether the desk knows the address to be the recipient's.
  add column verified boolean not null default true,
  -- The digest it went out in.
  add column sent_in text,
  add column resent_by text;
create index notice_sending on notice (channel) where state = 'sending';
create index notice_undelivered on notice (channel, at) where state in ('failed', 'unknown');

-- Which channels a person wants for which notice, their accounts there, and their quiet hours.
create table notice_preference (
  person_id text primary key references person,
  body jsonb not null
);

create table notice_template (
  notice text not null,
  language text not null check (language in ('zh-CN', 'en')),
  subject text not null,
  body text not null,
  changed_by text not null,
  changed_at timestamptz not null default now(),
  primary key (notice, language)
);

grant select, insert, update on channel, channel_lock, notice_preference to steadydesk_app;
grant select, insert, update, delete on channel_send to steadydesk_app;
grant select, insert, update, delete on notice_template to steadydesk_app;
