/** Other code that a release might be by mistake: the bundle with one place changed. */
export interface Mutant {
  readonly name: string;
  readonly from: RegExp;
  readonly to: string;
}

const sleep = '_temporalio_workflow__WEBPACK_IMPORTED_MODULE_0__.sleep';

/** Each is code that a running ticket cannot go on under; none is noticed by its types. */
export const mutants: readonly Mutant[] = [
  {
    name: 'commits are activities of their own',
    from: /return await quick\[name\]\(\.\.\.args\);/u,
    to: 'throw new Error("slow");',
  },
  {
    name: 'nothing is committed',
    from: /const result = await \S+surely\)\('commit', [^;]+;/u,
    to: 'const result = {};',
  },
  {
    name: 'everything is committed twice',
    from: /decisions\.confirm\(\);/u,
    to: 'decisions.confirm(); await store(logged(), []);',
  },
  {
    name: 'no timer is set',
    from: /untilMovedOrDue\(moved, mark === null \? null/u,
    to: 'untilMovedOrDue(moved, true ? null',
  },
  {
    name: 'a timer is set anew at every wait',
    from: /\(armed\.rung \|\| /u,
    to: '(true || ',
  },
  {
    name: 'attributes are never written',
    from: /isWorthUpserting\)\(attributes, now\)/u,
    to: '$& && false',
  },
  {
    name: 'a handler waits before it decides',
    from: /updates \+= 1;/u,
    to: `updates += 1; await ${sleep}(1);`,
  },
  {
    name: 'the loop waits a moment in each turn',
    from: /if \(await commit\(\)\)/u,
    to: `await ${sleep}(1); if (await commit())`,
  },
  { name: 'a run is continued as new too early', from: /eventsPerRun = \d+/u, to: 'eventsPerRun = 20' },
  {
    name: 'an engineer is looked for after the commit',
    from: /(if \(current\(\)\.seeksEngineer\)\s*await findEngineer\(current, take\);)([\s\S]*?if \(await commit\(\)\)\s*continue;)/u,
    to: '$2 $1',
  },
  {
    name: 'a run ends while something is owed',
    from: /&& !(\S*isAnythingOwed\)\(current\(\)\))/u,
    to: '&& (true || $1)',
  },
];
