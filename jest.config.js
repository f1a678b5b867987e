import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const fast = ['test/domain', 'test/config'];
/** Each brings processes of its own and mostly waits for them: two files at a time. */
const paired = ['test/launch', 'test/workers'];
/** Each measures, moves time, or takes all of the machine: one file at a time. */
const alone = ['test/budgets', 'test/faults', 'test/workflows'];

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
  // A third on two cores brings nothing: everything takes half as long again (measured).
  maxWorkers: 2,
  testSequencer: '<rootDir>/test/setup/longest-first.mjs',
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
        ...[...fast, ...paired, ...alone].map((folder) => `<rootDir>/${folder}/`),
      ],
      ...setUp,
    },
    {
      ...shared,
      displayName: 'paired',
      testMatch: filesIn(paired),
      runner: '<rootDir>/test/setup/two-at-a-time.mjs',
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
