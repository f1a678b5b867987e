import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDesk, type TestDesk } from './desk.js';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(async () => {
  await desk.close();
});

describe('a ticket that goes well', () => {
  test('lives from intake to archive with every duty met (§2.1–§2.5)', async () => {
    const ticket = await desk.open();
    expect(await ticket.told()).toEqual([
      { minute: 0, notice: 'ticket-accepted', who: 'wang' },
      { minute: 0, notice: 'assigned', who: 'li' },
    ]);
    await desk.pass('10 min');
    await ticket.does('li', 'record-contact', { reached: true, method: 'phone', summary: '核实' });
    await ticket.does('li', 'record-step', { action: '重启服务', result: '恢复' });
    await ticket.does('li', 'propose-resolution', {
      solution: '重启服务',
      verification: { method: 'phone', checked: '可以登录' },
      knowledge: { isNew: false, article: 'KB-001' },
    });
    await ticket.does('wang', 'confirm-resolved');
    await ticket.does('wang', 'answer-survey', { speed: 5, efficiency: 5, attitude: 5, ability: 4 });
    const result: unknown = await desk.client.workflow.getHandle(ticket.no).result();
    const { stage, duties } = await ticket.state();
    expect(stage).toBe('archived');
    expect(
      duties.map(({ duty, outcome, missedAt }) => [duty, missedAt === undefined ? outcome : 'missed']),
    ).toEqual([
      ['response', 'met'],
      ['contact', 'met'],
      ['escalation-request', 'cancelled'],
      ['confirmation', 'met'],
      ['survey', 'met'],
      ['knowledge', 'met'],
      ['archive', 'met'],
    ]);
    const stored = await desk.pool.query<{ hash: string }>('select hash from archive where no = $1', [
      ticket.no,
    ]);
    expect(result).toMatchObject({ hash: stored.rows[0]?.hash });
  });
});

describe('what time brings about by itself', () => {
  test('a missed contact is recorded at 30 minutes and the next engineer gets the ticket, once (§2.2.3)', async () => {
    const ticket = await desk.open();
    await desk.pass('31 min');
    expect((await ticket.told()).filter(({ minute }) => minute === 30)).toEqual([
      { minute: 30, notice: 'contact-missed', who: 'chen' },
      { minute: 30, notice: 'contact-missed', who: 'li' },
      { minute: 30, notice: 'assigned', who: 'zhao' },
    ]);
    expect((await ticket.state()).assignee?.id).toBe('zhao');
    await desk.pass('31 min');
    const { assignee, counts } = await ticket.state();
    expect([assignee?.id, counts.missed]).toEqual(['zhao', 2]);
    await ticket.does('wang', 'withdraw', { reason: '不需要了' });
  });

  test('the system demands the form at 2 h, and the decision goes to the deputy, then the manager (§2.3.3, §2.3.5)', async () => {
    const ticket = await desk.open();
    await ticket.does('li', 'record-contact', { reached: true, method: 'phone', summary: '核实' });
    await desk.pass('2 h');
    await ticket.does('li', 'request-escalation', { progress: '一', reason: '二', support: '三' });
    await desk.pass('61 min');
    const told = await ticket.told();
    expect(told.filter(({ notice }) => notice === 'form-demanded')).toEqual([
      { minute: 120, notice: 'form-demanded', who: 'li' },
      { minute: 120, notice: 'form-demanded', who: 'liu' },
    ]);
    expect(told.filter(({ notice }) => notice.startsWith('decision'))).toEqual([
      { minute: 120, notice: 'decision-asked', who: 'liu' },
      { minute: 150, notice: 'decision-missed', who: 'he' },
      { minute: 150, notice: 'decision-missed', who: 'liu' },
      { minute: 180, notice: 'decision-chased', who: 'ma' },
    ]);
    await ticket.does('ma', 'decide-escalation', { decision: 'approve', liaison: 'vendor' });
    expect((await ticket.state()).stage).toBe('escalated');
    await ticket.does('wang', 'withdraw', { reason: '不需要了' });
  });
});

describe('orders from outside the desk', () => {
  test('a supervisor decides by signal; a stranger’s signal is logged as refused and changes nothing (§2.3.5)', async () => {
    const ticket = await desk.open();
    await ticket.does('li', 'record-contact', { reached: true, method: 'phone', summary: '核实' });
    await ticket.does('li', 'request-escalation', { progress: '一', reason: '二', support: '三' });
    await ticket.signal('decide-escalation', { by: 'wang', decision: 'approve', liaison: 'ma' });
    await ticket.signal('decide-escalation', { by: 'nobody' });
    await ticket.signal('make-coffee', 'nonsense');
    expect((await ticket.state()).stage).toBe('awaiting-decision');
    await ticket.signal('decide-escalation', { by: 'liu', decision: 'approve', liaison: 'ma' });
    expect((await ticket.state()).stage).toBe('escalated');
    const log = await ticket.log();
    expect(log.filter((entry) => entry.by.via === 'outside').map((entry) => entry.outcome)).toEqual([
      'refused',
      'refused',
      'refused',
      'done',
    ]);
    await ticket.does('wang', 'withdraw', { reason: '不需要了' });
  });
});
