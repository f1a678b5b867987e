import type { AskInside } from '../inside.js';
import type { Parts } from '../parts.js';
import type { Route } from '../route.js';
import { knowledgePageRoutes } from './knowledge.js';
import { liaisonPageRoutes } from './liaison.js';
import { ownTicketRoutes } from './own-tickets.js';
import { printRoutes } from './prints.js';
import { reportRoutes } from './report.js';
import { siteRoutes } from './site.js';
import { surveyPageRoutes } from './survey.js';

/** The plain pages: they work without scripts and ask the API for everything. */
export const plainPageRoutes = (parts: Parts, ask: AskInside): readonly Route[] => [
  ...siteRoutes(),
  ...ownTicketRoutes(parts, ask),
  ...reportRoutes(parts, ask),
  ...surveyPageRoutes(parts, ask),
  ...liaisonPageRoutes(parts, ask),
  ...printRoutes(parts),
  ...knowledgePageRoutes(parts),
];
