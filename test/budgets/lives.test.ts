import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { costOf, type HistoryCost } from '../../scripts/bench/history.js';
import { lives, type LifeName } from '../../scripts/bench/lives.js';
import { openBudgetDesk, type BudgetDesk } from './desk.js';
import { encryptedDifference } from './encrypted.js';

let desk: BudgetDesk;
beforeAll(async () => {
  desk = await openBudgetDesk();
});
afterAll(async () => {
  await desk.close();
});

/** What each standard life costs its history, to the event; bytes vary a little with ids and times. */
const pinned: Readonly<
  Record<
    LifeName,
    { readonly events: number; readonly actions: number; readonly bytes: number; readonly encrypted: number }
  >
> = {
  ordinary: { events: 53, actions: 21, bytes: 13_700, encrypted: 12_700 },
  escalated: { events: 71, actions: 29, bytes: 17_200, encrypted: 16_500 },
  'low-score': { events: 59, actions: 23, bytes: 15_000, encrypted: 14_200 },
};

const kinds: Readonly<Record<LifeName, HistoryCost['kinds']>> = {
  ordinary: {
    workflowExecutionStarted: 1,
    workflowTaskScheduled: 7,
    workflowTaskStarted: 7,
    workflowTaskCompleted: 7,
    workflowExecutionUpdateAccepted: 5,
    workflowExecutionUpdateCompleted: 5,
    markerRecorded: 6,
    upsertWorkflowSearchAttributes: 4,
    timerStarted: 5,
    timerCanceled: 4,
    timerFired: 1,
    workflowExecutionCompleted: 1,
  },
  escalated: {
    workflowExecutionStarted: 1,
    workflowTaskScheduled: 9,
    workflowTaskStarted: 9,
    workflowTaskCompleted: 9,
    workflowExecutionUpdateAccepted: 7,
    workflowExecutionUpdateCompleted: 7,
    markerRecorded: 8,
    upsertWorkflowSearchAttributes: 6,
    timerStarted: 7,
    timerCanceled: 6,
    timerFired: 1,
    workflowExecutionCompleted: 1,
  },
  'low-score': {
    workflowExecutionStarted: 1,
    workflowTaskScheduled: 8,
    workflowTaskStarted: 8,
    workflowTaskCompleted: 8,
    workflowExecutionUpdateAccepted: 6,
    workflowExecutionUpdateCompleted: 6,
    markerRecorded: 7,
    upsertWorkflowSearchAttributes: 4,
    timerStarted: 5,
    timerCanceled: 4,
    timerFired: 1,
    workflowExecutionCompleted: 1,
  },
};

test.each(Object.keys(lives) as LifeName[])('the %s life costs what it always has', async (name) => {
  const ticket = await desk.lives(lives[name]);
  const { history, bytes } = await ticket.ended();
  const cost = costOf(history);
  expect(cost.kinds).toEqual(kinds[name]);
  const { events, actions } = pinned[name];
  expect({ events: cost.events, actions: cost.actions }).toEqual({ events, actions });
  expect(Math.abs(bytes / pinned[name].bytes - 1)).toBeLessThan(0.015);
  const encrypted = bytes + (await encryptedDifference(history));
  expect(Math.abs(encrypted / pinned[name].encrypted - 1)).toBeLessThan(0.015);
});

test('telling people costs the history nothing: no event, no action', async () => {
  const ticket = await desk.open();
  const noticed = async (): Promise<number> => {
    const { rows } = await desk.pool.query<{ n: number }>(
      'select count(*)::int as n from notice where no = $1',
      [ticket.no],
    );
    return rows[0]?.n ?? 0;
  };
  const added = async (deed: Parameters<typeof ticket.does>[0]) => {
    const before = { ...costOf((await ticket.measured()).history), notices: await noticed() };
    await ticket.does(deed);
    const after = { ...costOf((await ticket.measured()).history), notices: await noticed() };
    return {
      events: after.events - before.events,
      actions: after.actions - before.actions,
      notices: after.notices - before.notices,
    };
  };
  const silent = await added({ who: 'li', action: 'note', input: { text: 'for the record' } });
  const telling = await added({ who: 'li', action: 'reply', input: { text: 'we are at it' } });
  expect(silent).toEqual({ events: 6, actions: 2, notices: 0 });
  expect(telling.notices).toBeGreaterThan(0);
  expect(telling).toMatchObject({ events: silent.events, actions: silent.actions });
});
