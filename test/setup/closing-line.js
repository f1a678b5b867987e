/** Ends the output with the one line by which a run is judged: `N passed, N failed`, and what was skipped. */
export default class ClosingLine {
  onRunComplete(_contexts, results) {
    // A file that did not even load holds no test that could fail; a run must not look whole without it.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const counts = [`${results.numPassedTests} passed`, `${failed} failed`];
    if (skipped > 0) counts.push(`${skipped} skipped`);
    this.line = counts.join(', ');
  }
}
