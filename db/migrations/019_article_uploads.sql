-- Up Migration

-- Which files an article shows. All that its versions ever named are kept, so that old versions stay whole; readers who
-- see only what is published are given those that it names now.
create table article_upload (
  article text not null references article,
  upload text not null,
  is_current boolean not null,
  primary key (article, upload)
);
create index article_upload_by_upload on article_upload (upload);

grant select, insert, update (is_current) on article_upload to steadydesk_app;
