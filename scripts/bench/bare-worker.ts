import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker, bundleWorkflowCode } from '@temporalio/worker';
import { createPool } from '../../adapters/postgres/pool.js';
import { environment } from '../../config/environment.js';

/** The least that a ticket's commit could be: a row, a line of the log and a mail, in one statement. */
export interface BareActivities {
  readonly write: (line: {
    readonly no: string;
    readonly seq: number;
    readonly note: string;
    readonly dueAt: number;
  }) => Promise<void>;
}

export const bareQueue = 'bare';

const bareWorkflowPath = fileURLToPath(new URL('./bare-workflow.js', import.meta.url));

/** The floor's own bundle, without the desk's code. */
export const bundleBare = async (): Promise<{ code: string }> =>
  await bundleWorkflowCode({
    workflowsPath: bareWorkflowPath,
    logger: new DefaultLogger('ERROR'),
  });

const writeSql = `
  with row as (
    insert into bare_row (no, version, due_at) values ($1, $2, to_timestamp($4::float8 / 1000))
    on conflict (no) do update set version = excluded.version, due_at = excluded.due_at, updated_at = now()
  ), mail as (
    insert into bare_mail (no, seq, body) values ($1, $2, $3) on conflict do nothing
  ) insert into bare_log (no, seq, note, due_at) values ($1, $2, $3, to_timestamp($4::float8 / 1000))
    on conflict do nothing`;

const run = async (env: Readonly<Record<string, string | undefined>>): Promise<void> => {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    shutdownSignals: [],
    telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
  });
  const pool = createPool(env['BENCH_DATABASE_URL'] ?? '', { max: 12 });
  const connection = await NativeConnection.connect({ address: env['TEMPORAL_ADDRESS'] ?? '' });
  const worker = await Worker.create({
    connection,
    taskQueue: bareQueue,
    workflowBundle: await bundleBare(),
    activities: {
      write: async ({ no, seq, note, dueAt }) => {
        await pool.query({ name: 'write', text: writeSql, values: [no, seq, note, dueAt] });
      },
    } satisfies BareActivities,
    identity: 'bare-worker',
    maxCachedWorkflows: Number(env['WORKER_CACHE'] ?? 2000),
    workflowTaskPollerBehavior: { type: 'simple-maximum', maximum: 20 },
    nonStickyToStickyPollRatio: 0.5,
    maxConcurrentWorkflowTaskExecutions: 40,
    maxConcurrentLocalActivityExecutions: 40,
    reuseV8Context: true,
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
    });
  const running = worker.run();
  process.send?.({ ready: true });
  await running;
  await connection.close();
  await pool.end();
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await run(environment());
