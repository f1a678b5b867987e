import type { Request, Response } from 'express';
import express from 'express';
import { strToU8, zipSync } from 'fflate';
import { z } from 'zod';
import type { Article } from '../../adapters/postgres/articles.js';
import { articleToMarkdown } from '../../domain/article-file.js';
import { articleWriters } from '../../domain/article-sight.js';
import { ok, type Answer } from '../answer.js';
import { ofArticle } from '../articles.js';
import { filesIn, mostUploaded } from '../article-upload.js';
import { importArticles } from '../article-import.js';
import type { Parts } from '../parts.js';
import { problem } from '../problems.js';
import { forPeople, raw, type Call, type Route } from '../route.js';
import { send } from '../serve.js';
import { anything } from '../shapes.js';

const importQuery = z.strictObject({ preview: z.enum(['true', 'false']).optional() });

/** Articles as files: Markdown with front matter, one file an article, and back (docs/knowledge.md). */
export const articleFileRoutes = (parts: Parts): readonly Route[] => [
  raw({
    method: 'get',
    path: '/api/knowledge/export',
    title: { 'zh-CN': '导出知识库', en: 'Export the knowledge base' },
    clause: '§2.5.1',
    tag: 'knowledge',
    access: articleWriters,
    answers: { 200: { description: 'A zip of Markdown files, one an article.', media: 'application/zip' } },
    serve: async (_call, _req, res) => {
      const articles = await parts.reader.articles.all();
      const files = articles.map(
        (article) => [fileNameOf(article), strToU8(articleToMarkdown(article))] as const,
      );
      res.attachment('knowledge.zip').type('application/zip').set('cache-control', 'no-store');
      res.send(Buffer.from(zipSync(Object.fromEntries(files), { level: 6 })));
    },
  }),
  raw({
    method: 'post',
    path: '/api/knowledge/import',
    title: { 'zh-CN': '导入文章', en: 'Import articles' },
    clause: '§2.5.1',
    tag: 'knowledge',
    access: ['lead', 'supervisor'],
    query: importQuery,
    upload: {
      'text/markdown': { type: 'string' },
      'application/zip': { type: 'string', format: 'binary' },
    },
    answers: {
      200: {
        description: 'What becomes, or with preview=true would become, of each file.',
        schema: anything,
      },
    },
    serve: async (call, req, res) => send(res, await receive(parts, call, { req, res })),
  }),
  forPeople({
    method: 'get',
    path: '/api/knowledge/{id}/markdown',
    title: { 'zh-CN': '导出文章', en: 'Export an article' },
    clause: '§2.5.1',
    tag: 'knowledge',
    access: articleWriters,
    answers: { 200: { description: 'Markdown with front matter.', media: 'text/markdown' } },
    handle: async (call) =>
      await ofArticle(parts, call, (article) => ({
        status: 200,
        body: articleToMarkdown(article),
        headers: {
          'content-type': 'text/markdown; charset=utf-8',
          'content-disposition': `attachment; filename="${fileNameOf(article)}"`,
        },
      })),
  }),
];

const fileNameOf = ({ id }: Article): string => `${id}.md`;

const rawBody = express.raw({ limit: mostUploaded, type: ['text/markdown', 'application/zip'] });

const receive = async (
  parts: Parts,
  call: Call,
  { req, res }: { readonly req: Request; readonly res: Response },
): Promise<Answer> => {
  const { language, caller, query } = call;
  if (caller === null) throw new Error('an import has a caller');
  const failure = await new Promise<{ type?: string } | undefined>((resolve) => {
    rawBody(req, res, (error?: unknown) => resolve(error as { type?: string } | undefined));
  });
  if (failure !== undefined)
    return problem(failure.type === 'entity.too.large' ? 'too-large' : 'malformed', language);
  const body: unknown = req.body;
  if (!Buffer.isBuffer(body))
    return problem('unsupported-media-type', language, {
      detail: {
        'zh-CN': '只接受 Markdown（text/markdown）或 ZIP（application/zip）。',
        en: 'Only Markdown (text/markdown) or a zip of it (application/zip) is accepted.',
      },
    });
  const files = filesIn(body, req.is('application/zip') !== false);
  if (files === null) return problem('malformed', language);
  const { preview } = query as z.infer<typeof importQuery>;
  const outcome = await importArticles(parts.reader.articles, {
    files,
    by: caller.id,
    language,
    isPreview: preview === 'true',
  });
  return outcome.isRefused
    ? problem('invalid-input', language, {
        detail: {
          'zh-CN': '有文件不符合要求，没有导入任何文章。',
          en: 'Some files are not as they must be; nothing was imported.',
        },
        members: { files: outcome.files },
      })
    : ok({ files: outcome.files, imported: preview !== 'true' });
};
