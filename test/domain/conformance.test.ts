import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { clausesIn, testsByClause } from '../../scripts/conformance/cited.js';
import { clauses } from '../../scripts/conformance/clauses.js';
import { conformance, rows, rowsOf } from '../../scripts/conformance/table.js';
import { unlisted } from '../../scripts/conformance/values.js';

const root = join(import.meta.dirname, '..', '..');

test('docs/conformance.md is what `npm run conformance` would write', () => {
  expect(readFileSync(join(root, 'docs/conformance.md'), 'utf8')).toBe(conformance(root));
});

test('every clause of the manual is there, with a row that serves it and a test that cites it', () => {
  expect(clauses.map(({ id }) => id)).toEqual([
    '§1',
    ...[1, 2, 3, 4, 5, 6, 7].map((n) => `§2.1.${n}`),
    ...[1, 2, 3, 4, 5].map((n) => `§2.2.${n}`),
    ...[1, 2, 3, 4, 5, 6].map((n) => `§2.3.${n}`),
    ...[1, 2, 3, 4].map((n) => `§2.4.${n}`),
    ...[1, 2].map((n) => `§2.5.${n}`),
    '§3',
  ]);
  const tests = testsByClause(root);
  expect(clauses.filter((clause) => rowsOf(clause).length === 0).map(({ id }) => id)).toEqual([]);
  expect(clauses.filter(({ id }) => !tests.has(id)).map(({ id }) => id)).toEqual([]);
});

test('every row a clause names exists, and every row cites a clause or a section', () => {
  const names = rows.map(({ name }) => name);
  expect(clauses.flatMap(({ servedBy = [] }) => servedBy).filter((name) => !names.includes(name))).toEqual(
    [],
  );
  expect(rows.filter(({ clause }) => !/^§\d(?:\.\d+)*(?:–§\d(?:\.\d+)*)?$/u.test(clause))).toEqual([]);
});

test('every value of the policy is listed once, as the manual’s or as ours', () => {
  expect(unlisted()).toEqual([]);
});

test('a title’s clauses are read one by one and by range; a whole section names none', () => {
  expect(clausesIn('met (§2.3.3, §2.3.5) at 2 h')).toEqual(['§2.3.3', '§2.3.5']);
  expect(clausesIn('§2.3.4–§2.4.1')).toEqual(['§2.3.4', '§2.3.5', '§2.3.6', '§2.4.1']);
  expect(clausesIn('§2.5 and §3, §2.1–§2.5')).toEqual(['§3']);
  expect(clausesIn('§2 says nothing, nor does §9.9')).toEqual([]);
});
