import type { WordKey } from '../../../words/words.js';
import type { Me } from '../../api/types.js';

/** Filters of the list as the API names them; what is left out fits everything. */
export type Filters = Readonly<
  Partial<
    Record<
      | 'stage'
      | 'type'
      | 'urgency'
      | 'group'
      | 'assignee'
      | 'missed'
      | 'q'
      | 'open'
      | 'owes'
      | 'late'
      | 'unassigned'
      | 'dueWithin'
      | 'sort',
      string
    >
  >
>;

export interface View {
  readonly id: string;
  /** A word of the desk's own, or the name its owner gave it. */
  readonly title: { readonly word: WordKey<'queue'> } | { readonly name: string };
  readonly filters: Filters;
}

/** Views that everybody has, by what they do. */
export const viewsOf = (me: Me): readonly View[] => {
  const open = { open: 'true' } as const;
  const works = me.roles.some((role) => role === 'engineer' || role === 'lead');
  const groups = [...new Set([...me.groups, ...me.leads])];
  return [
    ...(works ? [view('mine', { ...open, assignee: me.id })] : []),
    ...groups.map((group) => ({ ...view('group', { ...open, group }), id: `group ${group}` })),
    view('all', open),
    view('unassigned', { ...open, unassigned: 'true' }),
    view('urgent', { ...open, urgency: 'urgent' }),
    view('overdue', { ...open, dueWithin: '0' }),
    view('dueSoon', { ...open, dueWithin: '60' }),
    view('decisions', { stage: 'awaiting-decision' }),
    view('awaitingReporter', { stage: 'awaiting-reporter' }),
    view('verifying', { stage: 'verifying' }),
    view('ended', { open: 'false', sort: 'created' }),
  ];
};

const view = (word: WordKey<'queue'>, filters: Filters): View => ({ id: word, title: { word }, filters });

const storageKey = 'desk.views';

/** Views that the reader saved in this browser. */
export const savedViews = (): readonly View[] => {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? '[]') as readonly View[];
  } catch {
    return [];
  }
};

export const keepViews = (views: readonly View[]): void =>
  localStorage.setItem(storageKey, JSON.stringify(views));

export const queryOf = (filters: Filters): string =>
  new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== '')).toString();
