import { describe, expect, test } from '@jest/globals';
import { act, refuse } from '../../domain/decide.js';
import { manualPolicy, policySchema } from '../../domain/policy.js';
import { fits, knownFacts, open, people, policyWith, resolved } from './desk.js';

describe('two people, one moment', () => {
  test('§2.1.2 of two claims the first wins, and the second is told by whom', () => {
    const ticket = open();
    ticket.act('zhao', 'claim');
    expect(ticket.refusal('li', 'claim')).toMatchObject({ code: 'not-allowed-now', clause: '§2.1.2' });
    expect(ticket.refusal('li', 'claim')?.detail.en).toContain('E1005');
    expect(ticket.state()).toMatchObject({
      assignee: { id: 'zhao' },
      takenBy: { id: 'zhao', staffNumber: 'E1005' },
    });
  });

  test('§2.3.5 of two decisions the first wins', () => {
    const ticket = open();
    ticket.act('li', 'record-contact', fits.contact);
    ticket.act('li', 'request-escalation', fits.form);
    ticket.act('he', 'decide-escalation', { decision: 'decline', reason: '可自行处理' });
    expect(ticket.refusal('liu', 'decide-escalation', { decision: 'approve', liaison: 'ma' })).toMatchObject({
      code: 'not-allowed-now',
      clause: '§2.3.5',
    });
  });

  test('§2.3.5 a decision one millisecond before 30:00 is in time; at 30:00.000 the miss comes first', () => {
    const requested = () => {
      const ticket = open();
      ticket.act('li', 'request-escalation', fits.form);
      return ticket;
    };
    const decline = { decision: 'decline', reason: '可自行处理' };
    const early = requested();
    early.outage('1799.999 s');
    early.act('liu', 'decide-escalation', decline);
    expect(early.duty('decision')).toMatchObject({
      state: 'met',
      settledAt: '2026-01-05T09:29:59.999+08:00',
    });
    expect(early.strikes('decision')).toEqual([[1799.999 / 60, 'warned']]);

    const late = requested();
    late.pass('1799.999 s');
    const asked = {
      action: 'decide-escalation' as const,
      by: people.liu,
      input: decline,
      facts: knownFacts(),
    };
    const at = late.now() + 1;
    expect(refuse(late.state(), asked, at)).toBeNull();
    const { ticket, entries } = act(late.state(), asked, at);
    const strikes = entries.map((entry) => ['action' in entry ? entry.action : entry.duty, entry.outcome]);
    // At 30:00.000 the contact of §2.2.3 is missed as well, which sends the ticket on.
    expect(strikes).toEqual([
      ['contact', 'missed'],
      ['decision', 'missed'],
      ['decide-escalation', 'done'],
    ]);
    expect(ticket).toMatchObject({ stage: 'handling' });
    expect(ticket.duties.find(({ duty }) => duty === 'decision')).toMatchObject({
      missedAt: at,
      outcome: 'met',
      lateMs: 0,
      cause: 'person',
    });
  });

  test('§2.4.2 confirm and reopen crossing: whichever comes second finds the stage changed', () => {
    const ticket = open();
    ticket.act('li', 'record-step', fits.step);
    ticket.act('li', 'propose-resolution', fits.proposal);
    expect(ticket.refusal('wang', 'reopen', { reason: '一' })?.code).toBe('not-allowed-now');
    ticket.act('wang', 'confirm-resolved');
    ticket.act('wang', 'reopen', { reason: '又坏了' });
    expect(ticket.refusal('zhou', 'confirm-resolved', { onReportersWord: true })?.code).toBe(
      'not-allowed-now',
    );
    expect(ticket.refusal('zhou', 'reopen', { reason: '一' })?.code).toBe('not-allowed-now');
    expect(ticket.state()).toMatchObject({ stage: 'handling', counts: { reopens: 1 } });
  });

  test('§2.4.3 a survey answered one millisecond before its expiry counts; at 7 d exactly it does not', () => {
    const early = resolved();
    early.pass('604799.999 s');
    early.act('wang', 'answer-survey', fits.five);
    expect(early.state().survey?.state).toBe('answered');
    early.pass('1 d');
    expect(early.state().survey?.state).toBe('answered');
    const late = resolved();
    const asked = { action: 'answer-survey', by: people.wang, input: fits.five };
    expect(refuse(late.state(), asked, late.now() + 604_799_999)).toBeNull();
    expect(refuse(late.state(), asked, late.now() + 604_800_000)?.code).toBe('not-allowed-now');
  });

  test('§2.2.3 a contact that arrives together with its miss: the miss stands, and whoever reached the reporter keeps the ticket', () => {
    const ticket = open();
    const at = ticket.now() + 30 * 60_000;
    const asked = {
      action: 'record-contact' as const,
      by: people.li,
      input: fits.contact,
      facts: knownFacts(),
    };
    const step = act(ticket.state(), asked, at);
    expect(step.entries.map((entry) => entry.outcome)).toEqual(['missed', 'done']);
    expect(step.ticket).toMatchObject({
      assignee: { id: 'li' },
      seeksEngineer: false,
      contactedAt: at,
      stage: 'handling',
    });
    expect(step.ticket.duties.filter(({ duty }) => duty === 'contact')).toMatchObject([
      { nth: 1, missedAt: at, outcome: 'met', settledAt: at },
    ]);
  });

  test('§2 a request is refused when the ticket has moved on since it was seen', () => {
    const ticket = open();
    const seen = ticket.state().version;
    ticket.act('li', 'claim');
    const asked = { action: 'note', by: people.li, input: { text: '一' }, ifVersion: seen };
    expect(refuse(ticket.state(), asked, ticket.now())?.code).toBe('stale-version');
    expect(refuse(ticket.state(), { ...asked, ifVersion: ticket.state().version }, ticket.now())).toBeNull();
  });

  test('§2 a repeated request is remembered; the same id with other content is a conflict', () => {
    const ticket = open();
    const asked = {
      action: 'note' as const,
      by: people.li,
      input: { text: '一' },
      requestId: 'r-1',
      requestHash: 'a',
    };
    const after = act(ticket.state(), asked, ticket.now()).ticket;
    expect(after.ledger).toEqual([{ id: 'r-1', hash: 'a', seq: after.version }]);
    expect(refuse(after, asked, ticket.now())).toBeNull();
    expect(refuse(after, { ...asked, requestHash: 'b' }, ticket.now())?.code).toBe('idempotency-conflict');
  });
});

describe('urgency and policy that change while duties run', () => {
  test('§2.1.5 normal to urgent: targets are counted from the original times; what became overdue by it is no one’s lateness', () => {
    const ticket = open();
    ticket.pass('10 min');
    ticket.act('chen', 'change-urgency', { urgency: 'urgent', reason: '影响全公司' });
    expect(ticket.duty('contact')).toMatchObject({ state: 'running', dueAt: '2026-01-05T09:15:00+08:00' });
    expect(ticket.duty('response')).toMatchObject({
      state: 'missed',
      dueAt: '2026-01-05T09:05:00+08:00',
      settledAt: '2026-01-05T09:10:00+08:00',
      lateMs: 0,
      cause: 'person',
    });
    expect(ticket.toldOf('emergency')).toEqual([
      [10, 'emergency', 'liu'],
      [10, 'emergency', 'chen'],
    ]);
    expect(ticket.duty('emergency-acknowledgement').dueAt).toBe('2026-01-05T09:15:00+08:00');
  });

  test('§2.1.5 urgent to normal and back: what was missed stays missed, and the emergency begins anew', () => {
    const ticket = open({ urgency: 'urgent' });
    ticket.pass('6 min');
    ticket.act('chen', 'change-urgency', { urgency: 'normal', reason: '误报' });
    expect(ticket.duty('response')).toMatchObject({ state: 'missed', dueAt: '2026-01-05T09:05:00+08:00' });
    expect(ticket.duty('emergency-acknowledgement')).toMatchObject({ state: 'missed' });
    expect(ticket.duty('contact').dueAt).toBe('2026-01-05T09:30:00+08:00');
    ticket.pass('14 min');
    expect(ticket.toldOf('emergency-again')).toHaveLength(1);
    ticket.act('chen', 'change-urgency', { urgency: 'urgent', reason: '确为紧急' });
    expect(ticket.duty('contact', 1)).toMatchObject({ state: 'missed', dueAt: '2026-01-05T09:15:00+08:00' });
    expect(ticket.duty('emergency-acknowledgement', 2)).toMatchObject({
      state: 'running',
      dueAt: '2026-01-05T09:25:00+08:00',
    });
    expect(ticket.duty('response')).toMatchObject({ nth: 1, dueAt: '2026-01-05T09:05:00+08:00' });
  });

  test('§2.5 apply-policy moves what still runs, from its original start, and nothing that was missed', () => {
    const version2 = policyWith({
      version: 2,
      targets: { ...manualPolicy.targets, response: { urgent: '5 min', important: '4 h', normal: '8 h' } },
    });
    const ticket = open({ policies: { 2: version2 } });
    ticket.pass('1 h');
    const missed = ticket.duty('contact', 1);
    ticket.act('liu', 'apply-policy', { version: 2, reason: '新策略' });
    expect(ticket.state().policy.version).toBe(2);
    expect(ticket.duty('response').dueAt).toBe('2026-01-05T17:00:00+08:00');
    expect(ticket.duty('contact', 1)).toEqual(missed);
    expect(ticket.refusal('liu', 'apply-policy', { version: 3, reason: '一' })?.errors).toMatchObject([
      { pointer: '/version' },
    ]);
    expect(ticket.refusal('liu', 'apply-policy', { version: 2 })?.code).toBe('invalid-input');
  });

  test('§2.5 a policy that makes a duty long overdue speaks once, and chases from then on', () => {
    const hurried = policyWith({
      version: 2,
      targets: { ...manualPolicy.targets, decision: '1 min' },
      chase: { decision: { every: '5 min', asks: ['manager'] } },
    });
    const patient = policyWith({ targets: { ...manualPolicy.targets, decision: '5 h' } });
    const ticket = open({ policy: patient, policies: { 2: hurried } });
    ticket.act('li', 'record-contact', fits.contact);
    ticket.act('li', 'request-escalation', fits.form);
    ticket.pass('2 h');
    ticket.act('liu', 'apply-policy', { version: 2, reason: '新策略' });
    expect(ticket.strikes('decision')).toEqual([[120, 'missed']]);
    expect(ticket.duty('decision')).toMatchObject({
      dueAt: '2026-01-05T09:01:00+08:00',
      lateMs: 0,
      cause: 'person',
    });
    ticket.pass('11 min');
    expect(ticket.strikes('decision')).toEqual([
      [120, 'missed'],
      [125, 'chased'],
      [130, 'chased'],
    ]);
  });

  test('§2.5 a policy whose chase or sync could never be waited for is refused', () => {
    const chase = { decision: { every: '0 s' as const, asks: ['manager' as const] } };
    expect(policySchema.safeParse(manualPolicy).success).toBe(true);
    expect(policySchema.safeParse(policyWith({ chase })).success).toBe(false);
    expect(
      policySchema.safeParse(policyWith({ targets: { ...manualPolicy.targets, 'progress-sync': '0 min' } }))
        .success,
    ).toBe(false);
    expect(
      policySchema.safeParse({ ...manualPolicy, chase: { decision: { every: 'soon', asks: ['manager'] } } })
        .success,
    ).toBe(false);
  });
});
