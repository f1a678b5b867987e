import { parseSpan } from '../domain/span.js';
import { playAll } from './rehearsal/play.js';
import { withRehearsal } from './rehearsal/throwaway.js';
import { stories } from './story/beats.js';
import { timelineLine } from './story/timeline.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const dayMs = 86_400_000;

say(
  '准备中：临时数据库与可跳时的 Temporal 服务器… / preparing a temporary database and a time-skipping server …',
);
await withRehearsal(say, async (rehearsal) => {
  const began = performance.now();
  const from = await rehearsal.now();
  const played = await playAll(rehearsal, stories);
  await rehearsal.pass(parseSpan('8 d').ms);
  for (const { no, acceptedAt, story } of played) {
    say(`\n== ${no} ${story.title}`);
    for (const entry of await rehearsal.log(no)) say(timelineLine(entry, acceptedAt));
  }
  const days = ((await rehearsal.now()) - from) / dayMs;
  const seconds = (performance.now() - began) / 1000;
  say(
    `\n${days.toFixed(1)} 天，用时 ${seconds.toFixed(1)} 秒 / ${days.toFixed(1)} days in ${seconds.toFixed(1)} s`,
  );
});
