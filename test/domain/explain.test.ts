import { expect, test } from '@jest/globals';
import { dayMs, rfc3339 } from '../../domain/instant.js';
import { explain } from '../../domain/explain.js';
import { resolved } from './desk.js';

test('§2.5.1 a due time over National Day is explained by name, and its running stretches add up to it', () => {
  // Wednesday evening before the holiday of 1 to 7 October 2026.
  const ticket = resolved({ at: '2026-09-30T18:00:00+08:00' });
  const clock = ticket.state().duties.find(({ duty }) => duty === 'knowledge');
  if (clock === undefined) throw new Error('there is no knowledge duty');
  const { target, stretches } = explain(ticket.state(), clock, ticket.now());
  expect(target).toBe('1 wd');
  expect(stretches.map(({ kind, name, from, to }) => [kind, name, rfc3339(from), rfc3339(to)])).toEqual([
    ['running', undefined, '2026-09-30T18:00:00+08:00', '2026-10-01T00:00:00+08:00'],
    ['holiday', '国庆节', '2026-10-01T00:00:00+08:00', '2026-10-08T00:00:00+08:00'],
    ['running', undefined, '2026-10-08T00:00:00+08:00', '2026-10-08T18:00:00+08:00'],
  ]);
  const running = stretches.filter(({ kind }) => kind === 'running');
  expect(running.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(dayMs);
});
