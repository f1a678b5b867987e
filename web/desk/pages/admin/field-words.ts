import { languageNames, roleLabels, type Language } from '../../../../domain/words.js';
import type { WordKey } from '../../../words/words.js';
import { useLabel, useWords } from '../../i18n.js';

/** Fields that have a word of their own, by what they are of. */
const ofPerson = [
  'id',
  'name',
  'department',
  'staffNumber',
  'extension',
  'email',
  'roles',
  'deputy',
  'language',
  'active',
] as const satisfies readonly WordKey<'admin'>[];
const ofGroup = ['lead', 'deputyLead', 'members'] as const satisfies readonly WordKey<'admin'>[];

/** Names and values of fields as the forms have them; null where a name is for programs. */
export const useFieldWords = (kind: string) => {
  const named: readonly WordKey<'admin'>[] = kind === 'person' ? ofPerson : kind === 'group' ? ofGroup : [];
  const t = useWords('admin');
  const common = useWords('common');
  const label = useLabel();
  const one = (value: unknown): string => {
    if (value === null || value === undefined || value === '') return '—';
    if (typeof value === 'boolean') return common(value ? 'yes' : 'no');
    if (typeof value !== 'string') return JSON.stringify(value, null, 1);
    return Object.hasOwn(languageNames, value) ? languageNames[value as Language] : value;
  };
  return {
    nameOf: (field: string): string | null => {
      const word = named.find((name) => name === field);
      return word === undefined ? null : t(word);
    },
    valueOf: (field: string, value: unknown): string => {
      if (!Array.isArray(value)) return one(value);
      const items = value as readonly unknown[];
      if (items.length === 0) return '—';
      if (items.some((item) => typeof item === 'object')) return JSON.stringify(value, null, 1);
      const isRole = (item: unknown): item is keyof typeof roleLabels =>
        field === 'roles' && typeof item === 'string' && item in roleLabels;
      return items.map((item) => (isRole(item) ? label(roleLabels[item]) : one(item))).join('、');
    },
  };
};
