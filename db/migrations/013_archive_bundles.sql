-- Up Migration

-- Public halves of the keys that bundles are signed with; kept for as long as a bundle may be verified.
create table archive_key (
  -- First half of the SHA-256 of the public key.
  id text primary key,
  -- Ed25519, 32 bytes.
  public_key bytea not null,
  since timestamptz not null default now()
);

-- One signed bundle of a ticket's archive (§2.5.2). The bytes lie in the object store under their hash.
create table archive_bundle (
  no text not null,
  nth integer not null check (nth > 0),
  -- The archive record that it holds.
  record integer not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  size bigint not null check (size > 0),
  files integer not null,
  key text not null references archive_key,
  made_at timestamptz not null default now(),
  -- Withdrawn by law: the file goes, and another bundle takes its place.
  withdrawn_at timestamptz,
  withdrawn_why text,
  primary key (no, nth),
  foreign key (no, record) references archive (no, nth)
);
create index archive_bundle_by_hash on archive_bundle (sha256);

-- Archive records that no bundle holds yet; the newest of each ticket.
create table archive_wanted (
  no text primary key references ticket,
  record integer not null,
  since timestamptz not null default now(),
  next_at timestamptz not null default now(),
  attempts integer not null default 0,
  -- Why the last attempt failed.
  trouble text
);
create index archive_wanted_by_time on archive_wanted (next_at);

create function want_bundle() returns trigger language plpgsql as $$
begin
  insert into archive_wanted (no, record) values (new.no, new.nth)
  on conflict (no) do update set record = excluded.record, since = now(), next_at = now(), attempts = 0, trouble = null;
  return null;
end
$$;
create trigger bundled after insert on archive for each row execute function want_bundle();

insert into archive_wanted (no, record) select no, max(nth) from archive group by no;

grant select, insert on archive_key to steadydesk_app;
grant select, insert, update (withdrawn_at, withdrawn_why) on archive_bundle to steadydesk_app;
grant select, insert, update, delete on archive_wanted to steadydesk_app;
