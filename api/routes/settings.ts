import type { Parts } from '../parts.js';
import type { Route } from '../route.js';
import { calendarRoutes } from './calendars.js';
import { groupRoutes } from './groups.js';
import { policyRoutes } from './policy.js';
import { policyTrialRoutes } from './policy-trials.js';
import { rollOutRoutes } from './roll-outs.js';
import { rosterRoutes } from './roster.js';
import { rosterImportRoutes } from './roster-import.js';
import { routingRoutes } from './routing.js';

/** What administrators and supervisors set. */
export const settingsRoutes = (parts: Parts): readonly Route[] => [
  ...groupRoutes(parts),
  ...rosterRoutes(parts),
  ...rosterImportRoutes(parts),
  ...routingRoutes(parts),
  // Before the versions, whose path would take theirs for a number.
  ...rollOutRoutes(parts),
  ...policyRoutes(parts),
  ...policyTrialRoutes(parts),
  ...calendarRoutes(parts),
];
