import type { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker, WorkflowBundleOption } from '@temporalio/worker';
import type { Ports } from '../../activities/ports.js';
import { createDirectory } from '../../adapters/postgres/directory.js';
import { createIntakes } from '../../adapters/postgres/intakes.js';
import { createOutbox } from '../../adapters/postgres/outbox.js';
import { createPool, type Pool } from '../../adapters/postgres/pool.js';
import { createRollOuts } from '../../adapters/postgres/roll-outs.js';
import { createRosterBook } from '../../adapters/postgres/roster-book.js';
import { createTicketStore } from '../../adapters/postgres/ticket-store.js';
import { createTicketRuns, type Answer } from '../../adapters/temporal/ticket-runs.js';
import type { ActionName } from '../../domain/actions/names.js';
import { referencesOf } from '../../domain/decide.js';
import type { Author, Entry } from '../../domain/entry.js';
import { nextMark } from '../../domain/marks.js';
import type { Actor } from '../../domain/people.js';
import type { Intake } from '../../domain/register.js';
import type { Ticket } from '../../domain/ticket.js';
import { createDeskWorker } from '../../workers/desk-worker.js';

export interface RehearsalOptions {
  /** A migrated and seeded database. */
  readonly databaseUrl: string;
  /** Path of the time-skipping test server. */
  readonly testServer: string;
  readonly workflowBundle: WorkflowBundleOption;
  /** To put faults in front of the ports. */
  readonly wrap?: (ports: Ports) => Ports;
}

/** A desk whose time is skipped: real Postgres, real worker and workflows, no API in front. */
export interface Rehearsal {
  readonly pool: Pool;
  readonly client: Client;
  readonly worker: Worker;
  readonly now: () => Promise<number>;
  readonly accept: (
    sent: Intake,
    who: string,
  ) => Promise<{ readonly no: string; readonly acceptedAt: number }>;
  readonly act: (no: string, who: string, doing: Doing) => Promise<Answer>;
  readonly load: (no: string) => Promise<Ticket>;
  readonly log: (no: string) => Promise<readonly Entry[]>;
  /** Lets time pass for all tickets at once; the only thing that moves it. Resolves when they have caught up. */
  readonly pass: (ms: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Doing {
  readonly action: ActionName;
  readonly input: Readonly<Record<string, unknown>>;
}

const keyword = 2;
const int = 3;
const attributes = {
  TicketStage: keyword,
  TicketUrgency: keyword,
  TicketType: keyword,
  TicketGroup: keyword,
  TicketAssignee: keyword,
  TicketMissed: int,
};
const patienceMs = 20_000;

export const openRehearsal = async (options: RehearsalOptions): Promise<Rehearsal> => {
  const { databaseUrl, testServer, workflowBundle, wrap = (ports) => ports } = options;
  const pool = createPool(databaseUrl, { max: 6 });
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: testServer } },
  });
  await env.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: attributes,
  });
  const storing = { publicUrl: 'https://desk.example', smtpEnabled: false };
  const directory = createDirectory(pool);
  const tickets = createTicketStore(pool, storing);
  const runs = createTicketRuns(env.client);
  const worker = await createDeskWorker({
    connection: env.nativeConnection,
    access: { namespace: 'default', keys: null },
    ports: wrap({
      tickets,
      directory,
      outbox: createOutbox(pool),
      roster: createRosterBook(pool, storing),
      rollOuts: createRollOuts(pool),
      actions: runs,
      transports: [],
    }),
    workflowBundle,
    maxCachedWorkflows: 100,
    identity: 'worker',
  });
  const running = worker.run();
  const intakes = createIntakes(pool, storing);
  const numbers: string[] = [];
  let asked = 0;

  const identify = async (who: string): Promise<Actor> => {
    const actor = await directory.identify(who);
    if (actor === null) throw new Error(`nobody is called ${who}`);
    return actor;
  };
  const load = async (no: string): Promise<Ticket> => {
    const ticket = await intakes.loadTicket(no);
    if (ticket === null) throw new Error(`there is no ticket ${no}`);
    return ticket;
  };
  const now = async (): Promise<number> => await env.currentTimeMs();

  return {
    pool,
    client: env.client,
    worker,
    now,
    accept: async (sent, who) => {
      const acceptedAt = await now();
      const accepted = await intakes.accept({ sent, by: callerOf(await identify(who)), now: acceptedAt });
      if (accepted.state === 'refused') throw new Error(accepted.why.detail.en);
      await runs.start(accepted.ticket, patienceMs);
      numbers.push(accepted.no);
      return { no: accepted.no, acceptedAt };
    },
    act: async (no, who, { action, input }) => {
      const by = await identify(who);
      const facts = await directory.lookUp(referencesOf(action, input), by);
      asked += 1;
      const update = { by, input, facts, requestId: `request-${asked}`, requestHash: 'h' };
      return await runs.act({ no, action, update, deadlineMs: patienceMs });
    },
    load,
    log: async (no) => {
      const found = await pool.query<{ content: Entry }>(
        'select content from entry where no = $1 order by seq',
        [no],
      );
      return found.rows.map(({ content }) => content);
    },
    pass: async (ms) => {
      await env.sleep(ms);
      const at = await now();
      for (const no of numbers) await until(async () => (nextMark(await load(no))?.at ?? Infinity) > at);
    },
    close: async () => {
      worker.shutdown();
      await running;
      await env.teardown();
      await pool.end();
    },
  };
};

const callerOf = (actor: Actor): Author => ({
  id: actor.id,
  staffNumber: actor.staffNumber,
  role: actor.roles.includes('agent') ? 'agent' : 'reporter',
});

const stepMs = 20;

/** Waits for a condition that comes about in real time. Throws when it does not. */
export const until = async (condition: () => Promise<boolean>, ms = patienceMs): Promise<void> => {
  const end = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('the condition did not come about');
    await new Promise((resolve) => {
      setTimeout(resolve, stepMs);
    });
  }
};
