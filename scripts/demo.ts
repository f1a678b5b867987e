import { readConfig } from '../config/config.js';
import { environment } from '../config/environment.js';
import { createDemoDesk } from './demo/demo-desk.js';
import { openMailbox } from './demo/mailbox.js';
import { playStory } from './demo/play.js';
import { verifyBundle } from './demo/verify-bundle.js';
import { readDesk } from './launch/desk-file.js';
import { openLocalTokens } from './launch/token.js';
import { stories } from './story/beats.js';

// `npm run demo`: three whole lives against the running desk, under a policy in which minutes are seconds.
const say = (line: string): void => void process.stdout.write(`${line}\n`);
try {
  const env = environment();
  const desk = createDemoDesk(await openLocalTokens(env));
  const addresses = readDesk(readConfig(env).dataDir);
  const mailbox = addresses === null ? null : openMailbox(addresses);
  if (mailbox !== null) await desk.addRobot(mailbox.url);
  const version = await desk.addQuickPolicy();
  const began = performance.now();
  const played = await Promise.all(
    stories.map(async (story) => await playStory(desk, { story, version, say, mailbox })),
  );
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  say(`\n三张工单已走完全程，用时 ${seconds} 秒 / three whole lives in ${seconds} s`);
  for (const { no, stage, archive } of played) say(`  ${no}  ${stage}  ${archive}`);
  const [first] = played;
  if (first !== undefined) {
    const verified = await verifyBundle(desk, first.no);
    say(`\n归档包已下载并脱离系统校验 / an archive bundle was downloaded and verified without the desk`);
    for (const line of verified.split('\n')) say(`  ${line}`);
  }
  if (mailbox !== null) {
    const numbers = played.map(({ no }) => no);
    const { mails, posts } = await mailbox.read();
    const mine = mails.filter(({ subject }) => numbers.some((no) => subject.includes(no)));
    say(`\n收到邮件 ${mine.length} 封 / ${mine.length} mails (${mailbox.url})`);
    for (const { to, subject } of mine) say(`  ${to.join(', ').padEnd(22)}  ${subject}`);
    const told = posts.flatMap(({ body }) => {
      const { text } = JSON.parse(body) as { text?: { content?: string } };
      return numbers.some((no) => text?.content?.includes(no)) ? [text?.content ?? ''] : [];
    });
    say(`\n群机器人收到消息 ${told.length} 条 / ${told.length} messages at the group robot`);
    for (const text of told) say(`  ${text.replaceAll('\n', '  ')}`);
    say(
      '\n满意度调查已由提报人通过邮件中的链接填写 / surveys were answered through the links of their mails',
    );
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
