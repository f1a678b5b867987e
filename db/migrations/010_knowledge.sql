-- Up Migration

alter table article
  -- Raised by every change: the HTTP entity tag.
  add version integer not null default 1,
  add state text not null default 'published' check (state in ('draft', 'published', 'retired')),
  add visibility text not null default 'internal' check (visibility in ('internal', 'public')),
  add tags text[] not null default '{}',
  add review_on date,
  add updated_at timestamptz not null default now(),
  add updated_by text,
  -- Title and tags; small, so that ranking by them reads no second page.
  add title_words tsvector not null default '',
  -- Title and tags (A), symptoms (B), solution (C), with positions.
  add words tsvector not null default '',
  -- Version of the rule that made the words; the programs bring older ones up to date.
  add words_made smallint not null default 0;
update article set updated_by = handler, updated_at = created_at;
alter table article alter updated_by set not null;
-- Not compressed: ranking reads it far more often than anybody writes it.
alter table article alter words set storage external;

create index article_title_words on article using gin (title_words);
create index article_words on article using gin (words);
create index article_by_time on article (updated_at desc, id desc);
create index article_by_tag on article using gin (tags);
create index article_stale_words on article (words_made);

-- Every version as it was, with who made it; what has been written stays readable.
create table article_version (
  id text not null references article,
  version integer not null,
  at timestamptz not null default now(),
  by_id text not null,
  change text not null
    check (change in ('created', 'changed', 'published', 'retired', 'reviewed', 'restored', 'imported')),
  body jsonb not null,
  primary key (id, version)
);
insert into article_version (id, version, at, by_id, change, body)
select id, 1, created_at, handler, 'created', jsonb_build_object('type', type, 'title', title, 'symptoms', symptoms,
  'solution', solution, 'handler', handler, 'tags', tags, 'visibility', visibility, 'state', state, 'reviewOn', null)
from article;

-- Which ticket followed, was solved by or brought an article; written with the entry that says so.
create table article_use (
  article text not null,
  no text not null references ticket,
  seq integer not null,
  kind text not null check (kind in ('step', 'solution', 'settled', 'source')),
  primary key (article, no, seq)
);
create index article_use_by_ticket on article_use (no);
insert into article_use (article, no, seq, kind)
select content #>> '{input,article}', no, seq, 'step' from entry
  where action = 'record-step' and outcome = 'done' and content #>> '{input,article}' is not null
union all
select content #>> '{input,knowledge,article}', no, seq, 'solution' from entry
  where action = 'propose-resolution' and outcome = 'done' and content #>> '{input,knowledge,article}' is not null
union all
select content #>> '{input,article}', no, seq, 'settled' from entry
  where action = 'settle-knowledge' and outcome = 'done' and content #>> '{input,article}' is not null
union all
select id, source_no, source_seq, 'source' from article where source_no is not null and source_seq is not null;

create trigger append_only before update or delete on article_version
  for each row execute function refuse_change();
grant select, insert on article_version, article_use to steadydesk_app;
