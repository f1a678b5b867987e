import { z } from 'zod';
import { articleWriters, articleSight, seesArticle } from '../../domain/article-sight.js';
import { day } from '../../domain/knowledge.js';
import { staff, forPeople, type Route } from '../route.js';
import { changeArticle, ofArticle } from '../articles.js';
import { articleAnswerShape, linksShape, versionJson, versionsShape } from '../article-json.js';
import { ok } from '../answer.js';
import { seenTicket, type Parts } from '../parts.js';
import { notFound } from '../problems.js';
import { anything } from '../shapes.js';

const mostLinks = 200;
const reviewBody = z.strictObject({ reviewOn: day.nullable().optional() });

/** Moves of an article from state to state; each is a version, as every change is. */
const moves = [
  {
    name: 'publish',
    title: { 'zh-CN': '发布文章', en: 'Publish an article' },
    change: 'published',
    state: 'published',
  },
  {
    name: 'retire',
    title: { 'zh-CN': '停用文章', en: 'Retire an article' },
    change: 'retired',
    state: 'retired',
  },
] as const;

const about = { tag: 'knowledge', clause: '§2.5.1' } as const;

/** What becomes of an article over time: its state, reviews, versions, and the tickets that name it. */
export const articleHistoryRoutes = (parts: Parts): readonly Route[] => [
  ...moves.map(({ name, title, change, state }) =>
    forPeople({
      ...about,
      method: 'post',
      path: `/api/knowledge/{id}/${name}`,
      title,
      access: articleWriters,
      headers: ['If-Match'],
      body: { schema: z.strictObject({}) },
      answers: { 200: { description: 'The article as it is now.', schema: articleAnswerShape } },
      handle: async (call) => await changeArticle(parts, call, { change, with: () => ({ state }) }),
    }),
  ),
  forPeople({
    ...about,
    method: 'post',
    path: '/api/knowledge/{id}/review',
    title: { 'zh-CN': '复核文章', en: 'Review an article' },
    access: articleWriters,
    headers: ['If-Match'],
    body: { schema: reviewBody },
    answers: {
      200: {
        description: 'Looked at and still right; with the day to look again.',
        schema: articleAnswerShape,
      },
    },
    handle: async (call) =>
      await changeArticle(parts, call, {
        change: 'reviewed',
        with: () => ({ reviewOn: call.body.reviewOn ?? null }),
      }),
  }),
  forPeople({
    ...about,
    method: 'get',
    path: '/api/knowledge/{id}/versions',
    title: { 'zh-CN': '文章的历次版本', en: 'Versions of an article' },
    access: staff,
    answers: { 200: { description: 'Every change with who made it, newest first.', schema: versionsShape } },
    handle: async (call) =>
      await ofArticle(parts, call, async ({ id }) => {
        const versions = await parts.reader.articles.versions(id);
        const nameOf = await parts.names.of(versions.map(({ by }) => by));
        return ok({ versions: versions.map((version) => versionJson(version, nameOf)) });
      }),
  }),
  forPeople({
    ...about,
    method: 'get',
    path: '/api/knowledge/{id}/versions/{version}',
    title: { 'zh-CN': '查看旧版本', en: 'Show a version' },
    access: articleWriters,
    answers: { 200: { description: 'The article as it was then.', schema: anything } },
    handle: async (call) =>
      await ofArticle(parts, call, async ({ id }) => {
        const found = await parts.reader.articles.version(id, numberOf(call.params['version']));
        if (found === null) return notFound(call.language);
        const nameOf = await parts.names.of([found.by]);
        return ok({ version: versionJson(found, nameOf) });
      }),
  }),
  forPeople({
    ...about,
    method: 'post',
    path: '/api/knowledge/{id}/versions/{version}/restore',
    title: { 'zh-CN': '恢复旧版本', en: 'Restore a version' },
    access: articleWriters,
    headers: ['If-Match'],
    body: { schema: z.strictObject({}) },
    answers: {
      200: {
        description: 'What that version said, as a new version; the state stays.',
        schema: articleAnswerShape,
      },
    },
    handle: async (call) => {
      const found = await parts.reader.articles.version(
        call.params['id'] ?? '',
        numberOf(call.params['version']),
      );
      if (found === null) return notFound(call.language);
      const { state: _state, ...text } = found.body;
      return await changeArticle(parts, call, { change: 'restored', with: () => text });
    },
  }),
  forPeople({
    ...about,
    method: 'get',
    path: '/api/knowledge/{id}/tickets',
    title: { 'zh-CN': '引用此文章的工单', en: 'Tickets that name an article' },
    access: staff,
    answers: { 200: { description: 'Those among them that the caller may see.', schema: linksShape } },
    handle: async (call) =>
      await ofArticle(parts, call, async ({ id }) => {
        const links = await parts.reader.articles.links(id, mostLinks);
        const numbers = [...new Set(links.map(({ no }) => no))];
        const seen = await Promise.all(
          numbers.map(async (no) => [no, await seenTicket(parts, no, call.caller)] as const),
        );
        const internal = new Set(seen.filter(([, found]) => found?.sight === 'internal').map(([no]) => no));
        return ok({ tickets: links.filter(({ no }) => internal.has(no)) });
      }),
  }),
  forPeople({
    ...about,
    method: 'get',
    path: '/api/tickets/{no}/knowledge',
    title: { 'zh-CN': '工单引用的文章', en: 'Articles that a ticket names' },
    access: staff,
    namesTicket: true,
    answers: { 200: { description: 'With the entry that names them.', schema: anything } },
    handle: async (call) => {
      const seen = await seenTicket(parts, call.params['no'] ?? '', call.caller);
      if (seen?.sight !== 'internal' || articleSight(call.caller) === 'public')
        return notFound(call.language);
      const links = await parts.reader.articles.ofTicket(seen.row.ticket.no);
      const ids = [...new Set(links.map(({ article }) => article))];
      const named = await parts.reader.articles.named({ ids, titles: [] });
      const titles = new Map(
        named.flatMap((article) =>
          seesArticle(articleSight(call.caller), article) ? [[article.id, article.title] as const] : [],
        ),
      );
      return ok({
        articles: links.map(({ article, seq, kind }) => ({
          id: article,
          // Null for a draft, which not everybody may read.
          title: titles.get(article) ?? null,
          seq,
          kind,
        })),
      });
    },
  }),
];

const numberOf = (text = ''): number => (/^\d{1,9}$/u.test(text) ? Number(text) : 0);
