import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { isDutyEntry } from '../../domain/entry.js';
import { dutyView } from '../../domain/view.js';
import { taskQueue } from '../../adapters/temporal/ticket-runs.js';
import { until } from '../../scripts/rehearsal/rehearsal.js';
import { openDesk, workflowBundle, type TestDesk, type TestTicket } from './desk.js';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(async () => {
  await desk.close();
});

const minute = 60_000;

/** People on duty in sysops by minutes from now; nobody else is. */
const onDuty = async (...shifts: readonly (readonly [string, number, number])[]): Promise<void> => {
  const now = await desk.now();
  await desk.pool.query(`delete from shift where group_id = 'sysops'`);
  for (const [person, from, to] of shifts)
    await desk.pool.query(
      `insert into shift (group_id, person_id, starts_at, ends_at) values ('sysops', $1, $2, $3)`,
      [person, new Date(now + from * minute), new Date(now + to * minute)],
    );
};
const watch = async (seen: object | null = null): Promise<{ stop: () => Promise<void> }> => {
  const handle = await desk.client.workflow.start('roster', {
    taskQueue,
    workflowId: 'roster',
    args: [seen],
  });
  const isIdle = async (): Promise<boolean> => {
    const { raw } = await handle.describe();
    return raw.pendingActivities?.length === 0 && raw.pendingWorkflowTask === null;
  };
  return {
    stop: async () => {
      // A run that ends during a look would hold the skipped time still for all tests to come.
      await until(isIdle);
      const history = await handle.fetchHistory();
      await handle.terminate();
      await Worker.runReplayHistory({ workflowBundle }, history, 'roster');
    },
  };
};
const handovers = async (ticket: TestTicket): Promise<readonly unknown[]> =>
  (await ticket.log())
    .filter((entry) => !isDutyEntry(entry) && entry.action === 'reassign')
    .map(({ by, input }) => [
      by.id,
      (input['assignee'] as { id: string } | null)?.id ?? null,
      input['reason'],
    ]);

test('the lead is told of a gap ahead once, of another when it comes up, and the supervisor where there is no lead', async () => {
  const hour = 60;
  const day = 24 * hour;
  await desk.pool.query('delete from absence');
  await onDuty(['li', -hour, 40 * day]);
  const begun = new Date(await desk.now());
  const away = async (from: number, to: number): Promise<void> => {
    const now = await desk.now();
    await desk.pool.query(
      `insert into absence (person_id, starts_at, ends_at, reason) values ('li', $1, $2, '年假')`,
      [new Date(now + from * minute), new Date(now + to * minute)],
    );
  };
  const told = async (): Promise<readonly string[]> =>
    (
      await desk.pool.query<{ recipient: string; spans: number }>(
        `select recipient, regexp_count(body, ' – ') as spans from notice
         where kind = 'roster-gap' and channel = 'desk' and subject like '%系统运维组%' and at >= $1
         order by at, recipient`,
        [begun],
      )
    ).rows.map(({ recipient, spans }) => `${recipient} ${spans}`);
  const roster = await watch();
  /** Has the run look now, and waits for the end of a look that began afterwards. */
  const look = async (): Promise<void> => {
    const handle = desk.client.workflow.getHandle('roster');
    await handle.signal('rosterChanged');
    await until(async () => {
      const { events = [] } = await handle.fetchHistory();
      const told = Number(
        events?.findLast((event) => event.workflowExecutionSignaledEventAttributes)?.eventId,
      );
      return (
        events?.some(
          ({ activityTaskCompletedEventAttributes: done }) => Number(done?.scheduledEventId) > told,
        ) === true
      );
    });
  };
  await look();
  expect(await told()).toEqual([]);
  await away(2 * day, 2 * day + 8 * hour);
  await away(4 * day, 4 * day + 8 * hour);
  await look();
  expect(await told()).toEqual(['chen 2']);
  // Later looks, also those while it lasts, have nothing new to tell.
  await look();
  await desk.pass('25 h');
  await desk.pass('25 h');
  await look();
  expect(await told()).toEqual(['chen 2']);
  // Another gap is news; with no lead and no deputy the supervisor hears of it.
  await desk.pool.query(`update desk_group set lead = null, deputy_lead = null where id = 'sysops'`);
  await away(5 * day, 5 * day + 8 * hour);
  await look();
  expect(await told()).toEqual(['chen 2', 'liu 1']);
  await desk.pool.query(`update desk_group set lead = 'chen' where id = 'sysops'`);
  await desk.pool.query('delete from absence');
  await roster.stop();
});

test('at the end of a shift the open contact goes to who is on duty, once and on the record; made contacts stay', async () => {
  await onDuty(['li', -60, 20], ['zhao', 20, 600]);
  const roster = await watch();
  const open = await desk.open();
  const made = await desk.open();
  await made.does('li', 'record-contact', { reached: true, method: 'phone', summary: '核实' });
  await desk.pass('19 min');
  expect([await handovers(open), (await open.state()).assignee?.id]).toEqual([[], 'li']);
  await desk.pass('2 min');
  await until(async () => (await open.state()).assignee?.id === 'zhao');
  await desk.pass('1 min');
  expect(await handovers(open)).toEqual([['system', 'zhao', 'shift-change']]);
  expect([await handovers(made), (await made.state()).assignee?.id]).toEqual([[], 'li']);
  expect((await open.told()).filter(({ who }) => who === 'zhao')).toEqual([
    { minute: 20, notice: 'assigned', who: 'zhao' },
  ]);
  // The new engineer has the manual's 30 minutes from receiving it (§2.2.3).
  const state = await open.state();
  const contact = state.duties.findLast(({ duty }) => duty === 'contact');
  if (contact === undefined) throw new Error('there is no contact duty');
  expect(Date.parse(dutyView(state, contact).dueAt ?? '')).toBe(contact.since + 30 * minute);
  expect(Math.round((contact.since - state.acceptedAt) / minute)).toBe(20);
  await roster.stop();
  for (const ticket of [open, made]) await ticket.does('wang', 'withdraw', { reason: '不需要了' });
});

test('the desk was away over the change of shifts: it hands over when it is back', async () => {
  await onDuty(['li', -60, 10], ['zhao', 10, 600]);
  const ticket = await desk.open();
  const seen = { at: await desk.now(), onDuty: { sysops: ['li'] } };
  await desk.pass('15 min');
  const roster = await watch(seen);
  await until(async () => (await ticket.state()).assignee?.id === 'zhao');
  expect(await handovers(ticket)).toEqual([['system', 'zhao', 'shift-change']]);
  await roster.stop();
  await ticket.does('wang', 'withdraw', { reason: '不需要了' });
});

test('leave that is entered now counts at once; with nobody on duty the lead is told', async () => {
  await onDuty(['li', -60, 600]);
  const roster = await watch();
  await until(async () => {
    const { raw } = await desk.client.workflow.getHandle('roster').describe();
    return raw.pendingActivities?.length === 0 && raw.pendingWorkflowTask === null;
  });
  const ticket = await desk.open();
  const now = await desk.now();
  await desk.pool.query(
    `insert into absence (person_id, starts_at, ends_at, reason) values ('li', $1, $2, '病假')`,
    [new Date(now - 24 * 60 * minute), new Date(now + 24 * 60 * minute)],
  );
  await desk.client.workflow.getHandle('roster').signal('rosterChanged');
  await until(async () => (await handovers(ticket)).length > 0);
  expect(await handovers(ticket)).toEqual([['system', null, 'shift-change']]);
  const state = await ticket.state();
  expect([state.group, state.assignee]).toEqual(['sysops', null]);
  expect((await ticket.told()).filter(({ notice }) => notice === 'unassigned')).toEqual([
    { minute: 0, notice: 'unassigned', who: 'chen' },
  ]);
  await roster.stop();
  await ticket.does('wang', 'withdraw', { reason: '不需要了' });
});
