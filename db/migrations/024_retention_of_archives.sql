-- Up Migration

alter table retention_rule drop constraint retention_rule_class_check, add constraint retention_rule_class_check
  check (class in ('notice-texts', 'call-announcements', 'access-log', 'policy-trials', 'archive-bundles',
    'archived-tickets'));

-- Tickets that ended so long ago (never less than 90 days), and whether the law holds them. One with a bundle that is
-- kept, or with anything under way, is none of them.
create function tickets_past(older_than interval) returns table (no text, held boolean)
  language sql stable as $$
  select t.no, exists (select from legal_hold h where h.no = t.no)
  from ticket t
  where t.stage in ('archived', 'withdrawn', 'merged') and not t.active
    and coalesce(t.resolved_at, t.accepted_at) < now() - greatest(older_than, interval '90 days')
    and (select e.at from entry e where e.no = t.no order by e.seq desc limit 1)
      < now() - greatest(older_than, interval '90 days')
    and not exists (select from archive_bundle b where b.no = t.no and b.withdrawn_at is null)
    and not exists (select from archive_wanted w where w.no = t.no)
    and not exists (select from unwanted_history u where u.no = t.no)
    and not exists (select from notice n where n.no = t.no and n.state in ('queued', 'sending'))
$$;

create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  -- Only the functions that erase or purge say so, and for one statement.
  if tg_op = 'UPDATE' and current_setting('steadydesk.erasing', true) = 'yes' then
    return new;
  end if;
  if tg_op = 'DELETE' and current_setting('steadydesk.purging', true) = 'yes' then
    return old;
  end if;
  raise exception 'rows of % are never changed or removed', tg_table_name using errcode = 'restrict_violation';
end
$$;

-- The programs may remove no ticket; those past their time, and not held by the law, they may have removed whole.
create function purge_tickets(older_than interval, most integer) returns integer
  language plpgsql security definer set search_path = public as $$
declare
  wanted text[];
  gone text[];
begin
  select array_agg(p.no) into wanted from (select no from tickets_past(older_than) where not held limit most) p;
  perform from ticket where no = any(wanted) order by no for update;
  -- Asked again under the lock: one may have been held meanwhile.
  select coalesce(array_agg(p.no), '{}') into gone
    from tickets_past(older_than) p where not p.held and p.no = any(wanted);
  perform set_config('steadydesk.purging', 'yes', true);
  update article set source_no = null, source_seq = null where source_no = any(gone);
  delete from article_use where no = any(gone);
  delete from attachment where no = any(gone);
  delete from survey_token where no = any(gone);
  delete from notice where no = any(gone);
  delete from intake_request where no = any(gone);
  delete from unstarted where no = any(gone);
  delete from stuck_commit where no = any(gone);
  delete from policy_trial_ticket where no = any(gone);
  delete from roll_out_ticket where no = any(gone);
  delete from duty_outcome where no = any(gone);
  delete from lateness where no = any(gone);
  delete from archive_bundle where no = any(gone);
  delete from archive where no = any(gone);
  delete from entry where no = any(gone);
  delete from ticket where no = any(gone);
  perform set_config('steadydesk.purging', 'no', true);
  return cardinality(gone);
end
$$;
revoke execute on function purge_tickets from public;
grant execute on function purge_tickets to steadydesk_app;

-- Removing a ticket asks every table that refers to it.
create index survey_token_by_ticket on survey_token (no);
create index intake_request_by_ticket on intake_request (no);
create index policy_trial_ticket_by_ticket on policy_trial_ticket (no);
create index roll_out_ticket_by_ticket on roll_out_ticket (no);
