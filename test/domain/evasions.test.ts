import { describe, expect, test } from '@jest/globals';
import { offered, refuse } from '../../domain/decide.js';
import { isWellFormed } from '../../domain/envelope.js';
import { explain } from '../../domain/explain.js';
import { fits, knownFacts, open, people, policyWith, resolved } from './desk.js';

describe('ways around the rules that lead nowhere', () => {
  test('§2.2.3 handing a ticket to the engineer who has it gives no new time for the contact', () => {
    const ticket = open();
    ticket.pass('29 min');
    ticket.act('zhou', 'dispatch', { assignee: 'li' });
    ticket.act('chen', 'reassign', { group: 'sysops', assignee: 'li', reason: '再派一次' });
    expect(ticket.duty('contact')).toMatchObject({ nth: 1, dueAt: '2026-01-05T09:30:00+08:00' });
    ticket.act('chen', 'reassign', { assignee: 'zhao', reason: '换人' });
    expect(ticket.duty('contact')).toMatchObject({ nth: 2, dueAt: '2026-01-05T09:59:00+08:00' });
  });

  test('§2.1.2 nobody takes or dispatches a ticket without a staff number, and they are told what to do', () => {
    const now = open().state().acceptedAt;
    for (const [who, action, input] of [
      ['li', 'claim', {}],
      ['zhou', 'dispatch', { assignee: 'li' }],
    ] as const) {
      const ticket = open().state();
      const by = { ...people[who], staffNumber: null };
      const why = refuse(ticket, { action, by, input, facts: knownFacts() }, now);
      expect(why).toMatchObject({ code: 'not-permitted', clause: '§2.1.2' });
      expect(offered(ticket, by, now)).toContain(action);
      expect(refuse(ticket, { action, by: people[who], input, facts: knownFacts() }, now)).toBeNull();
    }
  });

  test('§2.3.6 progress is synced on an escalated ticket only', () => {
    const ticket = open();
    ticket.act('li', 'ask-reporter', { instructions: '请截图' });
    expect(ticket.refusal('li', 'sync-progress', { progress: '一' })).toMatchObject({
      code: 'not-allowed-now',
      clause: '§2.3.6',
    });
  });

  test('§2.4.1 what was said of a solution that failed does not stand for the next one', () => {
    const ticket = open();
    ticket.act('li', 'record-contact', fits.contact);
    ticket.act('li', 'propose-resolution', { ...fits.proposal, knowledge: fits.known });
    ticket.act('wang', 'record-verification', { method: 'self', checked: '仍打不开', outcome: 'failed' });
    ticket.act('li', 'propose-resolution', fits.proposal);
    ticket.act('wang', 'confirm-resolved');
    expect(ticket.duty('knowledge').state).toBe('running');
  });

  test('§2.4.2 nobody closes for a reporter who wrote that it is not solved, however long ago', () => {
    const ticket = open();
    ticket.act('li', 'record-contact', fits.contact);
    ticket.act('li', 'propose-resolution', fits.proposal);
    ticket.act('wang', 'confirm-resolved', { comment: '还是不行' });
    ticket.pass('7 d');
    expect(ticket.duty('confirmation').state).toBe('missed');
    expect(ticket.refusal('liu', 'confirm-resolved')).toMatchObject({
      code: 'not-allowed-now',
      clause: '§2.4.2',
    });
    ticket.act('wang', 'confirm-resolved');
    expect(ticket.state().stage).toBe('resolved');
  });

  test('§2.4.2 the end of the time to confirm verifies nothing: it opens the way for the supervisor alone', () => {
    const ticket = open();
    ticket.act('li', 'record-contact', fits.contact);
    ticket.act('li', 'propose-resolution', { solution: '重启服务' });
    ticket.pass('7 d');
    expect(ticket.refusal('wang', 'confirm-resolved')).toMatchObject({ clause: '§2.4.1' });
    expect(ticket.refusal('zhou', 'confirm-resolved', { onReportersWord: true })?.clause).toBe('§2.4.1');
    expect(ticket.refusal('liu', 'confirm-resolved')).toBeNull();
  });

  test('§2.4.2 a supervisor who is an agent as well closes as the supervisor', () => {
    const both = { ...people.liu, roles: ['agent', 'supervisor'] as const };
    const ticket = open();
    ticket.act('li', 'record-contact', fits.contact);
    ticket.act('li', 'propose-resolution', fits.proposal);
    ticket.pass('3 d');
    ticket.act(both, 'confirm-resolved');
    expect(ticket.entries().at(-1)).toMatchObject({ action: 'confirm-resolved', by: { role: 'supervisor' } });
  });

  test('§2.4.4 a follow-up names the improvement, or says why none is needed', () => {
    const ticket = resolved();
    ticket.act('wang', 'answer-survey', { ...fits.five, speed: 1 });
    expect(ticket.refusal('liu', 'record-follow-up', { contact: '电话', cause: '慢' })).toMatchObject({
      code: 'invalid-input',
      errors: [{ pointer: '/improvement', clause: '§2.4.4' }],
    });
    ticket.act('liu', 'record-follow-up', { contact: '电话', cause: '慢', noImprovement: '停电所致' });
    expect(ticket.has('improvement')).toBe(false);
  });

  test('§2.5.2 what was waived before a reopening is not waived after it', () => {
    const ticket = resolved();
    ticket.act('liu', 'waive-archive-part', { part: 'knowledge', reason: '已有文档' });
    ticket.act('wang', 'reopen', { reason: '又坏了' });
    expect(ticket.state().archive.waived).toEqual([]);
  });
});

describe('what nobody would be told, or told wrongly', () => {
  test('§1 a ticket that was taken before it became urgent was responded to', () => {
    const ticket = open();
    ticket.act('li', 'claim');
    ticket.pass('10 min');
    ticket.act('chen', 'change-urgency', { urgency: 'urgent', reason: '影响全公司' });
    expect(ticket.duty('response').state).toBe('met');
  });

  test('§2.3.2 an answer, a reply or a failed verification in a group’s queue goes to its lead', () => {
    const ticket = open({ assignee: null });
    ticket.act('wang', 'reply', { text: '还有谁在？' });
    ticket.act('chen', 'ask-reporter', { instructions: '请截图' });
    ticket.act('wang', 'answer-request', { answer: '见附件' });
    ticket.act('chen', 'propose-resolution', fits.proposal);
    ticket.act('wang', 'record-verification', { method: 'self', checked: '不行', outcome: 'failed' });
    expect(ticket.toldOf('replied', 'help-answered', 'verification-failed')).toEqual([
      [0, 'replied', 'chen'],
      [0, 'help-answered', 'chen'],
      [0, 'verification-failed', 'chen'],
    ]);
  });

  test('§2.2.3 the reporter reads who has the ticket now, and nothing of the breach', () => {
    const ticket = open();
    ticket.pass('30 min');
    const seen = ticket.entries().filter(({ visibility }) => visibility === 'public');
    expect(seen.at(-1)).toMatchObject({ action: 'reassign', input: { assignee: { id: 'zhao' } } });
    expect(JSON.stringify(seen)).not.toContain('missed');
  });
});

describe('how a due time came about (§2.3.2)', () => {
  const running = (ticket: ReturnType<typeof open>, duty: string) => {
    const clock = ticket.state().duties.find((candidate) => candidate.duty === duty)!;
    const { target, stretches } = explain(ticket.state(), clock, ticket.now());
    return { target, stretches: stretches.map(({ kind, from, to }) => [kind, (to - from) / 60_000]) };
  };

  test('§2.1.5 a miss is explained by the urgency it was missed under', () => {
    const ticket = open({ urgency: 'urgent' });
    ticket.pass('6 min');
    ticket.act('chen', 'change-urgency', { urgency: 'normal', reason: '误报' });
    expect(running(ticket, 'response')).toEqual({ target: '5 min', stretches: [['running', 5]] });
  });

  test('§2.3.2 a duty that was settled while it stood still is explained up to that moment', () => {
    const ticket = open({ policy: policyWith({ pausedIn: { contact: ['awaiting-reporter'] } }) });
    ticket.pass('10 min');
    ticket.act('li', 'ask-reporter', { instructions: '请截图' });
    ticket.pass('20 min');
    ticket.act('li', 'record-contact', fits.contact);
    ticket.pass('1 h');
    expect(running(ticket, 'contact').stretches).toEqual([
      ['running', 10],
      ['paused', 20],
    ]);
  });

  test('§2.3.2 a pause after a duty was met changes nothing of it', () => {
    const ticket = open({ policy: policyWith({ pausedIn: { response: ['awaiting-reporter'] } }) });
    ticket.act('li', 'record-contact', fits.contact);
    ticket.pass('1 h');
    ticket.act('li', 'ask-reporter', { instructions: '请截图' });
    ticket.pass('1 h');
    expect(running(ticket, 'response')).toEqual({ target: '24 h', stretches: [['running', 1440]] });
  });
});

test('§2 facts of a wrong shape are refused before a rule reads them', () => {
  const { roles, groups, leads, id, staffNumber } = people.li;
  const request = { by: { id, staffNumber, roles, groups, leads }, input: {} };
  expect(isWellFormed({ ...request, facts: knownFacts({ 2: policyWith({ version: 2 }) }) })).toBe(true);
  for (const facts of [
    { people: { li: 5 } },
    { articles: 5 },
    { tickets: { TS: {} } },
    { policies: [] },
    'no',
  ])
    expect(isWellFormed({ ...request, facts })).toBe(false);
});
