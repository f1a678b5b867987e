-- Up Migration

-- Open duties that each assignee owes: sums by person and what has changed since they were drawn up, to be added
-- together. So no commit waits for another's, and routing reads a few rows however many tickets are open.
create table workload (
  person text not null,
  owed integer not null
);
create index workload_by_person on workload (person) include (owed);
insert into workload
  select assignee, sum(workload) from ticket where assignee is not null and workload > 0 group by assignee;
drop index ticket_workload;

create function note_workload() returns trigger language plpgsql as $$
begin
  insert into workload
    select person, sum(owed) from (
      select old.assignee, -old.workload where tg_op <> 'INSERT'
      union all
      select new.assignee, new.workload where tg_op <> 'DELETE'
    ) as changed(person, owed)
    where person is not null
    group by person having sum(owed) <> 0;
  return null;
end
$$;
create trigger ticket_workload_noted after insert or delete on ticket
  for each row execute function note_workload();
create trigger ticket_workload_changed after update of assignee, workload on ticket
  for each row when (old.assignee is distinct from new.assignee or old.workload <> new.workload)
  execute function note_workload();

grant select, insert, delete on workload to steadydesk_app;
