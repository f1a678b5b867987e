import type { FormSchema } from '../../api/types.js';

/** How a field of an offered action is asked for. */
export type Control =
  | 'yes-no'
  | 'choice'
  | 'number'
  | 'time'
  | 'line'
  | 'text'
  | 'group'
  | 'variants'
  | 'fixed'
  | 'list';

const longText = 200;

/** The control that fits a field's schema. */
export const controlOf = (schema: FormSchema): Control => {
  if (variantsOf(schema).length > 0) return 'variants';
  if ('const' in schema) return 'fixed';
  if (schema.enum !== undefined) return 'choice';
  if (schema.type === 'object') return 'group';
  if (schema.type === 'array') return 'list';
  if (schema.type === 'boolean') return 'yes-no';
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  if (schema.format === 'date-time') return 'time';
  return (schema.maxLength ?? longText) > longText ? 'text' : 'line';
};

export const variantsOf = ({ anyOf, oneOf }: FormSchema): readonly FormSchema[] => anyOf ?? oneOf ?? [];

/** The field whose fixed value tells the variants apart, such as approve and decline. */
export const discriminatorOf = (variants: readonly FormSchema[]): string | null =>
  Object.entries(variants[0]?.properties ?? {}).find(([, schema]) => 'const' in schema)?.[0] ?? null;

/** What is sent: without what was left empty, and with what is fixed. */
export const cleaned = (schema: FormSchema, value: unknown): unknown => {
  const control = controlOf(schema);
  if (control === 'fixed') return schema.const;
  if (control === 'variants') return cleaned(chosenVariant(schema, value), value);
  if (control === 'group') {
    const given = (value ?? {}) as Readonly<Record<string, unknown>>;
    const fields = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
      // Left out whole: what is fixed in it does not make it be there.
      if (given[name] === undefined && schema.required?.includes(name) !== true) return [];
      const inner = cleaned(field, given[name]);
      return inner === undefined ? [] : [[name, inner] as const];
    });
    return fields.length === 0 && value === undefined ? undefined : Object.fromEntries(fields);
  }
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  return value ?? undefined;
};

/** The variant that the value has chosen; the first until it has. */
export const chosenVariant = (schema: FormSchema, value: unknown): FormSchema => {
  const variants = variantsOf(schema);
  const name = discriminatorOf(variants);
  const chosen = name === null ? undefined : (value as Record<string, unknown> | undefined)?.[name];
  return (
    variants.find((variant) => name !== null && variant.properties?.[name]?.const === chosen) ??
    variants[0] ??
    {}
  );
};
