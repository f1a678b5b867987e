import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { archiveRecord } from '../../adapters/postgres/archive-record.js';
import { rfc3339 } from '../../domain/instant.js';
import { manualPolicy } from '../../domain/policy.js';
import { expectedResponseAt, intakeSchema, register } from '../../domain/register.js';
import { channels, ticketTypes, urgencies } from '../../domain/words.js';
import { fits, instant, intake, open, people } from './desk.js';

/** Where an intake is wrong, or nothing. */
const wrongIn = (changes: Record<string, unknown>): readonly string[] => {
  const parsed = z.safeParse(intakeSchema, { ...intake(), ...changes });
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join('/'));
};
const { reporter, description } = intake();

describe('intake (§2.1)', () => {
  test('§2.1.1 a ticket enters by the service desk or the hotline, and by no other channel', () => {
    expect(channels).toEqual(['service-desk', 'hotline']);
    for (const channel of channels) expect(wrongIn({ channel })).toEqual([]);
    for (const channel of ['corridor', 'private-chat', '', null])
      expect(wrongIn({ channel })).toEqual(['channel']);
  });

  test('§2.1.2 the agent who takes a call is on the ticket with their staff number', () => {
    const by = { id: 'zhou', staffNumber: 'E1003', role: 'agent' as const };
    const step = register({
      no: 'TS20260105001',
      sent: intake({ channel: 'hotline' }),
      reporter: null,
      by,
      route: null,
      policy: manualPolicy,
      now: 0,
    });
    expect(step.ticket.takenBy).toEqual({ id: 'zhou', staffNumber: 'E1003' });
    const ticket = open();
    expect(ticket.state().takenBy).toBeNull();
    ticket.act('li', 'claim');
    expect(ticket.state().takenBy).toEqual({ id: 'li', staffNumber: people.li.staffNumber });
  });

  test('§2.1.3 name, department, and an extension or an e-mail address', () => {
    const { name, department } = reporter;
    expect(wrongIn({ reporter: { name, department, email: 'wang@example.com' } })).toEqual([]);
    expect(wrongIn({ reporter: { name, department } })).toEqual(['reporter/extension']);
    expect(wrongIn({ reporter: { ...reporter, name: ' ' } })).toEqual(['reporter/name']);
    expect(wrongIn({ reporter: { ...reporter, department: undefined } })).toEqual(['reporter/department']);
    expect(wrongIn({ reporter: { ...reporter, email: 'wang' } })).toEqual(['reporter/email']);
    expect(wrongIn({ reporter: { ...reporter, extension: 'by phone' } })).toEqual(['reporter/extension']);
  });

  test.each(['symptom', 'occurredAt', 'impact', 'attempted'])(
    '§2.1.4 a description without its %s is refused',
    (part) => {
      expect(wrongIn({ description: { ...description, [part]: undefined } })).toEqual([
        `description/${part}`,
      ]);
      expect(wrongIn({ description: { ...description, [part]: '' } })).toContain(`description/${part}`);
    },
  );

  test('§2.1.5 type and urgency come from the lists', () => {
    expect(ticketTypes).toHaveLength(5);
    expect(urgencies).toEqual(['urgent', 'important', 'normal']);
    expect(wrongIn({ type: 'coffee' })).toEqual(['type']);
    expect(wrongIn({ urgency: 'very' })).toEqual(['urgency']);
  });

  test('§2.1.6 nothing is registered that was not read back; corrections stay in the log', () => {
    expect(wrongIn({ readBack: { confirmed: false } })).toEqual(['readBack/confirmed']);
    expect(wrongIn({ readBack: undefined })).toEqual(['readBack']);
    const sent = intake({ readBack: { confirmed: true, corrections: '部门写错了' } });
    const step = register({
      no: 'TS20260105001',
      sent,
      reporter: 'wang',
      by: { id: 'wang', staffNumber: null, role: 'reporter' },
      route: null,
      policy: manualPolicy,
      now: 0,
    });
    expect(step.entries[0]?.input).toMatchObject({ readBack: { corrections: '部门写错了' } });
    expect(JSON.stringify(step.ticket)).not.toContain('部门写错了');
  });

  test.each([
    ['urgent', '2026-01-05T09:05:00+08:00'],
    ['important', '2026-01-05T13:00:00+08:00'],
    ['normal', '2026-01-06T09:00:00+08:00'],
  ] as const)('§2.1.7 the reporter of an %s ticket is told the number and %s', (urgency, expected) => {
    const ticket = open({ urgency });
    const due = expectedResponseAt(ticket.state());
    expect(due === null ? null : rfc3339(due)).toBe(expected);
    expect(ticket.toldOf('ticket-accepted')).toEqual([[0, 'ticket-accepted', 'wang']]);
  });

  test('§2.2.1 with nobody routed the ticket waits for the desk, which dispatches by group or engineer', () => {
    const ticket = open({ route: null });
    expect(ticket.state()).toMatchObject({ stage: 'registered', group: null, assignee: null });
    ticket.act('zhou', 'dispatch', { assignee: 'sunn' });
    expect(ticket.state()).toMatchObject({ stage: 'assigned', group: 'network', assignee: { id: 'sunn' } });
    ticket.act('zhou', 'dispatch', { group: 'equipment' });
    expect(ticket.state()).toMatchObject({ group: 'equipment', assignee: null });
    expect(ticket.refusal('zhou', 'dispatch', { group: 'equipment', assignee: 'li' })?.errors).toMatchObject([
      { pointer: '/assignee', clause: '§2.2.1' },
    ]);
  });
});

test('§3 the archive holds the register, the survey and each escalation request with its decision', () => {
  const ticket = open();
  ticket.act('li', 'claim');
  ticket.act('li', 'record-contact', { ...fits.contact, expectedResolutionAt: '2026-01-05T17:00:00+08:00' });
  for (const decision of [
    { decision: 'decline', reason: '可自行处理' },
    { decision: 'approve', liaison: 'ma' },
  ]) {
    ticket.act('li', 'request-escalation', fits.form);
    ticket.act('liu', 'decide-escalation', decision);
  }
  ticket.act('li', 'propose-resolution', fits.proposal);
  ticket.act('wang', 'confirm-resolved');
  ticket.act('wang', 'answer-survey', { ...fits.five, suggestions: '很好' });
  const entries = ticket.entries().map((entry) => ({ entry, seq: entry.seq, hash: '' }));
  const { templates } = archiveRecord(ticket.state(), {
    intake: intake(),
    entries,
    lateness: [],
    notices: [],
  });
  expect(templates.register).toEqual({
    no: 'TS20260105001',
    acceptedAt: rfc3339(instant('2026-01-05T09:00:00+08:00')),
    reporter: '王敏',
    department: '财务部',
    contact: { extension: '6101', email: null },
    description,
    type: 'system-fault',
    urgency: 'normal',
    takenBy: { id: 'li', staffNumber: 'E1004' },
    expectedResolutionAt: '2026-01-05T17:00:00+08:00',
    resolvedAt: '2026-01-05T09:00:00+08:00',
    stage: 'resolved',
  });
  expect(templates.survey).toMatchObject([{ ...fits.five, suggestions: '很好', by: { id: 'wang' } }]);
  expect(templates.escalationRequests).toMatchObject([
    {
      ...fits.form,
      applicant: { staffNumber: 'E1004' },
      decision: { decision: 'decline', by: { id: 'liu' } },
    },
    { ...fits.form, decision: { decision: 'approve', liaison: { id: 'ma' } } },
  ]);
});
