import { create as contentDisposition } from 'content-disposition';
import type { Request, Response } from 'express';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { LinkedUpload, Upload } from '../../adapters/attachments.js';
import { articleSight, seesArticle } from '../../domain/article-sight.js';
import { isShownInline } from '../../domain/attachments.js';
import { rfc3339 } from '../../domain/instant.js';
import type { Actor } from '../../domain/people.js';
import { ok, type Answer } from '../answer.js';
import { isEdgeError } from '../body.js';
import { isNamed } from '../idempotency.js';
import { incomingFiles } from '../incoming-files.js';
import { isSpent, keepFiles, spent } from '../kept-files.js';
import { ofSeen, seenTicket, type Parts } from '../parts.js';
import { notFound, problem } from '../problems.js';
import { forPeople, raw, type Call, type Route } from '../route.js';
import { send } from '../serve.js';

const uploadShape = z.object({
  id: z.string(),
  sha256: z.string(),
  name: z.string(),
  size: z.int(),
  type: z.string(),
});

const form = {
  type: 'object',
  properties: { file: { type: 'array', items: { type: 'string', format: 'binary' }, maxItems: 20 } },
  required: ['file'],
};
const file = {
  type: 'string',
  format: 'binary',
  description: 'The name is in X-File-Name, percent-encoded.',
};

/** §2.3.2: files are sent first, and then named by an action; who sees the entry sees the file. */
export const attachmentRoutes = (parts: Parts): readonly Route[] => [
  raw({
    method: 'post',
    path: '/api/attachments',
    title: { 'zh-CN': '上传附件', en: 'Upload files' },
    clause: '§2.3.2',
    tag: 'attachments',
    access: 'people',
    upload: { 'multipart/form-data': form, 'application/octet-stream': file, 'image/*': file },
    answers: {
      201: {
        description: 'All files are kept; those that no action names within a day are removed.',
        schema: z.object({ attachments: z.array(uploadShape) }),
      },
    },
    serve: async (call, req, res) => send(res, await receive(parts, call, req)),
  }),
  raw({
    method: 'get',
    path: '/api/attachments/{id}',
    title: { 'zh-CN': '下载附件', en: 'Download a file' },
    clause: '§2.3.2',
    tag: 'attachments',
    access: 'people',
    headers: ['If-None-Match', 'Range'],
    query: z.strictObject({ download: z.enum(['true', 'false']).optional() }),
    answers: {
      200: {
        description: 'The file, to be saved; images to be shown unless download=true.',
        media: '*/*',
      },
      206: { description: 'The part of it that Range asks for.', media: '*/*' },
      304: { description: 'The caller has it already.' },
      416: { description: 'It has no such part.', media: '*/*' },
    },
    serve: async (call, req, res) => await download(parts, call, { req, res }),
  }),
  forPeople({
    method: 'get',
    path: '/api/tickets/{no}/attachments',
    title: { 'zh-CN': '工单附件', en: "A ticket's files" },
    clause: '§2.3.2',
    tag: 'attachments',
    access: 'people',
    namesTicket: true,
    answers: {
      200: {
        description: 'Files of the entries that the caller may see.',
        schema: z.object({ attachments: z.array(uploadShape.catchall(z.unknown())) }),
      },
    },
    handle: async (call) =>
      await ofSeen(parts, call, async ({ row, sight }) => {
        const attached = await parts.attachments.ofTicket(row.ticket.no);
        const visible = attached.filter(({ visibility }) => sight === 'internal' || visibility === 'public');
        const nameOf = await parts.names.of(visible.map(({ by }) => by));
        return ok({
          attachments: visible.map(({ by, at, ...upload }) => ({
            ...upload,
            at: rfc3339(at),
            by: { id: by, name: nameOf(by) },
          })),
        });
      }),
  }),
];

const uploadJson = ({ id, sha256, name, size, type }: Upload) => ({ id, sha256, name, size, type });

const receive = async (parts: Parts, call: Call, req: Request): Promise<Answer> => {
  const { attachments } = parts;
  const { caller, language } = call;
  if (caller === null) throw new Error('an upload has a sender');
  if (await isSpent(attachments, caller)) return drained(req, spent(language));
  let incoming;
  try {
    incoming = await incomingFiles(attachments, req);
  } catch (error) {
    if (!isEdgeError(error)) throw error;
    return drained(req, problem(error.problem, language));
  }
  const kept = await keepFiles(attachments, incoming, { caller, language });
  return 'refused' in kept
    ? kept.refused
    : { status: 201, body: { attachments: kept.uploads.map(uploadJson) } };
};

/** An answer given before the body was read to its end: the rest is let in and forgotten, so that it arrives. */
const drained = (req: Request, answer: Answer): Answer => {
  req.unpipe();
  req.resume();
  return { ...answer, headers: { ...answer.headers, connection: 'close' } };
};

const idForm = /^[A-Za-z0-9_-]{22}$/u;

/**
 * The upload if the caller may read it: their own until a ticket names it, then whoever sees an entry or an article that
 * does. What an article showed once is for those who see its old versions.
 */
const readable = async (parts: Parts, id: string, caller: Actor): Promise<LinkedUpload | null> => {
  const upload = idForm.test(id) ? await parts.attachments.get(id) : null;
  if (upload === null) return null;
  if (upload.links.length === 0 && upload.by === caller.id) return upload;
  const sight = articleSight(caller);
  if (
    upload.articles.some((article) => (article.isCurrent || sight === 'all') && seesArticle(sight, article))
  )
    return upload;
  for (const { no, visibility } of upload.links) {
    const seen = await seenTicket(parts, no, caller);
    if (seen !== null && (seen.sight === 'internal' || visibility === 'public')) return upload;
  }
  return null;
};

const download = async (
  parts: Parts,
  call: Call,
  { req, res }: { readonly req: Request; readonly res: Response },
): Promise<void> => {
  const { caller, language, params } = call;
  if (caller === null) throw new Error('a download has a caller');
  const upload = await readable(parts, params['id'] ?? '', caller);
  if (upload === null) return send(res, notFound(language));
  const { download: asked } = call.query as { readonly download?: string };
  const isInline = asked !== 'true' && isShownInline(upload.type);
  const etag = `"${upload.sha256}"`;
  res.set({
    etag,
    'content-type': upload.type,
    'content-disposition': contentDisposition(upload.name, { type: isInline ? 'inline' : 'attachment' }),
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, no-cache',
    'accept-ranges': 'bytes',
  });
  if (isNamed(call.header('if-none-match'), etag)) {
    res.status(304).end();
    return;
  }
  const range = rangeOf(req, { size: upload.size, etag });
  if (range === 'unsatisfiable') {
    res.status(416).set('content-range', `bytes */${upload.size}`).removeHeader('content-disposition');
    res.end();
    return;
  }
  res.set('content-length', String(range === null ? upload.size : range.to - range.from + 1));
  if (range !== null) res.status(206).set('content-range', `bytes ${range.from}-${range.to}/${upload.size}`);
  if (req.method === 'HEAD') {
    res.end();
    return;
  }
  const bytes = await parts.attachments.read(upload.sha256, range ?? undefined);
  if (bytes === null) throw new Error('a kept file is missing from the store');
  // A reader who goes away is no failure of the desk.
  await pipeline(bytes, res).catch(() => res.destroy());
};

/** One range, as browsers ask for when they go on with a download; several are answered with the whole. */
const rangeOf = (
  req: Request,
  { size, etag }: { readonly size: number; readonly etag: string },
): { readonly from: number; readonly to: number } | null | 'unsatisfiable' => {
  if (req.method !== 'GET' || (req.get('if-range') ?? etag) !== etag) return null;
  const ranges = req.range(size);
  if (ranges === undefined || ranges === -2) return null;
  if (ranges === -1) return 'unsatisfiable';
  const [first] = ranges;
  return first === undefined || ranges.length !== 1 || ranges.type !== 'bytes'
    ? null
    : { from: first.start, to: first.end };
};
