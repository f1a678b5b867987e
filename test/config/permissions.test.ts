import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { permissionMatrix } from '../../scripts/permissions/matrix.js';

test('docs/permissions.md is what the rows say; if not: npm run permissions', () => {
  const written = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
  expect(written).toBe(permissionMatrix());
});
