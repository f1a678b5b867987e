import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import type { Role } from '../../../../domain/words.js';
import type { WordKey } from '../../../words/words.js';
import { staff } from '../../staff.js';

interface SectionRow {
  readonly id: string;
  readonly word: WordKey<'admin'>;
  readonly Section: LazyExoticComponent<ComponentType>;
  readonly for: readonly Role[];
}

const section = <Name extends string>(
  load: () => Promise<Readonly<Record<Name, ComponentType>>>,
  name: Name,
): SectionRow['Section'] => lazy(async () => ({ default: (await load())[name] }));

/** The parts of the administration; a row here is all that a new one needs. */
export const sections: readonly SectionRow[] = [
  {
    id: 'people',
    word: 'people',
    Section: section(async () => await import('./people/people-section.js'), 'PeopleSection'),
    for: ['admin'],
  },
  {
    id: 'groups',
    word: 'groups',
    Section: section(async () => await import('./groups/groups-section.js'), 'GroupsSection'),
    for: staff,
  },
  {
    id: 'roster',
    word: 'roster',
    Section: section(async () => await import('./roster/roster-section.js'), 'RosterSection'),
    for: staff,
  },
  {
    id: 'routing',
    word: 'routing',
    Section: section(async () => await import('./routing/routing-section.js'), 'RoutingSection'),
    for: staff,
  },
  {
    id: 'policy',
    word: 'policy',
    Section: section(async () => await import('./policy/policy-section.js'), 'PolicySection'),
    for: staff,
  },
  {
    id: 'calendars',
    word: 'calendars',
    Section: section(async () => await import('./calendars/calendars-section.js'), 'CalendarsSection'),
    for: staff,
  },
  {
    id: 'channels',
    word: 'channels',
    Section: section(async () => await import('./channels/channels-section.js'), 'ChannelsSection'),
    for: ['admin', 'supervisor'],
  },
  {
    id: 'templates',
    word: 'templates',
    Section: section(async () => await import('./templates/templates-section.js'), 'TemplatesSection'),
    for: ['admin', 'supervisor'],
  },
  {
    id: 'accounts',
    word: 'accounts',
    Section: section(async () => await import('./accounts/accounts-section.js'), 'AccountsSection'),
    for: ['admin'],
  },
  {
    id: 'health',
    word: 'health',
    Section: section(async () => await import('./health/health-section.js'), 'HealthSection'),
    for: ['admin', 'supervisor'],
  },
  {
    id: 'access-log',
    word: 'accessLog',
    Section: section(async () => await import('./logs/access-log-section.js'), 'AccessLogSection'),
    for: ['admin'],
  },
  {
    id: 'admin-log',
    word: 'adminLog',
    Section: section(async () => await import('./logs/admin-log-section.js'), 'AdminLogSection'),
    for: ['admin'],
  },
];
