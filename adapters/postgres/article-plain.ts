import MarkdownIt, { type Token } from 'markdown-it';

// Mark-up is text, as on the pages that show the whole article.
const markdown = new MarkdownIt({ html: false, linkify: false });

const isBreak = ({ type }: Token): boolean => type === 'softbreak' || type === 'hardbreak';

const said = (tokens: readonly Token[]): string =>
  tokens.map((token) => (isBreak(token) ? ' ' : token.content)).join('');

/** What an article says without its Markdown, on one line: for excerpts, which show it in passing. */
export const plainOf = (text: string): string =>
  markdown
    .parse(text, {})
    .flatMap(({ type, children, content }) =>
      type === 'inline' ? said(children ?? []) : ['fence', 'code_block'].includes(type) ? content.trim() : [],
    )
    .join(' ');
