const npm = (...names) => `^node_modules/(@types/)?(${names.join('|')})/`;
const temporal = (...names) => npm(...names.map((name) => `@temporalio/${name}`));

const folders = [
  'domain',
  'workflows',
  'activities',
  'adapters',
  'workers',
  'api',
  'web',
  'config',
  'scripts',
  'test',
];

/** A row of the layout table that names its packages: `folder` may import these, and nothing else. */
const strict = (folder, may, ...packages) => ({
  name: folder,
  severity: 'error',
  from: { path: `^${folder}/` },
  to: { pathNot: [...[folder, ...may].map((other) => `^${other}/`), ...packages] },
});

/** A row that leaves packages free: of our own folders `folder` may import itself and these only. */
const loose = (folder, may) => ({
  name: folder,
  severity: 'error',
  from: { path: `^${folder}/` },
  to: {
    path: folders.filter((other) => other !== folder && !may.includes(other)).map((other) => `^${other}/`),
  },
});

module.exports = {
  forbidden: [
    strict('domain', [], npm('zod')),
    // that these activities, and below the API's workflows, are types only is held by the lint
    strict('workflows', ['domain', 'activities'], temporal('workflow', 'common')),
    strict('activities', ['domain'], temporal('activity')),
    loose('adapters', ['activities', 'domain']),
    loose(
      'workers',
      folders.filter((folder) => !['api', 'web', 'test'].includes(folder)),
    ),
    // plain pages are rendered where they are asked for: web/plain and web/words are functions of data
    loose('api', ['domain', 'adapters', 'config', 'workflows', 'web']),
    loose('web', ['domain']),
    strict('config', [], npm('zod'), '^(fs|os|path|process|url)$'),
    loose(
      'scripts',
      folders.filter((folder) => folder !== 'web'),
    ),
    {
      name: 'db-is-sql',
      comment: 'db/ holds only numbered SQL',
      severity: 'error',
      from: {},
      to: { path: '^db/' },
    },
    {
      name: 'api-temporal',
      comment: 'the API is a client of Temporal, and no more',
      severity: 'error',
      from: { path: '^api/' },
      to: { path: '^node_modules/@temporalio/', pathNot: temporal('client', 'common') },
    },
    {
      name: 'express-in-api',
      severity: 'error',
      from: { pathNot: '^(api|test)/' },
      to: { path: npm('express', 'express-[^/]+', 'helmet') },
    },
    {
      name: 'pg-in-adapters',
      severity: 'error',
      from: { pathNot: '^(adapters|test)/' },
      to: { path: npm('pg') },
    },
    {
      name: 'no-dev-dependency-in-product',
      severity: 'error',
      from: { path: '^(domain|workflows|activities|adapters|workers|api|config)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm'], pathNot: '^node_modules/@types/' },
    },
    // circular imports are held by the lint, which can tell the harmless ones between types apart
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^\\.\\./dist/' },
    },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    // its parser reads no JSX: what web/desk may import is held by the lint and by its own types
    exclude: { path: ['^web/desk/', '^dist/', '^coverage/', '^\\.data/'] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
