import { html, type Html } from './html.js';

/** What is wrong with a field, in the reader's language; by JSON pointer, as the API names it. */
export type FieldErrors = Readonly<Record<string, string>>;

interface FieldLook {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly error?: string | undefined;
  readonly max?: number;
}

const errorLine = (error: string | undefined, name: string): Html | null =>
  error === undefined ? null : html`<p class="error" id="${name}-error" role="alert">${error}</p>`;

const told = ({ error, name }: FieldLook): Html =>
  error === undefined
    ? html``
    : html` class="bad-field" aria-invalid="true" aria-describedby="${name}-error"`;

export const textArea = (look: FieldLook): Html =>
  html`<div class="field">
    <label for="${look.name}">${look.label}</label>
    ${look.hint !== undefined && html`<p class="hint">${look.hint}</p>`}
    <textarea id="${look.name}" name="${look.name}" maxlength="${look.max ?? 4000}" required${told(look)}>
${look.value}</textarea>
    ${errorLine(look.error, look.name)}
  </div>`;

export const inputField = (
  look: FieldLook & {
    readonly type: 'text' | 'email' | 'tel' | 'datetime-local';
    readonly isRequired: boolean;
  },
): Html =>
  html`<div class="field">
    <label for="${look.name}">${look.label}</label>
    ${look.hint !== undefined && html`<p class="hint">${look.hint}</p>`}
    <input
      id="${look.name}"
      name="${look.name}"
      type="${look.type}"
      value="${look.value}"
      ${look.max !== undefined && html`maxlength="${look.max}"`}
      ${look.isRequired && html`required`}
      ${told(look)}
    />
    ${errorLine(look.error, look.name)}
  </div>`;

export const choices = (
  look: FieldLook & {
    readonly options: readonly { readonly value: string; readonly label: string; readonly hint?: string }[];
  },
): Html =>
  html`<fieldset>
    <legend>${look.label}</legend>
    ${look.options.map(
      ({ value, label, hint }) =>
        html`<label class="choice"
          ><input
            type="radio"
            name="${look.name}"
            value="${value}"
            required
            ${value === look.value && html`checked`}
          /><span>${label}${hint !== undefined && html`<span class="hint"> ${hint}</span>`}</span></label
        >`,
    )}
    ${errorLine(look.error, look.name)}
  </fieldset>`;

export const hidden = (name: string, value: string): Html =>
  html`<input type="hidden" name="${name}" value="${value}" />`;
