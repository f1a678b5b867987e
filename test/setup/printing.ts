import type { PrintProgram } from '../../adapters/archive/printer.js';

/** The printing process as its source, which tests have instead of a build. */
export const uncompiledPrinting: PrintProgram = {
  entry: 'adapters/archive/print-process.ts',
  execArgv: ['--import', './test/setup/typescript-loader.mjs'],
};
