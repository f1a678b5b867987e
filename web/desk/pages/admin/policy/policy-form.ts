import { duties } from '../../../../../domain/duties.js';
import {
  dutyNames,
  roleLabels,
  roles,
  stageLabels,
  stages,
  urgencies,
  urgencyLabels,
  type Language,
} from '../../../../../domain/words.js';
import { words } from '../../../../words/words.js';
import type { Policy } from '../../../api/policy.js';
import type { FormSchema } from '../../../api/types.js';
import { cleaned } from '../../../parts/form/fields.js';

/** What people call a part of the policy, by its name; the name itself where there is no other. */
export const nameOf = (part: string, language: Language): string => {
  const duty = dutyNames.find((name) => name === part);
  if (duty !== undefined) return duties[duty].title[language];
  const urgency = urgencies.find((name) => name === part);
  if (urgency !== undefined) return urgencyLabels[urgency][language];
  const own: Readonly<Record<string, string>> = words.policy[language];
  return own[`field-${part}`] ?? part;
};

/** `/targets/response/urgent` in words. */
export const placeOf = (pointer: string, language: Language): string =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => nameOf(part.replaceAll('~1', '/').replaceAll('~0', '~'), language))
    .join(' › ');

/** What people call a fixed value. */
const valueOf = (value: string, language: Language): string => {
  const stage = stages.find((name) => name === value);
  if (stage !== undefined) return stageLabels[stage][language];
  const role = roles.find((name) => name === value);
  if (role !== undefined) return roleLabels[role][language];
  const own: Readonly<Record<string, string>> = words.policy[language];
  return own[`value-${value}`] ?? value;
};

/** A value in words, short. */
export const shownValue = (value: unknown, language: Language): string => {
  if (value === undefined) return '—';
  if (typeof value === 'string') return valueOf(value, language);
  if (Array.isArray(value))
    return value.length === 0
      ? '—'
      : value
          .map((one: unknown) => (Array.isArray(one) ? one.join('–') : shownValue(one, language)))
          .join(language === 'en' ? ', ' : '、');
  return JSON.stringify(value);
};

interface RecordSchema extends FormSchema {
  readonly propertyNames?: FormSchema;
  readonly additionalProperties?: FormSchema | boolean;
}

/** Left out of the form: the version counts itself, and the calendar has a page of its own. */
const apart = ['version', 'calendar'];

/**
 * The policy's schema as a form: with titles, records spelled out by their keys, and opening times written as texts.
 */
export const formOf = (schema: FormSchema, language: Language): FormSchema => {
  const walk = (one: RecordSchema, name: string): FormSchema => {
    const named = { ...one, title: nameOf(name, language) };
    const { additionalProperties: each } = one;
    if (typeof each === 'object' && one.propertyNames?.enum !== undefined) {
      const keys = one.propertyNames.enum.map(String);
      return {
        ...named,
        properties: Object.fromEntries(keys.map((key) => [key, walk(each, key)])),
        required: [],
      };
    }
    if (one.properties !== undefined)
      return {
        ...named,
        properties: Object.fromEntries(
          Object.entries(one.properties)
            .filter(([key]) => !apart.includes(key))
            .map(([key, inner]) => [key, walk(inner, key)]),
        ),
      };
    if (one.type === 'array' && one.items?.type !== 'string' && one.items?.enum === undefined)
      return { ...named, items: { type: 'string' } };
    return {
      ...named,
      ...labelled(one, language),
      ...(one.items === undefined ? {} : { items: { ...one.items, ...labelled(one.items, language) } }),
    };
  };
  return walk(schema, 'policy');
};

const labelled = ({ enum: values }: FormSchema, language: Language): FormSchema =>
  values === undefined
    ? {}
    : {
        'x-labels': Object.fromEntries(
          values.map((value) => [String(value), valueOf(String(value), language)]),
        ),
      };

type Hours = { readonly days: Readonly<Record<string, readonly (readonly string[])[]>> };

/** Opening times as people type them: `09:00–12:00`. */
export const toForm = ({
  version: _version,
  calendar: _calendar,
  ...policy
}: Policy): Record<string, unknown> => {
  const hours = policy['businessHours'] as Hours | undefined;
  return hours === undefined
    ? policy
    : {
        ...policy,
        businessHours: {
          days: Object.fromEntries(
            Object.entries(hours.days).map(([day, windows]) => [
              day,
              windows.map((window) => window.join('–')),
            ]),
          ),
        },
      };
};

/** What was typed as a policy: the calendar of the version it was made from, and the next number. */
export const fromForm = (
  typed: Readonly<Record<string, unknown>>,
  { schema, base, version }: { readonly schema: FormSchema; readonly base: Policy; readonly version: number },
): Policy => {
  const policy = cleaned(schema, typed) as Record<string, unknown>;
  const hours = policy['businessHours'] as
    | { readonly days?: Readonly<Record<string, readonly string[]>> }
    | undefined;
  return {
    ...policy,
    name: typeof policy['name'] === 'string' ? policy['name'] : '',
    ...(hours?.days === undefined
      ? {}
      : {
          businessHours: {
            days: Object.fromEntries(
              Object.entries(hours.days).map(([day, windows]) => [
                day,
                windows.map((text) => text.split(/\s*[-–—~至]\s*/u)),
              ]),
            ),
          },
        }),
    calendar: base['calendar'],
    version,
  };
};
