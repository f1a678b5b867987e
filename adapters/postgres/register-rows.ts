import type { Pool } from 'pg';
import type { Instant } from '../../domain/instant.js';
import type { PersonRef } from '../../domain/people.js';
import type { Intake } from '../../domain/register.js';
import type { Stage, TicketType, Urgency } from '../../domain/words.js';

/** A line of the register (Template 1), by the columns of the form; all of it is public. */
export interface RegisterRow {
  readonly no: string;
  readonly acceptedAt: Instant;
  readonly intake: Intake;
  readonly type: TicketType;
  readonly urgency: Urgency;
  readonly stage: Stage;
  readonly takenBy: PersonRef | null;
  readonly expectedResolutionAt: Instant | null;
  readonly resolvedAt: Instant | null;
}

export interface RegisterReads {
  /** Those of the numbers that there are, in no order; a tenth of what reading the tickets whole costs. */
  readonly registerRows: (numbers: readonly string[]) => Promise<readonly RegisterRow[]>;
}

const rowsSql = `
  select no, accepted_at as "acceptedAt", intake, type, urgency, stage, nullif(state -> 'takenBy', 'null') as "takenBy",
    (state ->> 'expectedResolutionAt')::bigint as "expectedResolutionAt", resolved_at as "resolvedAt"
  from ticket where no = any($1)`;

export const createRegisterReads = (pool: Pool): RegisterReads => ({
  registerRows: async (numbers) => {
    const { rows } = await pool.query<RegisterRow>(rowsSql, [numbers]);
    return rows;
  },
});
