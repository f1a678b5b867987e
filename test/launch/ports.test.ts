import { expect, test } from '@jest/globals';
import { freePort } from '../../scripts/launch/ports.js';

test('no port is given twice to one process', async () => {
  const ports: number[] = [];
  // Of so many chosen by chance some would be the same.
  for (let times = 0; times < 600; times += 1) ports.push(await freePort());
  expect(new Set(ports).size).toBe(ports.length);
});
