import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { actions } from '../../domain/actions/index.js';
import { fieldLabels, valueLabels } from '../../domain/actions/labels.js';
import { actionNames } from '../../domain/actions/names.js';
import { intakeSchema } from '../../domain/register.js';

/** Names of fields and fixed values anywhere in a JSON Schema. */
const namesIn = (schema: unknown): { fields: string[]; values: string[] } => {
  if (typeof schema !== 'object' || schema === null) return { fields: [], values: [] };
  const {
    properties = {},
    const: only,
    enum: some,
  } = schema as Record<string, unknown> & {
    properties?: object;
    const?: unknown;
    enum?: unknown[];
  };
  const inner = Object.values(schema).map(namesIn);
  return {
    fields: [...Object.keys(properties), ...inner.flatMap(({ fields }) => fields)],
    values: [...(only === undefined ? [] : [only]), ...(some ?? [])]
      .map(String)
      .concat(inner.flatMap(({ values }) => values)),
  };
};

/** What an entry shows of a registration; its reporter and channel stand elsewhere on the page. */
const shownIntake = intakeSchema.omit({ reporter: true, channel: true });

test.each([
  ...actionNames.map((name) => [name, actions[name].input] as const),
  ['register', shownIntake] as const,
])('every field and value of %s has a name in both languages', (_, input) => {
  const { fields, values } = namesIn(z.toJSONSchema(input, { io: 'input' }));
  expect(fields.filter((name) => !Object.hasOwn(fieldLabels, name))).toEqual([]);
  expect(values.filter((name) => !Object.hasOwn(valueLabels, name))).toEqual([]);
});
