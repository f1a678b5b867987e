import type { Attachments } from '../adapters/attachments.js';
import type { Article, Articles } from '../adapters/postgres/articles.js';
import { articleFromMarkdown, type ArticleFile } from '../domain/article-file.js';
import type { Language } from '../domain/words.js';
import { hashesOf, keepImages, knownImages, pathsIn, withUploads } from './article-images.js';
import type { Packed } from './article-upload.js';

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
  /** Images of its text that the desk does not have yet. */
  readonly wanted: readonly string[];
}

type Known = Pick<Articles, 'named' | 'images'>;

/**
 * Imports files, all or none: a file with the id of an article changes it, one without is a new article, and one that
 * says nothing new is left alone, so that the same import twice is as good as once. A preview changes nothing.
 */
export const importArticles = async (
  articles: Known & Pick<Articles, 'create' | 'change'>,
  asked: Packed & {
    readonly attachments: Attachments;
    readonly by: string;
    readonly language: Language;
    readonly isPreview: boolean;
  },
): Promise<{ readonly files: readonly FileOutcome[]; readonly isRefused: boolean }> => {
  const planned = await plan(articles, asked);
  const isRefused = planned.some(({ outcome }) => outcome.does === 'refuse');
  if (asked.isPreview || isRefused)
    return { files: planned.map(({ outcome }) => outcome), isRefused: isRefused && !asked.isPreview };
  const due = planned.filter(({ outcome }) => outcome.does !== 'same');
  const paths = [...new Set(due.flatMap(({ wanted }) => wanted))];
  const ids = await keepImages(asked.attachments, { paths, images: asked.images, by: asked.by });
  if ('unfit' in ids)
    return { files: planned.map((one) => refusedFor(one, ids.unfit, asked.language)), isRefused: true };
  const files: FileOutcome[] = [];
  for (const { outcome, article: found } of planned) {
    const article = found === null ? null : withTexts(found, (text) => withUploads(text, ids));
    if (article === null || outcome.does === 'same') files.push(outcome);
    else files.push({ ...outcome, id: await carryOut(articles, { outcome, article, by: asked.by }) });
  }
  return { files, isRefused: false };
};

const withTexts = ({ text, ...rest }: ArticleFile, change: (text: string) => string): ArticleFile => ({
  ...rest,
  text: { ...text, symptoms: change(text.symptoms), solution: change(text.solution) },
});

const refusedFor = ({ outcome, wanted }: Planned, path: string, language: Language): FileOutcome =>
  wanted.includes(path)
    ? {
        ...outcome,
        does: 'refuse',
        errors: [
          {
            field: path,
            detail:
              language === 'zh-CN'
                ? '图片无法接收：类型不符、过大、未通过检查，或超出当日上传额度。'
                : 'The image is not taken: its kind, its size, what the scan found, or the quota of the day.',
          },
        ],
      }
    : outcome;

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

const imagesOf = ({ text }: ArticleFile): readonly string[] => pathsIn(`${text.symptoms}\n${text.solution}`);

const plan = async (
  articles: Known,
  { files, images, language }: Packed & { readonly language: Language },
): Promise<readonly Planned[]> => {
  const read = files.map(({ name, content }) => ({ name, ...articleFromMarkdown(content) }));
  const good = read.flatMap((one) => ('file' in one ? [one.file] : []));
  const known = await articles.named({
    ids: good.flatMap(({ id }) => id ?? []),
    titles: good.map(({ text }) => text.title),
  });
  const shown = await articles.images(known.map(({ id }) => id));
  const names = new Set(known.flatMap(({ id, title }) => [id, title]));
  const mayBeKnown = good.filter(({ id, text }) => names.has(id ?? '') || names.has(text.title));
  const hashes = await hashesOf(images, shown.length === 0 ? [] : mayBeKnown.flatMap(imagesOf));
  return read.map((one): Planned => {
    if ('faults' in one) {
      const errors = one.faults.map(({ field, detail }) => ({ field, detail: detail[language] }));
      return {
        article: null,
        wanted: [],
        outcome: { file: one.name, does: 'refuse', id: null, title: null, errors },
      };
    }
    const { id } = one.file;
    const paths = imagesOf(one.file).filter(images.has);
    const shownBy = (other: Article): ReadonlyMap<string, string> =>
      knownImages(paths, { hashes, shown: shown.filter((it) => it.article === other.id) });
    const as = (ids: ReadonlyMap<string, string>): ArticleFile =>
      withTexts(one.file, (written) => withUploads(written, ids));
    const twin = known.find((other) =>
      id === null ? says(other, { ...as(shownBy(other)), state: other.state }) : other.id === id,
    );
    // A new article has no images yet; those of another are not its own to show.
    const ids = twin === undefined ? new Map<string, string>() : shownBy(twin);
    const article = as(ids);
    const does = doesOf(article, twin);
    return {
      article,
      wanted: paths.filter((path) => !ids.has(path)),
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
