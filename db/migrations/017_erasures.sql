-- Up Migration

-- What was erased by law of whom, on whose word; the receipt. Holds no personal data itself.
create table erasure (
  id text primary key,
  person text not null,
  reason text not null,
  by_id text not null,
  at timestamptz not null default now(),
  counts jsonb not null default '{}',
  -- Tickets that were left out because the law holds them.
  held text[] not null default '{}'
);
create index erasure_person on erasure (person);

-- Tickets whose data must be kept, whatever is asked or past its time.
create table legal_hold (
  no text primary key references ticket,
  reason text not null,
  by_id text not null,
  at timestamptz not null default now()
);

-- Of an entry whose texts were erased: by which erasure, and the hash of what is left. Its first hash stays in the chain.
alter table entry
  add erasure text references erasure,
  add erased_hash bytea,
  add constraint entry_erased check ((erasure is null) = (erased_hash is null));
alter table archive add erasure text references erasure;

create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  -- Only the functions below say so, and for one statement.
  if tg_op = 'UPDATE' and current_setting('steadydesk.erasing', true) = 'yes' then
    return new;
  end if;
  raise exception 'rows of % are never changed or removed', tg_table_name using errcode = 'restrict_violation';
end
$$;

-- The programs may not change the log; this much they may have changed, and an erasure must stand behind it.
create function erase_entry(of_no text, of_seq integer, left_of_it jsonb, hash_of_it bytea, by_erasure text)
  returns void language plpgsql security definer set search_path = public as $$
begin
  perform set_config('steadydesk.erasing', 'yes', true);
  update entry set content = left_of_it, erased_hash = hash_of_it, erasure = by_erasure
    where no = of_no and seq = of_seq and by_erasure is not null;
  perform set_config('steadydesk.erasing', 'no', true);
end
$$;
create function erase_archive(of_id text, left_of_it jsonb, by_erasure text)
  returns void language plpgsql security definer set search_path = public as $$
begin
  perform set_config('steadydesk.erasing', 'yes', true);
  update archive set body = left_of_it, erasure = by_erasure where id = of_id and by_erasure is not null;
  perform set_config('steadydesk.erasing', 'no', true);
end
$$;
create function erase_admin_log(of_person text, by_erasure text)
  returns void language plpgsql security definer set search_path = public as $$
begin
  perform set_config('steadydesk.erasing', 'yes', true);
  update admin_log set before = null, after = jsonb_build_object('erasure', by_erasure)
    where kind = 'person' and subject = of_person and action <> 'erase-person'
      and exists (select from erasure where id = by_erasure and person = of_person);
  perform set_config('steadydesk.erasing', 'no', true);
end
$$;
revoke execute on function erase_entry, erase_archive, erase_admin_log from public;
grant execute on function erase_entry, erase_archive, erase_admin_log to steadydesk_app;

grant select, insert, update (counts, held) on erasure to steadydesk_app;
grant select, insert, delete on legal_hold to steadydesk_app;
