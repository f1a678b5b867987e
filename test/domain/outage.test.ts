import { describe, expect, test } from '@jest/globals';
import { isDutyEntry } from '../../domain/entry.js';
import { fits, open, policyWith, resolved, type TestTicket } from './desk.js';

const spoken = (ticket: TestTicket, from: number) =>
  ticket
    .entries()
    .slice(from)
    .filter(isDutyEntry)
    .map(({ duty, outcome, input }) => [duty, outcome, input['lateMs'], input['cause']]);

describe('the desk was away for long: each overdue duty speaks once', () => {
  test('§2.2.2 §2.2.3 §1 an urgent ticket over six hours', () => {
    const ticket = open({ urgency: 'urgent' });
    ticket.outage('6 h');
    expect(spoken(ticket, 2)).toEqual([
      ['response', 'missed', 355 * 60_000, 'platform'],
      ['emergency-acknowledgement', 'missed', 355 * 60_000, 'platform'],
      ['contact', 'missed', 345 * 60_000, 'platform'],
    ]);
    expect(ticket.duty('response')).toMatchObject({
      state: 'missed',
      dueAt: '2026-01-05T09:05:00+08:00',
      settledAt: '2026-01-05T15:00:00+08:00',
      lateMs: 355 * 60_000,
      cause: 'platform',
    });
    // The next engineer has the full time, and the next person is asked five minutes after the desk is back.
    expect(ticket.duty('contact', 2).dueAt).toBe('2026-01-05T15:15:00+08:00');
    ticket.pass('5 min');
    expect(ticket.toldOf('emergency-again')).toEqual([
      [360, 'emergency-again', 'he'],
      [365, 'emergency-again', 'ma'],
    ]);
  });

  test('§2.3.3 the form is demanded late, and the 15 minutes count from the demand', () => {
    const ticket = open();
    ticket.act('li', 'record-contact', fits.contact);
    ticket.outage('10 h');
    expect(spoken(ticket, 3)).toEqual([['escalation-request', 'warned', 8 * 3_600_000, 'platform']]);
    expect(ticket.duty('escalation-request').dueAt).toBe('2026-01-05T19:15:00+08:00');
  });

  test('§2.3.5 §2.3.6 a decision over a night, and syncs over a day', () => {
    const ticket = open();
    ticket.act('li', 'record-contact', fits.contact);
    ticket.act('li', 'request-escalation', fits.form);
    ticket.outage('12 h');
    expect(spoken(ticket, 4)).toEqual([['decision', 'missed', 11.5 * 3_600_000, 'platform']]);
    ticket.pass('30 min');
    expect(ticket.toldOf('decision-chased')).toEqual([[750, 'decision-chased', 'ma']]);
    ticket.act('ma', 'decide-escalation', { decision: 'approve', liaison: 'vendor' });
    const before = ticket.entries().length;
    ticket.outage('24 h');
    expect(spoken(ticket, before)).toEqual([['progress-sync', 'missed', 22 * 3_600_000, 'platform']]);
    expect(ticket.toldOf('sync-missed')).toHaveLength(2);
  });

  test('§2.3.5 §2.4.4 chases that passed in an outage are one chase, and the next is counted from it', () => {
    const ticket = resolved();
    ticket.act('wang', 'answer-survey', { ...fits.five, ability: 1 });
    ticket.pass('24 h');
    ticket.outage('100 h');
    ticket.pass('24 h');
    expect(ticket.strikes('follow-up')).toEqual([
      [1152, 'warned'],
      [1440, 'missed'],
      [7440, 'chased'],
      [8880, 'chased'],
    ]);
  });

  test('§2.4.2 reminders that passed are sent as one; a lapse that passed as well speaks alone', () => {
    const proposed = () => {
      const ticket = open();
      ticket.act('li', 'record-contact', fits.contact);
      ticket.act('li', 'propose-resolution', fits.proposal);
      return ticket;
    };
    const days = proposed();
    days.outage('30 h');
    expect(days.strikes('confirmation')).toEqual([[1800, 'reminded']]);
    days.pass('10 h');
    expect(days.strikes('confirmation')).toHaveLength(1);
    const week = proposed();
    week.outage('7 d');
    expect(week.strikes('confirmation')).toEqual([[10_080, 'missed']]);
    expect(week.duty('confirmation')).toMatchObject({
      dueAt: '2026-01-08T09:00:00+08:00',
      lateMs: 4 * 86_400_000,
      cause: 'platform',
    });
  });

  test('§2.4.3 §2.5 nobody is reminded of a survey that has expired meanwhile; the archive is late by the platform', () => {
    const ticket = resolved();
    ticket.act('li', 'settle-knowledge', fits.known);
    const before = ticket.entries().length;
    ticket.outage('9 d');
    expect(spoken(ticket, before)).toEqual([
      ['survey', 'expired', 2 * 86_400_000, 'platform'],
      ['archive', 'missed', 6 * 86_400_000, 'platform'],
      ['archive', 'met', 0, 'person'],
    ]);
    expect(ticket.state()).toMatchObject({ stage: 'archived', survey: { state: 'expired' } });
    expect(ticket.toldOf('survey-reminder')).toEqual([]);
  });

  test('§2.4.3 a survey that could not be sent in time is missed, and sent', () => {
    const ticket = resolved({ policy: policyWith({ survey: { sendAfter: '30 min' } }) });
    ticket.outage('3 h');
    expect(ticket.strikes('survey')).toEqual([
      [180, 'missed'],
      [180, 'met'],
    ]);
    expect(ticket.duty('survey')).toMatchObject({
      state: 'missed',
      lateMs: 2 * 3_600_000,
      cause: 'platform',
    });
  });

  test('§2.5.1 a moment of lateness is not the platform’s: under a minute is the person’s own miss', () => {
    const ticket = resolved();
    ticket.outage('86459.999 s');
    expect(ticket.duty('knowledge')).toMatchObject({ lateMs: 59_999, cause: 'person' });
    const later = resolved();
    later.outage('86460 s');
    expect(later.duty('knowledge')).toMatchObject({ lateMs: 60_000, cause: 'platform' });
  });
});
