import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { articleWriters } from '../../domain/article-sight.js';
import { reportReaders } from '../../domain/reports/who.js';
import type { Role } from '../../domain/words.js';
import type { WordKey } from '../words/words.js';
import { staff } from './staff.js';

export interface PageProps {
  readonly params: Readonly<Record<string, string | undefined>>;
}

/** One page of the staff application; a row here is all that a new page needs. */
export interface PageRow {
  /** Below /desk, as wouter writes it. */
  readonly path: string;
  readonly Page: LazyExoticComponent<ComponentType<PageProps>>;
  /** Stands in the menu under this word; without one it is reached from other pages. */
  readonly menu?: WordKey<'common'>;
  /** Goes there: `g` and then this key. */
  readonly key?: string;
  readonly for: 'staff' | readonly Role[];
}

const page = <Name extends string>(
  load: () => Promise<Readonly<Record<Name, ComponentType<PageProps>>>>,
  name: Name,
): PageRow['Page'] => lazy(async () => ({ default: (await load())[name] }));

const AdminPage = page(async () => await import('./pages/admin/admin-page.js'), 'AdminPage');

export const pages: readonly PageRow[] = [
  {
    path: '/',
    Page: page(async () => await import('./pages/queue/queue-page.js'), 'QueuePage'),
    menu: 'queue',
    key: 'q',
    for: 'staff',
  },
  {
    path: '/t/:no',
    Page: page(async () => await import('./pages/ticket/ticket-page.js'), 'TicketPage'),
    for: 'staff',
  },
  {
    path: '/kb',
    Page: page(async () => await import('./pages/knowledge/knowledge-page.js'), 'KnowledgePage'),
    menu: 'knowledge',
    key: 'k',
    for: 'staff',
  },
  // Before the page of one article, whose id would otherwise be "new".
  {
    path: '/kb/new',
    Page: page(async () => await import('./pages/knowledge/article-edit-page.js'), 'ArticleNewPage'),
    for: articleWriters,
  },
  {
    path: '/kb/:id/edit',
    Page: page(async () => await import('./pages/knowledge/article-edit-page.js'), 'ArticleEditPage'),
    for: articleWriters,
  },
  {
    path: '/kb/:id',
    Page: page(async () => await import('./pages/knowledge/article-page.js'), 'ArticlePage'),
    for: 'staff',
  },
  {
    path: '/intake',
    Page: page(async () => await import('./pages/intake/intake-page.js'), 'IntakePage'),
    menu: 'intake',
    key: 'i',
    for: ['agent'],
  },
  {
    path: '/supervisor',
    Page: page(async () => await import('./pages/supervisor/supervisor-page.js'), 'SupervisorPage'),
    menu: 'supervisor',
    key: 's',
    for: ['supervisor', 'manager'],
  },
  {
    path: '/reports',
    Page: page(async () => await import('./pages/reports/reports-page.js'), 'ReportsPage'),
    menu: 'reports',
    key: 'r',
    for: reportReaders,
  },
  {
    path: '/admin',
    Page: AdminPage,
    menu: 'administration',
    key: 'a',
    for: staff,
  },
  {
    path: '/admin/:section',
    Page: AdminPage,
    for: staff,
  },
];
