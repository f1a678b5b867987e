import { z } from 'zod';
import { searchable, seesArticle } from '../../domain/article-sight.js';
import { readableTime } from '../../domain/render.js';
import type { TicketType } from '../../domain/words.js';
import { articlePage, knowledgePage } from '../../web/plain/knowledge.js';
import { notFoundPage } from '../../web/plain/layout.js';
import type { Parts } from '../parts.js';
import { forPeople, type Route } from '../route.js';
import { htmlAnswer, readingOf } from './kit.js';

const pageSize = 10;
const mostSuggested = 3;
/** Share of the report's telling words that an article must have: one common word is no help. */
const leastCovered = 0.2;
const longestQuestion = 200;
const longestText = 2000;
const mostPages = 50;

// A page answers whatever its address says.
const lenient = z.string().catch('');
const searchQuery = z.object({ q: lenient, page: lenient });

/** The public part of the knowledge base, for staff too: what is internal stands on their own pages. */
export const knowledgePageRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'get',
    path: '/kb',
    title: { 'zh-CN': '知识库', en: 'Knowledge base' },
    clause: '§2.5.1',
    tag: 'pages',
    access: 'people',
    isPage: true,
    query: searchQuery,
    answers: { 200: { description: 'Public articles that have the words.', media: 'text/html' } },
    handle: async (call) => {
      const q = call.query.q.trim().slice(0, longestQuestion);
      const nth = pageOf(call.query.page);
      const { found, hasMore } = await parts.reader.articles.search({
        filters: searchable('public'),
        q: q === '' ? undefined : q,
        offset: nth * pageSize,
        limit: pageSize,
      });
      const asked = new URLSearchParams(q === '' ? {} : { q });
      const path = asked.size === 0 ? '/kb' : `/kb?${asked.toString()}`;
      return htmlAnswer(
        knowledgePage(
          {
            q,
            found: found.map(({ article: { id, type, title }, title: titleMarks, excerpt }) => ({
              id,
              type,
              title,
              titleMarks,
              excerpt: excerpt.text,
              excerptMarks: excerpt.marks,
            })),
            next:
              hasMore && nth < mostPages
                ? new URLSearchParams([...asked, ['page', String(nth + 1)]]).toString()
                : null,
          },
          await readingOf(parts, call, path),
        ),
      );
    },
  }),
  forPeople({
    method: 'get',
    path: '/kb/{id}',
    title: { 'zh-CN': '公开文章', en: 'A public article' },
    clause: '§2.5.1',
    tag: 'pages',
    access: 'people',
    isPage: true,
    answers: { 200: { description: 'The article.', media: 'text/html' } },
    handle: async (call) => {
      const id = call.params['id'] ?? '';
      const article = /^KB-\d{3,12}$/u.test(id) ? await parts.reader.articles.get(id) : null;
      if (article === null || !seesArticle('public', article))
        return htmlAnswer(notFoundPage(await readingOf(parts, call, '/kb')), 404);
      const { type, title, symptoms, solution, updatedAt } = article;
      return htmlAnswer(
        articlePage(
          { id, type, title, symptoms, solution, updatedAt: readableTime(updatedAt) },
          await readingOf(parts, call, `/kb/${id}`),
        ),
      );
    },
  }),
];

const pageOf = (text: string): number => (/^\d{1,2}$/u.test(text) ? Math.min(Number(text), mostPages) : 0);

/** Public articles that may help whoever is about to report this; none where they cannot be looked for. */
export const publicSuggestions = async (
  parts: Parts,
  { text, type }: { readonly text: string; readonly type: TicketType },
): Promise<readonly { readonly id: string; readonly title: string }[]> => {
  try {
    const suggested = await parts.reader.articles.suggest({
      text: text.slice(0, longestText),
      type,
      filters: searchable('public'),
      limit: mostSuggested,
      leastCovered,
    });
    return suggested.map(({ article: { id, title } }) => ({ id, title }));
  } catch {
    // A report must never wait for the knowledge base.
    return [];
  }
};
