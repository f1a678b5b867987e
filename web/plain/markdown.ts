import MarkdownIt from 'markdown-it';
import type { Html } from './html.js';

/** Where a file that an article shows may come from: this desk alone, so that no reader is told of elsewhere. */
const ownFile = /^\/api\/attachments\/[A-Za-z0-9_-]{22}$/u;
const goodLink = /^(?:https?:\/\/|mailto:|tel:|\/(?!\/)|#)/iu;
const columnSide = /^text-align:(left|center|right)$/u;

/** An article's own headings stand below those of the page. */
const headingShift = 2;
const lastHeading = 6;

const createMarkdown = () => {
  // Mark-up that people write is text; a line break is one, as in the plain text that most articles are.
  const markdown = new MarkdownIt({ html: false, linkify: false, breaks: true });
  markdown.validateLink = (url) => goodLink.test(url.trim());
  markdown.core.ruler.push('own-pages', ({ tokens }) => {
    for (const token of tokens) {
      if (token.type.startsWith('heading_'))
        token.tag = `h${Math.min(lastHeading, Number(token.tag.slice(1)) + headingShift)}`;
      // Pages allow no style attribute.
      const side = columnSide.exec(String(token.attrGet('style') ?? ''))?.[1];
      token.attrs = token.attrs?.filter(([name]) => name !== 'style') ?? null;
      if (side !== undefined) token.attrSet('class', side);
    }
  });
  const { rules } = markdown.renderer;
  rules['link_open'] = (tokens, index, options, _env, self) => {
    const token = tokens[index];
    if (/^https?:/iu.test(String(token?.attrGet('href') ?? ''))) {
      token?.attrSet('target', '_blank');
      token?.attrSet('rel', 'noopener noreferrer nofollow');
    }
    return self.renderToken(tokens, index, options);
  };
  const image = rules['image'];
  rules['image'] = (tokens, index, options, env, self) => {
    const token = tokens[index];
    const isOwn = ownFile.test(String(token?.attrGet('src') ?? ''));
    if (!isOwn || image === undefined) return markdown.utils.escapeHtml(token?.content ?? '');
    token?.attrSet('loading', 'lazy');
    return image(tokens, index, options, env, self);
  };
  return markdown;
};

const markdown = createMarkdown();

/** Markdown as it is shown: never HTML of the writer's, no scripts behind links, no images from other hosts. */
export const markdownHtml = (text: string): Html => ({ html: markdown.render(text) });
