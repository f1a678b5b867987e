import type { Pool } from '../../../adapters/postgres/pool.js';
import { isDutyEntry, type DutyEntry } from '../../../domain/entry.js';
import { nextMark } from '../../../domain/marks.js';
import { parseSpan } from '../../../domain/span.js';
import type { Outage } from '../journal.js';
import type { Report } from './finding.js';
import type { Life } from './logs.js';

/** What a duty's entry says of the moment it fired. */
interface Fired {
  readonly markAt: number;
  readonly dueAt: number | null;
  readonly lateMs: number;
  readonly cause: 'platform' | 'person';
}

export interface DutyRules {
  readonly now: number;
  readonly outages: readonly Outage[];
  /** How long after its due time, or the end of an outage, a duty may speak. */
  readonly graceMs: number;
}

/** How late duties fired that no outage held up, and after the end of the outage that did, in ms. */
export interface Lateness {
  readonly usual: number[];
  readonly afterOutage: number[];
}

/**
 * Each duty is warned of and missed at most once, at its true due time, soon; what is late without excuse, what never
 * fired and what fired with a wrong cause is told.
 */
export const checkDuties = (
  { no, row, entries }: Life,
  rules: DutyRules & { readonly lateness: Lateness },
  report: Report,
): void => {
  const { now, outages, graceMs, lateness } = rules;
  const fired = entries.map(({ content }) => content).filter(isDutyEntry);
  const seen = new Set<string>();
  let movedAt = 0;
  for (const { content: entry } of entries) {
    if (!isDutyEntry(entry)) {
      movedAt = entry.at;
      continue;
    }
    const { duty, nth, outcome } = entry;
    const name = `${duty} ${nth} ${outcome}`;
    if ((outcome === 'warned' || outcome === 'missed') && seen.has(name))
      report('duty', no, `${name} fired twice`);
    seen.add(name);
    checkFiring(entry, { no, row }, report);
    if (outcome === 'missed' || outcome === 'warned') {
      const { markAt } = entry.input as unknown as Fired;
      const excuse = excusedUntil(markAt, entry.at, outages);
      // What time brings about comes before the deed of the same moment; what comes after it is due by that deed.
      const since = movedAt === entry.at ? movedAt : markAt;
      const late = entry.at - Math.max(since, excuse);
      (excuse > markAt ? lateness.afterOutage : lateness.usual).push(late);
      if (late > graceMs) report('late', no, `${name} fired ${late} ms after it could have`);
    }
  }
  const overdue = nextMark(row);
  if (overdue !== null && now - Math.max(overdue.at, excusedUntil(overdue.at, now, outages)) > graceMs)
    report('silent', no, `${overdue.kind} of ${overdue.clock.duty} is due for ${now - overdue.at} ms`);
  for (const clock of row.duties)
    if (
      clock.outcome === 'met' &&
      clock.missedAt === undefined &&
      (clock.dueAt ?? Infinity) < (clock.settledAt ?? 0)
    )
      if (!isDoneByDesk(fired, clock.duty, clock.nth))
        report('duty', no, `${clock.duty} ${clock.nth} was met late and is not on record as missed`);
};

const checkFiring = (entry: DutyEntry, { no, row }: Pick<Life, 'no' | 'row'>, report: Report): void => {
  const { duty, nth, outcome, at } = entry;
  const { markAt, dueAt, lateMs, cause } = entry.input as unknown as Fired;
  if (outcome !== 'missed' && outcome !== 'warned') return;
  if (at < markAt) report('duty', no, `${duty} ${nth} ${outcome} before its time`);
  if (outcome === 'missed' && dueAt !== markAt)
    report('duty', no, `${duty} ${nth} missed at another time than its due time`);
  if (lateMs > Math.max(0, at - markAt)) report('duty', no, `${duty} ${nth} says it is ${lateMs} ms late`);
  const isPlatform = lateMs >= parseSpan(row.policy.platformLateAfter).ms;
  if ((cause === 'platform') !== isPlatform)
    report('duty', no, `${duty} ${nth} fired ${lateMs} ms late by cause ${cause}`);
};

/** The desk archives and sends surveys itself: what it does within its patience is no miss. */
const isDoneByDesk = (fired: readonly DutyEntry[], duty: string, nth: number): boolean =>
  fired.some((entry) => entry.duty === duty && entry.nth === nth && entry.outcome === 'met');

/** When the last outage ended that kept a mark due at `markAt` from being seen before `at`. */
const excusedUntil = (markAt: number, at: number, outages: readonly Outage[]): number =>
  Math.max(
    0,
    ...outages.filter(({ from, to }) => to >= markAt && from <= at).map(({ to }) => Math.min(to, at)),
  );

/** The ledger of lateness has one line for each miss, with the same times. */
export const checkLedger = async (pool: Pool, report: Report): Promise<void> => {
  const { rows } = await pool.query<{ no: string; seq: number }>(
    `select coalesce(e.no, l.no) as no, coalesce(e.seq, l.seq) as seq
     from (select * from entry where outcome = 'missed') e
     full join (select * from lateness where kind = 'missed') l on l.no = e.no and l.seq = e.seq
     where e.no is null or l.no is null or l.duty <> e.duty or l.fired_at <> e.at
       or l.late_ms <> (e.content #>> '{input,lateMs}')::bigint`,
  );
  for (const { no, seq } of rows) report('lateness', no, `entry ${seq} and the ledger differ`);
};
