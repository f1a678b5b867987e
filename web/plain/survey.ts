import { dimensionLabels, surveyDimensions } from '../../domain/words.js';
import { html } from './html.js';
import { page, sayIn, type Reading } from './layout.js';

/** §2.4.3: four scores and a text, for one thumb; looking at it submits nothing. */
export const surveyPage = (
  {
    no,
    until,
    action,
    problem,
  }: {
    readonly no: string;
    readonly until: string | null;
    readonly action: string;
    readonly problem: string | null;
  },
  reading: Reading,
): string => {
  const { language } = reading;
  const t = sayIn(language);
  const content = html`<h1>《${t('survey')}》</h1>
    <p>${t('surveyLead', { no })}</p>
    ${problem !== null && html`<p class="note alert" role="alert">${problem}</p>`}
    <form method="post" action="${action}">
      ${surveyDimensions.map(
        (name) =>
          html`<fieldset>
            <legend>${dimensionLabels[name][language]}</legend>
            <div class="rate">
              ${[1, 2, 3, 4, 5].map(
                (score) =>
                  html`<label
                    ><input type="radio" name="${name}" value="${score}" required />${score}</label
                  >`,
              )}
            </div>
          </fieldset>`,
      )}
      <div class="field">
        <label for="suggestions">${t('suggestions')}</label>
        <textarea id="suggestions" name="suggestions" maxlength="4000"></textarea>
      </div>
      <label class="choice"
        ><input type="checkbox" name="notSatisfied" value="true" /><span>${t('notSatisfied')}</span></label
      >
      <div class="buttons"><button class="main">${t('sendSurvey')}</button></div>
      ${until !== null && html`<p class="hint">${t('surveyUntil', { at: until })}</p>`}
    </form>`;
  return page(t('survey'), content, reading);
};

/** What is said once it is over, or where there never was one. */
export const surveyOverPage = (isAnswered: boolean, reading: Reading): string => {
  const t = sayIn(reading.language);
  const text = isAnswered ? t('thanks') : t('surveyGone');
  return page(t('survey'), html`<h1>${text}</h1>`, reading);
};
