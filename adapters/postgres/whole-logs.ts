import type { Pool, PoolClient } from 'pg';
import type { Entry } from '../../domain/entry.js';
import type { Instant } from '../../domain/instant.js';
import type { Intake } from '../../domain/register.js';
import type { OutcomeRow } from './outcome-rows.js';
import type { StoredState, TicketColumns } from './ticket-state.js';
import { ticketColumnNames } from './write.js';

/** A stored entry: its columns, and its content, null once it was erased by law. */
export interface EntryRow {
  readonly seq: number;
  readonly at: Instant;
  readonly by_id: string;
  readonly by_role: string;
  readonly staff_number: string | null;
  readonly action: string | null;
  readonly duty: string | null;
  readonly outcome: string;
  readonly clause: string;
  readonly visibility: string;
  readonly rules: number;
  readonly request_id: string | null;
  readonly request_hash: string | null;
  readonly content: Entry | null;
  readonly content_hash: Buffer;
  /** Of what is left of a content whose texts were erased by law; null while it is as it was written. */
  readonly erased_hash: Buffer | null;
  readonly hash: Buffer;
}

/** A ticket's row; instants as numbers. */
export type StoredRow = {
  readonly [Name in keyof TicketColumns]: unknown;
} & {
  readonly no: string;
  readonly version: number;
  readonly policy_version: number;
  readonly state: StoredState;
  readonly intake: Intake;
  readonly words: readonly string[];
  readonly head_hash: Buffer;
};

/** Everything stored of one ticket; `row` is null where only its log is left. */
export interface WholeLog {
  readonly no: string;
  readonly row: StoredRow | null;
  readonly outcomes: readonly OutcomeRow[];
  readonly entries: readonly EntryRow[];
}

const batch = 100;

/** All ticket numbers there are, in rows or in the log, a hundred at a time; or those given. */
export async function* numberBatches(
  pool: Pool,
  given: readonly string[] | null,
): AsyncGenerator<readonly string[]> {
  if (given !== null) {
    for (let i = 0; i < given.length; i += batch) yield given.slice(i, i + batch);
    return;
  }
  for (let last = ''; ;) {
    const { rows } = await pool.query<{ no: string }>(
      `select no from ((select no from ticket where no > $1 order by no limit $2)
         union (select distinct no from entry where no > $1 order by no limit $2)) known order by no limit $2`,
      [last, batch],
    );
    const numbers = rows.map(({ no }) => no);
    if (numbers.length > 0) yield numbers;
    last = numbers.at(-1) ?? last;
    if (numbers.length < batch) return;
  }
}

/** Rows and logs of these tickets, within the caller's transaction; `lock` holds back commits until it ends. */
export const wholeLogs = async (
  client: PoolClient,
  numbers: readonly string[],
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<readonly WholeLog[]> => {
  const { rows } = await client.query<StoredRow>(
    `select no, ${ticketColumnNames.join(', ')}, state, intake, tsvector_to_array(search) as words, head_hash
     from ticket where no = any($1) order by no ${lock ? 'for update' : ''}`,
    [numbers],
  );
  const entries = await client.query<EntryRow & { no: string }>(
    `select no, seq, at, by_id, by_role, staff_number, action, duty, outcome, clause, visibility, rules, request_id,
       request_hash, content, content_hash, erased_hash, hash
     from entry where no = any($1) order by no, seq`,
    [numbers],
  );
  const outcomes = await client.query<{ no: string; rows: readonly OutcomeRow[] }>(
    `select no, jsonb_agg(to_jsonb(o) - 'no' order by duty, nth) as rows from duty_outcome o
     where no = any($1) group by no`,
    [numbers],
  );
  const logs = new Map(numbers.map((no) => [no, [] as EntryRow[]]));
  for (const { no, ...entry } of entries.rows) logs.get(no)?.push(entry);
  const rowOf = new Map(rows.map((row) => [row.no, row]));
  const outcomesOf = new Map(outcomes.rows.map((one) => [one.no, one.rows]));
  return [...logs].map(([no, own]) => ({
    no,
    row: rowOf.get(no) ?? null,
    outcomes: outcomesOf.get(no) ?? [],
    entries: own,
  }));
};
