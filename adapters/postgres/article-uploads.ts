import type { PoolClient } from 'pg';

const named = /\/api\/attachments\/([A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])/gu;
const mostNamed = 100;

/** Ids of the files that a text shows. */
const namedIn = (text: string): readonly string[] =>
  [...new Set([...text.matchAll(named)].map(([, id = '']) => id))].slice(0, mostNamed);

/**
 * Makes the files that an article names now readable with it: those its writer sent that belong to no ticket, and those
 * it had before. A file of somebody else, or of a ticket, is not given to readers by naming it.
 */
export const linkUploads = async (
  client: PoolClient,
  article: string,
  { text, by }: { readonly text: string; readonly by: string },
): Promise<void> => {
  const ids = namedIn(text);
  await client.query(
    'update article_upload set is_current = (upload = any($2)) where article = $1 and is_current <> (upload = any($2))',
    [article, ids],
  );
  if (ids.length === 0) return;
  await client.query(
    `insert into article_upload (article, upload, is_current)
     select $1, u.id, true from upload u
     where u.id = any($2) and u.by_id = $3 and not exists (select from attachment a where a.upload = u.id)
     on conflict do nothing`,
    [article, ids, by],
  );
};
