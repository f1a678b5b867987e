import { availableParallelism, loadavg } from 'node:os';

/** Promises of seconds are for a machine that is there for the desk: by how much others want this one's cores. */
export const crowding = (): number => Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
