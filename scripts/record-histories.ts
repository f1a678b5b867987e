import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import proto from '@temporalio/proto';
import { parseSpan } from '../domain/span.js';
import { playAll } from './rehearsal/play.js';
import { withRehearsal } from './rehearsal/throwaway.js';
import { stories } from './story/beats.js';
import { hardLives } from './story/neglect.js';

/**
 * Records histories of whole lives for the replay tests: `npm run record-histories -- LABEL`.
 * Run it when workflows have changed in a compatible way, and add the files; never replace recorded ones.
 */
const label = process.argv[2];
if (label === undefined || !/^[a-z0-9.-]+$/u.test(label)) throw new Error('give a label, such as a date');
const folder = join('test', 'replay', 'histories', label);
mkdirSync(folder, { recursive: true });
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const names = ['urgent-escalated', 'password-reset', 'low-score'];

await withRehearsal(say, async (rehearsal) => {
  const lives = [
    ...stories.map((story, index) => ({ ...story, title: names[index] ?? story.title })),
    ...hardLives,
  ];
  const played = await playAll(rehearsal, lives);
  await rehearsal.pass(parseSpan('1 d').ms);
  for (const { no, story } of played) {
    const history = await rehearsal.client.workflow.getHandle(no).fetchHistory();
    const bytes = proto.temporal.api.history.v1.History.encode(history).finish();
    writeFileSync(join(folder, `${story.title}.${no}.bin.gz`), gzipSync(bytes));
    say(`${story.title}: ${history.events?.length ?? 0} events`);
  }
});
