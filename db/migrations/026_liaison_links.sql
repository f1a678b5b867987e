-- Up Migration

-- Links by which a liaison without an account works on their escalation (§2.3.6).
create table liaison_link (
  -- SHA-256 of the token; the token itself is only in its link.
  token_hash bytea primary key,
  no text not null references ticket,
  seq integer not null,
  person text not null,
  -- Which escalation of the ticket it is for.
  nth integer not null,
  made_at timestamptz not null default now(),
  expires_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_by text
);
create index liaison_link_of on liaison_link (no, nth);
grant select, insert, update, delete on liaison_link to steadydesk_app;
