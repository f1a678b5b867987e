import { expect, test } from '@jest/globals';
import { until } from '../../scripts/rehearsal/rehearsal.js';
import { upkeep } from '../../workers/upkeep.js';

test('each change of the roster is told and each roll-out started, however often Temporal is away', async () => {
  const stop = new AbortController();
  const asked: string[] = [];
  let isAway = true;
  let state = '1/1';
  const ask = async (what: string): Promise<void> => {
    asked.push(`${what}${isAway ? ' in vain' : ''}`);
    if (isAway) throw new Error('away');
  };
  const keeping = upkeep({
    runs: {
      startArchivist: async () => await ask('archivist'),
      rosterChanged: async () => await ask(`roster ${state}`),
      startRollOut: async (id) => await ask(`roll-out ${id}`),
    },
    rosterState: async () => state,
    unfinished: async () => ['a', 'b'],
    drawUp: [],
    warn: () => undefined,
    signal: stop.signal,
    everyMs: 1,
  });
  await until(async () => asked.length >= 3);
  expect(new Set(asked)).toEqual(new Set(['roster 1/1 in vain']));
  isAway = false;
  await until(async () => asked.includes('roll-out b'));
  state = '2/1';
  await until(async () => asked.includes('roster 2/1'));
  stop.abort();
  await keeping;
  expect(asked.filter((what) => !what.endsWith('in vain'))).toEqual([
    'roster 1/1',
    'archivist',
    'roll-out a',
    'roll-out b',
    'roster 2/1',
  ]);
});
