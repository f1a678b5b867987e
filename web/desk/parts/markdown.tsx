import { useMemo } from 'react';
import { markdownHtml } from '../../plain/markdown.js';
import './markdown.css';

/** What people wrote in Markdown; their HTML stays text (web/plain/markdown.ts). */
export const Markdown = ({ text }: { readonly text: string }) => {
  const made = useMemo(() => ({ __html: markdownHtml(text).html }), [text]);
  return <div className="written" dangerouslySetInnerHTML={made} />;
};
