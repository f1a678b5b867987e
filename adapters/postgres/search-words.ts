import type { Intake } from '../../domain/register.js';

const runs = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+|[\p{L}\p{N}]+/gu;
const isIdeographic = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const longestWord = 60;
const mostWords = 3000;

const partsOf = (text: string): readonly string[] => text.normalize('NFKC').toLowerCase().match(runs) ?? [];

/** One word of a text; `at` counts characters of Chinese and whole words of everything else. */
export interface Word {
  readonly word: string;
  readonly at: number;
  readonly kind: 'word' | 'single' | 'pair';
}

/**
 * Words under which texts are found, in their order: letters and digits as they stand, Chinese as single characters
 * and pairs, because no word list can tell where a Chinese word ends (and pg_trgm finds no word of two characters).
 */
export const wordsOf = (text: string): readonly Word[] => {
  const words: Word[] = [];
  let at = 0;
  for (const part of partsOf(text)) {
    if (!isIdeographic.test(part)) words.push({ word: part.slice(0, longestWord), at: at++, kind: 'word' });
    else {
      const characters = Array.from(part);
      for (const [i, character] of characters.entries()) {
        words.push({ word: character, at, kind: 'single' });
        const next = characters[i + 1];
        if (next !== undefined) words.push({ word: character + next, at, kind: 'pair' });
        at += 1;
      }
    }
  }
  return words;
};

/** The different words of texts, at most a few thousand. */
export const searchWords = (...texts: readonly string[]): readonly string[] => {
  const words = new Set<string>();
  for (const text of texts) {
    for (const { word } of wordsOf(text)) words.add(word);
    if (words.size >= mostWords) break;
  }
  return [...words].slice(0, mostWords);
};

/** Words under which a ticket is found: its number, what was reported, and by whom. */
export const intakeWords = (no: string, { description, reporter }: Intake): readonly string[] =>
  searchWords(
    no,
    description.symptom,
    description.occurredAt,
    description.impact,
    description.attempted,
    reporter.name,
    reporter.department,
  );

/**
 * What somebody typed into a search field as a tsquery that matches {@link searchWords}: all of it must occur, words
 * of letters and digits from their beginning. Null when there is nothing to look for.
 */
export const searchQuery = (typed: string): string | null => {
  const terms = partsOf(typed.slice(0, 200)).flatMap((part) => {
    if (!isIdeographic.test(part)) return [`'${part.slice(0, longestWord)}':*`];
    const characters = Array.from(part);
    if (characters.length === 1) return [`'${part}'`];
    return characters.slice(1).map((character, i) => `'${characters[i] ?? ''}${character}'`);
  });
  return terms.length === 0 ? null : terms.join(' & ');
};
