-- Up Migration

-- How duties ended, by week of Shanghai (its Monday): what the report of a year reads instead of every single one. Sums,
-- and what has changed since they were drawn up, to be added together; so no commit waits for another's.
create table duty_week (
  week timestamptz not null,
  duty text not null,
  owner_role text not null,
  owner text,
  group_id text,
  type text not null,
  urgency text not null,
  met integer not null,
  missed integer not null,
  missed_by_platform integer not null,
  done_late integer not null
);
create unique index duty_week_by_all on duty_week (week, duty, owner_role, owner, group_id, type, urgency)
  nulls not distinct;

create table duty_week_change (like duty_week);

insert into duty_week
select date_bin('7 days', at, '2000-01-03 00:00:00+08'), duty, owner_role, owner, group_id, type, urgency,
  count(*) filter (where outcome = 'met'), count(*) filter (where cause = 'person'),
  count(*) filter (where cause = 'platform'), count(done_at)
from duty_outcome group by 1, 2, 3, 4, 5, 6, 7;

-- One statement's rows at once: a commit adds one row or two.
create function note_duties() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into duty_week_change
    select date_bin('7 days', at, '2000-01-03 00:00:00+08'), duty, owner_role, owner, group_id, type, urgency,
      count(*) filter (where outcome = 'met'), count(*) filter (where cause = 'person'),
      count(*) filter (where cause = 'platform'), count(done_at)
    from came group by 1, 2, 3, 4, 5, 6, 7;
  elsif tg_op = 'DELETE' then
    insert into duty_week_change
    select date_bin('7 days', at, '2000-01-03 00:00:00+08'), duty, owner_role, owner, group_id, type, urgency,
      -count(*) filter (where outcome = 'met'), -count(*) filter (where cause = 'person'),
      -count(*) filter (where cause = 'platform'), -count(done_at)
    from went group by 1, 2, 3, 4, 5, 6, 7;
  else
    insert into duty_week_change
    select date_bin('7 days', at, '2000-01-03 00:00:00+08'), duty, owner_role, owner, group_id, type, urgency,
      coalesce(sum(n) filter (where outcome = 'met'), 0), coalesce(sum(n) filter (where cause = 'person'), 0),
      coalesce(sum(n) filter (where cause = 'platform'), 0), coalesce(sum(n) filter (where done_at is not null), 0)
    from (select *, -1 as n from went union all select *, 1 from came) changed
    group by 1, 2, 3, 4, 5, 6, 7;
  end if;
  return null;
end
$$;
create trigger duties_came after insert on duty_outcome
  referencing new table as came for each statement execute function note_duties();
create trigger duties_went after delete on duty_outcome
  referencing old table as went for each statement execute function note_duties();
create trigger duties_changed after update on duty_outcome
  referencing old table as went new table as came for each statement execute function note_duties();

grant select, insert, update on duty_week to steadydesk_app;
-- Locking rows to draw them up needs the right to update them.
grant select, insert, update, delete on duty_week_change to steadydesk_app;
