import { fieldKinds, fieldLabels, isChoice, valueLabels } from './actions/labels.js';
import { parseInstant, type Instant } from './instant.js';
import type { Label } from './words.js';

/** A value in an entry's content, told apart by how people read it. */
export type Told =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'words'; readonly label: Label }
  | { readonly kind: 'time'; readonly at: Instant }
  | { readonly kind: 'person'; readonly id: string; readonly staffNumber: string | null }
  | { readonly kind: 'group'; readonly id: string }
  | File
  | { readonly kind: 'list'; readonly items: readonly Told[] }
  | { readonly kind: 'parts'; readonly parts: readonly ToldField[] };

interface File {
  readonly kind: 'file';
  readonly id: string;
  readonly name: string;
}

export interface ToldField {
  readonly name: string;
  readonly label: Label;
  readonly told: Told;
}

/** The fields that have a name and a value; the others are for programs. Those in `untold` stand elsewhere. */
export const toldFields = (
  content: Readonly<Record<string, unknown>>,
  untold: ReadonlySet<string>,
): readonly ToldField[] => {
  const file = fileOf(content);
  return Object.entries(content).flatMap(([name, value]) => {
    const label = Object.hasOwn(fieldLabels, name) ? fieldLabels[name] : undefined;
    if (label === undefined || untold.has(name)) return [];
    if (file !== null && ofFiles.has(name)) return name === 'attachment' ? [{ name, label, told: file }] : [];
    const told = toldOf(value, { name, untold, isChosen: isChoice(name, content) });
    return told === null ? [] : [{ name, label, told }];
  });
};

/** Of what is kept of an upload: see `attachmentOf`. */
const ofFiles = new Set(['attachment', 'name', 'size', 'type', 'sha256']);

const fileOf = ({ attachment, name }: Readonly<Record<string, unknown>>): File | null =>
  typeof attachment === 'string' && typeof name === 'string' ? { kind: 'file', id: attachment, name } : null;

interface Place {
  readonly name: string;
  readonly isChosen: boolean;
  readonly untold: ReadonlySet<string>;
}

const toldOf = (value: unknown, place: Place): Told | null => {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) {
    const items = (value as readonly unknown[]).flatMap((one) => toldOf(one, place) ?? []);
    return items.length === 0 ? null : { kind: 'list', items };
  }
  if (typeof value === 'object') return toldObject(value as Readonly<Record<string, unknown>>, place);
  if (typeof value === 'string') return toldText(value, place);
  const text = JSON.stringify(value);
  return fieldKinds[place.name] === 'time' ? toldText(text, place) : wordOr(text);
};

const toldObject = (value: Readonly<Record<string, unknown>>, { untold }: Place): Told | null => {
  const { id, staffNumber, en, 'zh-CN': zh } = value;
  if (typeof id === 'string' && 'staffNumber' in value)
    return { kind: 'person', id, staffNumber: typeof staffNumber === 'string' ? staffNumber : null };
  const file = fileOf(value);
  if (file !== null) return file;
  if (typeof en === 'string' && typeof zh === 'string') return { kind: 'words', label: { 'zh-CN': zh, en } };
  const parts = toldFields(value, untold);
  return parts.length === 0 ? null : { kind: 'parts', parts };
};

const toldText = (text: string, { name, isChosen }: Place): Told => {
  const kind = Object.hasOwn(fieldKinds, name) ? fieldKinds[name] : undefined;
  if (kind === 'person') return { kind, id: text, staffNumber: null };
  if (kind === 'group') return { kind, id: text };
  const at = kind === 'time' ? instantOf(text) : null;
  if (at !== null) return { kind: 'time', at };
  // What somebody typed is theirs, also where it reads like one of our values.
  return isChosen ? wordOr(text) : { kind: 'text', text };
};

const wordOr = (text: string): Told => {
  const label = Object.hasOwn(valueLabels, text) ? valueLabels[text] : undefined;
  return label === undefined ? { kind: 'text', text } : { kind: 'words', label };
};

/** As people send it, or as the desk itself keeps it. */
const instantOf = (text: string): Instant | null => (/^\d+$/u.test(text) ? Number(text) : parseInstant(text));
