import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { actionNames } from '../../domain/actions/names.js';
import { offered, refuse } from '../../domain/decide.js';
import type { Actor } from '../../domain/people.js';
import { relationsOf, seenBy, sightOf, type SeenBy, type Standing } from '../../domain/permissions.js';
import { roles } from '../../domain/words.js';
import { knownFacts, open } from './desk.js';
import { sampleInput } from './samples.js';

const someone = fc.constantFrom('a', 'b', 'c', 'd');
const group = fc.constantFrom('sysops', 'network', 'equipment');
const ref = someone.map((id) => ({ id, staffNumber: id.toUpperCase() }));
const person: fc.Arbitrary<Actor> = fc.record({
  id: someone,
  staffNumber: fc.constant(null),
  roles: fc.subarray([...roles]),
  groups: fc.subarray(['sysops', 'network', 'equipment']),
  leads: fc.subarray(['sysops', 'network', 'equipment']),
});
const standing: fc.Arbitrary<Standing> = fc.record({
  reporter: fc.option(someone),
  group: fc.option(group),
  assignee: fc.option(ref),
  escalation: fc.option(
    fc.record(
      {
        nth: fc.constant(1),
        applicant: ref,
        requestedAt: fc.constant(0),
        liaison: ref,
        endedAt: fc.constant(1),
      },
      { requiredKeys: ['nth', 'applicant', 'requestedAt'] },
    ),
  ),
});

/** The filter as lists read it: any of the parts, as SQL would ask for it. */
const isListed = (seen: SeenBy, ticket: Standing): boolean =>
  seen.all ||
  ticket.reporter === seen.reporter ||
  (seen.assignee !== null && ticket.assignee?.id === seen.assignee) ||
  (ticket.group !== null && seen.groups.includes(ticket.group)) ||
  (ticket.escalation?.liaison?.id === seen.liaison && ticket.escalation.endedAt === undefined);

const runs = { numRuns: 1500 };

test('§2 a ticket is in somebody’s lists exactly when they may see it', () => {
  fc.assert(
    fc.property(person, standing, (by, ticket) => {
      expect(isListed(seenBy(by), ticket)).toBe(sightOf(by, ticket) !== 'none');
    }),
    runs,
  );
});

test('§2 whoever reported a ticket sees its public part only, whatever else they are', () => {
  fc.assert(
    fc.property(person, standing, (by, ticket) => {
      expect(sightOf(by, { ...ticket, reporter: by.id })).toBe('public');
    }),
    runs,
  );
});

test('§2 sight is internal for those who work on the ticket, and for nobody else', () => {
  fc.assert(
    fc.property(person, standing, (by, ticket) => {
      const works = relationsOf(by, ticket).some((relation) => relation !== 'reporter');
      expect(sightOf(by, ticket) === 'internal').toBe(works && by.id !== ticket.reporter);
    }),
    runs,
  );
});

test('§2 no role of its own makes anything of a person: admin, reporter and liaison see what names them', () => {
  fc.assert(
    fc.property(person, standing, (by, ticket) => {
      const plain = { ...by, roles: ['admin', 'reporter', 'liaison'] as const };
      const isNamed =
        by.id === ticket.reporter ||
        (by.id === ticket.escalation?.liaison?.id && ticket.escalation.endedAt === undefined);
      expect(sightOf(plain, ticket) !== 'none').toBe(isNamed);
    }),
    runs,
  );
});

test('§2 whoever sees nothing may do nothing, and is told nothing but that', () => {
  const desk = open();
  const state = desk.state();
  fc.assert(
    fc.property(person, standing, (by, parts) => {
      const ticket = { ...state, ...parts };
      if (sightOf(by, ticket) !== 'none') return;
      expect(offered(ticket, by, desk.now())).toEqual([]);
      for (const action of actionNames) {
        const request = { action, by, input: sampleInput(action, { by }), facts: knownFacts() };
        expect(refuse(ticket, request, desk.now())?.code).toBe('not-permitted');
      }
    }),
    { numRuns: 300 },
  );
});
