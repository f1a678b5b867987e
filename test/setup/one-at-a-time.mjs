import TestRunner from 'jest-runner';

/** Runs files one after the other in a process apart: each brings servers of its own, and time that it moves. */
export default class OneAtATime extends TestRunner {
  constructor(globalConfig, context) {
    super({ ...globalConfig, maxWorkers: 1 }, context);
  }
}
