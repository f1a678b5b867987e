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

/** Notes of 200 characters, as the budget for a history's bytes has them (performance.md, P6). */
const note = (start: number): string => prose.slice(start, start + 200);
const prose =
  'Called the reporter at her desk: since the update on Monday evening every print job to the second floor stays in the ' +
  'queue with status 0x8007 and nothing comes out. The driver was replaced by version 4.12, the spooler restarted and ' +
  'two pages printed in colour. Asked her to try the quarterly report, which has 180 pages and used to fail halfway ' +
  'through; it took three minutes and is complete. The old queue remains for a week in case anybody still maps it.';

const contact: Deed = {
  who: 'li',
  action: 'record-contact',
  input: { reached: true, method: 'phone', summary: note(0) },
};
const step: Deed = { who: 'li', action: 'record-step', input: { action: 'restart', result: note(36) } };
const solved: Deed = {
  who: 'li',
  action: 'propose-resolution',
  input: {
    solution: note(72),
    verification: { method: 'phone', checked: 'prints again' },
    knowledge: { isNew: false, article: 'KB-004' },
  },
};
const confirmed: Deed = { who: 'wang', action: 'confirm-resolved', input: { comment: note(108) } };
const surveyed = (score: number): Deed => ({
  who: 'wang',
  action: 'answer-survey',
  input: { speed: score, efficiency: score, attitude: score, ability: score, suggestions: note(144) },
});

/** The manual's life cycle as performance.md section 3 counts it; intake and archive are the desk's own. */
export const lives: Readonly<Record<LifeName, Life>> = {
  ordinary: [contact, step, solved, confirmed, surveyed(5)],
  escalated: [
    contact,
    {
      who: 'li',
      action: 'request-escalation',
      input: { trigger: 'complex', progress: note(180), reason: 'spare part', support: 'vendor' },
    },
    {
      who: 'liu',
      action: 'decide-escalation',
      input: { decision: 'approve', liaison: 'vendor', comment: note(216) },
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
    {
      who: 'liu',
      action: 'record-follow-up',
      input: { contact: note(252), cause: 'nobody called back', noImprovement: 'done already' },
    },
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
