import type { Pool } from 'pg';
import { createGroupStore, type GroupStore } from './groups.js';
import type { Policies } from './policies.js';
import { createPolicyTrials, type PolicyTrials } from './policy-trials.js';
import { createPolicyVersions, type PolicyVersions } from './policy-versions.js';
import { createRollOutDesk, type RollOutDesk } from './roll-outs.js';
import { createRosterStore, type RosterStore } from './roster.js';
import { createRoutingStore, type RoutingStore } from './routing.js';

/** What administrators and supervisors set: groups, roster, routing and policy. */
export interface Settings
  extends GroupStore, RosterStore, RoutingStore, PolicyVersions, PolicyTrials, RollOutDesk {}

export const createSettings = (pool: Pool, policies: Policies): Settings => ({
  ...createGroupStore(pool),
  ...createRosterStore(pool),
  ...createRoutingStore(pool),
  ...createPolicyVersions(pool),
  ...createPolicyTrials(pool, policies),
  ...createRollOutDesk(pool),
});
