import { hidden } from './forms.js';
import { html, type Html } from './html.js';
import { sayIn, type Reading } from './layout.js';

/** A file that is kept already. */
export interface KeptFile {
  readonly id: string;
  readonly name: string;
}

export interface FilesLook {
  /** Of the field in its page. */
  readonly id?: string;
  /** Whether the form is for files alone. */
  readonly isAlone?: boolean;
  /** What is kept and not yet part of a ticket; each may be left out again. */
  readonly kept: readonly KeptFile[];
  /** Why the last ones were not taken. */
  readonly refused: string;
}

/** Field that takes files out again: this and the file's id. */
export const dropField = 'drop-';

/** Adds files to a form, which must be sent as multipart/form-data; a browser keeps no chosen file of its own. */
export const fileField = (
  { id: own = 'files', isAlone = false, kept, refused }: FilesLook,
  { language }: Pick<Reading, 'language'>,
): Html => {
  const t = sayIn(language);
  return html`<div class="field">
    <label for="${own}">${t('addFile')}</label>
    <p class="hint">${t('fileHint')}</p>
    ${kept.length > 0 && hidden('attachments', kept.map(({ id }) => id).join(','))}
    ${kept.map(
      ({ id, name }) =>
        html`<p class="kept">
          <span>${name}</span>
          <label><input type="checkbox" name="${dropField}${id}" value="1" /> ${t('dropFile')}</label>
        </p>`,
    )}
    <input
      id="${own}"
      name="file"
      type="file"
      multiple
      ${isAlone && kept.length === 0 && html`required`}
      ${refused !== '' && html`class="bad-field" aria-invalid="true" aria-describedby="${own}-error"`}
    />
    ${refused !== '' && html`<p class="error" id="${own}-error" role="alert">${refused}</p>`}
  </div>`;
};
