/** What people may do to a ticket; wire names of updates, signals and routes (design "Words"). */
export const actionNames = [
  'dispatch',
  'claim',
  'reassign',
  'acknowledge-emergency',
  'record-contact',
  'record-diagnosis',
  'record-step',
  'ask-reporter',
  'answer-request',
  'request-escalation',
  'decide-escalation',
  'sync-progress',
  'end-escalation',
  'propose-resolution',
  'record-verification',
  'confirm-resolved',
  'reopen',
  'answer-survey',
  'record-follow-up',
  'complete-improvement',
  'settle-knowledge',
  'supply-archive-part',
  'waive-archive-part',
  'note',
  'reply',
  'change-type',
  'change-urgency',
  'attach',
  'urge',
  'merge',
  'withdraw',
  'apply-policy',
] as const;
export type ActionName = (typeof actionNames)[number];

export const isActionName = (name: string): name is ActionName =>
  (actionNames as readonly string[]).includes(name);
