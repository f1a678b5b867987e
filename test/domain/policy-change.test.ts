import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { differences } from '../../domain/difference.js';
import { rfc3339 } from '../../domain/instant.js';
import { dryRun } from '../../domain/policy-change/dry-run.js';
import { replay } from '../../domain/policy-change/replay.js';
import { manualPolicy, type Policy } from '../../domain/policy.js';
import { dutyView } from '../../domain/view.js';
import { fits, open, people, policyWith, resolved, type TestTicket } from './desk.js';

const liu = { id: 'liu', staffNumber: 'E1010', role: 'supervisor' } as const;
const second = (policy: Policy): Policy => ({ ...policy, version: 2 });
const changesOf = (ticket: TestTicket, policy: Policy) =>
  dryRun(ticket.state(), { policy, by: liu, reason: '-', now: ticket.now() });
const shown = (ticket: TestTicket, policy: Policy) =>
  changesOf(ticket, policy).map(({ duty, effect, from, to }) => [
    duty,
    effect,
    from === null ? null : rfc3339(from).slice(11, 16),
    to === null ? null : rfc3339(to).slice(11, 16),
  ]);

const contactIn = (span: Policy['targets']['contact']['normal']): Policy =>
  second(policyWith({ targets: { contact: { ...manualPolicy.targets.contact, normal: span } } }));

describe('a dry run says', () => {
  test('which due times move, and of those already behind that they become late at once', () => {
    const ticket = open();
    ticket.pass('20 min');
    expect(shown(ticket, contactIn('1 h'))).toEqual([['contact', 'moves', '09:30', '10:00']]);
    expect(shown(ticket, contactIn('25 min'))).toEqual([['contact', 'moves', '09:30', '09:25']]);
    expect(shown(ticket, contactIn('15 min'))).toEqual([['contact', 'becomes-late', '09:30', '09:15']]);
    expect(shown(ticket, second(manualPolicy))).toEqual([]);
  });

  test('which would not be late, though the miss stays on record', () => {
    const ticket = open({ assignee: null });
    ticket.pass('40 min');
    expect(shown(ticket, contactIn('1 h'))).toEqual([['contact', 'no-longer-late', '09:30', '10:00']]);
    expect(shown(ticket, contactIn('35 min'))).toEqual([]);
  });

  test('which clocks stop and which run again', () => {
    const ticket = open();
    ticket.act('li', 'record-contact', fits.contact);
    ticket.act('li', 'ask-reporter', { instructions: '请重启' });
    const paused = second(policyWith({ pausedIn: { response: [] } }));
    const neverPaused = { ...paused, pausedIn: {} };
    expect(shown(ticket, neverPaused)).toEqual([['escalation-request', 'runs-again', null, '11:00']]);
    const other = open({ policy: { ...manualPolicy, pausedIn: {} } });
    other.act('li', 'record-contact', fits.contact);
    other.act('li', 'ask-reporter', { instructions: '请重启' });
    expect(shown(other, second(manualPolicy))).toEqual([['escalation-request', 'stops', '11:00', null]]);
  });

  test('just what applying then does, whatever the policy and whenever', () => {
    const span = fc.constantFrom('1 min', '20 min', '1 h', '5 h', '2 bh', '1 wd', '3 d');
    const policies = fc.record({
      response: span,
      contact: span,
      handling: span,
      confirmation: span,
      paused: fc.boolean(),
    });
    const lives: readonly ((ticket: TestTicket) => void)[] = [
      () => undefined,
      (ticket) => ticket.act('li', 'record-contact', fits.contact),
      (ticket) => {
        ticket.act('li', 'record-contact', fits.contact);
        ticket.act('li', 'ask-reporter', { instructions: '请重启' });
      },
      (ticket) => {
        ticket.act('li', 'record-contact', fits.contact);
        ticket.act('li', 'propose-resolution', fits.proposal);
      },
    ];
    let changed = 0;
    fc.assert(
      fc.property(
        policies,
        fc.nat(lives.length - 1),
        fc.integer({ min: 1, max: 400 }),
        (drawn, life, minutes) => {
          const policy = second(
            policyWith({
              targets: {
                response: { urgent: '5 min', important: '4 h', normal: drawn.response },
                contact: { urgent: '15 min', important: '30 min', normal: drawn.contact },
                confirmation: drawn.confirmation,
              },
              ordinaryHandling: drawn.handling,
              pausedIn: drawn.paused ? { contact: ['assigned'] } : {},
            }),
          );
          const ticket = open({ policies: { 2: policy } });
          lives[life]?.(ticket);
          ticket.pass(`${minutes} min`);
          const before = ticket.state();
          const foretold = changesOf(ticket, policy);
          const wasOpen = before.duties.filter(({ settledAt }) => settledAt === undefined);
          ticket.act(people.liu, 'apply-policy', { version: 2, reason: '试' });
          const after = ticket.state();
          for (const clock of wasOpen) {
            const told = foretold.find(({ duty, nth }) => duty === clock.duty && nth === clock.nth);
            const now = after.duties.find(({ duty, nth }) => duty === clock.duty && nth === clock.nth);
            if (now === undefined) throw new Error('a clock is gone');
            const [was, is] = [dutyView(before, clock), dutyView(after, now)];
            const isMissed = clock.missedAt === undefined && now.missedAt !== undefined;
            expect(told?.effect === 'becomes-late').toBe(isMissed);
            const read = (text: string | null) => (text === null ? null : Date.parse(text));
            const stays = was.dueAt === is.dueAt && !isMissed;
            // Of what is missed already, the due time that it would have had is told; it stays as it was.
            if (told?.effect === 'no-longer-late' && stays) continue;
            expect([told?.from, told?.to]).toEqual(
              stays ? [undefined, undefined] : [read(was.dueAt), read(is.dueAt)],
            );
            changed += told === undefined ? 0 : 1;
          }
        },
      ),
      { numRuns: 120 },
    );
    expect(changed).toBeGreaterThan(25);
  });
});

describe('a replay of a finished life', () => {
  const archived = (): TestTicket => {
    const ticket = open();
    ticket.pass('20 min');
    ticket.act('li', 'record-contact', fits.contact);
    ticket.pass('50 min');
    ticket.act('li', 'record-step', fits.step);
    ticket.act('li', 'propose-resolution', fits.proposal);
    ticket.act('wang', 'confirm-resolved');
    ticket.act('li', 'settle-knowledge', fits.known);
    ticket.pass('8 d');
    return ticket;
  };
  const misses = (ticket: TestTicket, policy: Policy) =>
    replay(ticket.entries(), policy).map(({ duty, nth, was, would }) => [duty, nth, was, would]);

  test('under its own policy gives what was', () => {
    expect(misses(archived(), manualPolicy)).toEqual([]);
    const late = resolved();
    late.pass('12 d');
    const recorded = late
      .entries()
      .filter((entry) => 'duty' in entry && entry.outcome === 'missed')
      .map((entry) => ('duty' in entry ? entry.duty : ''));
    expect(recorded.length).toBeGreaterThan(0);
    expect(misses(late, manualPolicy)).toEqual(recorded.map((duty) => [duty, 1, true, true]));
  });

  test('under a stricter one gives what would have been missed, at the times at which people acted', () => {
    expect(misses(archived(), contactIn('19 min'))).toEqual([['contact', 1, false, true]]);
    expect(misses(archived(), contactIn('20 min'))).toEqual([['contact', 1, false, true]]);
    expect(misses(archived(), contactIn('21 min'))).toEqual([]);
  });

  test('under a milder one spares the miss and the search for another engineer that came of it', () => {
    const ticket = open();
    ticket.pass('40 min');
    ticket.act('zhao', 'record-contact', fits.contact);
    ticket.act('zhao', 'record-step', fits.step);
    ticket.act('zhao', 'propose-resolution', fits.proposal);
    ticket.act('wang', 'confirm-resolved');
    ticket.act('zhao', 'settle-knowledge', fits.known);
    ticket.pass('8 d');
    expect(misses(ticket, manualPolicy)).toEqual([['contact', 1, true, true]]);
    expect(misses(ticket, contactIn('1 h'))).toEqual([['contact', 1, true, false]]);
  });
});

test('differences name the places, as deep as they go', () => {
  expect(differences({ a: { b: 1, c: [1] }, d: 1 }, { a: { b: 2, c: [1, 2] }, 'e/f': 1 })).toEqual([
    { pointer: '/a/b', from: 1, to: 2 },
    { pointer: '/a/c', from: [1], to: [1, 2] },
    { pointer: '/d', from: 1 },
    { pointer: '/e~1f', to: 1 },
  ]);
  expect(differences(manualPolicy, structuredClone(manualPolicy))).toEqual([]);
});
