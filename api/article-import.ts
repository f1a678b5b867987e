import type { Article, Articles } from '../adapters/postgres/articles.js';
import { articleFromMarkdown, type ArticleFile } from '../domain/article-file.js';
import type { Language } from '../domain/words.js';
import type { UploadedFile } from './article-upload.js';

/** What becomes of one file. */
interface FileOutcome {
  readonly file: string;
  readonly does: 'create' | 'change' | 'same' | 'refuse';
  readonly id: string | null;
  readonly title: string | null;
  readonly errors: readonly { readonly field: string; readonly detail: string }[];
}

interface Planned {
  readonly outcome: FileOutcome;
  readonly article: ArticleFile | null;
}

/**
 * Imports files, all or none: a file with the id of an article changes it, one without is a new article, and one that
 * says nothing new is left alone, so that the same import twice is as good as once. A preview changes nothing.
 */
export const importArticles = async (
  articles: Pick<Articles, 'named' | 'create' | 'change'>,
  asked: {
    readonly files: readonly UploadedFile[];
    readonly by: string;
    readonly language: Language;
    readonly isPreview: boolean;
  },
): Promise<{ readonly files: readonly FileOutcome[]; readonly isRefused: boolean }> => {
  const planned = await plan(articles, asked);
  const isRefused = planned.some(({ outcome }) => outcome.does === 'refuse');
  if (asked.isPreview || isRefused)
    return { files: planned.map(({ outcome }) => outcome), isRefused: isRefused && !asked.isPreview };
  const files: FileOutcome[] = [];
  for (const { outcome, article } of planned) {
    if (article === null || outcome.does === 'same') files.push(outcome);
    else files.push({ ...outcome, id: await carryOut(articles, { outcome, article, by: asked.by }) });
  }
  return { files, isRefused: false };
};

const carryOut = async (
  articles: Pick<Articles, 'create' | 'change'>,
  { outcome, article: { text, state }, by }: { outcome: FileOutcome; article: ArticleFile; by: string },
): Promise<string | null> => {
  if (outcome.does === 'create' || outcome.id === null)
    return (await articles.create({ text, by, state, change: 'imported' })).id;
  const { handler, ...rest } = text;
  await articles.change(outcome.id, {
    by,
    change: 'imported',
    with: { ...rest, ...(handler === undefined ? {} : { handler }), state },
  });
  return outcome.id;
};

const plan = async (
  articles: Pick<Articles, 'named'>,
  { files, language }: { readonly files: readonly UploadedFile[]; readonly language: Language },
): Promise<readonly Planned[]> => {
  const read = files.map(({ name, content }) => ({ name, ...articleFromMarkdown(content) }));
  const good = read.flatMap((one) => ('file' in one ? [one.file] : []));
  const known = await articles.named({
    ids: good.flatMap(({ id }) => id ?? []),
    titles: good.map(({ text }) => text.title),
  });
  return read.map((one): Planned => {
    if ('faults' in one) {
      const errors = one.faults.map(({ field, detail }) => ({ field, detail: detail[language] }));
      return { article: null, outcome: { file: one.name, does: 'refuse', id: null, title: null, errors } };
    }
    const { file: article } = one;
    const twin = known.find((other) =>
      article.id === null ? says(other, { ...article, state: other.state }) : other.id === article.id,
    );
    const does = doesOf(article, twin);
    return {
      article,
      outcome: { file: one.name, does, id: twin?.id ?? null, title: article.text.title, errors: [] },
    };
  });
};

const doesOf = (article: ArticleFile, twin: Article | undefined): FileOutcome['does'] => {
  if (twin === undefined) return 'create';
  return says(twin, article) ? 'same' : 'change';
};

const says = (article: Article, { text, state }: ArticleFile): boolean =>
  article.state === state &&
  article.type === text.type &&
  article.title === text.title &&
  article.symptoms === text.symptoms &&
  article.solution === text.solution &&
  article.visibility === text.visibility &&
  article.reviewOn === text.reviewOn &&
  article.tags.join('\n') === text.tags.join('\n') &&
  (text.handler === undefined || article.handler === text.handler);
