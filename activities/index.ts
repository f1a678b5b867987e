import { createArchiveActivities } from './archive-activities.js';
import { createChannelActivities } from './channel-activities.js';
import type {
  ArchiveActivities,
  ChannelActivities,
  RollOutActivities,
  RosterActivities,
  TicketActivities,
} from './contract.js';
import type { Ports } from './ports.js';
import { createRollOutActivities } from './roll-out-activities.js';
import { createRosterActivities } from './roster-activities.js';
import { createTicketActivities } from './ticket-activities.js';

/** All activities of the desk's one task queue, over its ports. */
export const createActivities = (
  ports: Ports,
): TicketActivities & ChannelActivities & ArchiveActivities & RosterActivities & RollOutActivities => ({
  ...createTicketActivities(ports),
  ...createChannelActivities(ports),
  ...createArchiveActivities(ports),
  ...createRosterActivities(ports),
  ...createRollOutActivities(ports),
});
