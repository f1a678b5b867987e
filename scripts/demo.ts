import { environment } from '../config/environment.js';
import { createDemoDesk } from './demo/demo-desk.js';
import { playStory } from './demo/play.js';
import { openLocalTokens } from './launch/token.js';
import { stories } from './story/beats.js';

// `npm run demo`: three whole lives against the running desk, under a policy in which minutes are seconds.
const say = (line: string): void => void process.stdout.write(`${line}\n`);
try {
  const desk = createDemoDesk(await openLocalTokens(environment()));
  const version = await desk.addQuickPolicy();
  const began = performance.now();
  const played = await Promise.all(
    stories.map(async (story) => await playStory(desk, { story, version, say })),
  );
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  say(`\n三张工单已走完全程，用时 ${seconds} 秒 / three whole lives in ${seconds} s`);
  for (const { no, stage, archive } of played) say(`  ${no}  ${stage}  ${archive}`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
