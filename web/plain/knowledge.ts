import { typeLabels, type TicketType } from '../../domain/words.js';
import { html, type Html } from './html.js';
import { page, sayIn, type Reading } from './layout.js';
import { markdownHtml } from './markdown.js';

/** Places in a text as [from, to) in UTF-16 units, ascending and apart. */
export type Ranges = readonly (readonly [number, number])[];

/** An article as a search finds it. */
export interface FoundPublicArticle {
  readonly id: string;
  readonly type: TicketType;
  readonly title: string;
  readonly titleMarks: Ranges;
  readonly excerpt: string;
  readonly excerptMarks: Ranges;
}

export interface PublicArticle {
  readonly id: string;
  readonly type: TicketType;
  readonly title: string;
  readonly symptoms: string;
  readonly solution: string;
  readonly updatedAt: string;
}

/** A text with the words that were looked for set off. */
export const marked = (text: string, ranges: Ranges): Html => {
  let at = 0;
  const parts = ranges.map(([from, to]) => {
    const part = html`${text.slice(at, from)}<mark>${text.slice(from, to)}</mark>`;
    at = to;
    return part;
  });
  return html`${parts}${text.slice(at)}`;
};

/** The field that asks the knowledge base, wherever it stands. */
export const knowledgeSearch = (q: string, { language }: Pick<Reading, 'language'>): Html => {
  const t = sayIn(language);
  return html`<form class="search" method="get" action="/kb" role="search">
    <label class="unseen" for="q">${t('searchKb')}</label>
    <input id="q" name="q" type="search" value="${q}" maxlength="200" placeholder="${t('kbHint')}" />
    <button>${t('search')}</button>
  </form>`;
};

interface Searching {
  readonly q: string;
  readonly found: readonly FoundPublicArticle[];
  /** Query of the next page; null on the last one. */
  readonly next: string | null;
}

/** Public articles that have the words, or the newest ones. */
export const knowledgePage = ({ q, found, next }: Searching, reading: Reading): string => {
  const t = sayIn(reading.language);
  const content = html`<h1>${t('knowledge')}</h1>
    ${knowledgeSearch(q, reading)} ${q !== '' && found.length > 0 && html`<h2>${t('kbResults', { q })}</h2>`}
    ${q === '' && found.length > 0 && html`<h2>${t('kbNewest')}</h2>`}
    ${
      found.length === 0 &&
      html`<p class="note">${q === '' ? t('kbNone') : t('kbEmpty')}</p>
        <p><a class="cta" href="/report">${t('report')}</a></p>`
    }
    <ul class="tickets">
      ${found.map(
        ({ id, type, title, titleMarks, excerpt, excerptMarks }) =>
          html`<li>
            <a href="/kb/${id}">${marked(title, titleMarks)}</a>
            <span class="hint">${typeLabels[type][reading.language]}</span
            ><br />${marked(excerpt, excerptMarks)}
          </li>`,
      )}
    </ul>
    ${next !== null && html`<p><a href="/kb?${next}">${t('kbMore')}</a></p>`}
    ${found.length > 0 && html`<p><a href="/report">${t('kbStill')}</a></p>`}`;
  return page(q === '' ? t('knowledge') : `${q} · ${t('knowledge')}`, content, reading);
};

export const articlePage = (article: PublicArticle, reading: Reading): string => {
  const { language } = reading;
  const t = sayIn(language);
  const { id, type, title, symptoms, solution, updatedAt } = article;
  const content = html`<p><a href="/kb">← ${t('knowledge')}</a></p>
    <article>
      <h1>${title}</h1>
      <p class="hint">${id} · ${typeLabels[type][language]} · ${t('kbUpdated', { at: updatedAt })}</p>
      <h2>${t('symptoms')}</h2>
      <div class="written">${markdownHtml(symptoms)}</div>
      <h2>${t('solution')}</h2>
      <div class="written">${markdownHtml(solution)}</div>
    </article>
    <p class="screen"><a class="cta" href="/report">${t('kbStill')}</a></p>`;
  return page(title, content, reading);
};

/** Articles that may spare a report; they open beside it, so that what was typed stays. */
export const suggestedArticles = (
  articles: readonly Pick<PublicArticle, 'id' | 'title'>[],
  { language }: Pick<Reading, 'language'>,
): Html | null => {
  if (articles.length === 0) return null;
  return html`<aside class="note">
    <strong>${sayIn(language)('kbTry')}</strong>
    <ul>
      ${articles.map(({ id, title }) => html`<li><a href="/kb/${id}" target="_blank">${title}</a></li>`)}
    </ul>
  </aside>`;
};
