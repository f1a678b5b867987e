-- Up Migration

-- Outbox of every channel; rows of channel desk are the inbox.
create table notice (
  -- Hash of the unique columns below: names the notice in Message-IDs too.
  id text primary key,
  no text not null references ticket,
  seq integer not null,
  kind text not null,
  -- A person's id, or the address of a reporter who is nobody's person here.
  recipient text not null,
  channel text not null,
  address text not null,
  language text not null,
  subject text not null,
  body text not null,
  -- Put in for {surveyLink} on delivery, and forgotten with it.
  secret_link text,
  urgent boolean not null,
  state text not null check (state in ('queued', 'sent', 'failed')),
  attempts integer not null default 0,
  at timestamptz not null,
  next_at timestamptz not null default now(),
  sent_at timestamptz,
  read_at timestamptz,
  reason text,
  unique (no, seq, kind, recipient, channel)
);
create index notice_queued on notice (channel, urgent desc, at, id) where state = 'queued';
create index notice_inbox on notice (recipient, at desc, id desc) where channel = 'desk';

create table survey_token (
  -- SHA-256 of the token; the token itself is only in its link.
  token_hash bytea primary key,
  no text not null references ticket,
  seq integer not null,
  expires_at timestamptz not null
);

grant select, insert, update on notice to steadydesk_app;
grant select, insert, delete on survey_token to steadydesk_app;
