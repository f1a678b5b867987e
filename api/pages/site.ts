import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { languages } from '../../domain/words.js';
import { languageCookie } from '../language-cookie.js';
import { ownPath } from '../origins.js';
import { open, type Route } from '../route.js';

const sheetPath = fileURLToPath(new URL('../../web/plain/plain.css', import.meta.url));

/** Only paths come back; the host is never looked at. */
const here = 'http://desk.invalid';

/** A page without its style can still be read. */
const readSheet = async (): Promise<string> => await readFile(sheetPath, 'utf8').catch(() => '');

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
