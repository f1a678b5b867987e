import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Worker, type NativeConnection, type WorkflowBundleOption } from '@temporalio/worker';
import { createActivities } from '../activities/index.js';
import type { Ports } from '../activities/ports.js';
import { createDataConverter, type TemporalAccess } from '../adapters/temporal/connection.js';
import { taskQueue } from '../adapters/temporal/ticket-runs.js';

export interface DeskWorker {
  readonly connection: NativeConnection;
  readonly access: Pick<TemporalAccess, 'namespace' | 'keys'>;
  readonly ports: Ports;
  readonly workflowBundle: WorkflowBundleOption;
  /** Runs kept in memory; the others are replayed when they move (about 150 KiB each). */
  readonly maxCachedWorkflows: number;
  readonly identity: string;
}

/**
 * Tasks under way and polls that wait for one, together. A run that left the memory is replayed by its next task (80 ms of
 * CPU for an ordinary life), all by one thread: of many at once, as after a restart, each takes as long as all together, and
 * one that lasts for over 3 s is at risk. The server may give it out anew, and the SDK takes what comes amid it for its own.
 * With 24 runs at once on a crowded machine some lasted 3.9 s, with five 1.8 s. Much fewer slots than these would all be
 * held by answers that wait for a server which does not answer for a while.
 */
const workflowTasks = 16;
/** Half of them for new runs and those that left the memory: one for each of the partitions that a server may have. */
const workflowPolls = 10;

/** A worker of the desk's one task queue, not yet running. */
export const createDeskWorker = async (desk: DeskWorker): Promise<Worker> =>
  await Worker.create({
    connection: desk.connection,
    namespace: desk.access.namespace,
    taskQueue,
    workflowBundle: desk.workflowBundle,
    activities: createActivities(desk.ports),
    dataConverter: createDataConverter(desk.access.keys),
    identity: desk.identity,
    workerDeploymentOptions: {
      useWorkerVersioning: false,
      version: { deploymentName: 'desk', buildId: await buildIdOf(desk.workflowBundle) },
    },
    maxCachedWorkflows: desk.maxCachedWorkflows,
    workflowTaskPollerBehavior: { type: 'simple-maximum', maximum: workflowPolls },
    nonStickyToStickyPollRatio: 0.5,
    maxConcurrentWorkflowTaskExecutions: workflowTasks,
    maxConcurrentLocalActivityExecutions: 40,
    maxConcurrentActivityTaskExecutions: 40,
    // Tasks for the memory of a worker that died go to the next one after this; by default 10 s.
    stickyQueueScheduleToStartTimeout: '3 s',
    shutdownGraceTime: '8 s',
    shutdownForceTime: '12 s',
    reuseV8Context: true,
  });

/** Which code ran a task; short, for every task repeats it twice in its history (90 bytes each by default). */
const buildIdOf = async (bundle: WorkflowBundleOption): Promise<string> => {
  const code = 'code' in bundle ? bundle.code : await readFile(bundle.codePath);
  return createHash('sha256').update(code).digest('hex').slice(0, 8);
};
