import { writeSync } from 'node:fs';

/** Prints `N passed, N failed` (and `, N skipped`) alone on the very last line, after every tear-down. */
export default class ClosingLine {
  onRunComplete(_contexts, results) {
    const passed = results.numPassedTests;
    const skipped = results.numPendingTests + results.numTodoTests;
    process.once('exit', (code) => {
      // A file that cannot even run, or a broken set-up, fails no test and still must not look like a success.
      const broken = results.numRuntimeErrorTestSuites;
      const failed = Math.max(results.numFailedTests + broken, code === 0 ? 0 : 1);
      writeSync(1, `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
    });
  }
}
