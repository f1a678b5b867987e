-- Up Migration

-- A trial of a policy whose process has ended is begun anew by another process: who runs it, and how often it was begun.
alter table policy_trial add column runner text not null default '', add column starts integer not null default 1;
alter table policy_trial alter column runner drop default;
