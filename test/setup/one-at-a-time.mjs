import TestRunner from 'jest-runner';

/** Runs files one after the other, with nothing else on the machine: they measure, or need all of it. */
export default class OneAtATime extends TestRunner {
  constructor(globalConfig, context) {
    super({ ...globalConfig, maxWorkers: 1 }, context);
  }
}
