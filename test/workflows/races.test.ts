import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { openDesk, type TestDesk, type TestTicket } from './desk.js';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(async () => {
  await desk.close();
});

const contact = { reached: true, method: 'phone', summary: '核实' };
const form = { progress: '一', reason: '二', support: '三' };
const proposal = { solution: '重启', verification: { method: 'phone', checked: '可以登录' } };
const verifying = async (): Promise<TestTicket> => {
  const ticket = await desk.open();
  await ticket.does('li', 'record-contact', contact);
  await ticket.does('li', 'propose-resolution', proposal);
  return ticket;
};
const end = async (ticket: TestTicket): Promise<void> => {
  await ticket.does('wang', 'withdraw', { reason: '不需要了' });
};
const states = (answers: readonly { readonly state: string }[]): readonly string[] =>
  answers.map(({ state }) => state).toSorted();

describe('two at once', () => {
  test('§2.1.2 of two claims exactly one wins, and the other learns who has the ticket', async () => {
    const ticket = await desk.open();
    const answers = await Promise.all(['li', 'zhao'].map(async (who) => await ticket.act(who, 'claim')));
    expect(states(answers)).toEqual(['accepted', 'refused']);
    expect(answers.find(({ state }) => state === 'refused')).toMatchObject({
      why: { code: 'not-allowed-now' },
    });
    expect(
      (await ticket.log()).filter((entry) => 'action' in entry && entry.action === 'claim'),
    ).toHaveLength(1);
    await end(ticket);
  });

  test('§2.3.5 of two decisions exactly one wins', async () => {
    const ticket = await desk.open();
    await ticket.does('li', 'record-contact', contact);
    await ticket.does('li', 'request-escalation', form);
    const answers = await Promise.all([
      ticket.act('liu', 'decide-escalation', { decision: 'approve', liaison: 'ma' }),
      ticket.act('he', 'decide-escalation', { decision: 'decline', reason: '可自行处理' }),
    ]);
    expect(states(answers)).toEqual(['accepted', 'refused']);
    const { stage, escalation } = await ticket.state();
    expect(stage).toBe(escalation?.approved ? 'escalated' : 'handling');
    await end(ticket);
  });

  test('§2.4.2 a confirmation and a failed verification crossing: one of them counts, the other is refused', async () => {
    const ticket = await verifying();
    const answers = await Promise.all([
      ticket.act('wang', 'confirm-resolved'),
      ticket.act('li', 'record-verification', { method: 'phone', checked: '又坏了', outcome: 'failed' }),
    ]);
    expect(states(answers)).toEqual(['accepted', 'refused']);
    const { stage, resolvedAt } = await ticket.state();
    expect(stage === 'resolved').toBe(resolvedAt !== null);
    if (stage === 'resolved') await ticket.does('wang', 'reopen', { reason: '又坏了' });
    await end(ticket);
  });

  test('§2.4.1 of two reopenings one counts; the second finds the ticket in handling', async () => {
    const ticket = await verifying();
    await ticket.does('wang', 'confirm-resolved');
    const answers = await Promise.all([
      ticket.act('wang', 'reopen', { reason: '又坏了' }),
      ticket.act('zhou', 'reopen', { reason: '来电说又坏了' }),
    ]);
    expect(states(answers)).toEqual(['accepted', 'refused']);
    expect((await ticket.state()).counts.reopens).toBe(1);
    await end(ticket);
  });

  test('§2.4.3 of two survey answers one counts', async () => {
    const ticket = await verifying();
    await ticket.does('wang', 'confirm-resolved');
    const five = { speed: 5, efficiency: 5, attitude: 5, ability: 5 };
    const answers = await Promise.all([
      ticket.act('wang', 'answer-survey', five),
      ticket.act('zhou', 'answer-survey', { ...five, speed: 1 }),
    ]);
    expect(states(answers)).toEqual(['accepted', 'refused']);
    await ticket.does('wang', 'reopen', { reason: '又坏了' });
    await end(ticket);
  });
});

describe('changes while a duty runs', () => {
  test('§2.1.5 urgency: targets are counted from the original times, and an urge moves none of them', async () => {
    const ticket = await desk.open();
    await desk.pass('10 min');
    await ticket.does('wang', 'urge', { comment: '很急' });
    await ticket.does('chen', 'change-urgency', { urgency: 'urgent', reason: '影响全公司' });
    await ticket.does('chen', 'change-type', { type: 'consultation', reason: '实为咨询' });
    await desk.pass('6 min');
    const { duties, acceptedAt, counts } = await ticket.state();
    const minutes = (duty: string): number | null => {
      const clock = duties.find((one) => one.duty === duty && one.nth === 1);
      return clock?.missedAt === undefined ? null : Math.round((clock.missedAt - acceptedAt) / 60_000);
    };
    // The response was overdue when it became urgent; the contact is due 15 minutes after the assignment.
    expect([minutes('response'), minutes('contact')]).toEqual([10, 15]);
    expect(counts.urges).toBe(1);
    expect(
      (await ticket.told()).filter(({ notice }) => notice === 'emergency').map(({ who }) => who),
    ).toEqual(['chen', 'liu']);
    await end(ticket);
  });
});

describe('messages that must not harm a ticket', () => {
  test('§2 a malformed update is refused as such, is no event of the history, and the ticket goes on', async () => {
    const ticket = await desk.open();
    const handle = desk.client.workflow.getHandle(ticket.no);
    const by = { id: 'li', staffNumber: 'E1004', roles: ['engineer'], groups: ['sysops'], leads: [] };
    const updates = async (): Promise<number> =>
      ((await handle.fetchHistory()).events ?? []).filter(
        (event) => event.workflowExecutionUpdateAcceptedEventAttributes,
      ).length;
    const malformed: unknown[] = [
      undefined,
      null,
      5,
      'text',
      [],
      {},
      { by: 'li', input: {} },
      { by: { ...by, roles: 'engineer' }, input: {} },
      { by, input: { text: 7 } },
      { by, input: { reached: true, method: 'phone', summary: '一' }, facts: { people: { li: 5 } } },
      { by, input: { text: '一' }, requestId: 5 },
      { by, input: { text: '一' }, ifVersion: '1' },
    ];
    for (const message of malformed) {
      const sent = handle.executeUpdate('note', { args: [message] });
      const why: unknown = await sent.then(
        () => 'accepted',
        (error: unknown) => (error instanceof WorkflowUpdateFailedError ? error.cause : error),
      );
      expect(why).toBeInstanceOf(ApplicationFailure);
      expect((why as ApplicationFailure).type).toBe('invalid-input');
    }
    expect(await updates()).toBe(0);
    await ticket.does('li', 'claim');
    await end(ticket);
  });

  test('§2 bad signals are on record as refused and the ticket goes on', async () => {
    const ticket = await desk.open();
    for (const payload of [null, 5, [], { by: 5 }, { by: '' }, { by: 'li', input: { text: 7 } }])
      await ticket.signal('note', payload);
    await ticket.signal('__proto__', { by: 'liu' });
    const log = await ticket.log();
    expect(log.filter(({ outcome }) => outcome === 'refused')).toHaveLength(7);
    expect(log.slice(2).every(({ visibility }) => visibility === 'internal')).toBe(true);
    expect((await ticket.state()).stage).toBe('assigned');
    await ticket.signal('note', { by: 'li', text: '正常' });
    expect((await ticket.log()).at(-1)).toMatchObject({
      action: 'note',
      outcome: 'done',
      by: { via: 'outside' },
    });
    await end(ticket);
  });
});

describe('after the archive', () => {
  test('§2.5.2 a low score on an archived ticket makes a new archive record, and the run ends with the last', async () => {
    const ticket = await verifying();
    await ticket.does('li', 'record-step', { action: '重启', result: '恢复' });
    await ticket.does('wang', 'confirm-resolved');
    await ticket.does('li', 'settle-knowledge', { isNew: false, article: 'KB-001' });
    for (let day = 0; day < 6 && (await ticket.state()).stage !== 'archived'; day += 1)
      await desk.pass('1 d');
    const records = async () =>
      (
        await desk.pool.query<{ id: string; hash: string }>(
          'select id, hash from archive where no = $1 order by nth',
          [ticket.no],
        )
      ).rows;
    expect((await records()).map(({ id }) => id)).toEqual([`AR-${ticket.no}-1`]);
    await ticket.does('wang', 'answer-survey', { speed: 1, efficiency: 5, attitude: 5, ability: 5 });
    await ticket.does('liu', 'record-follow-up', { contact: '电话', cause: '慢', noImprovement: '偶发' });
    const result: unknown = await desk.client.workflow.getHandle(ticket.no).result();
    const all = await records();
    expect(all.map(({ id }) => id)).toEqual([1, 2, 3].map((nth) => `AR-${ticket.no}-${nth}`));
    expect(new Set(all.map(({ hash }) => hash)).size).toBe(3);
    expect(result).toEqual(all.at(-1));
    expect(await ticket.act('wang', 'note', { text: '一' })).toEqual({ state: 'ended' });
  });
});
