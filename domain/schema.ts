import { z } from 'zod';

const probes = [undefined, {}, '', 0];

/** A refinement taken out of its schema may throw on what the schema would never have let through. */
const probe = (schema: z.ZodType): void => {
  for (const value of probes) {
    try {
      z.safeParse(schema, value);
    } catch {
      continue;
    }
  }
};

/**
 * Makes a schema fit to be shared by all cached workflows: their sandbox freezes what it preloads, while zod
 * defines parts of a schema at their first use. So they are used once, when the module loads.
 */
export const shared = <Schema extends z.ZodType>(schema: Schema): Schema => {
  const seen = new Set<unknown>();
  const touch = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof z.ZodType) probe(value);
    for (const name of Object.getOwnPropertyNames(value)) touch((value as Record<string, unknown>)[name]);
  };
  touch(schema);
  return schema;
};

/**
 * A form for `z.string().regex(…)` that survives being frozen: zod resets `lastIndex` of every form it tests, which
 * a frozen RegExp refuses.
 */
export const pattern = (form: RegExp): RegExp =>
  ({
    source: form.source,
    flags: form.flags,
    get lastIndex(): number {
      return 0;
    },
    set lastIndex(_index: number) {},
    test: (text: string) => form.test(text),
    exec: (text: string) => form.exec(text),
    toString: () => String(form),
  }) as RegExp;
