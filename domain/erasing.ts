import { z } from 'zod';
import { actions } from './actions/index.js';
import { isActionName } from './actions/names.js';
import { isFreeText } from './actions/fields.js';
import { isDutyEntry, type ActionEntry, type Entry } from './entry.js';
import { intakeSchema } from './register.js';
import type { Ticket } from './ticket.js';

/** Stands where a text was that was erased by law. */
export const erasedText = '〔已依法删除 · erased by law〕';

/** Whose data is erased from a ticket: `words` are names and addresses, which go wherever they stand. */
export interface Erased {
  /** Null for a caller whom the desk has no account of. */
  readonly person: string | null;
  /** Whether they reported it: then what others recorded on their word goes as well. */
  readonly isReporter: boolean;
  readonly words: readonly string[];
}

type Json = unknown;

/** Names in Latin letters are words of their own: `Ed` is not in `closed`. */
const patternOf = (word: string): RegExp => {
  const edge = (at: string, ahead: string): string => (/[a-z0-9]/iu.test(at) ? `(?${ahead}[A-Za-z0-9])` : '');
  const literal = word.replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`);
  return new RegExp(`${edge(word.at(0) ?? '', '<!')}${literal}${edge(word.at(-1) ?? '', '!')}`, 'gu');
};

/** A text with these words taken out. */
export const textWithoutWords = (text: string, words: readonly string[]): string =>
  words.reduce((left, word) => left.replaceAll(patternOf(word), erasedText), text);

/** Every text of a value with these words taken out; ids stay. */
export const withoutWords = (value: Json, words: readonly string[]): Json => {
  if (typeof value === 'string') return textWithoutWords(value, words);
  if (Array.isArray(value)) return value.map((one) => withoutWords(one, words));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === 'id' ? member : withoutWords(member, words),
    ]),
  );
};

/** The schemas that a field may have, without what makes it optional or one of several. */
const schemasIn = (schema: z.ZodType): readonly z.ZodType[] => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return schemasIn(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodArray) return schemasIn(schema.element as z.ZodType);
  if (schema instanceof z.ZodUnion) return (schema.options as z.ZodType[]).flatMap(schemasIn);
  return [schema];
};

/** A value without the texts that a person typed; what the rules go by stays. */
const withoutTexts = (value: Json, schemas: readonly z.ZodType[]): Json => {
  if (typeof value === 'string') return schemas.some(isFreeText) ? erasedText : value;
  if (Array.isArray(value)) return value.map((one) => withoutTexts(one, schemas));
  if (typeof value !== 'object' || value === null) return value;
  const shapes = schemas.flatMap((schema) => (schema instanceof z.ZodObject ? [schema.shape] : []));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      withoutTexts(
        member,
        shapes.flatMap((shape) => {
          const field = shape[name] as z.ZodType | undefined;
          return field === undefined ? [] : schemasIn(field);
        }),
      ),
    ]),
  );
};

const contact = ['extension', 'email'] as const;

const withoutContact = (input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const reporter = { ...(input['reporter'] as Record<string, unknown>) };
  for (const name of contact) delete reporter[name];
  return { ...input, reporter };
};

const isTheirs = ({ by, action, input }: ActionEntry, { person, isReporter }: Erased): boolean =>
  by.id === person ||
  (isReporter &&
    (action === 'register' ||
      action === 'answer-request' ||
      by.via === 'survey-link' ||
      input['onReportersWord'] === true));

const ownTexts = (entry: ActionEntry, after: Ticket): ActionEntry['input'] => {
  if (entry.action === 'register')
    return withoutContact(withoutTexts(entry.input, [intakeSchema]) as ActionEntry['input']);
  if (!isActionName(entry.action)) return entry.input;
  const input = withoutTexts(entry.input, schemasIn(actions[entry.action].input)) as ActionEntry['input'];
  return entry.action === 'answer-survey' && entry.outcome === 'done'
    ? { ...input, because: after.survey?.because ?? [] }
    : input;
};

/**
 * What is left of an entry: of the person's own, no text and no address of theirs; of others', no word that names them.
 * The ticket that follows from it is the same; `after` is that ticket.
 */
export const erasedEntry = (entry: Entry, erased: Erased, after: Ticket): Entry => {
  if (isDutyEntry(entry)) return entry;
  const input = isTheirs(entry, erased) ? ownTexts(entry, after) : entry.input;
  return { ...entry, input: withoutWords(input, erased.words) as ActionEntry['input'] };
};
