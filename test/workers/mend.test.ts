import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { manualPolicy } from '../../domain/policy.js';
import { mend } from '../../workers/mend.js';
import { openBudgetDesk, until, type BudgetDesk } from '../budgets/desk.js';
import { letComeApart } from './come-apart.js';

// A run may end before its time by an operator's hand, a fault of its code or the loss of Temporal's data.
let desk: BudgetDesk;
const stop = new AbortController();
let mending: Promise<void>;
const told: string[] = [];

beforeAll(async () => {
  const { targets } = manualPolicy;
  const soon = { ...targets.contact, normal: '2 s' } as const;
  desk = await openBudgetDesk({
    policy: { ...manualPolicy, version: 2, targets: { ...targets, contact: soon } },
  });
  mending = mend({
    intakes: desk.intakes,
    runs: desk.runs,
    warn: (message, why) => void told.push(`${message}: ${String(why)}`),
    signal: stop.signal,
    overdueMs: 300,
    everyMs: 100,
  });
});
afterAll(async () => {
  stop.abort();
  await mending;
  await desk.close();
});

const missedContacts = async (no: string): Promise<number> => {
  const { rows } = await desk.pool.query(
    `select from entry where no = $1 and duty = 'contact' and outcome = 'missed' and (content ->> 'nth')::int = 1`,
    [no],
  );
  return rows.length;
};
const opened = async (): Promise<string> => {
  const { no } = await desk.open();
  await desk.intakes.markStarted([no]);
  return no;
};

test('a ticket whose run was terminated goes on in a new one, and misses no duty', async () => {
  const no = await opened();
  await desk.client.workflow.getHandle(no).terminate('by an operator');
  await until(async () => (await missedContacts(no)) > 0);
  const { status } = await desk.client.workflow.getHandle(no).describe();
  expect(status.name).toBe('RUNNING');
  expect(told).toContain(`${no} goes on in a new run: ended`);
  expect(await missedContacts(no)).toBe(1);
});

test('a run that is told to look at its log before it has begun does so, and takes it for no order', async () => {
  const no = await opened();
  const handle = desk.client.workflow.getHandle(no);
  await handle.terminate();
  await desk.client.workflow.signalWithStart('ticket', {
    taskQueue: 'tickets',
    workflowId: no,
    args: [await desk.intakes.loadTicket(no)],
    signal: 'catch-up',
  });
  await until(async () => (await handle.describe()).raw.pendingWorkflowTask === null);
  const { rows } = await desk.pool.query(`select from entry where no = $1 and outcome = 'refused'`, [no]);
  expect(rows).toEqual([]);
});

test('a run that is as it should be is left alone', async () => {
  const no = await opened();
  const { runId } = await desk.client.workflow.getHandle(no).describe();
  await until(async () => (await missedContacts(no)) > 0);
  expect((await desk.client.workflow.getHandle(no).describe()).runId).toBe(runId);
});

test('a run that fails at every attempt of its task is replaced', async () => {
  const no = await opened();
  // A state that no code ever made stands for code that cannot go on from it.
  await desk.client.workflow.start('ticket', {
    taskQueue: 'tickets',
    workflowId: no,
    args: [{}],
    workflowIdConflictPolicy: 'TERMINATE_EXISTING',
    workflowTaskTimeout: '4 s',
  });
  await until(async () => (await missedContacts(no)) > 0, 90_000);
  expect(told).toContain(`${no} goes on in a new run: failing`);
}, 100_000);

test('a run whose history and code have come apart is replaced at its first attempt', async () => {
  const no = await opened();
  const end = await letComeApart(desk, no);
  const begun = performance.now();
  try {
    await until(async () => (await missedContacts(no)) > 0);
    expect(told).toContain(`${no} goes on in a new run: failing`);
    // Five attempts take half a minute.
    expect(performance.now() - begun).toBeLessThan(20_000);
  } finally {
    await end();
  }
}, 60_000);
