import { randomBytes } from 'node:crypto';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { openArchivist } from '../../adapters/archive/open-archivist.js';
import { createArchiveKey } from '../../adapters/archive/signing.js';
import { createDirectory, type Directory } from '../../adapters/postgres/directory.js';
import { createIntakes } from '../../adapters/postgres/intakes.js';
import { listen, type Listening } from '../../adapters/postgres/listen.js';
import { createOutbox } from '../../adapters/postgres/outbox.js';
import { createPool, type Pool } from '../../adapters/postgres/pool.js';
import { createReader, type Reader } from '../../adapters/postgres/reader.js';
import { createRollOuts } from '../../adapters/postgres/roll-outs.js';
import { createRosterBook } from '../../adapters/postgres/roster-book.js';
import { createTicketStore } from '../../adapters/postgres/ticket-store.js';
import { createClient } from '../../adapters/temporal/connection.js';
import { createTemporalProbe } from '../../adapters/temporal/probe.js';
import { createUpkeepRuns } from '../../adapters/temporal/upkeep-runs.js';
import { createTicketRuns, type TicketRuns } from '../../adapters/temporal/ticket-runs.js';
import type { AppDeps } from '../../api/deps.js';
import type { ActionName } from '../../domain/actions/names.js';
import type { Policy } from '../../domain/policy.js';
import { createDeskWorker } from '../../workers/desk-worker.js';
import { relay } from '../../workers/relay.js';
import { openGate, type Gate } from '../setup/gate.js';
import { uncompiledPrinting } from '../setup/printing.js';
import { openFrontDoor, until, type Asking, type FrontDoor } from './front-door.js';

type Json = Readonly<Record<string, unknown>>;

export interface Said {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Json;
}

export interface Desk extends FrontDoor {
  /** Asks and reads the answer. */
  readonly ask: (who: string | null, path: string, asking?: Asking) => Promise<Said>;
  /** Reports something as `who` and answers its number. */
  readonly report: (who: string, changes?: Json) => Promise<string>;
  readonly act: (
    who: string,
    no: string,
    [action, input]: readonly [ActionName, Json?],
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Said>;
  /** Acts and fails the test when the desk refuses; answers the ticket. */
  readonly does: (who: string, no: string, deed: readonly [ActionName, Json?]) => Promise<Json>;
  readonly directory: Directory;
  readonly reader: Reader;
  /** The API's way to Temporal. */
  readonly temporal: Gate;
  readonly startWorker: () => Promise<void>;
  readonly stopWorker: () => Promise<void>;
  /** Has bundles of archived tickets made, signed with a key whose public half this is; base64. */
  readonly startArchivist: () => Promise<string>;
  readonly deleteRun: (no: string) => Promise<void>;
  /** What Temporal has of a ticket, a text for each of its runs with all that its payloads say. */
  readonly histories: (no: string) => Promise<readonly string[]>;
  readonly runs: TicketRuns;
}

export const reported = (changes: Json = {}): Json => ({
  channel: 'service-desk',
  reporter: { name: '王敏', department: '财务部', extension: '8001' },
  description: {
    symptom: '无法打开 OA',
    occurredAt: '2026-01-05T08:55:00+08:00',
    impact: '本人',
    attempted: '重启',
  },
  type: 'system-fault',
  urgency: 'normal',
  readBack: { confirmed: true },
  ...changes,
});

/** Inputs that fit. */
export const fits = {
  contact: ['record-contact', { reached: true, method: 'phone', summary: '核实' }],
  step: ['record-step', { action: '重启服务', result: '恢复' }],
  form: ['request-escalation', { progress: '已定位', reason: '需厂商补丁', support: '厂商到场' }],
  approval: ['decide-escalation', { decision: 'approve', liaison: 'vendor' }],
  proposal: [
    'propose-resolution',
    { solution: '重启服务', verification: { method: 'phone', checked: '可以登录' } },
  ],
  known: ['settle-knowledge', { isNew: false, article: 'KB-001' }],
  confirmation: ['confirm-resolved', {}],
  five: ['answer-survey', { speed: 5, efficiency: 5, attitude: 5, ability: 5 }],
} as const satisfies Record<string, readonly [ActionName, Json]>;

try {
  Runtime.install({ logger: new DefaultLogger('WARN') });
} catch {
  // Another suite in this process has installed it.
}

const attributes = {
  TicketStage: 2,
  TicketUrgency: 2,
  TicketType: 2,
  TicketGroup: 2,
  TicketAssignee: 2,
  TicketMissed: 3,
};

/** A namespace of its own on the shared server: several databases count their tickets from 001. */
const openNamespace = async (address: string): Promise<string> => {
  const namespace = `api-${randomBytes(4).toString('hex')}`;
  const client = createClient({ address, namespace, apiKey: null, tls: null, keys: null }, 'test');
  await client.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  const isDone = async (work: Promise<unknown>): Promise<boolean> =>
    await work.then(
      () => true,
      () => false,
    );
  const add = async () =>
    await client.connection.operatorService.addSearchAttributes({ namespace, searchAttributes: attributes });
  await until(async () => await isDone(add()), 30_000);
  await until(
    async () =>
      await isDone(client.workflowService.listWorkflowExecutions({ namespace, query: "TicketStage = 'x'" })),
    30_000,
  );
  await client.connection.close();
  return namespace;
};

/** A whole desk: front door, real workflow engine, a worker in this process, and what tells streams of new entries. */
export const openDesk = async ({
  policy,
  at = () => ({}),
  ...more
}: Partial<AppDeps> & {
  readonly policy?: Policy;
  /** What depends on the address and the database. */
  readonly at?: (url: string, pool: Pool) => Partial<AppDeps>;
} = {}): Promise<Desk> => {
  const address = process.env['TEST_TEMPORAL_ADDRESS'] ?? '';
  const [host = '', port = ''] = address.split(':');
  const [namespace, temporal] = await Promise.all([
    openNamespace(address),
    openGate({ host, port: Number(port) }),
  ]);
  const access = { namespace, apiKey: null, tls: null, keys: null };
  const client = createClient({ ...access, address: `127.0.0.1:${temporal.port}` }, 'desk-api');
  const direct = createClient({ ...access, address }, 'test');
  const options = { publicUrl: 'https://desk.example', smtpEnabled: false };
  const door = await openFrontDoor((url, pool) => ({
    intakes: createIntakes(pool, options),
    runs: createTicketRuns(client),
    probe: createTemporalProbe(client),
    patience: {},
    limits: {
      caller: 100_000,
      unauthenticated: 100_000,
      intake: 100_000,
      strangers: 100_000,
      survey: 100_000,
    },
    ...more,
    ...at(url, pool),
  }));
  const listening: Listening = listen(door.pool, door.app.heard);
  if (policy !== undefined) {
    await door.pool.query('update policy set active = false');
    await door.pool.query(
      `insert into policy (version, name, body, active, author, created_at) values ($1, $2, $3, true, 'test', now())`,
      [policy.version, policy.name, JSON.stringify(policy)],
    );
  }

  const seed = randomBytes(32);
  let stopWorker = async (): Promise<void> => undefined;
  const startWorker = async (): Promise<void> => {
    // A worker's process has connections of its own.
    const [{ url }] = (await door.owner<{ url: string }>('select current_database() as url')) as [
      { url: string },
    ];
    const databaseUrl = new URL(process.env['TEST_DATABASE_URL'] ?? '');
    databaseUrl.pathname = `/${url}`;
    const pool = createPool(databaseUrl.href, { max: 6 });
    const connection = await NativeConnection.connect({ address });
    const worker = await createDeskWorker({
      connection,
      access,
      ports: {
        tickets: createTicketStore(pool, options),
        directory: createDirectory(pool),
        outbox: createOutbox(pool),
        roster: createRosterBook(pool, options),
        rollOuts: createRollOuts(pool),
        actions: createTicketRuns(client),
        archivist: await openArchivist(pool, {
          dataDir: door.dataDir,
          s3: null,
          key: seed,
          font: null,
          printing: uncompiledPrinting,
        }),
        transports: [],
      },
      workflowBundle: { codePath: process.env['TEST_BUNDLE_PATH'] ?? '' },
      maxCachedWorkflows: 200,
      identity: 'desk-worker',
    });
    const running = worker.run();
    const ending = new AbortController();
    const relaying = relay({
      intakes: createIntakes(pool, options),
      runs: createTicketRuns(direct),
      warn: () => undefined,
      signal: ending.signal,
    });
    stopWorker = async () => {
      stopWorker = async () => undefined;
      ending.abort();
      worker.shutdown();
      await Promise.all([running, relaying]);
      await connection.close();
      await pool.end();
    };
  };
  await startWorker();

  const ask: Desk['ask'] = async (who, path, asking) => {
    const response = await door.as(who, path, asking);
    const text = await response.text();
    const isJson = /json/u.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson && text !== '' ? (JSON.parse(text) as Json) : {},
    };
  };
  const act: Desk['act'] = async (who, no, [action, input = {}], headers = {}) =>
    await ask(who, `/api/tickets/${no}/actions/${action}`, { body: input, headers });
  return {
    ...door,
    directory: createDirectory(door.pool),
    reader: createReader(door.pool),
    ask,
    act,
    temporal,
    startWorker,
    stopWorker: async () => await stopWorker(),
    report: async (who, changes) => {
      const said = await ask(who, '/api/tickets', { body: reported(changes) });
      if (said.status !== 201) throw new Error(`${said.status} ${said.text}`);
      return (said.body['ticket'] as { no: string }).no;
    },
    does: async (who, no, deed) => {
      const said = await act(who, no, deed);
      if (said.status !== 200) throw new Error(`${who} ${deed[0]}: ${said.status} ${said.text}`);
      return said.body['ticket'] as Json;
    },
    startArchivist: async () => {
      await createUpkeepRuns(direct).startArchivist();
      return createArchiveKey(seed).publicKey.toString('base64');
    },
    runs: createTicketRuns(direct),
    histories: async (no) => {
      const texts: string[] = [];
      for await (const { runId } of direct.workflow.list({ query: `WorkflowId = '${no}'` })) {
        const history = await direct.workflow.getHandle(no, runId).fetchHistory();
        texts.push(
          JSON.stringify(history).replaceAll(/"data":"([^"]*)"/gu, (_whole, data: string) =>
            Buffer.from(data, 'base64').toString('utf8'),
          ),
        );
      }
      return texts;
    },
    deleteRun: async (no) => {
      await direct.workflowService.deleteWorkflowExecution({
        namespace,
        workflowExecution: { workflowId: no },
      });
    },
    close: async () => {
      await stopWorker();
      await listening.close();
      await door.close();
      await client.connection.close();
      await direct.connection.close();
      await temporal.close();
    },
  };
};
