import { escaped } from '../domain/escaped.js';

// Ends before punctuation that belongs to the sentence, of either language.
const link = /https?:\/\/[^\s<>"'，。；：、）」】]+/gu;

/** A mail's text as HTML: everything escaped, web addresses as links, nothing else. */
export const htmlOf = ({ subject, body }: { readonly subject: string; readonly body: string }): string => {
  let html = '';
  let from = 0;
  for (const { 0: url, index } of body.matchAll(link)) {
    html += `${escaped(body.slice(from, index))}<a href="${escaped(url)}">${escaped(url)}</a>`;
    from = index + url.length;
  }
  html += escaped(body.slice(from));
  return `<!doctype html><html><head><meta charset="utf-8"><title>${escaped(subject)}</title></head><body style="font:16px/1.6 sans-serif"><p>${html.replaceAll('\n', '<br>')}</p></body></html>`;
};
