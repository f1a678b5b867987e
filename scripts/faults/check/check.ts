import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Pool } from '../../../adapters/postgres/pool.js';
import { crowding } from '../crowding.js';
import type { Journal } from '../journal.js';
import type { SmtpSink } from '../smtp-sink.js';
import { checkDuties, checkLedger, type Lateness } from './duties.js';
import type { Violation } from './finding.js';
import { checkLog, readLives } from './logs.js';
import { checkNotices, type NoticeFigures } from './notices.js';
import { checkActions, checkIntakes } from './requests.js';
import { checkReplays } from './replays.js';
import { checkEnds, checkRuns, marksOf } from './runs.js';

export interface Verdict {
  readonly violations: readonly Violation[];
  readonly tickets: number;
  readonly entries: number;
  readonly notices: NoticeFigures;
  readonly lateness: Lateness;
  /** How long the desk took to have nothing waiting, in ms. */
  readonly settledMs: number;
}

export interface Evidence {
  readonly pool: Pool;
  readonly client: Client;
  readonly journal: Journal;
  readonly sink: SmtpSink;
  /** Sender of the mails. */
  readonly from: string;
  readonly graceMs: number;
  /** The workflows' code, to replay all runs with. */
  readonly bundlePath: string;
  /** Runs that earlier checks found well, by ticket and as they were then: they are not replayed again as they are. */
  readonly found: Map<string, string>;
}

/** Judges a desk that nobody uses any more by what was asked of it: lost nothing, did nothing twice, missed no duty. */
export const checkDesk = async (evidence: Evidence): Promise<Verdict> => {
  const { pool, client, journal, sink, from, found } = evidence;
  const graceMs = evidence.graceMs * crowding();
  const violations: Violation[] = [];
  const report = (rule: string, where: string, what: string): void =>
    void violations.push({ rule, where, what });
  const settledMs = await untilSettled(pool);
  const lives = await readLives(pool);
  const lateness: Lateness = { usual: [], afterOutage: [] };
  for (const life of lives) {
    await checkLog(life, pool, report);
    checkDuties(life, { now: Date.now(), outages: journal.outages, graceMs, lateness }, report);
  }
  checkActions(journal.operations, lives, report);
  await checkIntakes(journal.operations, pool, report);
  await checkLedger(pool, report);
  await checkEnds(client, report);
  const marks = await marksOf(client, lives);
  const changed = lives.filter(({ no }) => found.get(no) !== marks.get(no));
  await checkRuns(changed, client, report);
  const numbers = changed.map(({ no }) => no);
  await checkReplays(client, { bundlePath: evidence.bundlePath, numbers }, report);
  const bad = new Set(violations.map(({ where }) => where));
  for (const [no, mark] of marks) if (!bad.has(no)) found.set(no, mark);
  const before = Date.now();
  await untilSettled(pool);
  const notices = await checkNotices(pool, { mails: sink.mails, from, before }, report);
  const entries = lives.reduce((sum, life) => sum + life.entries.length, 0);
  return { violations, tickets: lives.length, entries, notices, lateness, settledMs };
};

const patienceMs = 60_000;

/** Waits until every ticket has its run and no notice waits; gives up silently, for the rules will tell. */
const untilSettled = async (pool: Pool): Promise<number> => {
  const begun = performance.now();
  for (;;) {
    const { rows } = await pool.query<{ waiting: number }>(
      `select (select count(*) from unstarted)::int + (select count(*) from notice where state = 'queued')::int as waiting`,
    );
    const ms = performance.now() - begun;
    if (rows[0]?.waiting === 0 || ms > patienceMs) return ms;
    await pause(50);
  }
};
