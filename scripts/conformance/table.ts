import { actions } from '../../domain/actions/index.js';
import { actionNames } from '../../domain/actions/names.js';
import { duties } from '../../domain/duties.js';
import { noticeNames, notices } from '../../domain/notices.js';
import { intakeClauses } from '../../domain/register.js';
import { dutyNames } from '../../domain/words.js';
import { testsByClause } from './cited.js';
import { clauses, templates, type Clause } from './clauses.js';
import { policyValues, valueText } from './values.js';

interface Row {
  readonly name: string;
  readonly title: string;
  readonly clause: string;
}

/** All rows of the tables, each with the clause it cites. */
export const rows: readonly Row[] = [
  ...Object.entries(intakeClauses).map(([field, clause]) => ({ name: `intake ${field}`, title: '', clause })),
  ...actionNames.map((name) => ({
    name: `action ${name}`,
    title: actions[name].title['zh-CN'],
    clause: actions[name].clause,
  })),
  ...dutyNames.map((name) => ({
    name: `duty ${name}`,
    title: duties[name].title['zh-CN'],
    clause: duties[name].clause,
  })),
  ...noticeNames.map((name) => ({ name: `notice ${name}`, title: '', clause: notices[name].clause })),
  ...Object.keys(templates).map((name) => ({ name: `template ${name}`, title: '', clause: '§3' })),
];

/** The rows that serve a clause: those that cite it, and those that it names itself. */
export const rowsOf = ({ id, servedBy = [] }: Clause): readonly Row[] =>
  rows.filter(({ name, clause }) => clause === id || servedBy.includes(name));

const shown = ({ name, title }: Row): string => `\`${name}\`${title === '' ? '' : ` ${title}`}`;
const valueLine = (path: string, isOurs: boolean): string =>
  `\`${path}\` ${valueText(path)}${isOurs ? ' **(ours)**' : ''}`;
const cell = (parts: readonly string[]): string => (parts.length === 0 ? '—' : parts.join('<br>'));

const clauseLine = (clause: Clause, tests: ReadonlyMap<string, readonly string[]>): string => {
  const values = policyValues.filter((value) => value.clause === clause.id);
  const files = tests.get(clause.id) ?? [];
  const words = `${clause.words}${clause.ours === undefined ? '' : ` **(ours)** ${clause.ours}`}`;
  return `| **${clause.id}** ${clause.title} | ${words} | ${cell(rowsOf(clause).map(shown))} | ${cell(
    values.map(({ path, ours }) => valueLine(path, ours)),
  )} | ${files.length === 0 ? '**无 / none**' : cell(files.map((file) => `\`${file}\``))} |`;
};

/** docs/conformance.md: clause → rows and policy values → tests of the rules that cite it. */
export const conformance = (root: string): string => {
  const tests = testsByClause(root);
  const known = new Set(clauses.map(({ id }) => id));
  const broad = rows.filter(({ clause }) => !known.has(clause));
  const values = policyValues.filter(({ clause }) => !known.has(clause));
  return [
    '# 手册符合性 / Conformance',
    '',
    '由各表的行生成，请勿手改：`npm run conformance`。',
    'Generated from the rows of `domain/` by `npm run conformance`; not to be edited.',
    '',
    '**(ours)** 标明手册未写明、由我们选定的值或规则，均可由策略更改或在此注明。',
    '**(ours)** marks what the manual leaves open and we chose. Tests are those of `test/domain` and',
    '`test/workflows` whose titles cite the clause.',
    '',
    '| 条款 / clause | 要点 / in our words | 行 / rows | 策略值 / policy values | 测试 / tests |',
    '|---|---|---|---|---|',
    ...clauses.map((clause) => clauseLine(clause, tests)),
    '',
    '## 跨条款的行 / Rows that serve several clauses',
    '',
    '| 条款 / clause | 行或值 / row or value |',
    '|---|---|',
    ...broad.map((row) => `| ${row.clause} | ${shown(row)} |`),
    ...values.map(({ path, clause, ours }) => `| ${clause} | ${valueLine(path, ours)} |`),
    '',
    '## 模板 / Templates (§3)',
    '',
    ...Object.entries(templates).map(([name, text]) => `- \`${name}\`: ${text}`),
    '',
  ].join('\n');
};
