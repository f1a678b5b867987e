import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createDirectory } from '../../adapters/postgres/directory.js';
import { createIntakes } from '../../adapters/postgres/intakes.js';
import { createOutbox } from '../../adapters/postgres/outbox.js';
import { createPool, type Pool } from '../../adapters/postgres/pool.js';
import { seed } from '../../adapters/postgres/seed.js';
import { createRollOuts } from '../../adapters/postgres/roll-outs.js';
import { createRosterBook } from '../../adapters/postgres/roster-book.js';
import { createTicketStore } from '../../adapters/postgres/ticket-store.js';
import { createTicketRuns, type TicketRuns } from '../../adapters/temporal/ticket-runs.js';
import { environment } from '../../config/environment.js';
import { readPrograms } from '../../config/programs.js';
import type { Ticket } from '../../domain/ticket.js';
import { freePort } from '../../scripts/launch/ports.js';
import { findTemporalCli } from '../../scripts/launch/temporal-programs.js';
import { startTemporal } from '../../scripts/launch/temporal.js';
import { createDeskWorker } from '../../workers/desk-worker.js';
import { freshDatabase } from '../setup/database.js';
import { workflowBundle } from './desk.js';

/** A server that asks runs to continue as new early; what is tested holds for any length. */
const shortRuns = { 'limit.historyCount.suggestContinueAsNew': 40, 'history.maxInFlightUpdates': 10 };
const patienceMs = 20_000;
const stops: (() => Promise<void>)[] = [];
let pool: Pool;
let client: Client;
let runs: TicketRuns;
const numbers: string[] = [];

beforeAll(async () => {
  const silent = (): void => undefined;
  const cli = await findTemporalCli(readPrograms(environment()), silent);
  const server = await startTemporal({
    cli,
    dataDir: null,
    port: await freePort(),
    uiPort: null,
    log: silent,
    dynamicConfig: shortRuns,
  });
  stops.push(async () => await server.stop());
  const database = await freshDatabase();
  stops.push(async () => await database.drop());
  pool = createPool(database.url, { max: 4 });
  stops.push(async () => await pool.end());
  await seed(pool);
  const connection = await Connection.connect({ address: server.address });
  stops.push(async () => await connection.close());
  const native = await NativeConnection.connect({ address: server.address });
  stops.push(async () => await native.close());
  client = new Client({ connection });
  runs = createTicketRuns(client);
  const storing = { publicUrl: 'https://desk.example', smtpEnabled: false };
  const worker = await createDeskWorker({
    connection: native,
    access: { namespace: 'default', keys: null },
    ports: {
      tickets: createTicketStore(pool, storing),
      directory: createDirectory(pool),
      outbox: createOutbox(pool),
      roster: createRosterBook(pool, storing),
      rollOuts: createRollOuts(pool),
      actions: runs,
      transports: [],
    },
    workflowBundle,
    maxCachedWorkflows: 20,
    identity: 'worker',
  });
  const running = worker.run();
  stops.push(async () => {
    worker.shutdown();
    await running;
  });
});

afterAll(async () => {
  for (const no of numbers)
    for await (const { runId } of client.workflow.list({ query: `WorkflowId = '${no}'` }))
      await Worker.runReplayHistory(
        { workflowBundle },
        await client.workflow.getHandle(no, runId).fetchHistory(),
        no,
      );
  for (const stop of stops.toReversed()) await stop();
});

const intake = {
  channel: 'service-desk',
  reporter: { name: '王敏', department: '财务部', extension: '6101' },
  description: {
    symptom: '无法打开 OA',
    occurredAt: '2026-01-05T09:00:00+08:00',
    impact: '本人',
    attempted: '重启',
  },
  type: 'system-fault',
  urgency: 'normal',
  readBack: { confirmed: true },
} as const;

const accept = async (): Promise<Ticket> => {
  const intakes = createIntakes(pool, { publicUrl: 'https://desk.example', smtpEnabled: false });
  const accepted = await intakes.accept({
    sent: intake,
    by: { id: 'wang', staffNumber: 'E1001', role: 'reporter' },
    now: Date.now(),
  });
  if (accepted.state === 'refused') throw new Error(accepted.why.detail.en);
  numbers.push(accepted.no);
  return accepted.ticket;
};
const li = { id: 'li', staffNumber: 'E1004', roles: ['engineer'], groups: ['sysops'], leads: [] };
const note = (requestId: string) => ({ by: li, input: { text: '一' }, requestId, requestHash: 'h' });
const notesOf = async (no: string): Promise<number> => {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from entry where no = $1 and content->>'action' = 'note'`,
    [no],
  );
  return rows[0]?.n ?? 0;
};

test('§2 a request repeated after the run was continued as new is applied once, and gets the same answer', async () => {
  const ticket = await accept();
  await runs.start(ticket, patienceMs);
  const send = async (id: string) =>
    await runs.act({ no: ticket.no, action: 'note', update: note(id), deadlineMs: patienceMs });
  const handle = client.workflow.getHandle(ticket.no);
  const { runId } = await handle.describe();
  const first = await send('r-0');
  expect(first.state).toBe('accepted');
  let sent = 1;
  while ((await handle.describe()).runId === runId && sent < 200) {
    expect((await send(`r-${sent}`)).state).toBe('accepted');
    sent += 1;
  }
  expect((await handle.describe()).runId).not.toBe(runId);
  expect(await send('r-0')).toEqual(first);
  expect(await notesOf(ticket.no)).toBe(sent);
  // Another content under an id is refused; where the server itself knows the id, the first one's hash tells.
  const other = (id: string) => ({ ...note(id), requestHash: 'other' });
  const resend = async (id: string) =>
    await runs.act({ no: ticket.no, action: 'note', update: other(id), deadlineMs: patienceMs });
  expect(await resend('r-1')).toMatchObject({ state: 'refused', why: { code: 'idempotency-conflict' } });
  expect(await resend('r-0')).toMatchObject({ state: 'accepted', hash: 'h' });
  expect(await notesOf(ticket.no)).toBe(sent);
});

test('§2.1.2 a run that starts with an action at once performs it, once', async () => {
  const ticket = await accept();
  const update = { by: li, input: {}, requestId: 'first', requestHash: 'h' };
  const sending = { no: ticket.no, action: 'claim', update, deadlineMs: patienceMs, reviving: ticket };
  const answer = await runs.act(sending);
  expect(answer).toMatchObject({ state: 'accepted', seq: ticket.version + 1 });
  expect(await runs.act(sending)).toEqual(answer);
  const state = await client.workflow.getHandle(ticket.no).query<Ticket>('ticket');
  expect(state).toMatchObject({ claimed: true, assignee: { id: 'li' }, version: ticket.version + 1 });
});
