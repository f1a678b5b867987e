-- Up Migration

-- Callers of whom the desk has no account are erased by the tickets that they reported; articles are for a person to review.
alter table erasure
  alter person drop not null,
  add callers_of text[] not null default '{}',
  add articles text[] not null default '{}',
  add constraint erasure_of_somebody check ((person is null) = (cardinality(callers_of) > 0));
grant update (articles) on erasure to steadydesk_app;

-- Tickets whose texts were erased and of which Temporal may still have histories; gone with the last of these.
create table unwanted_history (
  no text primary key references ticket,
  since timestamptz not null default now()
);
grant select, insert, delete on unwanted_history to steadydesk_app;

-- When the file of a withdrawn bundle left the store.
alter table archive_bundle add removed_at timestamptz;
grant update (removed_at) on archive_bundle to steadydesk_app;

-- Versions of articles are never changed; this much an erasure may have changed.
create function erase_article_version(of_id text, of_version integer, left_of_it jsonb, by_erasure text)
  returns void language plpgsql security definer set search_path = public as $$
begin
  perform set_config('steadydesk.erasing', 'yes', true);
  update article_version set body = left_of_it
    where id = of_id and version = of_version and exists (select from erasure where id = by_erasure);
  perform set_config('steadydesk.erasing', 'no', true);
end
$$;
revoke execute on function erase_article_version from public;
grant execute on function erase_article_version to steadydesk_app;
