-- Up Migration

-- The desk itself acts under this id.
alter table person add constraint person_is_not_the_desk check (id <> 'system');

alter table desk_group add column version integer not null default 1;
alter table shift add column id text not null default gen_random_uuid()::text;
create unique index shift_by_id on shift (id);

-- People who take turns: domain/roster says what the parts mean, and a test that on_duty below means the same.
create table rotation (
  id text primary key default gen_random_uuid()::text,
  group_id text not null references desk_group,
  name text not null,
  people text[] not null check (cardinality(people) > 0),
  turn_days integer not null check (turn_days > 0),
  slots jsonb not null,
  days text not null check (days in ('every-day', 'working-days', 'rest-days')),
  starts_on date not null,
  ends_on date
);
create index rotation_by_group on rotation (group_id);

create table absence (
  id text primary key default gen_random_uuid()::text,
  person_id text not null references person,
  -- Null: in every group.
  group_id text references desk_group,
  substitute_id text references person check (substitute_id <> person_id),
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  reason text not null
);
create index absence_by_person on absence (person_id, ends_at);

-- Versions of what is edited as a whole: roster, routing.
create table revision (
  name text primary key,
  version integer not null
);
insert into revision (name, version) values ('roster', 1), ('routing', 1);

-- By the calendar of the active policy; Monday to Friday in a year it does not list.
create function is_working_day(asked date) returns boolean language sql stable as $$
  select case
    when exists (select from jsonb_array_elements_text(listed.year -> 'work') day where day = to_char(asked, 'MM-DD'))
      then true
    when exists (select from jsonb_array_elements_text(listed.year -> 'off') day
        where to_char(asked, 'MM-DD') between left(day, 5)
          and case when substr(day, 6, 2) = '..' then substr(day, 8, 5) else left(day, 5) end)
      then false
    else extract(isodow from asked) < 6
  end
  from (select (select body -> 'calendar' -> 'years' -> to_char(asked, 'YYYY') from policy where active) as year) listed
$$;

-- People on duty in a group at a moment: shifts and rotations, without those who are away, with those who stand in.
create function on_duty(asked_group text, asked_at timestamptz) returns table (person_id text) language sql stable as $$
  with recursive planned as (
    select s.person_id from shift s
    where s.group_id = asked_group and s.starts_at <= asked_at and (s.ends_at is null or s.ends_at > asked_at)
    union
    select r.people[1 + ((today.day - r.starts_on) / r.turn_days + slot."offset") % cardinality(r.people)]
    from rotation r,
      (select (asked_at at time zone 'Asia/Shanghai')::date - back as day from generate_series(0, 1) back) today,
      jsonb_to_recordset(r.slots) as slot("from" text, "to" text, "offset" integer)
    where r.group_id = asked_group and today.day >= r.starts_on and (r.ends_on is null or today.day <= r.ends_on)
      and asked_at >= (today.day + slot."from"::time) at time zone 'Asia/Shanghai'
      and asked_at < (today.day + slot."to"::time + case when slot."to" <= slot."from" then interval '1 day'
        else interval '0' end) at time zone 'Asia/Shanghai'
      and (r.days = 'every-day' or is_working_day(today.day) = (r.days = 'working-days'))
  ), away as (
    select a.person_id, a.substitute_id from absence a
    where (a.group_id is null or a.group_id = asked_group) and a.starts_at <= asked_at and a.ends_at > asked_at
  ), standing(person_id, path) as (
    select p.person_id, array[p.person_id] from planned p
    union all
    select a.substitute_id, s.path || a.substitute_id from standing s join away a on a.person_id = s.person_id
    where a.substitute_id is not null and a.substitute_id <> all (s.path)
  )
  select distinct s.person_id from standing s join person p on p.id = s.person_id
  where p.active and not exists (select from away a where a.person_id = s.person_id)
    and (exists (select from membership m where m.group_id = asked_group and m.person_id = s.person_id)
      or exists (select from desk_group g where g.id = asked_group and s.person_id in (g.lead, g.deputy_lead)))
$$;

-- Open duties that the assignee owes; routing asks for the fewest.
alter table ticket add column workload integer not null default 0;
update ticket set workload = (
  select count(*) from jsonb_array_elements(state -> 'duties') duty
  where not duty ? 'settledAt'
    and duty ->> 'duty' in ('response', 'contact', 'escalation-request', 'progress-sync', 'knowledge')
) where assignee is not null;
create index ticket_workload on ticket (assignee) include (workload) where workload > 0;

grant select, insert, update, delete on rotation, absence to steadydesk_app;
grant select, update on revision to steadydesk_app;
