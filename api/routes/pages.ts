import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Response } from 'express';
import { notFound, unavailable } from '../problems.js';
import { raw, type Call, type Route } from '../route.js';
import { send } from '../serve.js';

/** Beside the compiled API, or in dist/ when this runs from its sources. */
const folder = (): string => {
  const compiled = fileURLToPath(new URL('../../pages/', import.meta.url));
  return existsSync(join(compiled, 'index.html'))
    ? compiled
    : fileURLToPath(new URL('../../dist/pages/', import.meta.url));
};

const nonceMark = /__CSP_NONCE__/gu;
const nonceBytes = 18;

/** Scripts from this host alone and none inline; styles that the components make carry the page's nonce. */
const policyOf = (nonce: string): string =>
  [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

/** The staff application: one page for every address below /desk, and the files it is made of. */
export const deskPageRoutes = (): readonly Route[] => [
  page('/desk'),
  raw({
    method: 'get',
    path: '/desk/assets/{file}',
    title: { 'zh-CN': '工作台的文件', en: 'Files of the staff application' },
    tag: 'pages',
    access: 'anyone',
    answers: { 200: { description: 'A file whose name changes with its content.', media: '*/*' } },
    serve: async (call, _req, res) => await asset(call, res),
  }),
  raw({
    method: 'get',
    path: '/desk/icon.svg',
    title: { 'zh-CN': '图标', en: 'Icon' },
    tag: 'pages',
    access: 'anyone',
    answers: { 200: { description: "The desk's icon.", media: 'image/svg+xml' } },
    serve: async (call, _req, res) => await fileOrNone(call, res, { path: join(folder(), 'icon.svg') }),
  }),
  page('/desk/{*path}'),
];

const page = (path: string): Route =>
  raw({
    method: 'get',
    path,
    title: { 'zh-CN': '工作台', en: 'Staff application' },
    tag: 'pages',
    access: 'anyone',
    answers: { 200: { description: 'The page; it asks the API for everything.', media: 'text/html' } },
    serve: async (call, _req, res) => await index(call, res),
  });

const index = async ({ language }: Call, res: Response): Promise<void> => {
  const html = await readFile(join(folder(), 'index.html'), 'utf8').catch(() => null);
  if (html === null)
    return send(
      res,
      unavailable(language, { 'zh-CN': '页面尚未构建。', en: 'The pages have not been built.' }),
    );
  const nonce = randomBytes(nonceBytes).toString('base64');
  res
    .status(200)
    .set({ 'content-security-policy': policyOf(nonce), 'cache-control': 'no-cache' })
    .type('html')
    .send(html.replaceAll(nonceMark, nonce));
};

const fileForm = /^[\w-]+\.(?:js|css|svg|woff2|png)$/u;

const asset = async ({ params, language }: Call, res: Response): Promise<void> => {
  const { file = '' } = params;
  const path = join(folder(), 'assets', file);
  if (!fileForm.test(file)) return send(res, notFound(language));
  await fileOrNone({ language }, res, { path, cache: 'public, max-age=31536000, immutable' });
};

const fileOrNone = async (
  { language }: Pick<Call, 'language'>,
  res: Response,
  { path, cache }: { readonly path: string; readonly cache?: string },
): Promise<void> => {
  if (!existsSync(path)) return send(res, notFound(language));
  if (cache !== undefined) res.set('cache-control', cache);
  await new Promise<void>((resolve, reject) => {
    res.sendFile(path, { dotfiles: 'allow' }, (error?: Error) => (error ? reject(error) : resolve()));
  });
};
