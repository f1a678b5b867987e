import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { migrate } from '../adapters/postgres/migrate.js';
import { createPool } from '../adapters/postgres/pool.js';
import { seed } from '../adapters/postgres/seed.js';
import { environment } from '../config/environment.js';
import { readPrograms } from '../config/programs.js';
import { parseSpan } from '../domain/span.js';
import { bundleWorkflows } from '../workers/bundle.js';
import { freePort } from './launch/ports.js';
import { startPostgres } from './launch/postgres.js';
import { findTestServer } from './launch/temporal-programs.js';
import { openRehearsal, type Rehearsal } from './rehearsal/rehearsal.js';
import { stories, type Beat, type Story } from './story/beats.js';
import { timelineLine } from './story/timeline.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const quiet = (): void => undefined;

Runtime.install({ logger: new DefaultLogger('ERROR') });
const programs = readPrograms(environment());
const folder = mkdtempSync(join(tmpdir(), 'steadydesk-simulate-'));
say(
  '准备中：临时数据库与可跳时的 Temporal 服务器… / preparing a temporary database and a time-skipping server …',
);
const postgres = await startPostgres({
  dataDir: folder,
  port: await freePort(),
  programs,
  durable: false,
  log: quiet,
});
try {
  await migrate(postgres.url);
  const pool = createPool(postgres.url, { max: 1 });
  await seed(pool);
  await pool.end();
  const logger = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet, log: quiet };
  const rehearsal = await openRehearsal({
    databaseUrl: postgres.url,
    testServer: await findTestServer(programs, say),
    workflowBundle: await bundleWorkflows(logger),
  });
  try {
    await tell(rehearsal);
  } finally {
    await rehearsal.close();
  }
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Plays all stories at once under the manual's own policy, then lets a week pass, and prints what the log says. */
async function tell(rehearsal: Rehearsal): Promise<void> {
  const began = performance.now();
  const opened: { no: string; acceptedAt: number; story: Story }[] = [];
  for (const story of stories)
    opened.push({ ...(await rehearsal.accept(story.sent, story.reporter)), story });
  const beats = opened
    .flatMap(({ no, acceptedAt, story }) =>
      story.beats.map((beat) => ({ no, beat, at: acceptedAt + parseSpan(beat.at).ms })),
    )
    .sort((one, other) => one.at - other.at);
  for (const { no, beat, at } of beats) {
    const ahead = at - (await rehearsal.now());
    if (ahead > 0) await rehearsal.pass(ahead);
    await play(rehearsal, no, beat);
  }
  await rehearsal.pass(parseSpan('8 d').ms);
  for (const { no, acceptedAt, story } of opened) {
    say(`\n== ${no} ${story.title}`);
    for (const entry of await rehearsal.log(no)) say(timelineLine(entry, acceptedAt));
  }
  const skipped = ((await rehearsal.now()) - (opened[0]?.acceptedAt ?? 0)) / 86_400_000;
  say(
    `\n${skipped.toFixed(1)} 天，用时 ${((performance.now() - began) / 1000).toFixed(1)} 秒 / days in seconds`,
  );
}

async function play(rehearsal: Rehearsal, no: string, { who, action, input }: Beat): Promise<void> {
  const { assignee } = await rehearsal.load(no);
  const answer = await rehearsal.act(no, who === '@assignee' ? (assignee?.id ?? 'chen') : who, {
    action,
    input,
  });
  if (answer.state !== 'accepted') throw new Error(`${no} ${who} ${action}: ${JSON.stringify(answer)}`);
}
