import { html, type Html } from './html.js';

type Json = Readonly<Record<string, unknown>>;

/** One action with the form of its input, as the API describes it. */
export interface FormAction {
  readonly action: string;
  readonly title: string;
  readonly input: Json;
}

interface Field {
  readonly name: string;
  readonly title: string;
  readonly isRequired: boolean;
  readonly kind: 'line' | 'text' | 'choice' | 'yes';
  readonly labels: Readonly<Record<string, string>>;
  readonly max: number;
}

const mostOfALine = 500;

const fieldOf = (name: string, schema: Json, isRequired: boolean): Field | null => {
  const labels = (schema['x-labels'] ?? {}) as Field['labels'];
  const max = Number(schema['maxLength'] ?? 4000);
  const title = schema['title'];
  const kind = kindOf(schema, max);
  return kind === null
    ? null
    : { name, title: typeof title === 'string' ? title : name, isRequired, kind, labels, max };
};

/** Null for what a page without scripts cannot ask for: a person, an article, a file. */
const kindOf = (schema: Json, max: number): Field['kind'] | null => {
  if ('x-refers' in schema) return null;
  if ('enum' in schema) return 'choice';
  if (schema['type'] === 'boolean') return 'yes';
  if (schema['type'] !== 'string') return null;
  return max > mostOfALine ? 'text' : 'line';
};

/** The fields that can be filled in here; null when one is lacking without which the action cannot be done. */
export const fieldsOfAction = (input: Json): readonly Field[] | null => {
  const { properties, required = [] } = input as { properties?: Record<string, Json>; required?: string[] };
  if (properties === undefined) return null;
  const fields = Object.entries(properties).map(([name, schema]) =>
    fieldOf(name, schema, required.includes(name)),
  );
  const names = new Set(fields.flatMap((field) => field?.name ?? []));
  return required.every((name) => names.has(name)) ? fields.filter((field) => field !== null) : null;
};

/** What was filled in, as the action's input. */
export const inputOf = (fields: readonly Field[], value: (name: string) => string): Json =>
  Object.fromEntries(
    fields.flatMap(({ name, kind }): readonly (readonly [string, string | boolean])[] => {
      const given = value(name);
      if (kind === 'yes') return given === 'true' ? [[name, true]] : [];
      return given.trim() === '' ? [] : [[name, given]];
    }),
  );

/** The fields of one action's form; names of the page's own fields are told apart by the action. */
export const actionFields = (
  action: string,
  fields: readonly Field[],
  value: (name: string) => string,
): Html => html`${fields.map((field) => fieldHtml(`${action}-${field.name}`, field, value(field.name)))}`;

const fieldHtml = (
  id: string,
  { name, title, isRequired, kind, labels, max }: Field,
  value: string,
): Html => {
  const required = isRequired && html` required`;
  if (kind === 'yes')
    return html`<label class="choice"
      ><input type="checkbox" name="${name}" value="true" ${value === 'true' && html`checked`} /><span
        >${title}</span
      ></label
    >`;
  return html`<div class="field">
    <label for="${id}">${title}</label>
    ${
      kind === 'choice'
        ? html`<select id="${id}" name="${name}" ${required}>
            ${Object.entries(labels).map(
              ([key, label]) =>
                html`<option value="${key}" ${key === value && html`selected`}>${label}</option>`,
            )}
          </select>`
        : kind === 'line'
          ? html`<input id="${id}" name="${name}" maxlength="${max}" value="${value}" ${required} />`
          : html`<textarea id="${id}" name="${name}" maxlength="${max}" ${required}>${value}</textarea>`
    }
  </div>`;
};
