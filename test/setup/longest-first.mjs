import { relative } from 'node:path';
import TestSequencer from '@jest/test-sequencer';

/** Files that take long, the longest first: whichever is begun last keeps the other workers waiting at the end. */
const long = [
  'browser/looks',
  'browser/administration',
  'browser/staff',
  'browser/supervisor',
  'browser/hostile',
  'api/archive',
  'adapters/delivery',
  'browser/intake',
  'browser/reports',
  'api/matrix',
  'browser/knowledge',
  // Where moto has to be installed.
  'adapters/attachments',
  'adapters/rebuild-tickets',
  'api/roster',
  'browser/reporter',
  'launch/restore',
];

/** Without it a fresh clone, which remembers no durations, begins with the largest files. */
export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const rankOf = ({ path, context }) => {
      const name = relative(`${context.config.rootDir}/test`, path).replace('.test.ts', '');
      const rank = long.indexOf(name);
      return rank === -1 ? long.length : rank;
    };
    return super.sort(tests).sort((one, other) => rankOf(one) - rankOf(other));
  }
}
