import { describe, expect, test } from '@jest/globals';
import { actions } from '../../domain/actions/index.js';
import { actionNames, type ActionName } from '../../domain/actions/names.js';
import { act, offered, refuse } from '../../domain/decide.js';
import type { Actor } from '../../domain/people.js';
import { relations, relationsOf, sightOf, type Relation } from '../../domain/permissions.js';
import { manualPolicy } from '../../domain/policy.js';
import type { RefusalCode } from '../../domain/refusal.js';
import type { Ticket } from '../../domain/ticket.js';
import { openStages, stages, type Stage, type Urgency } from '../../domain/words.js';
import {
  fits,
  knownFacts,
  open,
  people,
  policyWith,
  resolved,
  type TestTicket,
  uploadOfWang,
} from './desk.js';
import { sampleInput } from './samples.js';

const working = openStages.filter((stage) => stage !== 'registered');
const living = [...openStages, 'resolved'] as const;
const staff = 'assignee engineer lead';

/** The manual's table of who may do what and when ("Who takes part"), written a second time, by hand. */
const manual: Readonly<Record<ActionName, { may: string; in: readonly Stage[] }>> = {
  dispatch: { may: 'agent supervisor system', in: ['registered', 'assigned'] },
  claim: { may: staff, in: working },
  reassign: { may: 'agent lead supervisor system', in: [...working, 'resolved'] },
  'acknowledge-emergency': { may: 'lead supervisor manager', in: openStages },
  'record-contact': { may: staff, in: working },
  'record-diagnosis': { may: staff, in: ['assigned', 'handling', 'awaiting-reporter', 'escalated'] },
  'record-step': { may: `${staff} liaison`, in: working },
  'ask-reporter': { may: staff, in: ['assigned', 'handling', 'escalated'] },
  'answer-request': { may: 'reporter agent assignee', in: ['awaiting-reporter'] },
  'request-escalation': { may: staff, in: ['assigned', 'handling', 'awaiting-reporter', 'escalated'] },
  'decide-escalation': { may: 'supervisor manager', in: ['awaiting-decision'] },
  'sync-progress': { may: `${staff} liaison`, in: ['escalated', 'awaiting-reporter'] },
  'end-escalation': { may: 'assignee lead liaison supervisor', in: ['escalated'] },
  'propose-resolution': { may: staff, in: ['handling', 'awaiting-reporter', 'escalated'] },
  'record-verification': { may: `${staff} reporter agent`, in: ['verifying'] },
  'confirm-resolved': { may: 'reporter agent supervisor', in: ['verifying'] },
  reopen: { may: 'reporter agent supervisor', in: ['resolved'] },
  'answer-survey': { may: 'reporter agent', in: ['resolved', 'archived'] },
  'defer-survey': { may: 'reporter', in: ['resolved', 'archived'] },
  'record-follow-up': { may: 'supervisor manager', in: stages },
  'complete-improvement': { may: 'supervisor manager', in: stages },
  'settle-knowledge': { may: staff, in: ['verifying', 'resolved'] },
  'supply-archive-part': { may: `${staff} agent supervisor`, in: ['resolved'] },
  'waive-archive-part': { may: 'supervisor', in: ['resolved'] },
  note: { may: `${staff} agent supervisor manager liaison`, in: living },
  reply: { may: `${staff} agent supervisor manager liaison reporter`, in: living },
  'change-type': { may: 'agent assignee lead supervisor', in: openStages },
  'change-urgency': { may: 'agent lead supervisor', in: openStages },
  attach: { may: `${staff} agent supervisor manager liaison reporter`, in: living },
  urge: { may: 'reporter agent', in: openStages },
  merge: { may: 'agent lead supervisor', in: openStages },
  withdraw: { may: 'reporter agent', in: openStages },
  'apply-policy': { may: 'supervisor', in: living },
};

const system: Actor = { id: 'system', staffNumber: null, roles: [], groups: [], leads: [] };
const viaLink: Actor = { ...system, id: 'survey-link', via: 'survey-link' };
const callers: Readonly<Record<string, Actor>> = { ...people, system, 'survey-link': viaLink };

const policies = { 2: policyWith({ version: 2 }) };

/** A ticket in each stage, as lives lead there. */
const inStage: Readonly<Record<Stage, (urgency: Urgency) => TestTicket>> = {
  registered: (urgency) => open({ urgency, route: null }),
  assigned: (urgency) => open({ urgency }),
  handling: (urgency) => {
    const ticket = open({ urgency });
    ticket.act('li', 'record-contact', fits.contact);
    return ticket;
  },
  'awaiting-reporter': (urgency) => {
    const ticket = inStage.handling(urgency);
    ticket.act('li', 'ask-reporter', { instructions: '请截图' });
    return ticket;
  },
  'awaiting-decision': (urgency) => {
    const ticket = inStage.handling(urgency);
    ticket.act('li', 'request-escalation', fits.form);
    return ticket;
  },
  escalated: (urgency) => {
    const ticket = inStage['awaiting-decision'](urgency);
    ticket.act('liu', 'decide-escalation', { decision: 'approve', liaison: 'vendor' });
    return ticket;
  },
  verifying: (urgency) => {
    const ticket = inStage.escalated(urgency);
    ticket.act('li', 'propose-resolution', fits.proposal);
    return ticket;
  },
  resolved: (urgency) => {
    const ticket = inStage.verifying(urgency);
    ticket.act('wang', 'confirm-resolved');
    return ticket;
  },
  archived: (urgency) => {
    const ticket = resolved({ urgency });
    ticket.act('li', 'settle-knowledge', fits.known);
    ticket.pass('3 d');
    return ticket;
  },
  withdrawn: (urgency) => {
    const ticket = inStage.escalated(urgency);
    ticket.act('wang', 'withdraw', { reason: '不需要了' });
    return ticket;
  },
  merged: (urgency) => {
    const ticket = inStage.handling(urgency);
    ticket.act('zhou', 'merge', { into: 'TS20260105002', reason: '重复' });
    return ticket;
  },
};

/** Refusals that come from a rule of their own, beyond permission and stage. */
const ownRule = (action: ActionName, ticket: Ticket, by: Actor): RefusalCode | null => {
  if (action === 'acknowledge-emergency') return ticket.emergency === null ? 'not-allowed-now' : null;
  if (action === 'record-follow-up' || action === 'complete-improvement') return 'not-allowed-now';
  if (action === 'confirm-resolved' && by.roles.includes('supervisor')) return 'not-allowed-now';
  if (action === 'sync-progress' && ticket.stage === 'awaiting-reporter') return 'not-allowed-now';
  return null;
};

const expected = (action: ActionName, ticket: Ticket, by: Actor): RefusalCode | null => {
  const held = relationsOf(by, ticket);
  const may = manual[action].may.split(' ') as Relation[];
  if (by.via === 'survey-link' && !['answer-survey', 'defer-survey'].includes(action)) return 'not-permitted';
  if (!held.some((relation) => may.includes(relation))) return 'not-permitted';
  if (!manual[action].in.includes(ticket.stage)) return 'not-allowed-now';
  return ownRule(action, ticket, by);
};

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
};

const tickets = (['normal', 'urgent'] as const).flatMap((urgency) =>
  stages.map((stage) => {
    const desk = inStage[stage](urgency);
    return { stage, urgency, now: desk.now(), ticket: frozen(structuredClone(desk.state())) };
  }),
);
/** What the desk knows, with an upload of the caller's own. */
const factsFor = (by: Actor) => {
  const known = knownFacts(policies);
  const upload = known.attachments?.[uploadOfWang];
  return upload === undefined
    ? known
    : { ...known, attachments: { [uploadOfWang]: { ...upload, by: by.id } } };
};
const asking = (action: ActionName, by: Actor, input: unknown = sampleInput(action, { by })) => ({
  action,
  by,
  input,
  facts: factsFor(by),
});

test('§2 there is a ticket of each stage and urgency, and somebody in each relation', () => {
  expect(tickets.map(({ ticket }) => ticket.stage)).toEqual([...stages, ...stages]);
  const held = new Set(
    tickets.flatMap(({ ticket }) => Object.values(callers).flatMap((by) => relationsOf(by, ticket))),
  );
  expect([...held].toSorted()).toEqual([...relations].toSorted());
});

test.each(actionNames)('§2 %s may be done by whom and when the manual says', (action) => {
  const { may, stages: rowStages, clause } = actions[action];
  expect([...may].toSorted()).toEqual(manual[action].may.split(' ').toSorted());
  expect([...rowStages].toSorted()).toEqual([...manual[action].in].toSorted());
  expect(clause).toMatch(/^§2/u);
});

describe('every action in every stage by everybody', () => {
  test.each(actionNames)(
    '§2 %s is accepted or refused with its code, and a refusal changes nothing',
    (action) => {
      const wrong: unknown[] = [];
      for (const { stage, urgency, ticket, now } of tickets)
        for (const [who, by] of Object.entries(callers)) {
          const before = JSON.stringify(ticket);
          const why = refuse(ticket, asking(action, by), now);
          const code = expected(action, ticket, by);
          if ((why?.code ?? null) !== code)
            wrong.push({ stage, urgency, who, code: why?.code ?? null, expected: code });
          if (why !== null && (why.detail.en === '' || why.detail['zh-CN'] === '' || why.clause === ''))
            wrong.push({ stage, who, why });
          if (JSON.stringify(ticket) !== before) wrong.push({ stage, who, changed: true });
        }
      expect(wrong).toEqual([]);
    },
  );

  test.each(actionNames)('§2 %s, once accepted, is one entry of the row’s clause by who did it', (action) => {
    for (const { ticket, now } of tickets)
      for (const by of Object.values(callers)) {
        const request = asking(action, by);
        if (refuse(ticket, request, now) !== null) continue;
        const { entries, ticket: after } = act(ticket, { ...request, action }, now);
        const own = entries.filter((entry) => 'action' in entry);
        expect(own).toMatchObject([
          { action, outcome: 'done', clause: actions[action].clause, by: { id: by.id }, at: now },
        ]);
        expect(after.version).toBe(ticket.version + entries.length);
      }
  });

  test.each(actionNames)('§2 %s with nonsense in it is refused as invalid, whoever asks', (action) => {
    const nonsense = [{ nonsense: true }, null, 'text', 7, [], { ...sampleInput(action), more: 1 }];
    for (const { ticket, now } of tickets)
      for (const input of nonsense)
        expect(refuse(ticket, asking(action, people.liu, input), now)?.code).toBe('invalid-input');
  });
});

test('§2 what is offered is what would be accepted, for everybody in every stage', () => {
  const wrong: unknown[] = [];
  for (const { stage, ticket, now } of tickets)
    for (const [who, by] of Object.entries(callers)) {
      const accepted = actionNames.filter((action) => refuse(ticket, asking(action, by), now) === null);
      const shown = [...offered(ticket, by, now)];
      if (shown.toSorted().join(' ') !== accepted.toSorted().join(' '))
        wrong.push({ stage, who, shown, accepted });
    }
  expect(wrong).toEqual([]);
});

test('§2 a stranger and an administrator may do nothing and see nothing', () => {
  for (const { ticket, now } of tickets)
    for (const by of [people.qian, people.admin, people.wu]) {
      expect(sightOf(by, ticket)).toBe('none');
      expect(offered(ticket, by, now)).toEqual([]);
    }
});

test('§2 an action that does not exist is refused as such', () => {
  const { ticket, now } = tickets[0]!;
  for (const action of ['make-coffee', 'register', 'toString', '__proto__', ''])
    expect(refuse(ticket, { action, by: people.liu, input: {} }, now)?.code).toBe('not-found');
});

test('§2.5 the manual’s own policy is the default of every ticket', () => {
  for (const { ticket } of tickets) expect(ticket.policy).toEqual(manualPolicy);
});
