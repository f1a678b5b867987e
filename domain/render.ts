import { dueAt } from './clocks.js';
import { duties, type Change } from './duties.js';
import { isDutyEntry } from './entry.js';
import { shanghai, type Instant } from './instant.js';
import { notices, type NoticeName } from './notices.js';
import {
  fill,
  templateErrors,
  templateVariables,
  type Template,
  type TemplateVariable,
} from './templates.js';
import type { Ticket } from './ticket.js';
import {
  archivePartLabels,
  becauseLabels,
  stageLabels,
  typeLabels,
  urgencyLabels,
  type ArchivePart,
  type DutyName,
  type Language,
} from './words.js';

/** Links that only the desk's own configuration knows. */
export interface Links {
  readonly ticket: string;
  readonly survey: string;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-11-24 09:30`, the time of Asia/Shanghai as people read it. */
export const readableTime = (at: Instant | null): string => {
  if (at === null) return '—';
  const { date, hour, minute } = shanghai(at);
  return `${date} ${two(hour)}:${two(minute)}`;
};

const dueOf = (ticket: Ticket, duty: DutyName): Instant | null => {
  const clock = ticket.duties.findLast((candidate) => candidate.duty === duty);
  return clock === undefined ? null : dueAt(ticket, clock);
};

/** The duty a notice is about: the one that struck, or the one that its entry opened. */
const dutyOf = ({ entry }: Change): DutyName | null => {
  if (isDutyEntry(entry)) return entry.duty;
  const opened: Partial<Record<string, DutyName>> = {
    register: 'emergency-acknowledgement',
    'change-urgency': 'emergency-acknowledgement',
    'record-diagnosis': 'escalation-request',
    'request-escalation': 'decision',
    'answer-survey': 'follow-up',
  };
  return opened[entry.action] ?? null;
};

const valuesOf = (
  change: Change,
  language: Language,
  links: Links,
): Readonly<Record<TemplateVariable, string>> => {
  const { after, entry } = change;
  const duty = dutyOf(change);
  const struck = isDutyEntry(entry) ? (entry.input['dueAt'] as Instant | null) : null;
  const separator = language === 'zh-CN' ? '、' : ', ';
  const missing = (entry.input['missing'] as readonly ArchivePart[] | undefined) ?? [];
  return {
    no: after.no,
    type: typeLabels[after.type][language],
    urgency: urgencyLabels[after.urgency][language],
    stage: stageLabels[after.stage][language],
    group: after.group ?? '—',
    duty: duty === null ? '' : duties[duty].title[language],
    since: readableTime(after.acceptedAt),
    dueAt: readableTime(duty === null ? null : (dueOf(after, duty) ?? struck)),
    contactDueAt: readableTime(dueOf(after, 'contact')),
    expectedResponseAt: readableTime(dueOf(after, 'response')),
    knowledgeDueAt: readableTime(dueOf(after, 'knowledge')),
    surveyExpiresAt: readableTime(after.survey?.expiresAt ?? null),
    missing: missing.map((part) => archivePartLabels[part][language]).join(separator),
    because: (after.survey?.because ?? []).map((why) => becauseLabels[why][language]).join(separator),
    gaps: '',
    link: links.ticket,
    surveyLink: links.survey,
  };
};

/** Subject and text of a notice in the recipient's language, with nothing personal but what the texts name. */
export const render = (
  notice: NoticeName,
  change: Change,
  {
    language,
    links,
    template,
  }: { readonly language: Language; readonly links: Links; readonly template?: Template | undefined },
): Template => renderWith(notice, valuesOf(change, language, links), { language, template });

/** The same from values: for what is told of no ticket. What is not given is empty. */
export const renderWith = (
  notice: NoticeName,
  given: Partial<Readonly<Record<TemplateVariable, string>>>,
  { language, template }: { readonly language: Language; readonly template?: Template | undefined },
): Template => {
  const values = { ...empty, ...given };
  // A text that cannot be used costs nobody their notice: the built-in one goes, and the health page tells.
  const { subject, body } =
    template !== undefined && templateErrors(notice, template).length === 0
      ? template
      : { subject: notices[notice].subject[language], body: notices[notice].body[language] };
  return { subject: fill(subject, values), body: fill(body, values) };
};

const empty = Object.fromEntries(templateVariables.map((name) => [name, '']));

/** Values with which a text is tried before it is used. */
export const sampleValues = (language: Language): Readonly<Record<TemplateVariable, string>> => ({
  no: 'TS20231001001',
  type: typeLabels['system-fault'][language],
  urgency: urgencyLabels.urgent[language],
  stage: stageLabels.handling[language],
  group: 'sysops',
  duty: duties.contact.title[language],
  since: '2023-10-01 09:00',
  dueAt: '2023-10-01 09:15',
  contactDueAt: '2023-10-01 09:15',
  expectedResponseAt: '2023-10-01 09:05',
  knowledgeDueAt: '2023-10-09 09:00',
  surveyExpiresAt: '2023-10-08 09:00',
  missing: archivePartLabels.feedback[language],
  because: becauseLabels['low-score'][language],
  gaps: '2023-10-01 20:00 – 2023-10-02 08:00',
  link: 'https://desk.example/t/TS20231001001',
  surveyLink: 'https://desk.example/survey/…',
});
