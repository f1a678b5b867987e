import type { Change } from '../../domain/duties.js';
import type { Tell } from '../../domain/entry.js';
import type { KnownChannel } from '../../domain/channels.js';
import type { Owner, Recipient } from '../../domain/people.js';
import type { Preference } from '../../domain/preferences.js';
import type { Template } from '../../domain/templates.js';
import type { Language } from '../../domain/words.js';

export interface Reachable {
  readonly id: string;
  readonly email: string | null;
  readonly language: Language;
  readonly roles: readonly string[];
  readonly deputy: boolean;
  readonly preference?: Preference | null;
  /** False where the address is only what somebody typed at intake. */
  readonly emailKnown?: boolean;
}

export interface Leading {
  readonly id: string;
  readonly lead: string | null;
  readonly deputy_lead: string | null;
}

/** Everybody a notice could go to, at the moment of the commit; disabled people are not among them. */
export interface PeopleToTell {
  readonly people: readonly Reachable[];
  readonly groups: readonly Leading[];
  readonly channels: readonly KnownChannel[];
  /** Texts in the place of the built-in ones. */
  readonly templates: readonly (Template & { readonly notice: string; readonly language: Language })[];
}

/** A recipient: somebody of the directory, or the address a reporter from outside gave. */
export type Told = { readonly person: Reachable } | { readonly address: string };

/** SQL for {@link PeopleToTell} as one jsonb; `ids` is an SQL expression of type text[]. */
export const peopleToTellSql = (ids: string): string => `jsonb_build_object(
  'people', coalesce((select jsonb_agg(to_jsonb(known) || jsonb_build_object('preference', w.body)) from (
    select id, email, language, roles, deputy from person where active and id = any(${ids})
    union select id, email, language, roles, deputy from person where active and roles && '{supervisor,manager}'
    union select p.id, p.email, p.language, p.roles, p.deputy
      from desk_group g join person p on p.id in (g.lead, g.deputy_lead) where p.active
  ) known left join notice_preference w on w.person_id = known.id), '[]'),
  'channels', coalesce((select jsonb_agg(jsonb_build_object('id', id, 'kind', kind, 'serves', serves, 'fields', fields,
    'language', language) order by id) from channel where active), '[]'),
  'templates', coalesce((select jsonb_agg(jsonb_build_object('notice', notice, 'language', language,
    'subject', subject, 'body', body)) from notice_template), '[]'),
  'groups', coalesce((select jsonb_agg(jsonb_build_object('id', id, 'lead', lead, 'deputy_lead', deputy_lead))
    from desk_group), '[]'))`;

/** Ids of all people whom the changes' notices may name beyond leads, supervisors and managers. */
export const namedIn = (changes: readonly Change[]): readonly string[] => [
  ...new Set(
    changes.flatMap(({ before, after, entry }) =>
      [
        after.reporter,
        after.assignee?.id,
        before?.assignee?.id,
        after.escalation?.liaison?.id,
        after.escalation?.applicant.id,
        ...entry.tell.map(({ owner }) => owner?.person),
      ].filter((id) => typeof id === 'string'),
    ),
  ),
];

export interface Resolving {
  readonly change: Change;
  readonly known: PeopleToTell;
  readonly reporterEmail: string | null;
  /** The ticket's group after the last entry of the commit: a registration's own lead is known only by then (§2.2.2). */
  readonly group: string | null;
}

/** Who holds the desk's posts, and who is told where a post is empty. */
const postsOf = (known: PeopleToTell) => {
  const byId = (id: string | null | undefined): readonly Reachable[] =>
    known.people.filter((person) => person.id === id);
  const supervisors = (deputy: boolean): readonly Reachable[] =>
    known.people.filter((person) => person.roles.includes('supervisor') && person.deputy === deputy);
  const managers = (): readonly Reachable[] => known.people.filter(({ roles }) => roles.includes('manager'));
  const supervisor = (): readonly Reachable[] =>
    firstNotEmpty(
      () => supervisors(false),
      () => supervisors(true),
      managers,
    );
  const lead = (group: string | null | undefined): readonly Reachable[] => {
    const led = known.groups.find(({ id }) => id === group);
    return firstNotEmpty(
      () => byId(led?.lead),
      () => byId(led?.deputy_lead),
      supervisor,
    );
  };
  return { byId, supervisors, supervisor, managers, lead };
};

/** The lead of a group, else the deputy lead, else the supervisor. */
export const leadOf = (known: PeopleToTell, group: string): readonly Reachable[] =>
  postsOf(known).lead(group);

/** Resolves one notice's recipients to people; whoever is named twice is told once. */
export const resolve = (tell: Tell, { change, known, reporterEmail, group }: Resolving): readonly Told[] => {
  const { before, after } = change;
  const { byId, supervisors, supervisor, managers, lead } = postsOf(known);
  const reporter = (): readonly Told[] => {
    const people = byId(after.reporter);
    if (people.length > 0)
      return people.map((person) =>
        told({ ...person, email: person.email ?? reporterEmail, emailKnown: person.email !== null }),
      );
    return reporterEmail === null ? [] : [{ address: reporterEmail }];
  };
  const owner = ({ role, person, group: owed }: Owner): readonly Told[] => {
    if (role === 'reporter') return reporter();
    if (person !== undefined) return byId(person).map(told);
    if (role === 'lead' || role === 'engineer') return lead(owed ?? after.group ?? group).map(told);
    if (role === 'supervisor') return supervisor().map(told);
    return role === 'manager' ? managers().map(told) : [];
  };
  const parts: Readonly<Record<Recipient, () => readonly Told[]>> = {
    reporter,
    assignee: () => byId(after.assignee?.id).map(told),
    'former-assignee': () => byId(before?.assignee?.id).map(told),
    lead: () => lead(after.group ?? group).map(told),
    supervisor: () => supervisor().map(told),
    deputy: () => firstNotEmpty(() => supervisors(true), managers, supervisor).map(told),
    manager: () => firstNotEmpty(managers, supervisor).map(told),
    liaison: () => byId(after.escalation?.liaison?.id).map(told),
    applicant: () => byId(after.escalation?.applicant.id).map(told),
    owner: () => (tell.owner === undefined ? [] : owner(tell.owner)),
  };
  const named = new Map(tell.to.flatMap((part) => parts[part]()).map((one) => [nameOf(one), one]));
  return [...named.values()];
};

/** How a notice's row names its recipient. */
export const nameOf = (one: Told): string => ('person' in one ? one.person.id : one.address);

const told = (person: Reachable): Told => ({ person });

// Where a part of the ticket has nobody, somebody is told all the same (§2.3.5: the ticket never hangs).
const firstNotEmpty = <T>(...choices: readonly (() => readonly T[])[]): readonly T[] => {
  for (const choice of choices) {
    const found = choice();
    if (found.length > 0) return found;
  }
  return [];
};
