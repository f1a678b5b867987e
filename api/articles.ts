import type { Article } from '../adapters/postgres/articles.js';
import { articleSight, seesArticle } from '../domain/article-sight.js';
import type { Actor } from '../domain/people.js';
import { etagOf, type Answer } from './answer.js';
import { articleJson } from './article-json.js';
import { versionOf } from './idempotency.js';
import type { Parts } from './parts.js';
import { notFound, problem } from './problems.js';
import type { KnownCall } from './route.js';

export const articleNames = async (parts: Parts, articles: readonly Article[]) =>
  await parts.names.of(articles.flatMap(({ handler, updatedBy }) => [handler, updatedBy]));

export const articleAnswer = async (parts: Parts, article: Article, caller: Actor): Promise<Answer> => ({
  status: 200,
  body: {
    article: articleJson(article, {
      isStaff: articleSight(caller) !== 'public',
      nameOf: await articleNames(parts, [article]),
    }),
  },
  headers: { etag: etagOf(article.version) },
});

const idForm = /^KB-\d{3,12}$/u;

/** Answers what `show` makes of the article, or that there is none to the caller. */
export const ofArticle = async (
  parts: Parts,
  { params, caller, language }: Pick<KnownCall, 'params' | 'caller' | 'language'>,
  show: (article: Article) => Promise<Answer> | Answer,
): Promise<Answer> => {
  const id = params['id'] ?? '';
  const article = idForm.test(id) ? await parts.reader.articles.get(id) : null;
  return article === null || !seesArticle(articleSight(caller), article)
    ? notFound(language)
    : await show(article);
};

type Changes = Parameters<Parts['reader']['articles']['change']>[1];

/** Changes an article if it is still at the version that the caller saw. */
export const changeArticle = async (
  parts: Parts,
  call: Pick<KnownCall, 'params' | 'caller' | 'language' | 'header'>,
  { change, with: different }: Pick<Changes, 'change'> & { with: (article: Article) => Changes['with'] },
): Promise<Answer> =>
  await ofArticle(parts, call, async (article) => {
    const ifVersion = versionOf(call.header('if-match'));
    if (ifVersion === 'none') return stale(article, call);
    const done = await parts.reader.articles.change(article.id, {
      by: call.caller.id,
      change,
      with: different(article),
      ifVersion,
    });
    if (done.state === 'absent') return notFound(call.language);
    return done.state === 'stale'
      ? stale(done.article, call)
      : await articleAnswer(parts, done.article, call.caller);
  });

const stale = ({ version }: Article, { language }: Pick<KnownCall, 'language'>): Answer =>
  problem('stale-version', language, {
    detail: {
      'zh-CN': `文章已更新到第 ${version} 版，请查看变化后再试。`,
      en: `The article is at version ${version} by now; look at what changed and try again.`,
    },
    headers: { etag: etagOf(version) },
    members: { version },
  });
