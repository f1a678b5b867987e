-- Up Migration

-- Who has which ticket open, by window; told anew every few seconds and worth nothing after a crash.
create unlogged table presence (
  no text not null,
  person text not null,
  tab text not null,
  filling boolean not null,
  seen_at timestamptz not null default now(),
  primary key (no, person, tab)
);
create index presence_by_age on presence (seen_at);
grant select, insert, update, delete on presence to steadydesk_app;
