import { randomBytes } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { temporal } from '@temporalio/proto';
import { createDirectory } from '../../adapters/postgres/directory.js';
import { createIntakes, type Intakes } from '../../adapters/postgres/intakes.js';
import { createOutbox } from '../../adapters/postgres/outbox.js';
import { createPool } from '../../adapters/postgres/pool.js';
import { seed } from '../../adapters/postgres/seed.js';
import { createRollOuts } from '../../adapters/postgres/roll-outs.js';
import { createRosterBook } from '../../adapters/postgres/roster-book.js';
import { createTicketStore } from '../../adapters/postgres/ticket-store.js';
import { createClient, type TemporalAccess } from '../../adapters/temporal/connection.js';
import { createTicketRuns, type TicketRuns } from '../../adapters/temporal/ticket-runs.js';
import { referencesOf } from '../../domain/decide.js';
import type { Policy } from '../../domain/policy.js';
import type { Intake } from '../../domain/register.js';
import { hastyPolicy, standardIntake, type Deed, type Life } from '../../scripts/bench/lives.js';
import { requestHashOf, requestIdOf } from '../../api/request-id.js';
import { createDeskWorker } from '../../workers/desk-worker.js';
import { freshDatabase } from '../setup/database.js';

type History = temporal.api.history.v1.IHistory;

export interface MeasuredRun {
  readonly history: History;
  /** The server's own count of the history's bytes. */
  readonly bytes: number;
}

export interface BudgetTicket {
  readonly no: string;
  readonly does: (deed: Deed) => Promise<void>;
  readonly measured: () => Promise<MeasuredRun>;
  /** Measured once the run has ended. */
  readonly ended: () => Promise<MeasuredRun>;
}

export interface BudgetDesk {
  readonly open: (sent?: Intake) => Promise<BudgetTicket>;
  readonly lives: (life: Life) => Promise<BudgetTicket>;
  readonly pool: ReturnType<typeof createPool>;
  readonly client: Client;
  readonly runs: TicketRuns;
  readonly intakes: Intakes;
  /** Nothing goes on any more, and what was committed can be read. */
  readonly stopWorker: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const attributes = {
  TicketStage: 2,
  TicketUrgency: 2,
  TicketType: 2,
  TicketGroup: 2,
  TicketAssignee: 2,
  TicketMissed: 3,
};

/** A desk on the real dev server, in a namespace of its own, every step settled before the next. */
export const openBudgetDesk = async ({
  policy = hastyPolicy(2, 4000),
}: { readonly policy?: Policy } = {}): Promise<BudgetDesk> => {
  const namespace = `budgets-${randomBytes(4).toString('hex')}`;
  const access: TemporalAccess = {
    address: process.env['TEST_TEMPORAL_ADDRESS'] ?? '',
    namespace,
    apiKey: null,
    tls: null,
    keys: null,
  };
  const client = createClient(access, 'desk-api');
  await client.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  await until(
    async () =>
      await client.connection.operatorService
        .addSearchAttributes({ namespace, searchAttributes: attributes })
        .then(() => true)
        .catch(() => false),
  );
  const database = await freshDatabase();
  const pool = createPool(database.url, { max: 6 });
  await seed(pool);
  await pool.query('update policy set active = false');
  await pool.query(
    `insert into policy (version, name, body, active, author, created_at) values ($1, $2, $3, true, 'test', now())`,
    [policy.version, policy.name, JSON.stringify(policy)],
  );
  const options = { publicUrl: 'https://desk.example', smtpEnabled: false };
  const directory = createDirectory(pool);
  const connection = await NativeConnection.connect({ address: access.address });
  const runs = createTicketRuns(client);
  const worker = await createDeskWorker({
    connection,
    access,
    ports: {
      tickets: createTicketStore(pool, options),
      directory,
      outbox: createOutbox(pool),
      roster: createRosterBook(pool, options),
      rollOuts: createRollOuts(pool),
      actions: runs,
      transports: [],
    },
    workflowBundle: { codePath: process.env['TEST_BUNDLE_PATH'] ?? '' },
    maxCachedWorkflows: 100,
    identity: 'desk-worker',
  });
  const running = worker.run();
  const stopWorker = async (): Promise<void> => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await running;
  };
  const intakes = createIntakes(pool, options);
  const by = { id: 'wang', staffNumber: 'E1001', role: 'reporter' } as const;

  const ticketOf = (no: string): BudgetTicket => {
    const handle = client.workflow.getHandle(no);
    const isSettled = async (): Promise<boolean> =>
      (await handle.describe()).raw.pendingWorkflowTask === null;
    const measured = async (): Promise<MeasuredRun> => ({
      history: await handle.fetchHistory(),
      bytes: (await handle.describe()).historySize ?? 0,
    });
    return {
      no,
      does: async ({ who, action, input }) => {
        await until(isSettled);
        const actor = await directory.identify(who);
        const facts = await directory.lookUp(referencesOf(action, input), actor);
        const update = {
          by: actor,
          input,
          facts,
          requestId: requestIdOf(who, no, null),
          requestHash: requestHashOf(action, input),
        };
        const answer = await runs.act({ no, action, update, deadlineMs: 20_000 });
        if (answer.state !== 'accepted') throw new Error(`${who} ${action}: ${JSON.stringify(answer)}`);
        await until(isSettled);
      },
      measured: async () => {
        await until(isSettled);
        return await measured();
      },
      ended: async () => {
        await handle.result();
        return await measured();
      },
    };
  };

  const open: BudgetDesk['open'] = async (sent = standardIntake) => {
    const accepted = await intakes.accept({ sent, by, now: Date.now() });
    if (accepted.state === 'refused') throw new Error(accepted.why.detail.en);
    await until(async () => await runs.start(accepted.ticket, 5000).then(() => true, notYet));
    return ticketOf(accepted.no);
  };

  return {
    pool,
    client,
    runs,
    intakes,
    open,
    lives: async (life) => {
      const ticket = await open();
      for (const deed of life) await ticket.does(deed);
      return ticket;
    },
    stopWorker,
    close: async () => {
      await stopWorker();
      await connection.close();
      await client.connection.close();
      await pool.end();
      await database.drop();
    },
  };
};

/** A namespace and its attributes take the server a moment to know everywhere. */
const notYet = (error: unknown): boolean => {
  if (/namespace|search attribute/iu.test(String((error as Error).cause ?? error))) return false;
  throw error;
};

/** Waits until something is so; throws when it never is. */
export const until = async (condition: () => Promise<boolean>, ms = 15_000): Promise<void> => {
  const end = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('the condition did not come about');
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
};
