import { describe, expect, test } from '@jest/globals';
import type { Span } from '../../domain/span.js';
import { ticketView } from '../../domain/view.js';
import type { DutyName } from '../../domain/words.js';
import { fits, open, people, policyWith, resolved, uploadOfWang, type TestTicket } from './desk.js';

/** One millisecond less than the minutes. */
const shyOf = (minutes: number): Span => `${(minutes * 60_000 - 1) / 1000} s`;
const oneMs: Span = '0.001 s';

/** Not missed one millisecond before, missed at the moment itself, by a person, and noticed at once. */
const expectMissed = (
  ticket: TestTicket,
  { duty, after, due }: { duty: DutyName; after: number; due: string },
): void => {
  const { nth } = ticket.duty(duty);
  ticket.pass(shyOf(after));
  expect(ticket.duty(duty, nth)).toMatchObject({ state: 'running', dueAt: due });
  ticket.pass(oneMs);
  expect(ticket.duty(duty, nth)).toMatchObject({
    state: 'missed',
    dueAt: due,
    settledAt: due,
    lateMs: 0,
    cause: 'person',
  });
};

describe('response (§1)', () => {
  test('§1 urgent: at once, a breach after 5 minutes; lead, supervisor and engineer are told', () => {
    const ticket = open({ urgency: 'urgent' });
    expectMissed(ticket, { duty: 'response', after: 5, due: '2026-01-05T09:05:00+08:00' });
    expect(ticket.toldOf('response-missed')).toEqual([
      [5, 'response-missed', 'chen'],
      [5, 'response-missed', 'liu'],
      [5, 'response-missed', 'li'],
    ]);
  });

  test('§1 urgent: met when the engineer takes the ticket, or the lead acknowledges the emergency', () => {
    const claimed = open({ urgency: 'urgent' });
    claimed.pass(shyOf(5));
    claimed.act('li', 'claim');
    expect(claimed.duty('response')).toMatchObject({ state: 'met', lateMs: 0 });
    const acknowledged = open({ urgency: 'urgent' });
    acknowledged.act('chen', 'acknowledge-emergency');
    expect(acknowledged.duty('response').state).toBe('met');
    expect(acknowledged.metBy('acknowledge-emergency')).toEqual(['response', 'emergency-acknowledgement']);
  });

  test('§1 urgent: a reply alone takes nothing in hand', () => {
    const ticket = open({ urgency: 'urgent' });
    ticket.act('zhou', 'reply', { text: '已收到' });
    expect(ticket.duty('response').state).toBe('running');
  });

  test('§1 met by the very change to urgent of a ticket in hand, in the time that held until then', () => {
    const ticket = open();
    ticket.act('li', 'claim');
    ticket.pass('10 min');
    ticket.act('chen', 'change-urgency', { urgency: 'urgent', reason: '影响全公司' });
    expect(ticket.duty('response')).toMatchObject({
      state: 'met',
      dueAt: '2026-01-06T09:00:00+08:00',
      lateMs: 0,
    });
    expect(ticket.strikes('response')).toEqual([]);
  });

  test('§1 important: missed at 4 hours', () => {
    const ticket = open({ urgency: 'important' });
    expectMissed(ticket, { duty: 'response', after: 240, due: '2026-01-05T13:00:00+08:00' });
    expect(ticket.toldOf('response-missed')).toEqual([
      [240, 'response-missed', 'chen'],
      [240, 'response-missed', 'liu'],
      [240, 'response-missed', 'zhao'],
    ]);
  });

  test('§1 normal: missed at 24 hours, warned of at four fifths', () => {
    const ticket = open();
    expectMissed(ticket, { duty: 'response', after: 1440, due: '2026-01-06T09:00:00+08:00' });
    expect(ticket.strikes('response')).toEqual([
      [1152, 'warned'],
      [1440, 'missed'],
    ]);
  });

  test('§1 normal: met by a public reply of staff, not by a note, a claim or the reporter', () => {
    const ticket = open();
    ticket.act('li', 'claim');
    ticket.act('li', 'note', { text: '先看日志' });
    ticket.act('wang', 'reply', { text: '还有谁在？' });
    ticket.act('li', 'record-contact', fits.attempt);
    expect(ticket.duty('response').state).toBe('running');
    ticket.act('zhou', 'reply', { text: '已转工程师' });
    expect(ticket.duty('response').state).toBe('met');
  });

  test('§1 a miss stays missed, however late it is done', () => {
    const ticket = open({ urgency: 'important' });
    ticket.pass('5 h');
    ticket.act('zhao', 'record-contact', fits.contact);
    expect(ticket.duty('response')).toMatchObject({
      state: 'missed',
      settledAt: '2026-01-05T13:00:00+08:00',
      doneAt: '2026-01-05T14:00:00+08:00',
    });
  });
});

describe('emergency response (§2.2.2)', () => {
  test('§2.2.2 supervisor and lead are told at once, then the next person every 5 minutes until one acknowledges', () => {
    const ticket = open({ urgency: 'urgent' });
    expect(ticket.toldOf('emergency')).toEqual([
      [0, 'emergency', 'liu'],
      [0, 'emergency', 'chen'],
    ]);
    expectMissed(ticket, {
      duty: 'emergency-acknowledgement',
      after: 5,
      due: '2026-01-05T09:05:00+08:00',
    });
    ticket.pass('22 min');
    ticket.act('ma', 'acknowledge-emergency');
    ticket.pass('1 h');
    expect(ticket.toldOf('emergency-again')).toEqual([
      [5, 'emergency-again', 'he'],
      [10, 'emergency-again', 'ma'],
      [15, 'emergency-again', 'chen'],
      [20, 'emergency-again', 'liu'],
      [25, 'emergency-again', 'he'],
    ]);
    expect(ticket.state().emergency).toMatchObject({ by: { id: 'ma' } });
  });

  test('§2.2.2 acknowledged in time, nobody is asked again', () => {
    const ticket = open({ urgency: 'urgent' });
    ticket.pass(shyOf(5));
    ticket.act('liu', 'acknowledge-emergency');
    ticket.pass('1 h');
    expect(ticket.duty('emergency-acknowledgement').state).toBe('met');
    expect(ticket.toldOf('emergency-again')).toEqual([]);
    expect(ticket.refusal('chen', 'acknowledge-emergency')?.code).toBe('not-allowed-now');
  });

  test('§2.2.2 a ticket that is not urgent has no emergency', () => {
    const ticket = open();
    expect(ticket.toldOf('emergency')).toEqual([]);
    expect(ticket.refusal('chen', 'acknowledge-emergency')?.code).toBe('not-allowed-now');
  });
});

describe('contact with the reporter (§2.2.3)', () => {
  test('§2.2.3 urgent: missed at 15 minutes', () => {
    const ticket = open({ urgency: 'urgent' });
    ticket.pass(shyOf(15));
    expect(ticket.duty('contact').state).toBe('running');
    ticket.pass(oneMs);
    expect(ticket.duty('contact', 1)).toMatchObject({
      state: 'missed',
      settledAt: '2026-01-05T09:15:00+08:00',
    });
  });

  test('§2.2.3 others: missed at 30 minutes; lead told; the next engineer on duty gets it, once', () => {
    const ticket = open();
    ticket.pass(shyOf(30));
    expect(ticket.state().assignee?.id).toBe('li');
    expect(ticket.duty('contact').state).toBe('running');
    ticket.pass(oneMs);
    expect(ticket.duty('contact', 1)).toMatchObject({
      state: 'missed',
      owner: { role: 'engineer', person: 'li' },
    });
    expect(ticket.state().assignee?.id).toBe('zhao');
    expect(ticket.duty('contact', 2)).toMatchObject({
      state: 'running',
      since: '2026-01-05T09:30:00+08:00',
      dueAt: '2026-01-05T10:00:00+08:00',
      owner: { role: 'engineer', person: 'zhao' },
    });
    ticket.pass('30 min');
    expect(ticket.state().assignee?.id).toBe('zhao');
    ticket.pass('3 h');
    expect(ticket.toldOf('assigned', 'contact-missed')).toEqual([
      [0, 'assigned', 'li'],
      [30, 'contact-missed', 'chen'],
      [30, 'contact-missed', 'li'],
      [30, 'assigned', 'zhao'],
      [60, 'contact-missed', 'chen'],
      [60, 'contact-missed', 'zhao'],
    ]);
    expect(ticket.state().counts.missed).toBe(2);
  });

  test('§2.2.3 met one millisecond before; an attempt alone does not meet it', () => {
    const ticket = open();
    ticket.act('li', 'record-contact', fits.attempt);
    expect(ticket.duty('contact').state).toBe('running');
    ticket.pass(shyOf(30));
    ticket.act('li', 'record-contact', fits.contact);
    expect(ticket.duty('contact')).toMatchObject({
      state: 'met',
      settledAt: '2026-01-05T09:29:59.999+08:00',
    });
    expect(ticket.metBy('record-contact')).toEqual(['response', 'contact']);
    ticket.pass('1 h');
    expect(ticket.toldOf('contact-missed')).toEqual([]);
    expect(ticket.state().stage).toBe('handling');
  });

  test('§2.2.3 nobody on duty: the lead is told, owes the contact, and is told of the miss; nothing is handed on', () => {
    const ticket = open({ assignee: null });
    expect(ticket.toldOf('unassigned')).toEqual([[0, 'unassigned', 'chen']]);
    expect(ticket.duty('contact').owner).toEqual({ role: 'lead', group: 'sysops' });
    ticket.pass('2 h');
    expect(ticket.toldOf('contact-missed')).toEqual([[30, 'contact-missed', 'chen']]);
    expect(ticket.state()).toMatchObject({ assignee: null, seeksEngineer: false });
  });

  test('§2.2.3 both engineers passed over: the group’s queue, owed by the lead', () => {
    const ticket = open({ policy: policyWith({ contactReroutes: 2 }) });
    ticket.pass('61 min');
    expect(ticket.state()).toMatchObject({ assignee: null, passedOver: ['li', 'zhao'] });
    expect(ticket.toldOf('unassigned')).toEqual([[60, 'unassigned', 'chen']]);
    expect(ticket.duty('contact')).toMatchObject({ dueAt: '2026-01-05T10:30:00+08:00', state: 'running' });
  });

  test('§2.2.3 the owner is warned at four fifths', () => {
    const ticket = open();
    ticket.pass('24 min');
    expect(ticket.toldOf('duty-warning')).toEqual([[24, 'duty-warning', 'li']]);
  });

  test('§2.2.3 an expected resolution time is kept; its change needs a reason; the past is refused', () => {
    const ticket = open();
    ticket.act('li', 'record-contact', {
      ...fits.contact,
      expectedResolutionAt: '2026-01-05T15:00:00+08:00',
    });
    const change = { ...fits.common, expectedResolutionAt: '2026-01-05T17:00:00+08:00' };
    expect(ticket.refusal('li', 'record-diagnosis', change)?.errors?.[0]?.pointer).toBe('/expectationReason');
    ticket.act('li', 'record-diagnosis', { ...change, expectationReason: '等待备份' });
    expect(ticket.state().expectedResolutionAt).toBe(Date.parse('2026-01-05T17:00:00+08:00'));
    expect(
      ticket.refusal('li', 'record-diagnosis', {
        ...fits.common,
        expectedResolutionAt: '2026-01-05T08:00:00+08:00',
        expectationReason: '笔误',
      })?.errors?.[0]?.pointer,
    ).toBe('/expectedResolutionAt');
  });

  test('§2.2.3 a resolved ticket that is reassigned opens no contact and warns nobody of one', () => {
    const ticket = open();
    ticket.act('li', 'record-step', fits.step);
    ticket.act('li', 'propose-resolution', fits.proposal);
    ticket.act('wang', 'confirm-resolved');
    ticket.act('chen', 'reassign', { assignee: 'zhao', reason: '休假' });
    expect(ticket.duty('contact').state).toBe('cancelled');
    ticket.pass('1 h');
    expect(ticket.toldOf('duty-warning')).toEqual([]);
  });
});

describe('diagnosis, the form and its decision (§2.2.4–§2.3.5)', () => {
  test('§2.2.3 the expected resolution time is stated with the diagnosis at the latest, and once is enough', () => {
    const { expectedResolutionAt, ...silent } = fits.common;
    const ticket = handled();
    expect(ticket.refusal('li', 'record-diagnosis', silent)?.errors).toMatchObject([
      { pointer: '/expectedResolutionAt', clause: '§2.2.3' },
    ]);
    ticket.act('li', 'record-diagnosis', fits.common);
    ticket.act('li', 'record-diagnosis', silent);
    expect(ticket.state().expectedResolutionAt).toBe(Date.parse(expectedResolutionAt));
  });

  const handled = (): TestTicket => {
    const ticket = open();
    ticket.act('li', 'record-contact', fits.contact);
    return ticket;
  };

  test('§2.2.4 a remote diagnosis needs its session; the finding stays inside', () => {
    const ticket = handled();
    expect(
      ticket.refusal('li', 'record-diagnosis', { ...fits.common, method: 'remote', tool: '向日葵' })?.errors,
    ).toMatchObject([{ pointer: '/session', clause: '§2.2.4' }]);
    ticket.act('li', 'record-diagnosis', {
      ...fits.common,
      method: 'remote',
      tool: '向日葵',
      session: '881',
    });
    expect(ticket.entries().at(-1)?.visibility).toBe('internal');
  });

  test('§2.2.5 a common verdict demands nothing; the engineer goes on', () => {
    const ticket = handled();
    ticket.act('li', 'record-diagnosis', fits.common);
    expect(ticket.toldOf('form-demanded')).toEqual([]);
    expect(ticket.duty('escalation-request').dueAt).toBe('2026-01-05T11:00:00+08:00');
  });

  test('§2.2.5 a complex verdict demands the form at once: 15 minutes, and no more waiting', () => {
    const ticket = handled();
    ticket.pass('10 min');
    ticket.act('li', 'record-diagnosis', fits.complex);
    expect(ticket.toldOf('form-demanded')).toEqual([
      [10, 'form-demanded', 'li'],
      [10, 'form-demanded', 'liu'],
    ]);
    expect(ticket.duty('escalation-request').dueAt).toBe('2026-01-05T09:25:00+08:00');
    ticket.act('li', 'record-diagnosis', fits.complex);
    expect(ticket.toldOf('form-demanded')).toHaveLength(2);
    expectMissed(ticket, { duty: 'escalation-request', after: 15, due: '2026-01-05T09:25:00+08:00' });
  });

  test('§2.2.5 a complex verdict while the reporter is waited for demands the form as well', () => {
    const ticket = open();
    ticket.act('li', 'ask-reporter', { instructions: '请重启' });
    ticket.act('li', 'record-diagnosis', fits.complex);
    expect(ticket.toldOf('form-demanded')).toEqual([
      [0, 'form-demanded', 'li'],
      [0, 'form-demanded', 'liu'],
    ]);
    expect(ticket.duty('escalation-request')).toMatchObject({
      state: 'running',
      dueAt: '2026-01-05T09:15:00+08:00',
    });
  });

  test('§2.3.3 at 2 hours the system demands the form; not filed within 15 minutes is a breach', () => {
    const ticket = handled();
    ticket.pass(shyOf(120));
    expect(ticket.toldOf('form-demanded')).toEqual([]);
    ticket.pass(oneMs);
    expect(ticket.toldOf('form-demanded')).toEqual([
      [120, 'form-demanded', 'li'],
      [120, 'form-demanded', 'liu'],
    ]);
    expectMissed(ticket, { duty: 'escalation-request', after: 15, due: '2026-01-05T11:15:00+08:00' });
    expect(ticket.toldOf('form-missed')).toEqual([
      [135, 'form-missed', 'li'],
      [135, 'form-missed', 'chen'],
      [135, 'form-missed', 'liu'],
    ]);
  });

  test('§2.3.3 filed within the 15 minutes, the duty is met and the supervisor is asked (§2.3.4)', () => {
    const ticket = handled();
    ticket.pass('2 h');
    ticket.pass(shyOf(15));
    ticket.act('li', 'request-escalation', fits.form);
    expect(ticket.duty('escalation-request').state).toBe('met');
    expect(ticket.state().stage).toBe('awaiting-decision');
    expect(ticket.toldOf('decision-asked')).toMatchObject([[expect.any(Number), 'decision-asked', 'liu']]);
    ticket.pass('1 h');
    expect(ticket.toldOf('form-missed')).toEqual([]);
  });

  test('§2.3.3 solved within 2 hours, no form is demanded', () => {
    const ticket = handled();
    ticket.pass('119 min');
    ticket.act('li', 'propose-resolution', fits.proposal);
    ticket.act('wang', 'confirm-resolved');
    ticket.pass('1 h');
    expect(ticket.toldOf('form-demanded')).toEqual([]);
    expect(ticket.duty('escalation-request').state).toBe('cancelled');
  });

  test('§2.3.2 waiting for the reporter stops the 2 hours and no other clock', () => {
    const ticket = open();
    ticket.act('li', 'record-step', fits.step);
    ticket.pass('20 min');
    ticket.act('li', 'ask-reporter', { instructions: '请截图' });
    expect(ticket.toldOf('help-asked')).toEqual([[20, 'help-asked', 'wang']]);
    expect(ticket.state().stage).toBe('awaiting-reporter');
    expect(ticket.duty('escalation-request')).toMatchObject({ state: 'paused', dueAt: null });
    expect(ticket.duty('contact')).toMatchObject({ state: 'running', dueAt: '2026-01-05T09:30:00+08:00' });
    ticket.act('li', 'record-contact', fits.contact);
    ticket.pass('5 h');
    ticket.act('wang', 'answer-request', { answer: '见附件', attachments: [uploadOfWang] });
    expect(ticket.toldOf('help-answered')).toEqual([[320, 'help-answered', 'li']]);
    expect(ticket.state().stage).toBe('handling');
    expect(ticket.duty('escalation-request')).toMatchObject({
      state: 'running',
      dueAt: '2026-01-05T16:00:00+08:00',
    });
    ticket.pass(shyOf(100));
    expect(ticket.toldOf('form-demanded')).toEqual([]);
    ticket.pass(oneMs);
    expect(ticket.toldOf('form-demanded')).toEqual([
      [420, 'form-demanded', 'li'],
      [420, 'form-demanded', 'liu'],
    ]);
  });

  test('§2.3.2 a demanded form does not wait for the reporter', () => {
    const ticket = handled();
    ticket.pass('121 min');
    ticket.act('li', 'ask-reporter', { instructions: '请截图' });
    expectMissed(ticket, { duty: 'escalation-request', after: 14, due: '2026-01-05T11:15:00+08:00' });
  });

  test('§2.3.1 a step is recorded with action, result and the article it follows, which must exist', () => {
    const ticket = handled();
    ticket.act('li', 'record-step', { ...fits.step, article: 'KB-001' });
    expect(ticket.refusal('li', 'record-step', { ...fits.step, article: 'KB-999' })?.errors).toMatchObject([
      { pointer: '/article', clause: '§2.3.1' },
    ]);
    expect(ticket.state().counts.steps).toBe(1);
  });

  const requested = (): TestTicket => {
    const ticket = handled();
    ticket.act('li', 'request-escalation', fits.form);
    return ticket;
  };

  test('§2.3.4 a form without progress, reason or support is refused', () => {
    const ticket = handled();
    for (const part of ['progress', 'reason', 'support'])
      expect(ticket.refusal('li', 'request-escalation', { ...fits.form, [part]: ' ' })?.code).toBe(
        'invalid-input',
      );
  });

  test('§2.3.5 no decision in 30 minutes: breach, the deputy is asked, then the manager every 30 minutes', () => {
    const ticket = requested();
    expectMissed(ticket, { duty: 'decision', after: 30, due: '2026-01-05T09:30:00+08:00' });
    ticket.pass('65 min');
    expect(ticket.toldOf('decision-missed', 'decision-chased')).toEqual([
      [30, 'decision-missed', 'he'],
      [30, 'decision-missed', 'liu'],
      [60, 'decision-chased', 'ma'],
      [90, 'decision-chased', 'ma'],
    ]);
    ticket.act('ma', 'decide-escalation', { decision: 'approve', liaison: 'ma' });
    expect(ticket.state().stage).toBe('escalated');
    ticket.pass('1 h');
    expect(ticket.toldOf('decision-chased')).toHaveLength(2);
  });

  test('§2.3.5 approved in time, naming a liaison: applicant, engineer and liaison are told', () => {
    const ticket = requested();
    ticket.pass(shyOf(30));
    ticket.act('liu', 'decide-escalation', { decision: 'approve', liaison: 'vendor' });
    expect(ticket.duty('decision')).toMatchObject({ state: 'met', dueAt: '2026-01-05T09:30:00+08:00' });
    expect(ticket.toldOf('escalation-approved').map(([, , who]) => who)).toEqual(['li', 'vendor']);
  });

  test('§2.3.5 declined with a reason: back to handling, with a new 2 hours', () => {
    const ticket = requested();
    expect(ticket.refusal('liu', 'decide-escalation', { decision: 'decline' })?.code).toBe('invalid-input');
    ticket.pass('10 min');
    ticket.act('liu', 'decide-escalation', { decision: 'decline', reason: '可自行处理' });
    expect(ticket.state().stage).toBe('handling');
    expect(ticket.toldOf('escalation-declined')).toEqual([[10, 'escalation-declined', 'li']]);
    expect(ticket.duty('escalation-request')).toMatchObject({
      nth: 2,
      dueAt: '2026-01-05T11:10:00+08:00',
    });
  });

  test('§2.3.5 the liaison is a manager or a vendor’s contact', () => {
    const ticket = requested();
    for (const liaison of ['li', 'wang', 'nobody'])
      expect(
        ticket.refusal('liu', 'decide-escalation', { decision: 'approve', liaison })?.errors,
      ).toMatchObject([{ pointer: '/liaison', clause: '§2.3.5' }]);
  });
});

describe('escalated (§2.3.6)', () => {
  const escalated = (): TestTicket => {
    const ticket = open();
    ticket.act('li', 'record-contact', fits.contact);
    ticket.act('li', 'request-escalation', fits.form);
    ticket.act('liu', 'decide-escalation', { decision: 'approve', liaison: 'vendor' });
    return ticket;
  };

  test('§2.3.6 progress at least every 2 hours: each missed sync is recorded, and both are reminded', () => {
    const ticket = escalated();
    expectMissed(ticket, { duty: 'progress-sync', after: 120, due: '2026-01-05T11:00:00+08:00' });
    ticket.pass('2 h');
    expect(ticket.toldOf('sync-missed')).toEqual([
      [120, 'sync-missed', 'li'],
      [120, 'sync-missed', 'vendor'],
      [240, 'sync-missed', 'li'],
      [240, 'sync-missed', 'vendor'],
    ]);
  });

  test('§2.3.6 a sync meets the duty and the next 2 hours begin; the liaison syncs as well', () => {
    const ticket = escalated();
    ticket.pass(shyOf(120));
    ticket.act('li', 'sync-progress', { progress: '备件已发出' });
    expect(ticket.duty('progress-sync', 1).state).toBe('met');
    expect(ticket.duty('progress-sync')).toMatchObject({ nth: 2, dueAt: '2026-01-05T12:59:59.999+08:00' });
    ticket.pass('1 h');
    ticket.act('vendor', 'sync-progress', { progress: '已到货' });
    expect(ticket.duty('progress-sync').nth).toBe(3);
    expect(ticket.toldOf('sync-missed')).toEqual([]);
  });

  test('§2.3.6 the end of the escalation ends the syncs; a ticket is escalated more than once', () => {
    const ticket = escalated();
    ticket.act('vendor', 'end-escalation', { outcome: '备件已换' });
    expect(ticket.duty('progress-sync').state).toBe('cancelled');
    expect(ticket.refusal('vendor', 'sync-progress', { progress: '一' })?.code).toBe('not-permitted');
    ticket.act('li', 'request-escalation', fits.form);
    ticket.act('he', 'decide-escalation', { decision: 'approve', liaison: 'ma' });
    expect(ticket.state()).toMatchObject({
      stage: 'escalated',
      escalation: { nth: 2, liaison: { id: 'ma' } },
    });
  });

  test('§2.3.6 waiting for the reporter within an escalation goes on owing progress and returns to it', () => {
    const ticket = escalated();
    ticket.act('li', 'ask-reporter', { instructions: '请确认型号' });
    expect(ticket.duty('progress-sync')).toMatchObject({ state: 'running', nth: 1 });
    ticket.act('zhou', 'answer-request', { answer: '电话答复：X1' });
    expect(ticket.state().stage).toBe('escalated');
    expect(ticket.duty('progress-sync').nth).toBe(1);
  });
});

describe('verification and confirmation (§2.4.1, §2.4.2)', () => {
  const proposed = (): TestTicket => {
    const ticket = open();
    ticket.act('li', 'record-contact', fits.contact);
    ticket.act('li', 'record-step', fits.step);
    ticket.pass('30 min');
    ticket.act('li', 'propose-resolution', { solution: '重启服务' });
    return ticket;
  };

  test('§2.4.1 the reporter cannot confirm what nobody verified with them', () => {
    const ticket = proposed();
    expect(ticket.toldOf('resolution-proposed')).toEqual([[30, 'resolution-proposed', 'wang']]);
    expect(ticket.refusal('wang', 'confirm-resolved')).toMatchObject({
      code: 'not-allowed-now',
      clause: '§2.4.1',
    });
    ticket.act('li', 'record-verification', { method: 'remote', checked: '登录', outcome: 'passed' });
    expect(ticket.refusal('wang', 'confirm-resolved')).toBeNull();
  });

  test('§2.4.1 a failed verification returns to handling, with the clock and the history intact', () => {
    const ticket = proposed();
    expect(ticket.duty('escalation-request').state).toBe('paused');
    ticket.pass('1 h');
    ticket.act('wang', 'record-verification', { method: 'self', checked: '登录', outcome: 'failed' });
    expect(ticket.state()).toMatchObject({ stage: 'handling', verifiedAt: null, counts: { steps: 1 } });
    expect(ticket.toldOf('verification-failed')).toEqual([[90, 'verification-failed', 'li']]);
    expect(ticket.duty('escalation-request')).toMatchObject({
      nth: 1,
      since: '2026-01-05T09:00:00+08:00',
      dueAt: '2026-01-05T12:00:00+08:00',
    });
    expect(ticket.duty('confirmation').state).toBe('cancelled');
  });

  test('§2.4.2 reminders after 1 and 24 hours; after 3 working days the supervisor may close, marked so', () => {
    const ticket = proposed();
    const close = { comment: '多次联系未果' };
    ticket.pass(shyOf(60));
    expect(ticket.toldOf('confirmation-reminder')).toEqual([]);
    ticket.pass(shyOf(72 * 60 - 60));
    expect(ticket.refusal('liu', 'confirm-resolved', close)?.code).toBe('not-allowed-now');
    ticket.pass('0.002 s');
    expect(ticket.duty('confirmation')).toMatchObject({
      state: 'missed',
      settledAt: '2026-01-08T09:30:00+08:00',
      owner: { role: 'reporter', person: 'wang' },
    });
    expect(ticket.toldOf('confirmation-reminder', 'confirmation-lapsed')).toEqual([
      [90, 'confirmation-reminder', 'wang'],
      [1470, 'confirmation-reminder', 'wang'],
      [4350, 'confirmation-lapsed', 'liu'],
    ]);
    expect(ticket.state()).toMatchObject({ stage: 'verifying', counts: { missed: 0 } });
    ticket.act('liu', 'confirm-resolved', close);
    expect(ticket.state().stage).toBe('resolved');
    expect(ticket.entries().findLast((entry) => 'action' in entry)).toMatchObject({
      action: 'confirm-resolved',
      by: { id: 'liu', role: 'supervisor' },
    });
  });

  test('§2.4.2 confirmed by the reporter in time: the resolved time is recorded and nobody is reminded', () => {
    const ticket = proposed();
    ticket.act('li', 'record-verification', { method: 'phone', checked: '登录', outcome: 'passed' });
    ticket.pass('59 min');
    ticket.act('wang', 'confirm-resolved', { comment: '谢谢' });
    expect(ticket.state().resolvedAt).toBe(Date.parse('2026-01-05T10:29:00+08:00'));
    expect(ticket.duty('confirmation').state).toBe('met');
    expect(ticket.toldOf('confirmation-reminder')).toEqual([]);
    expect(ticket.toldOf('resolved')).toEqual([[89, 'resolved', 'li']]);
  });

  test('§2.4.2 on the phone the agent records it on the reporter’s word, and must say so', () => {
    const ticket = proposed();
    ticket.act('li', 'record-verification', { method: 'phone', checked: '登录', outcome: 'passed' });
    expect(ticket.refusal('zhou', 'confirm-resolved')?.errors).toMatchObject([
      { pointer: '/onReportersWord' },
    ]);
    ticket.act('zhou', 'confirm-resolved', { onReportersWord: true });
    expect(ticket.entries().at(-1)).toMatchObject({
      by: { role: 'agent' },
      input: { onReportersWord: true },
    });
  });

  test('§2.4.2 a confirmation that says it is not solved is held and shown to engineer and lead', () => {
    const ticket = proposed();
    ticket.act('li', 'record-verification', { method: 'phone', checked: '登录', outcome: 'passed' });
    ticket.act('wang', 'confirm-resolved', { comment: '其实还没解决，Still Broken' });
    expect(ticket.state()).toMatchObject({ stage: 'verifying', confirmationHeld: true, resolvedAt: null });
    expect(ticket.toldOf('confirmation-held', 'resolved')).toEqual([
      [30, 'confirmation-held', 'li'],
      [30, 'confirmation-held', 'chen'],
    ]);
    expect(ticket.duty('confirmation').state).toBe('running');
    ticket.act('wang', 'confirm-resolved', { comment: '现在好了' });
    expect(ticket.state()).toMatchObject({ stage: 'resolved', confirmationHeld: false });
  });

  test('§2.4.1 a reopened ticket goes back to handling; the survey is taken back and planned anew', () => {
    const ticket = resolved();
    ticket.pass('10 min');
    ticket.act('wang', 'reopen', { reason: '又坏了' });
    expect(ticket.state()).toMatchObject({
      stage: 'handling',
      resolvedAt: null,
      survey: { state: 'withdrawn' },
    });
    expect(ticket.toldOf('reopened')).toEqual([
      [10, 'reopened', 'li'],
      [10, 'reopened', 'chen'],
    ]);
    expect(ticket.duty('archive').state).toBe('cancelled');
    expect(ticket.duty('knowledge').state).toBe('cancelled');
    expect(ticket.refusal('wang', 'answer-survey', fits.five)?.code).toBe('not-allowed-now');
    ticket.act('li', 'propose-resolution', fits.proposal);
    ticket.act('wang', 'confirm-resolved');
    expect(ticket.state().survey).toMatchObject({ state: 'sent' });
    expect(ticket.toldOf('survey')).toHaveLength(2);
  });
});

describe('survey (§2.4.3, §2.4.4)', () => {
  test('§2.4.3 sent at resolution, reminded of once, and expired at 7 days exactly', () => {
    const ticket = resolved();
    expect(ticket.duty('survey').state).toBe('met');
    ticket.pass(shyOf(7 * 1440));
    expect(ticket.refusal('wang', 'answer-survey', fits.five)).toBeNull();
    ticket.pass(oneMs);
    expect(ticket.refusal('wang', 'answer-survey', fits.five)).toMatchObject({
      code: 'not-allowed-now',
      clause: '§2.4.3',
    });
    expect(ticket.state().survey?.state).toBe('expired');
    ticket.pass('30 d');
    expect(ticket.toldOf('survey', 'survey-reminder')).toEqual([
      [0, 'survey', 'wang'],
      [1440, 'survey-reminder', 'wang'],
    ]);
  });

  test('§2.4.3 works once, from the link and without login, also after the archive', () => {
    const ticket = resolved();
    ticket.act('li', 'settle-knowledge', fits.known);
    ticket.pass('5 d');
    expect(ticket.state().stage).toBe('archived');
    const link = { ...people.qian, id: 'link', roles: [], via: 'survey-link' as const };
    ticket.act(link, 'answer-survey', fits.five);
    expect(ticket.entries().at(-1)).toMatchObject({ by: { via: 'survey-link', role: 'reporter' } });
    expect(ticket.refusal(link, 'answer-survey', fits.five)?.code).toBe('not-allowed-now');
    for (const action of ['confirm-resolved', 'reopen', 'withdraw', 'reply'] as const)
      expect(ticket.refusal(link, action, { reason: '一', text: '一' })).not.toBeNull();
  });

  test('§2.4.3 the survey’s link serves for nothing but the survey', () => {
    const ticket = resolved();
    const link = { ...people.qian, id: 'link', roles: [], via: 'survey-link' as const };
    expect(ticket.refusal(link, 'reopen', { reason: '一' })?.code).toBe('not-permitted');
    expect(ticket.refusal(link, 'reply', { text: '一' })?.code).toBe('not-permitted');
  });

  test.each([
    ['30 min', 30],
    ['1 h', 60],
  ] as const)('§2.4.3 a policy that sends after %s is met at that moment', (sendAfter, minute) => {
    const ticket = resolved({ policy: policyWith({ survey: { sendAfter } }) });
    expect(ticket.duty('survey')).toMatchObject({ state: 'running', dueAt: '2026-01-05T10:00:00+08:00' });
    ticket.pass('3 h');
    expect(ticket.duty('survey')).toMatchObject({ state: 'met', lateMs: 0 });
    expect(ticket.toldOf('survey')).toEqual([[minute, 'survey', 'wang']]);
  });

  test('§2.4.3 a policy that sends too late misses it, and the supervisor is told', () => {
    const ticket = resolved({ policy: policyWith({ survey: { sendAfter: '2 h' } }) });
    expectMissed(ticket, { duty: 'survey', after: 60, due: '2026-01-05T10:00:00+08:00' });
    expect(ticket.toldOf('duty-missed')).toEqual([[60, 'duty-missed', 'liu']]);
    ticket.pass('1 h');
    expect(ticket.toldOf('survey')).toEqual([[120, 'survey', 'wang']]);
  });

  test.each([
    ['one score under 4', { speed: 3 }],
    ['a negative word', { suggestions: '总体太差' }],
    ['a negative word in English capitals', { suggestions: 'UNACCEPTABLE' }],
    ['the box “not satisfied”', { notSatisfied: true }],
  ])('§2.4.4 %s: the supervisor is asked to follow up within 24 hours', (_name, answer) => {
    const ticket = resolved();
    ticket.act('wang', 'answer-survey', { ...fits.five, ...answer });
    expect(ticket.toldOf('low-score')).toEqual([[0, 'low-score', 'liu']]);
    expect(ticket.duty('follow-up').dueAt).toBe('2026-01-06T09:00:00+08:00');
  });

  test('§2.4.4 all scores of 4 and more oblige nobody; 4 itself is not low', () => {
    const ticket = resolved();
    ticket.act('wang', 'answer-survey', {
      speed: 4,
      efficiency: 4,
      attitude: 4,
      ability: 4,
      suggestions: '好',
    });
    expect(ticket.has('follow-up')).toBe(false);
  });

  test('§2.4.4 by policy the average decides', () => {
    const policy = policyWith({ survey: { judgedBy: 'average' } });
    const fair = resolved({ policy });
    fair.act('wang', 'answer-survey', { speed: 1, efficiency: 5, attitude: 5, ability: 5 });
    expect(fair.has('follow-up')).toBe(false);
    const poor = resolved({ policy });
    poor.act('wang', 'answer-survey', { speed: 3, efficiency: 4, attitude: 4, ability: 4 });
    expect(poor.has('follow-up')).toBe(true);
  });

  test('§2.4.4 not followed up in 24 hours: breach, the manager is told, and again every 24 hours', () => {
    const ticket = resolved();
    ticket.act('wang', 'answer-survey', { ...fits.five, attitude: 1 });
    expectMissed(ticket, { duty: 'follow-up', after: 1440, due: '2026-01-06T09:00:00+08:00' });
    ticket.pass('25 h');
    expect(ticket.toldOf('follow-up-missed')).toEqual([
      [1440, 'follow-up-missed', 'ma'],
      [1440, 'follow-up-missed', 'liu'],
      [2880, 'follow-up-missed', 'ma'],
      [2880, 'follow-up-missed', 'liu'],
    ]);
  });

  test('§2.4.4 followed up in time with its cause, and the improvement through to done', () => {
    const ticket = resolved();
    ticket.act('wang', 'answer-survey', { ...fits.five, attitude: 1 });
    ticket.pass(shyOf(1440));
    ticket.act('liu', 'record-follow-up', {
      contact: '电话致歉',
      cause: '态度生硬',
      improvement: { measure: '培训', by: '2026-01-20T18:00:00+08:00' },
    });
    expect(ticket.duty('follow-up').state).toBe('met');
    expect(ticket.duty('improvement')).toMatchObject({
      state: 'running',
      dueAt: '2026-01-20T18:00:00+08:00',
    });
    ticket.until('2026-01-20T17:59:59.999+08:00');
    ticket.act('liu', 'complete-improvement', { result: '已培训' });
    expect(ticket.duty('improvement').state).toBe('met');
    expect(ticket.refusal('liu', 'complete-improvement', { result: '已培训' })?.code).toBe('not-allowed-now');
  });

  test('§2.4.4 an improvement that is not done by its day is missed', () => {
    const ticket = resolved();
    ticket.act('wang', 'answer-survey', { ...fits.five, attitude: 1 });
    ticket.act('liu', 'record-follow-up', {
      contact: '电话',
      cause: '生硬',
      improvement: { measure: '培训' },
    });
    expectMissed(ticket, { duty: 'improvement', after: 14 * 1440, due: '2026-01-19T09:00:00+08:00' });
    expect(ticket.toldOf('improvement-missed')).toEqual([
      [14 * 1440, 'improvement-missed', 'ma'],
      [14 * 1440, 'improvement-missed', 'liu'],
    ]);
  });

  test('§2.4.4 a low score outlives a ticket that was reopened and withdrawn, and can still be followed up', () => {
    const ticket = resolved();
    ticket.act('wang', 'answer-survey', { ...fits.five, attitude: 1 });
    ticket.act('wang', 'reopen', { reason: '又坏了' });
    ticket.act('wang', 'withdraw', { reason: '不用了' });
    expect(ticket.duty('follow-up').state).toBe('running');
    ticket.act('liu', 'record-follow-up', {
      contact: '电话',
      cause: '生硬',
      improvement: { measure: '培训' },
    });
    ticket.act('liu', 'complete-improvement', { result: '已培训' });
    expect(ticket.duty('improvement').state).toBe('met');
  });
});

describe('knowledge and archive (§2.5.1, §2.5.2)', () => {
  test('§2.5.1 not settled within 1 working day of resolution: missed, engineer and supervisor told', () => {
    const ticket = resolved();
    expectMissed(ticket, { duty: 'knowledge', after: 1440, due: '2026-01-06T09:00:00+08:00' });
    expect(ticket.toldOf('duty-missed')).toEqual([
      [1440, 'duty-missed', 'li'],
      [1440, 'duty-missed', 'liu'],
    ]);
  });

  test('§2.5.1 over a weekend the working day is counted: Friday 15:00 to Monday 15:00', () => {
    const ticket = resolved({ at: '2026-01-09T15:00:00+08:00' });
    expect(ticket.duty('knowledge').dueAt).toBe('2026-01-12T15:00:00+08:00');
  });

  test('§2.5.1 new knowledge needs its parts; “not new” names an article that exists', () => {
    const ticket = resolved();
    expect(ticket.refusal('li', 'settle-knowledge', { isNew: true, title: '一' })?.code).toBe(
      'invalid-input',
    );
    expect(
      ticket.refusal('li', 'settle-knowledge', { isNew: false, article: 'KB-999' })?.errors,
    ).toMatchObject([{ pointer: '/article' }]);
    ticket.pass(shyOf(1440));
    ticket.act('li', 'settle-knowledge', fits.fresh);
    expect(ticket.duty('knowledge').state).toBe('met');
    expect(ticket.refusal('li', 'settle-knowledge', fits.known)?.code).toBe('not-allowed-now');
  });

  test('§2.5.2 complete, it is archived by the desk within 3 working days', () => {
    const ticket = resolved();
    ticket.act('li', 'settle-knowledge', fits.known);
    ticket.pass('3 d');
    expect(ticket.duty('archive')).toMatchObject({ state: 'met', dueAt: '2026-01-08T09:00:00+08:00' });
    expect(ticket.state()).toMatchObject({ stage: 'archived' });
    expect(ticket.strikes('archive')).toEqual([[3456, 'met']]);
    expect(ticket.toldOf('archive-held')).toEqual([]);
  });

  test('§2.5.2 a missing part is named and holds the archive; supplied, it is archived at once', () => {
    const ticket = resolved();
    expectMissed(ticket, { duty: 'archive', after: 4320, due: '2026-01-08T09:00:00+08:00' });
    expect(ticket.toldOf('archive-held')).toEqual([
      [3456, 'archive-held', 'liu'],
      [3456, 'archive-held', 'li'],
      [4320, 'archive-held', 'liu'],
      [4320, 'archive-held', 'li'],
    ]);
    expect(ticket.entries().at(-1)).toMatchObject({ duty: 'archive', input: { missing: ['knowledge'] } });
    expect(ticketView(ticket.state()).archive).toEqual({ missing: ['knowledge'], supplied: [], waived: [] });
    ticket.pass('5 d');
    expect(ticket.state().stage).toBe('resolved');
    ticket.act('li', 'settle-knowledge', fits.known);
    expect(ticket.state()).toMatchObject({
      stage: 'archived',
      archivedAt: Date.parse('2026-01-13T09:00:00+08:00'),
    });
    expect(ticketView(ticket.state()).archive).toBeNull();
    expect(ticket.duty('archive').state).toBe('missed');
  });

  test('§2.5.2 waived by the supervisor with a reason, it is archived at once', () => {
    const ticket = resolved();
    ticket.pass('3500 min');
    expect(ticket.refusal('li', 'waive-archive-part', { part: 'knowledge', reason: '一' })?.code).toBe(
      'not-permitted',
    );
    expect(ticket.refusal('liu', 'waive-archive-part', { part: 'knowledge' })?.code).toBe('invalid-input');
    ticket.act('liu', 'waive-archive-part', { part: 'knowledge', reason: '一次性问题' });
    expect(ticket.state().stage).toBe('archived');
    expect(ticket.duty('archive').state).toBe('met');
  });

  test('§2.5.2 a part supplied by staff counts; records of handling are a part', () => {
    const ticket = open();
    ticket.act('li', 'record-contact', fits.contact);
    ticket.act('li', 'propose-resolution', { ...fits.proposal, knowledge: fits.known });
    ticket.act('wang', 'confirm-resolved');
    ticket.pass('3456 min');
    expect(ticket.entries().at(-1)).toMatchObject({
      outcome: 'warned',
      input: { missing: ['process-records'] },
    });
    ticket.act('zhou', 'supply-archive-part', { part: 'process-records', content: '电话指导重启' });
    expect(ticket.state().stage).toBe('archived');
  });

  test('§2.5.2 a low score that is not followed up is named as missing feedback', () => {
    const ticket = resolved();
    ticket.act('li', 'settle-knowledge', fits.known);
    ticket.act('wang', 'answer-survey', { ...fits.five, speed: 2 });
    ticket.pass('3456 min');
    expect(ticket.entries().findLast((entry) => 'duty' in entry && entry.duty === 'archive')).toMatchObject({
      input: { missing: ['feedback'] },
    });
    ticket.act('ma', 'record-follow-up', { contact: '电话', cause: '慢', noImprovement: '偶发' });
    expect(ticket.state().stage).toBe('archived');
  });

  test('§2.5.2 a survey that expired unanswered holds no archive', () => {
    const ticket = resolved();
    ticket.pass('8 d');
    expect(ticket.state()).toMatchObject({ stage: 'resolved', survey: { state: 'expired' } });
    ticket.act('li', 'settle-knowledge', fits.known);
    expect(ticket.state().stage).toBe('archived');
  });

  test('§2.5.2 a policy without a warning archives at the due time, and does not call it missed', () => {
    const { archive: _archive, ...warnAt } = policyWith({}).warnAt;
    const ticket = resolved({ policy: { ...policyWith({}), warnAt } });
    ticket.act('li', 'settle-knowledge', fits.known);
    ticket.pass('3 d');
    expect(ticket.state().stage).toBe('archived');
    expect(ticket.duty('archive').state).toBe('met');
  });
});

describe('ten working days across the National Day of 2026 (§2.4.2, §2.5, R25)', () => {
  test('§2.5.2 holidays stand still, the make-up Saturday counts, minutes run on', () => {
    // Wednesday, the last working day before 10-01..10-07; Saturday 10-10 is worked.
    const ticket = open({ at: '2026-09-30T17:00:00+08:00' });
    ticket.act('li', 'record-contact', fits.contact);
    ticket.act('li', 'record-step', fits.step);
    ticket.act('li', 'propose-resolution', { solution: '重启服务' });
    // 7 h on 09-30, then 24 h each on Thursday 08, Friday 09, and 17 h on Saturday 10.
    expect(ticket.duty('confirmation').dueAt).toBe('2026-10-10T17:00:00+08:00');
    ticket.until('2026-10-10T16:59:59.999+08:00');
    expect(ticket.duty('confirmation').state).toBe('running');
    expect(ticket.toldOf('confirmation-reminder').map(([minute]) => minute)).toEqual([60, 1440]);
    ticket.until('2026-10-10T17:00:00+08:00');
    expect(ticket.duty('confirmation').state).toBe('missed');
    ticket.act('liu', 'confirm-resolved', { comment: '假期后仍未回复' });
    // Saturday 17:00: 7 h left of it; Sunday 11 does not count; Monday 12 until 17:00.
    expect(ticket.duty('knowledge').dueAt).toBe('2026-10-12T17:00:00+08:00');
    expect(ticket.duty('archive').dueAt).toBe('2026-10-14T17:00:00+08:00');
    ticket.until('2026-10-12T16:00:00+08:00');
    ticket.act('li', 'settle-knowledge', fits.fresh);
    ticket.act('wang', 'answer-survey', { ...fits.five, efficiency: 2 });
    expect(ticket.duty('follow-up').dueAt).toBe('2026-10-13T16:00:00+08:00');
    ticket.until('2026-10-13T10:00:00+08:00');
    ticket.act('liu', 'record-follow-up', {
      contact: '电话',
      cause: '假期无人跟进',
      improvement: { measure: '排班' },
    });
    // 10 working days from Tuesday 10-13 10:00: 14, 15, 16, 19, 20, 21, 22, 23, 26, 27.
    expect(ticket.duty('improvement').dueAt).toBe('2026-10-27T10:00:00+08:00');
    ticket.until('2026-10-14T17:00:00+08:00');
    expect(ticket.state().stage).toBe('archived');
    ticket.until('2026-10-26T12:00:00+08:00');
    ticket.act('liu', 'complete-improvement', { result: '节假日排班表' });
    ticket.pass('60 d');
    expect(
      ticket
        .state()
        .duties.map(({ duty, missedAt, outcome }) => [duty, missedAt === undefined ? outcome : 'missed']),
    ).toEqual([
      ['response', 'met'],
      ['contact', 'met'],
      ['escalation-request', 'cancelled'],
      ['confirmation', 'missed'],
      ['survey', 'met'],
      ['knowledge', 'met'],
      ['archive', 'met'],
      ['follow-up', 'met'],
      ['improvement', 'met'],
    ]);
    const missedBy = ticket.entries().filter((entry) => 'duty' in entry && entry.outcome === 'missed');
    expect(missedBy).toHaveLength(1);
  });
});
