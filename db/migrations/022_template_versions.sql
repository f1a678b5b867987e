-- Up Migration

-- No two texts that ever stood in a place have the same version; the built-in one, which has no row, is version 0.
alter table notice_template add column version integer not null generated always as identity;
