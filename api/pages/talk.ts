import type { Language } from '../../domain/words.js';
import { wordOf } from '../../web/words/words.js';
import type { TalkLine } from '../../web/plain/ticket.js';
import { entryJson, type ChainedEntry } from '../entry-json.js';
import type { NameOf } from '../names.js';
import { readable } from './kit.js';

interface Reading {
  readonly language: Language;
  readonly nameOf: NameOf;
  /** Whoever reads the page. */
  readonly reader: string;
}

/** Entries as the conversation of a plain page. */
export const talkOf = (
  entries: readonly ChainedEntry[],
  { language, nameOf, reader }: Reading,
): readonly TalkLine[] =>
  entries.map((line) => {
    const { by, at, title, input, ...json } = entryJson(line, { language, nameOf });
    const who = by.role === 'system' ? wordOf(language, ['common', 'system']) : by.name;
    return {
      who: by.staffNumber === null || by.id === reader ? who : `${who} ${by.staffNumber}`,
      isReader: by.id === reader,
      isByClock: 'duty' in json,
      at: readable(at) ?? '',
      title,
      input,
    };
  });
