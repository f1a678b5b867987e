import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const fast = ['test/domain', 'test/config'];

/** The option naming a file of the set-up, or nothing while there is no such file. */
function setUp(option, path) {
  return existsSync(fileURLToPath(new URL(path, import.meta.url))) ? { [option]: `<rootDir>/${path}` } : {};
}

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
  reporters: ['default', '<rootDir>/test/setup/closing-line.js'],
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
      ...setUp('globalSetup', 'test/setup/global-setup.ts'),
      ...setUp('globalTeardown', 'test/setup/global-teardown.ts'),
    },
  ],
};
