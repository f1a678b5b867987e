import { z } from 'zod';
import { articleSight, articleStates, articleWriters, searchable } from '../../domain/article-sight.js';
import { articleText } from '../../domain/knowledge.js';
import { shanghai } from '../../domain/instant.js';
import { ticketTypes } from '../../domain/words.js';
import { ok, type Answer } from '../answer.js';
import { articleAnswer, articleNames, changeArticle, ofArticle } from '../articles.js';
import { articleAnswerShape, articleJson, foundShape, highlightsJson } from '../article-json.js';
import type { Parts } from '../parts.js';
import { forPeople, type KnownCall, type Route } from '../route.js';
import { articleHistoryRoutes } from './article-history.js';
import { articleFileRoutes } from './article-files.js';
import { suggestionRoutes } from './suggestions.js';

const pageSize = 20;
const whole = (max: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/u)
    .transform(Number)
    .pipe(z.int().max(max));

const searchQuery = z.strictObject({
  q: z.string().trim().min(1).max(200).optional(),
  type: z.enum(ticketTypes).optional(),
  state: z.enum(articleStates).optional(),
  tag: z.string().trim().min(1).max(40).optional(),
  /** Those whose day of review has come. */
  review: z.enum(['due']).optional(),
  /** Those that the caller solved the problem of. */
  mine: z.enum(['true']).optional(),
  cursor: whole(10_000).optional(),
  limit: whole(100).optional(),
});

/** §2.5.1: the knowledge base. What somebody may not see answers as what does not exist. */
export const knowledgeRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'get',
    path: '/api/knowledge',
    title: { 'zh-CN': '知识库检索', en: 'Search the knowledge base' },
    clause: '§2.3.1',
    tag: 'knowledge',
    access: 'people',
    query: searchQuery,
    answers: {
      200: { description: 'Articles with the places where the words stand, best first.', schema: foundShape },
    },
    handle: async (call) => await search(parts, call),
  }),
  forPeople({
    method: 'post',
    path: '/api/knowledge',
    title: { 'zh-CN': '新建文章', en: 'Write an article' },
    clause: '§2.5.1',
    tag: 'knowledge',
    access: articleWriters,
    body: { schema: articleText, limit: 256 * 1024 },
    answers: { 201: { description: 'A draft; only its writers see it.', schema: articleAnswerShape } },
    handle: async ({ body, caller }) => {
      const article = await parts.reader.articles.create({
        text: body,
        by: caller.id,
        state: 'draft',
        change: 'created',
      });
      return { ...(await articleAnswer(parts, article, caller)), status: 201 };
    },
  }),
  ...suggestionRoutes(parts),
  ...articleFileRoutes(parts),
  forPeople({
    method: 'get',
    path: '/api/knowledge/{id}',
    title: { 'zh-CN': '查看文章', en: 'Show an article' },
    clause: '§2.5.1',
    tag: 'knowledge',
    access: 'people',
    answers: { 200: { description: 'The article; its ETag is its version.', schema: articleAnswerShape } },
    handle: async (call) =>
      await ofArticle(parts, call, async (article) => await articleAnswer(parts, article, call.caller)),
  }),
  forPeople({
    method: 'put',
    path: '/api/knowledge/{id}',
    title: { 'zh-CN': '修改文章', en: 'Change an article' },
    clause: '§2.5.1',
    tag: 'knowledge',
    access: articleWriters,
    headers: ['If-Match'],
    body: { schema: articleText, limit: 256 * 1024 },
    answers: { 200: { description: 'A new version; the old ones stay.', schema: articleAnswerShape } },
    handle: async (call) => {
      const { handler, ...text } = call.body;
      const changes = { ...text, ...(handler === undefined ? {} : { handler }) };
      return await changeArticle(parts, call, { change: 'changed', with: () => changes });
    },
  }),
  ...articleHistoryRoutes(parts),
];

const search = async (
  parts: Parts,
  { query, caller }: KnownCall<z.infer<typeof searchQuery>>,
): Promise<Answer> => {
  const { q, type, state, tag, review, mine, cursor: offset = 0, limit = pageSize } = query;
  const filters = {
    ...searchable(articleSight(caller), state),
    type,
    tag,
    dueOn: review === undefined ? undefined : shanghai(parts.now()).date,
    handler: mine === undefined ? undefined : caller.id,
  };
  const { found, hasMore } = await parts.reader.articles.search({
    filters,
    q,
    offset,
    limit: Math.max(1, limit),
  });
  const nameOf = await articleNames(
    parts,
    found.map(({ article }) => article),
  );
  const isStaff = articleSight(caller) !== 'public';
  return ok({
    articles: found.map((one) => ({
      article: articleJson(one.article, { isStaff, nameOf }),
      highlights: highlightsJson(one),
    })),
    next: hasMore ? String(offset + found.length) : null,
  });
};
