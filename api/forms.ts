import { z } from 'zod';
import { actions } from '../domain/actions/index.js';
import { fieldLabels, valueLabels } from '../domain/actions/labels.js';
import type { ActionName } from '../domain/actions/names.js';
import type { Language } from '../domain/words.js';

type Json = Readonly<Record<string, unknown>>;

const known = new Map<string, Json>();

/**
 * The form of an action's input: JSON Schema whose fields carry a `title` in the language, fixed values their names in
 * `x-labels`, and what they name of the desk (a person, a group …) in `x-refers`.
 */
export const formOf = (action: ActionName, language: Language): Json => {
  const key = `${action} ${language}`;
  const form = known.get(key) ?? named(z.toJSONSchema(actions[action].input, { io: 'input' }), language);
  known.set(key, form);
  return form;
};

const named = (schema: Json, language: Language): Json => {
  const { properties, anyOf, oneOf, ...rest } = schema as {
    properties?: Record<string, Json>;
    anyOf?: readonly Json[];
    oneOf?: readonly Json[];
  } & Json;
  return {
    ...rest,
    ...labelsOf(schema, language),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, field]) => [
              name,
              { title: fieldLabels[name]?.[language] ?? name, ...named(field, language) },
            ]),
          ),
        }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map((one) => named(one, language)) }),
    ...(oneOf === undefined ? {} : { oneOf: oneOf.map((one) => named(one, language)) }),
  };
};

const labelsOf = (schema: Json, language: Language): Json => {
  const values = 'const' in schema ? [schema['const']] : (schema['enum'] as readonly unknown[] | undefined);
  return values === undefined
    ? {}
    : {
        'x-labels': Object.fromEntries(
          values.map((value) => [String(value), valueLabels[String(value)]?.[language] ?? String(value)]),
        ),
      };
};
