import type { Request, Response } from 'express';
import express from 'express';
import { strToU8 } from 'fflate';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { zipOf, type ZippedFile } from '../../adapters/archive/zip.js';
import type { Article } from '../../adapters/postgres/articles.js';
import { articleToMarkdown } from '../../domain/article-file.js';
import { articleWriters } from '../../domain/article-sight.js';
import { ok, type Answer } from '../answer.js';
import { pathOf, withFiles } from '../article-images.js';
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
    answers: {
      200: {
        description: 'A zip of Markdown files, one an article, with their images.',
        media: 'application/zip',
      },
    },
    serve: async (_call, _req, res) => {
      res.attachment('knowledge.zip').type('application/zip').set('cache-control', 'no-store');
      await pipeline(Readable.from(zipOf(exported(parts)), { objectMode: false }), res);
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

/** The articles as files, each followed by the images that it shows. */
async function* exported({ reader: { articles }, attachments }: Parts): AsyncGenerator<ZippedFile> {
  const all = await articles.all();
  const images = await articles.images(all.map(({ id }) => id));
  const packed = new Set<string>();
  for (const article of all) {
    const paths = new Map<string, string>();
    const files: ZippedFile[] = [];
    for (const image of images.filter((one) => one.article === article.id)) {
      const path = pathOf(image);
      const bytes = path === null ? null : await attachments.read(image.sha256);
      // What the store has lost stays named as it was.
      if (path === null || bytes === null) continue;
      paths.set(image.id, path);
      if (packed.has(path)) bytes.destroy();
      else files.push({ path, bytes: bytes as AsyncIterable<Uint8Array> });
      packed.add(path);
    }
    const { symptoms, solution } = article;
    const text = { symptoms: withFiles(symptoms, paths), solution: withFiles(solution, paths) };
    yield { path: fileNameOf(article), bytes: [strToU8(articleToMarkdown({ ...article, ...text }))] };
    yield* files;
  }
}

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
  const { attachments } = parts;
  const packed = filesIn(body, {
    isZip: req.is('application/zip') !== false,
    largestImage: attachments.limits.fileBytes,
  });
  if (packed === null) return problem('malformed', language);
  const { preview } = query as z.infer<typeof importQuery>;
  const outcome = await importArticles(parts.reader.articles, {
    ...packed,
    attachments,
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
