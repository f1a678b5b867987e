import MarkdownIt, { type Token } from 'markdown-it';
import type { Html } from './html.js';

/** Where a file that an article shows may come from: this desk alone, so that no reader is told of elsewhere. */
const ownFile = /^\/api\/attachments\/[A-Za-z0-9_-]{22}$/u;
const goodLink = /^(?:https?:\/\/|mailto:|tel:|\/(?!\/)|#)/iu;
const columnSide = /^text-align:(left|center|right)$/u;

/** An article's own headings stand below those of the page. */
const headingShift = 2;
const lastHeading = 6;

const said = (token: Token, name: string): string => String(token.attrGet(name) ?? '');

/** Makes a part of an article fit for the desk's pages. */
const fit = (token: Token): void => {
  if (token.type.startsWith('heading_'))
    token.tag = `h${Math.min(lastHeading, Number(token.tag.slice(1)) + headingShift)}`;
  // Pages allow no style attribute.
  const side = columnSide.exec(said(token, 'style'))?.[1];
  token.attrs = token.attrs?.filter(([name]) => name !== 'style') ?? null;
  if (side !== undefined) token.attrSet('class', side);
  if (token.type === 'link_open' && /^https?:/iu.test(said(token, 'href'))) {
    token.attrSet('target', '_blank');
    token.attrSet('rel', 'noopener noreferrer nofollow');
  }
  if (token.type === 'image') {
    if (ownFile.test(said(token, 'src'))) token.attrSet('loading', 'lazy');
    else token.type = 'text';
  }
  for (const child of token.children ?? []) if (token.type !== 'text') fit(child);
};

// Mark-up that people write is text; a line break is one, as in the plain text that most articles are.
const markdown = new MarkdownIt({ html: false, linkify: false, breaks: true });
markdown.validateLink = (url) => goodLink.test(url.trim());
markdown.core.ruler.push('fit', ({ tokens }) => {
  for (const token of tokens) fit(token);
});

/** Markdown as it is shown: never HTML of the writer's, no scripts behind links, no images from other hosts. */
export const markdownHtml = (text: string): Html => ({ html: markdown.render(text) });
