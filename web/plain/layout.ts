import type { Language } from '../../domain/words.js';
import { wordOf, type WordKey } from '../words/words.js';
import { html, type Html } from './html.js';

export type Say = (key: WordKey<'plain'>, values?: Readonly<Record<string, string | number>>) => string;

/** Who reads a page and in which language. */
export interface Reading {
  readonly language: Language;
  /** Null for somebody who is not signed in, such as whoever holds a survey's link. */
  readonly reader: { readonly name: string; readonly isStaff: boolean } | null;
  /** Address of the page, to come back to after a change of language. */
  readonly path: string;
}

export const sayIn =
  (language: Language): Say =>
  (key, values) =>
    wordOf(language, ['plain', key], values);

/** A whole page around its content; works without scripts, on a phone and in web views. */
export const page = (title: string, content: Html, reading: Reading): string => {
  const { language, reader, path } = reading;
  const t = sayIn(language);
  const to = language === 'en' ? 'zh-CN' : 'en';
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · ${language === 'en' ? 'Steadydesk' : '恒台'}</title>
        <link rel="stylesheet" href="/plain.css" />
        <link rel="icon" href="/desk/icon.svg" />
      </head>
      <body>
        <header>
          <a class="brand" href="/">${language === 'en' ? 'Steadydesk' : '恒台'}</a>
          <nav>
            ${
              reader !== null &&
              html`<a href="/report">${t('report')}</a><a href="/">${t('mine')}</a
                ><a href="/kb">${t('knowledge')}</a>`
            }
            ${reader?.isStaff === true && html`<a href="/desk">${t('desk')}</a>`}
            <a href="/language?to=${to}&amp;return=${encodeURIComponent(path)}" lang="${to}">${t('other')}</a>
            ${
              reader !== null &&
              html`<form method="post" action="/auth/logout">
                <button class="link">${t('signOut')}</button>
              </form>`
            }
          </nav>
        </header>
        <main>${content}</main>
      </body>
    </html>`.html;
};

/** Says that there is nothing here for this reader. */
export const notFoundPage = (reading: Reading): string => {
  const t = sayIn(reading.language);
  return page(
    t('notFound'),
    html`<h1>${t('notFound')}</h1>
      <p><a href="/">${t('backHome')}</a></p>`,
    reading,
  );
};
