import { createChannelActivities } from './channel-activities.js';
import type { ChannelActivities, TicketActivities } from './contract.js';
import type { Ports } from './ports.js';
import { createTicketActivities } from './ticket-activities.js';

/** All activities of the desk's one task queue, over its ports. */
export const createActivities = (ports: Ports): TicketActivities & ChannelActivities => ({
  ...createTicketActivities(ports),
  ...createChannelActivities(ports),
});
