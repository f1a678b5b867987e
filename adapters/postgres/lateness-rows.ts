import type { Change } from '../../domain/duties.js';
import { isDutyEntry } from '../../domain/entry.js';
import type { Owner } from '../../domain/people.js';
import type { DutyClock } from '../../domain/ticket.js';
import type { DutyName } from '../../domain/words.js';
import { duties } from '../../domain/duties.js';
import { timestamp } from './pool.js';

/** A line of the lateness ledger: a duty missed, or a missed duty done after all. */
export interface LatenessRow {
  readonly seq: number;
  readonly duty: DutyName;
  readonly nth: number;
  readonly kind: 'missed' | 'done';
  readonly clause: string;
  readonly owner: Owner;
  readonly due_at: string | null;
  readonly fired_at: string;
  readonly late_ms: number;
  readonly cause: 'platform' | 'person';
}

/** What some entries add to the ledger, which no later edit clears (design, "What must hold" 3). */
export const latenessRows = (changes: readonly Change[]): readonly LatenessRow[] =>
  changes.flatMap((change) => [...missed(change), ...doneLate(change)]);

const missed = ({ entry }: Change): readonly LatenessRow[] => {
  if (!isDutyEntry(entry) || entry.outcome !== 'missed') return [];
  const { dueAt, lateMs, cause, owner } = entry.input as {
    dueAt: number | null;
    lateMs: number;
    cause: LatenessRow['cause'];
    owner: Owner;
  };
  return [
    {
      ...lineOf(entry),
      duty: entry.duty,
      nth: entry.nth,
      kind: 'missed',
      clause: entry.clause,
      owner,
      due_at: dueAt === null ? null : timestamp(dueAt),
      late_ms: lateMs,
      cause,
    },
  ];
};

const doneLate = ({ before, after, entry }: Change): readonly LatenessRow[] =>
  after.duties
    .filter((clock) => isJustDone(clock, before?.duties ?? []))
    .map((clock) => ({
      ...lineOf(entry),
      duty: clock.duty,
      nth: clock.nth,
      kind: 'done',
      clause: duties[clock.duty].clause,
      owner: clock.owner ?? duties[clock.duty].owner(after),
      due_at: clock.dueAt === undefined || clock.dueAt === null ? null : timestamp(clock.dueAt),
      late_ms: Math.max(0, entry.at - (clock.dueAt ?? entry.at)),
      cause: clock.cause ?? 'person',
    }));

const isJustDone = (clock: DutyClock, earlier: readonly DutyClock[]): boolean =>
  clock.missedAt !== undefined &&
  clock.outcome === 'met' &&
  earlier.some(
    ({ duty, nth, settledAt }) => duty === clock.duty && nth === clock.nth && settledAt === undefined,
  );

const lineOf = (entry: Change['entry']): Pick<LatenessRow, 'seq' | 'fired_at'> => ({
  seq: entry.seq,
  fired_at: timestamp(entry.at),
});
