import TestRunner from 'jest-runner';

/** Runs two files beside each other: each brings servers of its own, and mostly waits for them. */
export default class TwoAtATime extends TestRunner {
  constructor(globalConfig, context) {
    super({ ...globalConfig, maxWorkers: 2 }, context);
  }
}
