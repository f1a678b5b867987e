import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { languages } from '../../domain/words.js';
import { languageCookie } from '../language-cookie.js';
import { ownPath } from '../origins.js';
import { open, type Route } from '../route.js';

// Compiled, this file lies one folder deeper than in the sources; style sheets are not compiled.
const sheets = ['../../web/plain/plain.css', '../../../web/plain/plain.css'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

/** Only paths come back; the host is never looked at. */
const here = 'http://desk.invalid';

const readSheet = async (): Promise<string> => {
  for (const path of sheets) {
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text !== null) return text;
  }
  return '';
};

/** What all plain pages share. */
export const siteRoutes = (): readonly Route[] => {
  const sheet = readSheet();
  return [
    open({
      method: 'get',
      path: '/plain.css',
      title: { 'zh-CN': '样式', en: 'Style sheet' },
      tag: 'pages',
      access: 'anyone',
      answers: { 200: { description: 'The style of the plain pages.', media: 'text/css' } },
      handle: async () => ({
        status: 200,
        body: await sheet,
        headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=3600' },
      }),
    }),
    open({
      method: 'get',
      path: '/language',
      title: { 'zh-CN': '切换语言', en: 'Change the language' },
      tag: 'pages',
      access: 'anyone',
      query: z.strictObject({ to: z.enum(languages), return: z.string().max(2000).optional() }),
      answers: { 303: { description: 'Back to the page, in the other language.' } },
      handle: ({ query }) => ({
        status: 303,
        headers: { location: ownPath(query.return, here), 'set-cookie': languageCookie(query.to) },
      }),
    }),
  ];
};
