import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const fast = ['test/domain', 'test/config'];
/** Each brings processes or measures of its own, or moves time: one file at a time. */
const alone = ['budgets', 'faults', 'launch', 'workers', 'workflows'].map((name) => `test/${name}`);

const has = (path) => existsSync(fileURLToPath(new URL(path, import.meta.url)));

// Jest cannot load a set-up in TypeScript that imports TypeScript, so up.mjs and down.mjs load global.ts.
const setUp = has('test/setup/global.ts')
  ? { globalSetup: '<rootDir>/test/setup/up.mjs', globalTeardown: '<rootDir>/test/setup/down.mjs' }
  : {};

const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'es6' },
      },
    ],
  },
};

const filesIn = (folders) => folders.map((folder) => `<rootDir>/${folder}/**/*.test.ts`);

export default {
  maxWorkers: 2,
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/test/setup/closing-line.mjs'],
  projects: [
    { ...shared, displayName: 'unit', testMatch: filesIn(fast) },
    {
      ...shared,
      displayName: 'real',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: [
        '/node_modules/',
        ...[...fast, ...alone].map((folder) => `<rootDir>/${folder}/`),
      ],
      ...setUp,
    },
    {
      ...shared,
      displayName: 'alone',
      testMatch: filesIn(alone),
      runner: '<rootDir>/test/setup/one-at-a-time.mjs',
      ...setUp,
    },
  ],
};
