import { createAskInside } from '../inside.js';
import { plainPageRoutes } from '../pages/index.js';
import type { Parts } from '../parts.js';
import type { Route } from '../route.js';
import { actionRoutes } from './actions.js';
import { administrationRoutes } from './administration.js';
import { archiveBundleRoutes } from './archive-bundles.js';
import { archiveRoutes } from './archive.js';
import { attachmentRoutes } from './attachments.js';
import { authRoutes } from './auth.js';
import { channelRoutes } from './channels.js';
import { deskRoutes } from './desk.js';
import { callRoutes } from './call-help.js';
import { erasureRoutes } from './erasures.js';
import { intakeRoutes } from './intake.js';
import { knowledgeRoutes } from './knowledge.js';
import { liaisonLinkRoutes } from './liaison-links.js';
import { noticeRoutes } from './notices.js';
import { deskPageRoutes } from './pages.js';
import { peopleImportRoutes } from './people-import.js';
import { peopleRoutes } from './people.js';
import { presenceRoutes } from './presence.js';
import { programRoutes } from './programs.js';
import { reportRoutes } from './reports.js';
import { retentionRoutes } from './retention.js';
import { settingsRoutes } from './settings.js';
import { streamRoutes } from './stream.js';
import { surveyRoutes } from './survey.js';
import { ticketRoutes } from './tickets.js';

/** All routes there are; whatever is not among them answers 404. */
export const routesOf = (parts: Parts): readonly Route[] => {
  const routes: readonly Route[] = [
    ...intakeRoutes(parts),
    // Before the routes of one ticket, whose number would otherwise be "similar".
    ...callRoutes(parts),
    ...ticketRoutes(parts),
    ...actionRoutes(parts),
    ...surveyRoutes(parts),
    ...liaisonLinkRoutes(parts),
    ...presenceRoutes(parts),
    ...archiveBundleRoutes(parts),
    ...archiveRoutes(parts),
    ...authRoutes(parts),
    ...attachmentRoutes(parts),
    ...knowledgeRoutes(parts),
    ...peopleRoutes(parts),
    // Before the routes of one person, whose id would otherwise be "import".
    ...peopleImportRoutes(parts),
    ...administrationRoutes(parts, () => routes),
    ...erasureRoutes(parts),
    ...retentionRoutes(parts),
    ...programRoutes(parts),
    ...settingsRoutes(parts),
    ...channelRoutes(parts),
    ...noticeRoutes(parts),
    ...reportRoutes(parts),
    ...streamRoutes(parts),
    ...deskRoutes(parts, () => routes.filter(({ tag }) => tag !== 'pages')),
    ...deskPageRoutes(),
    ...plainPageRoutes(
      parts,
      createAskInside(() => routes),
    ),
  ];
  return routes;
};
