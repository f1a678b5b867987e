import type { DutyName } from '../../../../domain/words.js';
import type { WordKey } from '../../../words/words.js';
import type { Entry, Ticket } from '../../api/types.js';

/** Something to do about a ticket of a section: an offered action, and what its form begins with. */
export interface Choice {
  readonly action: string;
  /** Replaces the action's own title where one action has two ways out. */
  readonly title?: WordKey<'supervisor'>;
  readonly initial?: (ticket: Ticket) => Readonly<Record<string, unknown>>;
}

/** One kind of thing that waits for a supervisor. */
export interface Section {
  readonly id: WordKey<'supervisor'>;
  readonly hint: WordKey<'supervisor'>;
  /** Filters of the list as the API names them. */
  readonly query: string;
  /** The duty whose countdown is shown. */
  readonly duty: DutyName;
  /** By the keys a and d. */
  readonly choices: readonly [Choice, Choice?];
  /** Entries of the log that led here, latest last. */
  readonly about: (entry: Entry) => boolean;
}

const missingPart = ({ archive }: Ticket) => ({ part: archive?.missing[0] });

/** What waits for a supervisor, the most pressing first. */
export const sections: readonly Section[] = [
  {
    id: 'emergencies',
    hint: 'emergenciesHint',
    query: 'owes=emergency-acknowledgement',
    duty: 'emergency-acknowledgement',
    choices: [{ action: 'acknowledge-emergency' }],
    about: ({ action }) => action === 'dispatch' || action === 'change-urgency',
  },
  {
    id: 'decisions',
    hint: 'decisionsHint',
    query: 'owes=decision',
    duty: 'decision',
    choices: [
      { action: 'decide-escalation', title: 'approve', initial: () => ({ decision: 'approve' }) },
      { action: 'decide-escalation', title: 'decline', initial: () => ({ decision: 'decline' }) },
    ],
    about: ({ action }) => action === 'request-escalation',
  },
  {
    id: 'followUps',
    hint: 'followUpsHint',
    query: 'owes=follow-up',
    duty: 'follow-up',
    choices: [{ action: 'record-follow-up' }],
    about: ({ action }) => action === 'answer-survey',
  },
  {
    id: 'improvements',
    hint: 'improvementsHint',
    query: 'owes=improvement',
    duty: 'improvement',
    choices: [{ action: 'complete-improvement' }],
    about: ({ action }) => action === 'record-follow-up',
  },
  {
    id: 'archives',
    hint: 'archivesHint',
    query: 'late=archive&stage=resolved',
    duty: 'archive',
    choices: [
      { action: 'supply-archive-part', initial: missingPart },
      { action: 'waive-archive-part', initial: missingPart },
    ],
    about: ({ action, duty, outcome }) =>
      (duty === 'archive' && outcome !== 'met') ||
      action === 'supply-archive-part' ||
      action === 'waive-archive-part',
  },
  {
    id: 'unconfirmed',
    hint: 'unconfirmedHint',
    query: 'late=confirmation',
    duty: 'confirmation',
    choices: [{ action: 'confirm-resolved' }],
    about: ({ action }) => action === 'propose-resolution' || action === 'confirm-resolved',
  },
];
