import {
  dimensionLabels,
  surveyDimensions,
  stageLabels,
  typeLabels,
  urgencyLabels,
  type Stage,
  type TicketType,
  type Urgency,
} from '../../domain/words.js';
import { html, type Html } from './html.js';
import { page, sayIn, type Reading } from './layout.js';

/** Template 1, 《技术支持工单登记表》; times are as people read them. */
export interface RegisterForm {
  readonly no: string;
  readonly acceptedAt: string;
  readonly reporter: string;
  readonly department: string;
  readonly contact: string;
  readonly description: Readonly<Record<'symptom' | 'occurredAt' | 'impact' | 'attempted', string>>;
  readonly type: TicketType;
  readonly urgency: Urgency;
  readonly takenBy: string;
  readonly expectedResolutionAt: string;
  readonly resolvedAt: string;
  readonly stage: Stage;
}

const sheet = (title: string, content: Html, reading: Reading): string => {
  const t = sayIn(reading.language);
  return page(
    title,
    html`<p class="screen hint">${t('printNow')}</p>
      ${content}`,
    reading,
  );
};

export const registerSheet = (form: RegisterForm, reading: Reading): string => {
  const { language } = reading;
  const t = sayIn(language);
  const { description } = form;
  const part = (key: 'symptom' | 'occurredAt' | 'impact' | 'attempted'): string =>
    `${t(key).replace(/^\d+\. /u, '')}：${description[key]}`;
  // White space of this cell is kept as it is.
  const said = (['symptom', 'occurredAt', 'impact', 'attempted'] as const).map(part).join('\n');
  return sheet(
    t('registerForm'),
    html`<section class="sheet">
      <h1>${t('registerForm')}</h1>
      <table class="form">
        <tr>
          <th>${t('no')}</th>
          <td>${form.no}</td>
          <th>${t('acceptedAt')}</th>
          <td>${form.acceptedAt}</td>
        </tr>
        <tr>
          <th>${t('reporter')}</th>
          <td>${form.reporter}</td>
          <th>${t('department')}</th>
          <td>${form.department}</td>
        </tr>
        <tr>
          <th>${t('contactWays')}</th>
          <td colspan="3">${form.contact}</td>
        </tr>
        <tr>
          <th>${t('description')}</th>
          <td colspan="3" class="tall">${said}</td>
        </tr>
        <tr>
          <th>${t('type').replace(/^\d+\. /u, '')}</th>
          <td>${typeLabels[form.type][language]}</td>
          <th>${t('urgency').replace(/^\d+\. /u, '')}</th>
          <td>${urgencyLabels[form.urgency][language]}</td>
        </tr>
        <tr>
          <th>${t('takenBy')}</th>
          <td>${form.takenBy}</td>
          <th>${t('stage')}</th>
          <td>${stageLabels[form.stage][language]}</td>
        </tr>
        <tr>
          <th>${t('expectedResolution')}</th>
          <td>${form.expectedResolutionAt}</td>
          <th>${t('actualResolution')}</th>
          <td>${form.resolvedAt}</td>
        </tr>
      </table>
    </section>`,
    reading,
  );
};

/** Template 2, 《服务满意度调查表》, as it was filled in. */
export interface SurveyForm {
  readonly no: string;
  readonly answeredAt: string;
  readonly scores: Readonly<Record<string, number>>;
  readonly suggestions: string;
}

export const surveySheet = (no: string, forms: readonly SurveyForm[], reading: Reading): string => {
  const { language } = reading;
  const t = sayIn(language);
  const one = (form: SurveyForm | null): Html =>
    html`<section class="sheet">
      <h1>${t('survey')}</h1>
      <table class="form">
        <tr>
          <th>${t('no')}</th>
          <td>${no}</td>
          <th>${t('answeredAt')}</th>
          <td>${form?.answeredAt ?? t('notAnswered')}</td>
        </tr>
        ${surveyDimensions.map(
          (name) =>
            html`<tr>
              <th>${dimensionLabels[name][language]}</th>
              <td colspan="3">
                ${[1, 2, 3, 4, 5].map((score) => `${form?.scores[name] === score ? '☑' : '☐'} ${score}　`).join('')}
              </td>
            </tr>`,
        )}
        <tr>
          <th>${t('suggestions')}</th>
          <td colspan="3" class="tall">${form?.suggestions ?? ''}</td>
        </tr>
      </table>
    </section>`;
  return sheet(t('survey'), html`${forms.length === 0 ? one(null) : forms.map(one)}`, reading);
};

/** Template 3, 《问题升级申请表》, one sheet a request. */
export interface EscalationForm {
  readonly applicant: string;
  readonly requestedAt: string;
  readonly progress: string;
  readonly reason: string;
  readonly support: string;
  readonly decision: string;
  readonly liaison: string;
  readonly decidedAt: string;
}

export const escalationSheet = (no: string, forms: readonly EscalationForm[], reading: Reading): string => {
  const t = sayIn(reading.language);
  return sheet(
    t('escalationForm'),
    html`${forms.map(
      (form) =>
        html`<section class="sheet">
          <h1>${t('escalationForm')}</h1>
          <table class="form">
            <tr>
              <th>${t('no')}</th>
              <td>${no}</td>
              <th>${t('requestedAt')}</th>
              <td>${form.requestedAt}</td>
            </tr>
            <tr>
              <th>${t('applicant')}</th>
              <td colspan="3">${form.applicant}</td>
            </tr>
            <tr>
              <th>${t('progress')}</th>
              <td colspan="3" class="tall">${form.progress}</td>
            </tr>
            <tr>
              <th>${t('reason')}</th>
              <td colspan="3" class="tall">${form.reason}</td>
            </tr>
            <tr>
              <th>${t('support')}</th>
              <td colspan="3" class="tall">${form.support}</td>
            </tr>
            <tr>
              <th>${t('decision')}</th>
              <td colspan="3" class="tall">${form.decision}</td>
            </tr>
            <tr>
              <th>${t('liaison')}</th>
              <td>${form.liaison}</td>
              <th>${t('decidedAt')}</th>
              <td>${form.decidedAt}</td>
            </tr>
          </table>
        </section>`,
    )}`,
    reading,
  );
};
