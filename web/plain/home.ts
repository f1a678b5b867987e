import { stageLabels, type Stage } from '../../domain/words.js';
import { html, type Html } from './html.js';
import { knowledgeSearch } from './knowledge.js';
import { page, sayIn, type Reading } from './layout.js';

/** A ticket as its reporter's list shows it. */
export interface OwnTicket {
  readonly no: string;
  readonly stage: Stage;
  readonly symptom: string;
  readonly acceptedAt: string;
  readonly isEnded: boolean;
}

/** What one may do here, and what became of what one reported. */
export const homePage = (tickets: readonly OwnTicket[], reading: Reading): string => {
  const t = sayIn(reading.language);
  const open = tickets.filter(({ isEnded }) => !isEnded);
  const ended = tickets.filter(({ isEnded }) => isEnded);
  const content = html`<p>${t('lead')}</p>
    <p><a class="cta" href="/report">${t('report')}</a></p>
    ${knowledgeSearch('', reading)}
    <h2>${t('mine')}</h2>
    ${tickets.length === 0 && html`<p class="hint">${t('noTickets')}</p>`} ${list(open, reading)}
    ${ended.length > 0 && html`<h2>${t('endedTickets')}</h2>`} ${list(ended, reading)}`;
  return page(t('home'), content, reading);
};

const list = (tickets: readonly OwnTicket[], { language }: Reading): Html =>
  html`<ul class="tickets">
    ${tickets.map(
      ({ no, stage, symptom, acceptedAt }) =>
        html`<li>
          <a href="/t/${no}">${no}</a> <span class="stage">${stageLabels[stage][language]}</span>
          <span class="hint">${acceptedAt}</span><br />${symptom}
        </li>`,
    )}
  </ul>`;
