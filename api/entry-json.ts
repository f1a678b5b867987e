import { z } from 'zod';
import { actions } from '../domain/actions/index.js';
import { formOf } from './forms.js';
import { duties } from '../domain/duties.js';
import { isDutyEntry, type Entry } from '../domain/entry.js';
import { rfc3339 } from '../domain/instant.js';
import { intakeSchema } from '../domain/register.js';
import type { Language } from '../domain/words.js';
import type { NameOf } from './names.js';

/** An entry with its place in the chain; its content is gone where the law had it erased. */
export interface ChainedEntry {
  readonly entry: Entry;
  readonly hash: string;
}

const registered = { 'zh-CN': '登记', en: 'Registered' } as const;

const titleOf = (entry: Entry, language: Language): string => {
  if (isDutyEntry(entry)) return duties[entry.duty].title[language];
  return (entry.action === 'register' ? registered : actions[entry.action].title)[language];
};

interface Asked {
  readonly properties?: Readonly<Record<string, Asked>>;
  readonly items?: Asked;
}

/** Fields in the order in which the action's form asks for them, which is the manual's; what is stored has none. */
const asAsked = (content: unknown, { properties = {}, items = {} }: Asked): unknown => {
  if (Array.isArray(content)) return content.map((one: unknown) => asAsked(one, items));
  if (typeof content !== 'object' || content === null) return content;
  const given = content as Readonly<Record<string, unknown>>;
  const asked = Object.keys(properties).filter((name) => Object.hasOwn(given, name));
  const others = Object.keys(given).filter((name) => !Object.hasOwn(properties, name));
  return Object.fromEntries(
    [...asked, ...others].map((name) => [
      name,
      asAsked(given[name], Object.hasOwn(properties, name) ? (properties[name] ?? {}) : {}),
    ]),
  );
};

const registration = z.toJSONSchema(intakeSchema, { io: 'input' }) as Asked;

const inputOf = (entry: Entry, language: Language): Entry['input'] => {
  if (isDutyEntry(entry)) return entry.input;
  const form = entry.action === 'register' ? registration : formOf(entry.action, language);
  return asAsked(entry.input, form) as Entry['input'];
};

/** One line of a log as its readers see it; request ids and who was told stay inside. */
export const entryJson = (
  { entry, hash }: ChainedEntry,
  { language, nameOf }: { readonly language: Language; readonly nameOf: NameOf },
) => ({
  seq: entry.seq,
  at: rfc3339(entry.at),
  by: {
    id: entry.by.id,
    name: nameOf(entry.by.id),
    staffNumber: entry.by.staffNumber,
    role: entry.by.role,
    ...(entry.by.via === undefined ? {} : { via: entry.by.via }),
  },
  ...(isDutyEntry(entry) ? { duty: entry.duty, nth: entry.nth } : { action: entry.action }),
  title: titleOf(entry, language),
  outcome: entry.outcome,
  clause: entry.clause,
  input: inputOf(entry, language),
  met: entry.met,
  visibility: entry.visibility,
  hash,
});
