import type { Pool } from '../../../adapters/postgres/pool.js';
import { chainHash, contentHash, genesis } from '../../../adapters/postgres/canonical.js';
import { createPolicies, type Policies } from '../../../adapters/postgres/policies.js';
import { isSameTicket, unpackState, type StoredState } from '../../../adapters/postgres/ticket-state.js';
import { isDutyEntry, type Entry } from '../../../domain/entry.js';
import { evolve, found } from '../../../domain/evolve.js';
import type { Ticket } from '../../../domain/ticket.js';
import type { Report } from './finding.js';

export interface EntryRow {
  readonly no: string;
  readonly seq: number;
  readonly rules: number;
  readonly content: Entry;
  readonly content_hash: Buffer;
  readonly hash: Buffer;
  readonly request_id: string | null;
}

interface TicketRow {
  readonly no: string;
  readonly version: number;
  readonly head_hash: Buffer;
  readonly state: StoredState;
  readonly policy_version: number;
}

/** A ticket with its log, as Postgres has them at one moment. */
export interface Life {
  readonly no: string;
  readonly row: Ticket;
  readonly entries: readonly EntryRow[];
}

/** Reads whole lives, all of them or one ticket's. */
export const readLives = async (pool: Pool, only: string | null = null): Promise<readonly Life[]> => {
  const policies = createPolicies(pool);
  const { rows } = await pool.query<TicketRow>(
    'select no, version, head_hash, state, policy_version from ticket where $1::text is null or no = $1 order by no',
    [only],
  );
  // Entries that came in between are past the row's version and left out.
  const { rows: entries } = await pool.query<EntryRow>(
    `select no, seq, rules, content, content_hash, hash, request_id from entry
     where $1::text is null or no = $1 order by no, seq`,
    [only],
  );
  const byTicket = new Map<string, EntryRow[]>(rows.map(({ no }) => [no, []]));
  for (const entry of entries) byTicket.get(entry.no)?.push(entry);
  return await Promise.all(
    rows.map(async (row) => ({
      no: row.no,
      row: await unpackState(row.state, { policyVersion: row.policy_version, policies }),
      entries: (byTicket.get(row.no) ?? []).filter(({ seq }) => seq <= row.version),
    })),
  );
};

/** Sequence without gap or repeat, a chain that verifies, and a row that is the fold of its log. */
export const checkLog = async ({ no, row, entries }: Life, pool: Pool, report: Report): Promise<void> => {
  const sequence = entries.map(({ seq }) => seq);
  if (sequence.some((seq, i) => seq !== i + 1) || sequence.length !== row.version)
    report('sequence', no, `version ${row.version}, entries ${sequence.join(' ')}`);
  let before = genesis;
  for (const { seq, content, content_hash, hash } of entries) {
    if (!contentHash(content).equals(content_hash)) report('chain', no, `entry ${seq} was changed`);
    before = chainHash({ before, no, seq, content: content_hash });
    if (!before.equals(hash)) report('chain', no, `entry ${seq} does not continue the chain`);
  }
  const folded = await fold(entries, createPolicies(pool));
  if (folded === null || !isSameTicket({ ...folded, rules: row.rules }, row))
    report('fold', no, 'the row is not the fold of its log');
};

const fold = async (entries: readonly EntryRow[], policies: Policies): Promise<Ticket | null> => {
  let ticket: Ticket | null = null;
  for (const { content, rules } of entries) {
    if (ticket !== null) ticket = evolve({ ...ticket, rules }, content);
    else if (isDutyEntry(content)) return null;
    else ticket = found(content, await policies.of(Number(content.input['policyVersion'])));
  }
  return ticket;
};
