import { Fragment } from 'react';
import type { Ranges } from '../api/knowledge.js';

/** A text with the words that were looked for set off. */
export const Marked = ({ text, ranges }: { readonly text: string; readonly ranges: Ranges }) => (
  <>
    {ranges.map(([from, to], index) => (
      <Fragment key={from}>
        {text.slice(ranges[index - 1]?.[1] ?? 0, from)}
        <mark>{text.slice(from, to)}</mark>
      </Fragment>
    ))}
    {text.slice(ranges.at(-1)?.[1] ?? 0)}
  </>
);
