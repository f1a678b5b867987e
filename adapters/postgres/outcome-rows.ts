import { duties, type Change } from '../../domain/duties.js';
import type { DutyClock, Ticket } from '../../domain/ticket.js';
import type { PoolClient } from 'pg';
import { canonicalJson } from './canonical.js';
import { timestamp } from './pool.js';

/** How one duty of a ticket ended, for the reports: one row a clock, written anew when a missed one is done. */
export const outcomeRows = (changes: readonly Change[]): readonly OutcomeRow[] => {
  const rows = new Map<string, OutcomeRow>();
  for (const { before, after } of changes) {
    const earlier = new Map(before?.duties.map((clock) => [keyOf(clock), clock]));
    for (const clock of after.duties) {
      const was = earlier.get(keyOf(clock));
      if (was === clock || !hasEnded(clock) || isSame(was, clock)) continue;
      const row = outcomeOf(after, clock);
      const first = rows.get(keyOf(clock));
      // What the ticket was when the duty was missed stays, whatever it is by the time it is done.
      rows.set(keyOf(clock), first === undefined ? row : { ...first, done_at: row.done_at });
    }
  }
  return [...rows.values()];
};

const keyOf = ({ duty, nth }: DutyClock): string => `${duty} ${nth}`;
const hasEnded = ({ missedAt, outcome }: DutyClock): boolean => missedAt !== undefined || outcome === 'met';
const isSame = (was: DutyClock | undefined, { missedAt, outcome }: DutyClock): boolean =>
  was !== undefined && was.missedAt === missedAt && was.outcome === outcome;

const outcomeOf = (ticket: Ticket, clock: DutyClock) => {
  const { duty, nth, missedAt, settledAt } = clock;
  const owner = clock.owner ?? duties[duty].owner(ticket);
  const isMissed = missedAt !== undefined;
  return {
    duty,
    nth,
    outcome: isMissed ? 'missed' : 'met',
    at: timestamp(isMissed ? (clock.dueAt ?? missedAt) : settledAt),
    done_at: isMissed && clock.outcome === 'met' ? timestamp(settledAt) : null,
    noticed_ms: isMissed ? (clock.lateMs ?? 0) : null,
    cause: isMissed ? (clock.cause ?? 'person') : null,
    owner_role: owner.role,
    owner: owner.person ?? null,
    group_id: ticket.group,
    type: ticket.type,
    urgency: ticket.urgency,
  };
};
export type OutcomeRow = ReturnType<typeof outcomeOf>;

/** Writes rows out of the JSON that the expression gives, for a ticket of record `changed`. */
export const outcomesSql = (json: string): string => `
    insert into duty_outcome (no, duty, nth, outcome, at, done_at, noticed_ms, cause, owner_role, owner, group_id, type,
      urgency)
    select changed.no, duty, nth, outcome, at, done_at, noticed_ms, cause, owner_role, owner, o.group_id, o.type, o.urgency
    from changed, jsonb_to_recordset(${json}) as o(duty text, nth integer, outcome text, at timestamptz,
      done_at timestamptz, noticed_ms bigint, cause text, owner_role text, owner text, group_id text, type text, urgency text)
    on conflict (no, duty, nth) do update set done_at = excluded.done_at`;

const rewriteSql = `with changed as (select $1::text as no) ${outcomesSql('$2::jsonb')}`;

/** Writes all of a ticket's outcomes anew; within the caller's transaction. */
export const rewriteOutcomes = async (
  client: PoolClient,
  no: string,
  outcomes: readonly OutcomeRow[],
): Promise<void> => {
  await client.query('delete from duty_outcome where no = $1', [no]);
  if (outcomes.length > 0) await client.query(rewriteSql, [no, canonicalJson(outcomes)]);
};
