import type { Term } from './article-words.js';

/** Where something that was looked for stands in a text: UTF-16 offsets, end excluded, ascending, apart. */
export type Marks = readonly (readonly [number, number])[];

export interface Excerpt {
  readonly text: string;
  readonly marks: Marks;
}

/** The text as it is searched (NFKC, lower case), with the place in the original of each of its UTF-16 units. */
const folded = (
  text: string,
): { readonly folded: string; readonly from: number[]; readonly to: number[] } => {
  let out = '';
  const from: number[] = [];
  const to: number[] = [];
  let at = 0;
  for (const character of text) {
    const plain = character.normalize('NFKC').toLowerCase();
    for (let i = 0; i < plain.length; i += 1) {
      from.push(at);
      to.push(at + character.length);
    }
    out += plain;
    at += character.length;
  }
  return { folded: out, from, to };
};

const isWordCharacter = /[\p{L}\p{N}]/u;

/** Marks all places where the terms stand; a word of letters counts from its beginning only, as in the search. */
export const marksOf = (text: string, terms: readonly Term[]): Marks => {
  const { folded: haystack, from, to } = folded(text);
  const found: [number, number][] = [];
  for (const { word, kind } of terms) {
    for (let i = haystack.indexOf(word); i >= 0; i = haystack.indexOf(word, i + 1)) {
      if (kind === 'word' && i > 0 && isLetterLike(haystack[i - 1] ?? '')) continue;
      found.push([from[i] ?? 0, to[i + word.length - 1] ?? text.length]);
    }
  }
  return merged(found);
};

const isLetterLike = (character: string): boolean =>
  isWordCharacter.test(character) && !/\p{Script=Han}/u.test(character);

const merged = (ranges: [number, number][]): Marks => {
  const sorted = ranges.sort((one, other) => one[0] - other[0]);
  const apart: [number, number][] = [];
  for (const [start, end] of sorted) {
    const last = apart.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else apart.push([start, end]);
  }
  return apart;
};

const before = 30;
const longest = 160;

/** The part of a text around its first mark, or its beginning. */
export const excerptOf = (text: string, terms: readonly Term[]): Excerpt => {
  const marks = marksOf(text, terms);
  const first = marks[0]?.[0] ?? 0;
  const start = onCharacter(text, Math.max(0, first - before));
  const end = onCharacter(text, Math.min(text.length, start + longest));
  return {
    text: text.slice(start, end),
    marks: marks.flatMap(([from, to]) =>
      from >= start && to <= end ? [[from - start, to - start] as const] : [],
    ),
  };
};

/** The same place, or the one before where it would split a character. */
const onCharacter = (text: string, at: number): number => {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
};
