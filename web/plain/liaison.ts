import { stageLabels, urgencyLabels, type Stage, type Urgency } from '../../domain/words.js';
import { actionFields, fieldsOfAction, type FormAction } from './action-form.js';
import { hidden } from './forms.js';
import { html, type Html } from './html.js';
import { page, sayIn, type Reading } from './layout.js';
import { talkLine, type Known, type TalkLine } from './ticket.js';

/** An escalation as its liaison follows it; times are as people read them. */
export interface Liaising {
  readonly ticket: {
    readonly no: string;
    readonly stage: Stage;
    readonly urgency: Urgency;
    readonly symptom: string;
    readonly assignee: { readonly name: string; readonly staffNumber: string | null } | null;
  };
  readonly liaison: string;
  readonly request: {
    readonly applicant: string;
    readonly requestedAt: string;
    readonly progress: string;
    readonly reason: string;
    readonly support: string;
  } | null;
  readonly syncDueAt: string | null;
  readonly until: string;
  /** Newest first. */
  readonly talk: readonly TalkLine[];
  readonly names: Known;
  readonly offered: readonly FormAction[];
  /** Address of the page, which its forms are below. */
  readonly path: string;
  readonly key: string;
  readonly isDone: boolean;
  readonly problem: string | null;
  /** What stood in a form that was refused. */
  readonly typed: { readonly action: string; readonly field: (name: string) => string };
}

/** What the conversation may take of the page; what is older is left to those who have an account. */
const mostOfTalk = 5000;

/** §2.3.6: what is asked, where it stands, when progress is due, and what the liaison may do. */
export const liaisonPage = (shown: Liaising, reading: Reading): string => {
  const { ticket, request, names } = shown;
  const { language } = reading;
  const t = sayIn(language);
  const { assignee } = ticket;
  const lines = fitting(shown.talk.map((line) => talkLine(line, { ...names, language })));
  const content = html`${shown.isDone && html`<p class="note good" role="status">${t('liaisonDone')}</p>`}
    ${shown.problem !== null && html`<p class="note alert" role="alert">${t('problem')}：${shown.problem}</p>`}
    <h1>${t('liaisonTitle')} ${ticket.no}</h1>
    <p>
      <span class="stage">${stageLabels[ticket.stage][language]}</span>
      <span class="stage">${urgencyLabels[ticket.urgency][language]}</span>
    </p>
    <p>${t('liaisonLead', { name: shown.liaison })}</p>
    <dl class="facts">
      <dt>${t('syncDue')}</dt>
      <dd>${shown.syncDueAt ?? '—'}</dd>
      <dt>${t('who')}</dt>
      <dd>
        ${assignee === null ? t('nobodyYet') : [assignee.name, assignee.staffNumber].filter(Boolean).join(' ')}
      </dd>
      <dt>${t('symptoms')}</dt>
      <dd class="text">${ticket.symptom}</dd>
      ${
        request !== null &&
        html`<dt>${t('support')}</dt>
          <dd class="text">${request.support}</dd>
          <dt>${t('progress')}</dt>
          <dd class="text">${request.progress}</dd>
          <dt>${t('reason')}</dt>
          <dd class="text">${request.reason}</dd>
          <dt>${t('applicant')}</dt>
          <dd>${request.applicant} <span class="hint">${request.requestedAt}</span></dd>`
      }
    </dl>
    ${shown.offered.map((action, index) => form(shown, action, index === 0))}
    <h2>${t('conversation')}</h2>
    <ul class="talk">
      ${lines}
    </ul>
    ${lines.length < shown.talk.length && html`<p class="hint">${t('liaisonOlder')}</p>`}
    <p class="hint">${t('liaisonUntil', { at: shown.until })}</p>`;
  return page(`${t('liaisonTitle')} ${ticket.no}`, content, reading);
};

const fitting = (lines: readonly Html[]): readonly Html[] => {
  let left = mostOfTalk;
  return lines.filter((line, index) => {
    left -= line.html.length;
    return left >= 0 || index === 0;
  });
};

const form = (
  { path, key, typed }: Liaising,
  { action, title, input }: FormAction,
  isFirst: boolean,
): Html => {
  const fields = fieldsOfAction(input);
  if (fields === null) return html``;
  const isTyped = typed.action === action;
  return html`<details${(isFirst || isTyped) && html` open`}>
    <summary>${title}</summary>
    <form method="post" action="${path}/${action}">
      ${hidden('key', `${key}-${action}`)}
      ${actionFields(action, fields, isTyped ? typed.field : () => '')}
      <button${isFirst && html` class="main"`}>${title}</button>
    </form>
  </details>`;
};

/** After the deed that ended the escalation, or behind a link that is not valid (any more): whom to ask. */
export const liaisonOverPage = (isDone: boolean, reading: Reading): string => {
  const t = sayIn(reading.language);
  const title = isDone ? t('liaisonEnded') : t('liaisonGone');
  return page(
    title,
    html`<h1>${title}</h1>
      <p>${t('liaisonAsk')}</p>`,
    reading,
  );
};
