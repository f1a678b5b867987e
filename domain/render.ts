import { dueAt } from './clocks.js';
import { duties, type Change } from './duties.js';
import { isDutyEntry } from './entry.js';
import { shanghai, type Instant } from './instant.js';
import { notices, type NoticeName } from './notices.js';
import type { Ticket } from './ticket.js';
import {
  archivePartLabels,
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

const valuesOf = (change: Change, language: Language, links: Links): Readonly<Record<string, string>> => {
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
    link: links.ticket,
    surveyLink: links.survey,
  };
};

/** Subject and text of a notice in the recipient's language, with nothing personal but what the texts name. */
export const render = (
  notice: NoticeName,
  change: Change,
  { language, links }: { readonly language: Language; readonly links: Links },
): { readonly subject: string; readonly body: string } => {
  const values = valuesOf(change, language, links);
  const fill = (template: string): string =>
    template.replace(/\{(\w+)\}/gu, (whole, name: string) => values[name] ?? whole);
  return { subject: fill(notices[notice].subject[language]), body: fill(notices[notice].body[language]) };
};
