-- Up Migration

-- A file that somebody sent, before and after a ticket names it. The bytes lie in the store under their hash, once,
-- however often they were sent; who may read them is asked of this row.
create table upload (
  -- 128 random bits.
  id text primary key,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  name text not null,
  size bigint not null check (size >= 0),
  type text not null,
  by_id text not null,
  at timestamptz not null default now(),
  -- When an action last asked for it: its entry may still be on its way, so it is not cleaned up.
  wanted_at timestamptz
);
create index upload_by_hash on upload (sha256);
create index upload_by_person on upload (by_id, at);
create index upload_by_time on upload (at);

-- Which entry of which ticket names an upload; written with the entry. No reference to the upload: an entry that has
-- been accepted must be stored whatever became of the file.
create table attachment (
  no text not null references ticket,
  seq integer not null,
  upload text not null,
  visibility text not null check (visibility in ('public', 'internal')),
  primary key (no, seq, upload)
);
create index attachment_by_upload on attachment (upload);

grant select, insert, delete, update (wanted_at) on upload to steadydesk_app;
grant select, insert on attachment to steadydesk_app;
