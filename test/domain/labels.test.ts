import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { actions } from '../../domain/actions/index.js';
import { fieldLabels, valueLabels } from '../../domain/actions/labels.js';
import { actionNames } from '../../domain/actions/names.js';

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

test.each(actionNames)('every field and value of %s has a name in both languages', (action) => {
  const { fields, values } = namesIn(z.toJSONSchema(actions[action].input, { io: 'input' }));
  expect(fields.filter((name) => !Object.hasOwn(fieldLabels, name))).toEqual([]);
  expect(values.filter((name) => !Object.hasOwn(valueLabels, name))).toEqual([]);
});
