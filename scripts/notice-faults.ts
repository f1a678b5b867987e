import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createIntakes } from '../adapters/postgres/intakes.js';
import { migrate } from '../adapters/postgres/migrate.js';
import { createPool } from '../adapters/postgres/pool.js';
import { seed as seedDesk } from '../adapters/postgres/seed.js';
import { environment } from '../config/environment.js';
import { readPrograms } from '../config/programs.js';
import { readArguments } from './faults/arguments.js';
import { createRandom } from './faults/random.js';
import { startSmtpSink } from './faults/smtp-sink.js';
import { freePort } from './launch/ports.js';
import { startPostgres } from './launch/postgres.js';
import { robots } from './notice-faults/channels.js';
import { judge, numbersIn } from './notice-faults/judge.js';
import { startSink } from './notice-faults/sink.js';
import { stories } from './story/beats.js';

// `npm run notice-faults -- --seed N`: 1,000 notices on four channels, with the deliverer killed and the channels away
// or dropping answers at random; counts what arrived twice and what never did.
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const perChannel = 250;
const { seed } = readArguments(process.argv.slice(2));
const random = createRandom(seed);
const dataDir = mkdtempSync(join(tmpdir(), 'desk-notice-faults-'));
const postgres = await startPostgres({
  dataDir,
  port: await freePort(),
  programs: readPrograms(environment()),
  durable: false,
  log: () => undefined,
});
await migrate(postgres.url);
const pool = createPool(postgres.url, { max: 4 });
await seedDesk(pool);

/** As many tickets as a channel gets notices, all like one that was accepted. */
const tickets = async (): Promise<readonly string[]> => {
  const [story] = stories;
  if (story === undefined) throw new Error('there is no story');
  const accepted = await createIntakes(pool, {
    publicUrl: 'https://desk.example',
    smtpEnabled: false,
  }).accept({
    sent: story.sent,
    by: { id: 'zhou', staffNumber: 'E1003', role: 'agent' },
    now: Date.now(),
  });
  if (accepted.state === 'refused') throw new Error(accepted.why.detail.en);
  const numbers = Array.from({ length: perChannel }, (_, i) => `TS20010101${String(i + 1).padStart(3, '0')}`);
  const { rows } = await pool.query<{ columns: string }>(
    `select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
     where attrelid = 'ticket'::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attname <> 'no'`,
  );
  const columns = rows[0]?.columns ?? '';
  await pool.query(
    `insert into ticket (no, ${columns}) select n, ${columns} from ticket, unnest($1::text[]) n where no = $2`,
    [numbers, accepted.no],
  );
  return numbers;
};

const numbers = await tickets();
const mails = await startSmtpSink();
const sink = await startSink(random.fork(), 0.03);
const channels = ['smtp', ...robots] as const;
const program = fileURLToPath(new URL('./notice-faults/deliverer.js', import.meta.url));
const start = (): ChildProcess =>
  fork(program, [postgres.url, mails.url, String(sink.port)], { stdio: 'ignore' });

let deliverer = start();
let kills = 0;
let absences = 0;
const stop = new AbortController();
const killing = (async () => {
  const choose = random.fork();
  while (!stop.signal.aborted) {
    await pause(choose.between(600, 2600));
    const gone = new Promise((resolve) => {
      deliverer.once('exit', resolve);
    });
    deliverer.kill('SIGKILL');
    await gone;
    kills += 1;
    deliverer = start();
  }
})();
const leaving = (async () => {
  const choose = random.fork();
  while (!stop.signal.aborted) {
    await pause(choose.between(1000, 5000));
    await sink.away(choose.between(200, 1500));
    absences += 1;
  }
})();

const waiting = channels
  .flatMap((channel) => numbers.map((no) => ({ channel, no, by: random.next() })))
  .toSorted((one, other) => one.by - other.by);
const began = performance.now();
for (let from = 0; from < waiting.length; from += 25) {
  const some = waiting.slice(from, from + 25);
  await pool.query(
    `insert into notice (id, no, seq, kind, recipient, channel, address, language, subject, body, urgent, state, at)
     select c || no, no, 1, 'emergency', 'liu', c, case when c = 'smtp' then 'liu@desk.example' else c end, 'zh-CN',
       no || ' 紧急', 'https://desk.example/', true, 'queued', now()
     from unnest($1::text[], $2::text[]) w(c, no)`,
    [some.map(({ channel }) => channel), some.map(({ no }) => no)],
  );
  await pool.query(`select pg_notify('desk_notice', c) from unnest($1::text[]) c`, [channels]);
  await pause(random.between(300, 1300));
}
stop.abort();
await Promise.all([killing, leaving]);
sink.heal();
const isSettled = async (): Promise<boolean> => {
  // Waiting out the pauses between attempts would prove nothing.
  await pool.query(
    `update notice set next_at = now() where state = 'queued' and next_at > now() + interval '1 s'`,
  );
  const { rows } = await pool.query(`select from notice where state in ('queued', 'sending') limit 1`);
  return rows.length === 0;
};
for (const end = performance.now() + 120_000; !(await isSettled()); await pause(500))
  if (performance.now() > end) throw new Error('some notices never went');
deliverer.kill('SIGKILL');

say(
  `seed ${seed}: ${waiting.length} notices in ${((performance.now() - began) / 1000).toFixed(0)} s, deliverer killed ${kills} times, channels away ${absences} times, 3 % of answers dropped`,
);
for (const channel of channels) {
  const { rows } = await pool.query<{ id: string; no: string; state: string }>(
    'select id, no, state from notice where channel = $1',
    [channel],
  );
  const isRepeatable = channel === 'smtp' || channel === 'webhook';
  const idIn = (messageId: string): string => /\.([^.@]+)@/u.exec(messageId)?.[1] ?? '';
  const texts = sink.taken.filter((one) => one.channel === channel).map(({ text }) => text);
  const arrivals: Readonly<Record<typeof channel, readonly string[]>> = {
    smtp: mails.mails.map(({ messageId }) => idIn(messageId)),
    webhook: texts,
    'wecom-robot': texts.flatMap(numbersIn),
    'dingtalk-robot': texts.flatMap(numbersIn),
  };
  const verdict = judge(channel, {
    rows: rows.map(({ id, no, state }) => ({ key: isRepeatable ? id : no, state })),
    arrived: arrivals[channel],
    isRepeatable,
  });
  say(JSON.stringify(verdict));
  if (verdict.duplicates + verdict.lost > 0) process.exitCode = 1;
}
await sink.close();
await mails.close();
await pool.end();
await postgres.stop();
rmSync(dataDir, { recursive: true, force: true });
