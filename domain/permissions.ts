import type { Actor } from './people.js';
import type { Ticket } from './ticket.js';

/** How a caller stands to one ticket ("Who takes part"). */
export const relations = [
  'reporter',
  'agent',
  'assignee',
  'engineer',
  'lead',
  'supervisor',
  'manager',
  'liaison',
  'system',
] as const;
export type Relation = (typeof relations)[number];

/** What relations are derived from; a whole ticket, or the row of a list. */
export type Standing = Pick<Ticket, 'reporter' | 'group' | 'assignee' | 'escalation'>;

/** What of a ticket's row decides who sees it; people by id, the liaison only while their escalation lasts. */
export interface RowStanding {
  readonly reporter: string | null;
  readonly group: string | null;
  readonly assignee: string | null;
  readonly liaison: string | null;
}

const person = (id: string) => ({ id, staffNumber: null });
const nobody = person('');

export const standingOf = ({ reporter, group, assignee, liaison }: RowStanding): Standing => ({
  reporter,
  group,
  assignee: assignee === null ? null : person(assignee),
  escalation:
    liaison === null ? null : { nth: 0, applicant: nobody, requestedAt: 0, liaison: person(liaison) },
});

type Rule = (actor: Actor, ticket: Standing) => boolean;

const rules: Readonly<Record<Relation, Rule>> = {
  reporter: (actor, ticket) =>
    actor.via === 'survey-link' || (ticket.reporter !== null && actor.id === ticket.reporter),
  agent: (actor) => actor.roles.includes('agent'),
  assignee: (actor, ticket) => isStaff(actor) && actor.id === ticket.assignee?.id,
  engineer: (actor, ticket) => actor.roles.includes('engineer') && inGroup(actor.groups, ticket),
  lead: (actor, ticket) => actor.roles.includes('lead') && inGroup(actor.leads, ticket),
  supervisor: (actor) => actor.roles.includes('supervisor'),
  manager: (actor) => actor.roles.includes('manager'),
  liaison: (actor, ticket) =>
    ticket.escalation?.liaison?.id === actor.id && ticket.escalation.endedAt === undefined,
  system: (actor) => actor.id === 'system',
};

const isStaff = (actor: Actor): boolean => actor.roles.includes('engineer') || actor.roles.includes('lead');
const inGroup = (groups: readonly string[], ticket: Standing): boolean =>
  ticket.group !== null && groups.includes(ticket.group);

/** All relations of the caller to the ticket; empty for a stranger, who must not learn that it exists. */
export const relationsOf = (actor: Actor, ticket: Standing): readonly Relation[] =>
  relations.filter((relation) => rules[relation](actor, ticket));

export type Sight = 'none' | 'public' | 'internal';

/**
 * What the caller sees of a ticket: nothing, its public entries, or all of it. Whoever is only its reporter
 * sees the public part; used by API, lists, search, export, stream and archive alike.
 */
export const sightOf = (actor: Actor, ticket: Standing): Sight => {
  const held = relationsOf(actor, ticket);
  if (held.length === 0) return 'none';
  return held.some((relation) => relation !== 'reporter') && actor.id !== ticket.reporter
    ? 'internal'
    : 'public';
};

/** The same rule as a filter for lists: a ticket is seen when any of the parts holds; `all` means every ticket. */
export interface SeenBy {
  readonly all: boolean;
  readonly reporter: string;
  readonly assignee: string | null;
  readonly groups: readonly string[];
  readonly liaison: string;
}

export const seenBy = (actor: Actor): SeenBy => ({
  all: actor.roles.some((role) => role === 'agent' || role === 'supervisor' || role === 'manager'),
  reporter: actor.id,
  assignee: isStaff(actor) ? actor.id : null,
  groups: [
    ...(actor.roles.includes('engineer') ? actor.groups : []),
    ...(actor.roles.includes('lead') ? actor.leads : []),
  ],
  liaison: actor.id,
});
