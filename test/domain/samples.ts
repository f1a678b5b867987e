import type { ActionName } from '../../domain/actions/names.js';
import type { Actor } from '../../domain/people.js';
import { fits, people, uploadOfWang } from './desk.js';

/** An input of each action that fits its form; `secret` stands in every text that a person types. */
export const sampleInput = (
  action: ActionName,
  { by = people.wang, secret = '文字' }: { readonly by?: Actor; readonly secret?: string } = {},
): Readonly<Record<string, unknown>> => {
  const samples: Readonly<Record<ActionName, Readonly<Record<string, unknown>>>> = {
    dispatch: { group: 'sysops', assignee: 'zhao' },
    claim: {},
    reassign: { group: 'sysops', assignee: 'zhao', reason: secret },
    'acknowledge-emergency': { comment: secret },
    'record-contact': { ...fits.contact, summary: secret },
    'record-diagnosis': { ...fits.common, finding: secret },
    'record-step': { action: secret, result: secret, article: 'KB-001' },
    'ask-reporter': { instructions: secret },
    'answer-request': { answer: secret },
    'request-escalation': { progress: secret, reason: secret, support: secret },
    'decide-escalation': { decision: 'approve', liaison: 'vendor', comment: secret },
    'sync-progress': { progress: secret },
    'end-escalation': { outcome: secret },
    'propose-resolution': { ...fits.proposal, cause: secret },
    'record-verification': { method: 'phone', checked: secret, outcome: 'passed' },
    'confirm-resolved': by.roles.includes('agent') ? { onReportersWord: true } : {},
    reopen: { reason: secret },
    'answer-survey': {
      ...fits.five,
      suggestions: secret,
      ...(by.roles.includes('agent') ? { onReportersWord: true } : {}),
    },
    'defer-survey': { until: '2026-01-10T09:00:00+08:00' },
    'record-follow-up': { contact: secret, cause: secret, improvement: { measure: secret } },
    'complete-improvement': { result: secret },
    'settle-knowledge': fits.known,
    'supply-archive-part': { part: 'feedback', content: secret },
    'waive-archive-part': { part: 'feedback', reason: secret },
    note: { text: secret },
    reply: { text: secret },
    'change-type': { type: 'consultation', reason: secret },
    'change-urgency': { urgency: 'important', reason: secret },
    attach: { attachment: uploadOfWang },
    urge: { comment: secret },
    merge: { into: 'TS20260105002', reason: secret },
    withdraw: { reason: secret },
    'apply-policy': { version: 2, reason: secret },
  };
  return samples[action];
};
