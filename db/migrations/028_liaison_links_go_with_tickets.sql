-- Up Migration

-- A ticket past its time is removed whole: the links of its liaisons go with it and do not hold it back.
alter table liaison_link drop constraint liaison_link_no_fkey,
  add constraint liaison_link_no_fkey foreign key (no) references ticket on delete cascade;
