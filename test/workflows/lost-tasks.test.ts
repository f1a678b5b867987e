import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Commit, Ports } from '../../activities/ports.js';
import { createTicketStore } from '../../adapters/postgres/ticket-store.js';
import { until } from '../../scripts/rehearsal/rehearsal.js';
import { openDesk, type TestDesk } from './desk.js';
import { entryOf, goneOn } from './gone-on.js';

// A worker that dies between a commit and the end of its workflow task has told Temporal nothing. The task is done
// again, at another moment and perhaps in another order, while the log has what was decided the first time.
let desk: TestDesk;
/** Called before each commit with what the store would do; gives what it does. */
let interfere: (commit: Commit, store: Ports['tickets']) => Promise<void> = async () => undefined;
let isAway = false;

beforeAll(async () => {
  desk = await openDesk((ports) => ({
    ...ports,
    tickets: {
      ...ports.tickets,
      commit: async (commit) => {
        if (isAway) throw Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' });
        await interfere(commit, ports.tickets);
        return await ports.tickets.commit(commit);
      },
    },
  }));
});
beforeEach(() => {
  interfere = async () => undefined;
});
afterAll(async () => {
  await desk.close();
});

/** The first commit from now on is stored as if it had been decided a moment earlier, and its answer is lost. */
const loseOneTask = (): void => {
  let isLost = false;
  interfere = async ({ ticket, entries }, store) => {
    if (isLost) return;
    isLost = true;
    const earlier = entries.map((entry) => ({ ...entry, at: entry.at - 7 }));
    await store.commit({
      ticket: await goneOn(desk.pool, { no: ticket.no, entries: earlier }),
      entries: earlier,
    });
  };
};

test('an action whose task was lost after its commit is in the log once, and its caller is told so', async () => {
  const ticket = await desk.open();
  loseOneTask();
  const answer = await ticket.act('li', 'claim');
  expect(answer).toMatchObject({ state: 'accepted', seq: 3 });
  await ticket.does('li', 'note', { text: 'goes on' });
  const log = await ticket.log();
  expect(log.map((entry) => ('action' in entry ? entry.action : entry.duty))).toEqual([
    'register',
    'dispatch',
    'claim',
    'note',
  ]);
  expect((await ticket.state()).claimed).toBe(true);
});

test('a duty whose task was lost after its commit fires once', async () => {
  const ticket = await desk.open();
  loseOneTask();
  await desk.pass('31 min');
  const log = await ticket.log();
  const fired = log.flatMap((entry) => ('duty' in entry ? [`${entry.duty} ${entry.outcome}`] : []));
  expect(fired).toEqual(['contact warned', 'contact missed']);
});

test('a signal whose task was lost after its commit is obeyed once', async () => {
  const ticket = await desk.open();
  loseOneTask();
  await ticket.signal('note', { by: 'li', text: 'from outside' });
  await ticket.does('li', 'note', { text: 'from inside' });
  const notes = (await ticket.log()).filter((entry) => 'action' in entry && entry.action === 'note');
  expect(notes.map(({ input }) => input['text'])).toEqual(['from outside', 'from inside']);
});

test('of two claims the one in the log stands, and the other is refused', async () => {
  const ticket = await desk.open();
  // The lost task had accepted 赵磊; this one hears 李强 first.
  let isLost = false;
  interfere = async ({ entries }, store) => {
    if (isLost) return;
    isLost = true;
    const other = [entryOf(entries[0], { by: 'zhao', staffNumber: 'E1005', requestId: 'the-other' })];
    await store.commit({
      ticket: await goneOn(desk.pool, { no: ticket.no, entries: other }),
      entries: other,
    });
  };
  const answer = await ticket.act('li', 'claim');
  expect(answer).toMatchObject({ state: 'refused', why: { code: 'not-allowed-now' } });
  expect((await ticket.state()).assignee?.id).toBe('zhao');
  expect(await ticket.log()).toHaveLength(3);
});

test('while the database is away an action waits, and is stored when it is back', async () => {
  const ticket = await desk.open();
  isAway = true;
  const answered = ticket.act('li', 'claim');
  await new Promise((resolve) => {
    setTimeout(resolve, 1500);
  });
  isAway = false;
  await answered;
  await until(async () => (await ticket.log()).length === 3);
  expect((await ticket.state()).claimed).toBe(true);
});

test('a ticket whose log was changed behind its back is on record as stuck, until it can be stored again', async () => {
  const ticket = await desk.open();
  interfere = async () => {
    throw Object.assign(new Error('its entries do not continue what is stored'), { code: 'commit-conflict' });
  };
  const answered = ticket.act('li', 'claim');
  const stuck = async (): Promise<readonly { reason: string }[]> =>
    (await desk.pool.query<{ reason: string }>('select reason from stuck_commit where no = $1', [ticket.no]))
      .rows;
  await until(async () => (await stuck()).length > 0);
  expect(await stuck()).toEqual([{ reason: 'its entries do not continue what is stored' }]);
  interfere = async () => undefined;
  await desk.pass('2 min');
  await answered;
  await until(async () => (await ticket.log()).length === 3);
  expect(await stuck()).toEqual([]);
});

test('a run that is behind its log goes on from it when it is told to look', async () => {
  const ticket = await desk.open();
  await ticket.does('li', 'note', { text: 'the run has heard of this' });
  const last = (await ticket.log()).at(-1);
  // The server lost the request for this right after its commit, and nobody asks again.
  const unheard = [{ ...entryOf(last, { by: 'zhao', staffNumber: 'E1005', requestId: 'unheard' }), seq: 4 }];
  const commit = { ticket: await goneOn(desk.pool, { no: ticket.no, entries: unheard }), entries: unheard };
  await createTicketStore(desk.pool, { publicUrl: '', smtpEnabled: false }).commit(commit);
  const handle = desk.client.workflow.getHandle(ticket.no);
  const versionOf = async () => (await handle.query<{ version: number }>('ticket')).version;
  expect(await versionOf()).toBe(3);
  await handle.signal('catch-up');
  await until(async () => (await versionOf()) === 4);
  await ticket.does('li', 'note', { text: 'goes on' });
  expect((await ticket.log()).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
});
