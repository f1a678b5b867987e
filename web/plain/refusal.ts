import { html } from './html.js';
import { page, sayIn, type Reading } from './layout.js';

/** Why a page cannot be shown, and what to do about it. */
export interface RefusedPage {
  readonly title: string;
  /** More than the title says, if there is more. */
  readonly detail: string | null;
  readonly advice: string;
  /** Where that is done, beside the first page. */
  readonly link: { readonly to: string; readonly text: string } | null;
}

export const refusalPage = ({ title, detail, advice, link }: RefusedPage, reading: Reading): string =>
  page(
    title,
    html`<h1>${title}</h1>
      ${detail !== null && html`<p>${detail}</p>`}
      <p>${advice}</p>
      <p>
        ${link !== null && html`<a class="cta" href="${link.to}">${link.text}</a>&ensp;`}
        <a href="/">${sayIn(reading.language)('backHome')}</a>
      </p>`,
    reading,
  );
