import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const fast = ['test/domain', 'test/config'];

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

export default {
  maxWorkers: 2,
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/test/setup/closing-line.mjs'],
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: fast.map((folder) => `<rootDir>/${folder}/**/*.test.ts`),
    },
    {
      ...shared,
      displayName: 'real',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...fast.map((folder) => `<rootDir>/${folder}/`)],
      runner: '<rootDir>/test/setup/one-at-a-time.mjs',
      ...setUp,
    },
  ],
};
