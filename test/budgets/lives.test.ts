import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { costOf } from '../../scripts/bench/history.js';
import { lives } from '../../scripts/bench/lives.js';
import { openBudgetDesk, type BudgetDesk } from './desk.js';

let desk: BudgetDesk;
beforeAll(async () => {
  desk = await openBudgetDesk({ keys: { current: 'k1', keys: { k1: new Uint8Array(32).fill(7) } } });
});
afterAll(async () => {
  await desk.close();
});

test.each(Object.entries(lives))('probe %s', async (name, life) => {
  const ticket = await desk.lives(life);
  const { history, bytes } = await ticket.ended();
  console.log(name, JSON.stringify(costOf(history)), bytes, await ticket.no);
  const sizes = (history.events ?? []).map((event) => {
    const [kind, value] = Object.entries(event).find(([n, v]) => n.endsWith('EventAttributes') && v) ?? [
      '?',
      {},
    ];
    return [
      kind.replace('EventAttributes', ''),
      JSON.stringify(value).length,
      JSON.stringify(value, (k, v) =>
        v?.type === 'Buffer'
          ? Buffer.from(v.data).toString()
          : v instanceof Uint8Array
            ? Buffer.from(v).toString()
            : v,
      ).slice(0, 700),
    ];
  });
  if (name === 'x') console.log(sizes.map((s) => s.join(' ')).join('\n'));
  expect(1).toBe(1);
});
