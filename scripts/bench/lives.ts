import type { ActionName } from '../../domain/actions/names.js';
import { manualPolicy, type Policy } from '../../domain/policy.js';
import type { Intake } from '../../domain/register.js';

/** One human action of a standard life. */
export interface Deed {
  readonly who: string;
  readonly action: ActionName;
  readonly input: Readonly<Record<string, unknown>>;
}

export type LifeName = 'ordinary' | 'escalated' | 'low-score';
export type Life = readonly Deed[];

/** A note of 200 characters, as the budget for a history's bytes has it (performance.md, P6). */
const note = 'The print spooler was restarted and a test page was printed. '.repeat(4).slice(0, 200);

const contact: Deed = {
  who: 'li',
  action: 'record-contact',
  input: { reached: true, method: 'phone', summary: note },
};
const step: Deed = { who: 'li', action: 'record-step', input: { action: 'restart', result: note } };
const solved: Deed = {
  who: 'li',
  action: 'propose-resolution',
  input: {
    solution: note,
    verification: { method: 'phone', checked: 'prints again' },
    knowledge: { isNew: false, article: 'KB-004' },
  },
};
const confirmed: Deed = { who: 'wang', action: 'confirm-resolved', input: { comment: note } };
const surveyed = (score: number): Deed => ({
  who: 'wang',
  action: 'answer-survey',
  input: { speed: score, efficiency: score, attitude: score, ability: score, suggestions: note },
});

/** The manual's life cycle as performance.md section 3 counts it; intake and archive are the desk's own. */
export const lives: Readonly<Record<LifeName, Life>> = {
  ordinary: [contact, step, solved, confirmed, surveyed(5)],
  escalated: [
    contact,
    {
      who: 'li',
      action: 'request-escalation',
      input: { trigger: 'complex', progress: note, reason: 'spare part', support: 'vendor' },
    },
    {
      who: 'liu',
      action: 'decide-escalation',
      input: { decision: 'approve', liaison: 'vendor', comment: note },
    },
    step,
    solved,
    confirmed,
    surveyed(5),
  ],
  'low-score': [
    contact,
    step,
    solved,
    confirmed,
    surveyed(2),
    { who: 'liu', action: 'record-follow-up', input: { contact: note, cause: 'nobody called back' } },
  ],
};

/** What is reported in every standard life. */
export const standardIntake: Intake = {
  channel: 'service-desk',
  reporter: { name: '王敏', department: '财务部', extension: '8001' },
  description: {
    symptom: 'printer is offline',
    occurredAt: '2026-01-05T09:00:00+08:00',
    impact: 'one person',
    attempted: 'restarted it',
  },
  type: 'system-fault',
  urgency: 'normal',
  readBack: { confirmed: true },
};

/**
 * The manual's policy with the last three working days as seconds: all due times keep their order, so that every
 * timer is set and cancelled as under the manual. `archivedAfterMs` is from the confirmation to the archive.
 */
export const hastyPolicy = (version: number, archivedAfterMs: number): Policy => ({
  ...manualPolicy,
  version,
  targets: { ...manualPolicy.targets, archive: `${archivedAfterMs / 800} s` },
  survey: { ...manualPolicy.survey, remindAfter: `${(archivedAfterMs * 0.9) / 1000} s` },
});
