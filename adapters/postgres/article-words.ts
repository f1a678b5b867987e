import { wordsOf, type Word } from './search-words.js';

/** Raised whenever the same text gives other words; stored articles are then indexed anew. */
export const wordsMade = 1;

/** What of an article is searched; the weights are those of `ts_rank`. */
export interface Searched {
  readonly title: string;
  readonly tags: readonly string[];
  readonly symptoms: string;
  readonly solution: string;
}

/** Postgres keeps no position beyond this one. */
const lastPosition = 16_383;
/** Between two fields, so that no phrase reaches from one into the next. */
const gap = 50;

/** The words of an article as the texts of two tsvectors: title and tags alone, and everything with weights. */
export const articleWords = ({
  title,
  tags,
  symptoms,
  solution,
}: Searched): { readonly title: string; readonly all: string } => {
  const heading = [title, ...tags];
  return {
    title: vector(heading.map((text) => ({ text, weight: 'A' }))),
    all: vector([
      ...heading.map((text) => ({ text, weight: 'A' as const })),
      { text: symptoms, weight: 'B' },
      { text: solution, weight: 'C' },
    ]),
  };
};

const vector = (parts: readonly { readonly text: string; readonly weight: 'A' | 'B' | 'C' }[]): string => {
  const places = new Map<string, string[]>();
  let offset = 1;
  for (const { text, weight } of parts) {
    const words = withoutPaired(wordsOf(text));
    for (const { word, at } of words) {
      const found = places.get(word) ?? [];
      // Postgres keeps 255 positions of a word.
      if (found.length < 255) found.push(`${Math.min(offset + at, lastPosition)}${weight}`);
      places.set(word, found);
    }
    offset += (words.at(-1)?.at ?? 0) + gap;
  }
  return [...places].map(([word, positions]) => `'${word}':${positions.join(',')}`).join(' ');
};

/** A search as tsqueries: all words anywhere, all in title or symptoms, and all as one phrase. */
export interface ArticleQuery {
  readonly all: string;
  readonly near: string;
  readonly phrase: string;
  readonly terms: readonly Term[];
}

const mostTerms = 24;

/** What somebody typed as queries over {@link articleWords}; null when there is nothing to look for. */
export const articleQuery = (typed: string): ArticleQuery | null => {
  const terms = termsOf(typed.slice(0, 200)).slice(0, mostTerms);
  if (terms.length === 0) return null;
  const unique = distinct(terms);
  return {
    terms: unique,
    all: unique.map((term) => quote(term)).join(' & '),
    near: unique.map((term) => quote(term, 'AB')).join(' & '),
    phrase: terms
      .map((term, i) => {
        const before = terms[i - 1];
        return before === undefined ? quote(term) : `<${term.at - before.at}> ${quote(term)}`;
      })
      .join(' '),
  };
};

/** The terms with each word once, where it stands first. */
export const distinct = (terms: readonly Term[]): readonly Term[] => {
  const first = new Map<string, Term>();
  for (const term of terms) if (!first.has(term.word)) first.set(term.word, term);
  return [...first.values()];
};

/** A term as part of a tsquery, in the fields of these weights. */
export const quote = ({ word, isPrefix }: Term, weights = ''): string => {
  const marks = `${isPrefix ? '*' : ''}${weights}`;
  return `'${word}'${marks === '' ? '' : `:${marks}`}`;
};

/** A single character is found as the beginning of its pair; only the last of a row has none of its own. */
const withoutPaired = (words: readonly Word[]): readonly Word[] => {
  const paired = new Set(words.flatMap(({ at, kind }) => (kind === 'pair' ? [at] : [])));
  return words.filter(({ kind, at }) => kind !== 'single' || !paired.has(at));
};

export interface Term extends Word {
  /** Found from its beginning: words of letters and digits, and single characters. */
  readonly isPrefix: boolean;
}

/** What of a text is looked for: pairs of Chinese characters (single ones only where they stand alone), other words whole. */
export const termsOf = (text: string): readonly Term[] => {
  const words = wordsOf(text);
  const paired = new Set(words.flatMap(({ at, kind }) => (kind === 'pair' ? [at, at + 1] : [])));
  return words
    .filter(({ kind, at }) => kind !== 'single' || !paired.has(at))
    .map((word) => ({ ...word, isPrefix: word.kind !== 'pair' }));
};

/** Pairs that follow each other in the text as the longer words they are part of. */
export const joined = (terms: readonly Term[]): readonly string[] => {
  const words: { word: string; end: number }[] = [];
  for (const { word, at, kind } of [...terms].sort((one, other) => one.at - other.at)) {
    const last = words.at(-1);
    if (kind === 'pair' && last !== undefined && last.end === at) {
      last.word += Array.from(word)[1] ?? '';
      last.end = at + 1;
    } else words.push({ word, end: kind === 'pair' ? at + 1 : -1 });
  }
  return [...new Set(words.map(({ word }) => word))];
};
