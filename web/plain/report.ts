import {
  typeLabels,
  ticketTypes,
  urgencies,
  urgencyLabels,
  type TicketType,
  type Urgency,
} from '../../domain/words.js';
import { fileField, type FilesLook, type KeptFile } from './files.js';
import { choices, hidden, inputField, textArea, type FieldErrors } from './forms.js';
import { html, type Html } from './html.js';
import { suggestedArticles } from './knowledge.js';
import { page, sayIn, type Reading, type Say } from './layout.js';

/** Fields of the form as they were typed, with the pointer that the API names each by. */
export const reportFields = {
  symptom: '/description/symptom',
  occurredAt: '/description/occurredAt',
  impact: '/description/impact',
  attempted: '/description/attempted',
  type: '/type',
  urgency: '/urgency',
  name: '/reporter/name',
  department: '/reporter/department',
  extension: '/reporter/extension',
  email: '/reporter/email',
} as const;
export type ReportField = keyof typeof reportFields;
export type Report = Readonly<Record<ReportField, string>>;

export const emptyReport = (known: Pick<Report, 'name' | 'department' | 'extension' | 'email'>): Report => ({
  symptom: '',
  occurredAt: '',
  impact: '',
  attempted: '',
  type: '',
  urgency: 'normal',
  ...known,
});

const hintOf = {
  urgent: 'urgentHint',
  important: 'importantHint',
  normal: 'normalHint',
} as const satisfies Record<Urgency, Parameters<Say>[0]>;

interface Asking {
  readonly values: Report;
  readonly errors: FieldErrors;
  /** What the summary showed before the reader went back, to be kept as a correction (§2.1.6). */
  readonly original: string;
  readonly files: FilesLook;
}

/** §2.1.3–§2.1.5: the four parts of the description one after the other, with examples. */
export const reportPage = ({ values, errors, original, files }: Asking, reading: Reading): string => {
  const { language } = reading;
  const t = sayIn(language);
  const look = (name: ReportField) => ({ name, value: values[name], error: errors[reportFields[name]] });
  const content = html`<h1>${t('report')}</h1>
    ${(Object.keys(errors).length > 0 || files.refused !== '') && html`<p class="note alert" role="alert">${t('fix')}</p>`}
    <form method="post" action="/report" enctype="multipart/form-data">
      ${hidden('original', original)}
      ${textArea({ ...look('symptom'), label: t('symptom'), hint: t('symptomHint') })}
      ${inputField({
        ...look('occurredAt'),
        type: 'datetime-local',
        label: t('occurredAt'),
        hint: t('occurredAtHint'),
        isRequired: true,
      })}
      ${textArea({ ...look('impact'), label: t('impact'), hint: t('impactHint') })}
      ${textArea({ ...look('attempted'), label: t('attempted'), hint: t('attemptedHint') })}
      ${choices({
        ...look('type'),
        label: t('type'),
        options: ticketTypes.map((value) => ({ value, label: typeLabels[value][language] })),
      })}
      ${choices({
        ...look('urgency'),
        label: t('urgency'),
        options: urgencies.map((value) => ({
          value,
          label: urgencyLabels[value][language],
          hint: t(hintOf[value]),
        })),
      })}
      <fieldset>
        <legend>${t('contact')}</legend>
        <p class="hint">${t('contactHint')}</p>
        <div class="pair">
          ${inputField({ ...look('name'), type: 'text', label: t('name'), isRequired: true, max: 60 })}
          ${inputField({ ...look('department'), type: 'text', label: t('department'), isRequired: true, max: 80 })}
          ${inputField({ ...look('extension'), type: 'tel', label: t('extension'), isRequired: false, max: 20 })}
          ${inputField({ ...look('email'), type: 'email', label: t('email'), isRequired: false, max: 254 })}
        </div>
      </fieldset>
      ${fileField(files, reading)}
      <div class="buttons"><button class="main">${t('next')}</button></div>
      <p class="hint">${t('informal')}</p>
    </form>`;
  return page(t('report'), content, reading);
};

/** A field's value as people read it. */
export const shownValue = (
  name: ReportField,
  values: Report,
  { language }: Pick<Reading, 'language'>,
): string => {
  const value = values[name];
  if (name === 'type') return typeLabels[value as TicketType]?.[language] ?? value;
  if (name === 'urgency') return urgencyLabels[value as Urgency]?.[language] ?? value;
  return name === 'occurredAt' ? value.replace('T', ' ') : value;
};

interface Summary {
  readonly values: Report;
  readonly original: string;
  /** Makes a second press of the button the same request. */
  readonly key: string;
  readonly problem: string | null;
  readonly files: readonly KeptFile[];
  /** Public articles that may spare the report. */
  readonly suggested: readonly { readonly id: string; readonly title: string }[];
}

/** §2.1.6: what was written is read back before it is sent. */
export const summaryPage = (
  { values, original, key, problem, files, suggested }: Summary,
  reading: Reading,
): string => {
  const t = sayIn(reading.language);
  const fields = Object.keys(reportFields) as ReportField[];
  const kept: readonly Html[] = fields.map((name) => hidden(name, values[name]));
  const content = html`<h1>${t('readBack')}</h1>
    <p>${t('readBackHint')}</p>
    ${problem !== null && html`<p class="note alert" role="alert">${problem}</p>`}
    <dl class="facts">
      ${fields
        .filter((name) => values[name] !== '')
        .map(
          (name) =>
            html`<dt>${t(name).replace(/^\d+\. /u, '')}</dt>
              <dd><span class="text">${shownValue(name, values, reading)}</span></dd>`,
        )}
      ${
        files.length > 0 &&
        html`<dt>${t('uploads')}</dt>
          <dd>${files.map(({ name }) => html`<span class="text">${name}</span><br />`)}</dd>`
      }
    </dl>
    ${suggestedArticles(suggested, reading)}
    <form method="post" action="/report">
      ${kept} ${hidden('original', original)} ${hidden('key', key)}
      ${hidden('attachments', files.map(({ id }) => id).join(','))}
      <div class="buttons">
        <button class="main" name="step" value="send">${t('correct')}</button>
        <button name="step" value="change">${t('change')}</button>
      </div>
    </form>`;
  return page(t('readBack'), content, reading);
};
