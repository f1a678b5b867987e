import type { Pool, PoolClient } from 'pg';
import type { Intake } from '../../domain/register.js';
import type { Ticket } from '../../domain/ticket.js';
import { canonicalJson } from './canonical.js';
import { createPolicies, type Policies } from './policies.js';
import { timestamp } from './pool.js';
import { outcomeRows, rewriteOutcomes, type OutcomeRow } from './outcome-rows.js';
import { policyVersionOf, refold, type RuledEntry } from './refold.js';
import { intakeWords } from './search-words.js';
import { rewriteTicket } from './rewrite-ticket.js';
import { columnsOf, packState, unpackState } from './ticket-state.js';
import { transaction } from './transaction.js';
import { numberBatches, wholeLogs, type StoredRow, type WholeLog } from './whole-logs.js';
import { firstBadEntry } from './verify-chain.js';

/** One thing in which a ticket's row is not the fold of its log. */
export interface Difference {
  readonly no: string;
  /** A column, a member of the state as `state.duties`, or `row` where there is none. */
  readonly what: string;
  readonly stored: unknown;
  readonly rebuilt: unknown;
}

export interface Rebuilt {
  readonly tickets: number;
  readonly differences: readonly Difference[];
  /** Tickets whose rows were written anew. */
  readonly repaired: readonly string[];
  /** Tickets whose log cannot be folded, and why; their rows are left as they are. */
  readonly unreadable: readonly { readonly no: string; readonly why: string }[];
}

/**
 * Folds every ticket's log anew (or those of the given tickets) and compares the rows with it; `write` repairs them.
 * Nothing but rows is written: nobody is told of anything again.
 */
export const rebuildTickets = async (
  pool: Pool,
  { numbers: given = null, write }: { readonly numbers?: readonly string[] | null; readonly write: boolean },
): Promise<Rebuilt> => {
  const total = {
    tickets: 0,
    differences: [] as Difference[],
    repaired: [] as string[],
    unreadable: [] as { no: string; why: string }[],
  };
  for await (const numbers of numberBatches(pool, given)) {
    const work = async (client: PoolClient): Promise<readonly Looked[]> => {
      // By the same connection: the pool may have no other to give while this one is held.
      const policies = createPolicies(client);
      const looked: Looked[] = [];
      for (const log of await wholeLogs(client, numbers, { lock: write })) {
        const one = await look(log, policies);
        if (write && one.differences.length > 0 && one.folded !== null)
          await repair(client, { log, folded: one.folded, policies });
        looked.push(one);
      }
      return looked;
    };
    const looked = await transaction(
      pool,
      work,
      write ? 'begin' : 'begin transaction isolation level repeatable read read only',
    );
    for (const { no, differences, folded, why } of looked) {
      total.tickets += 1;
      total.differences.push(...differences);
      if (why !== null) total.unreadable.push({ no, why });
      else if (write && differences.length > 0 && folded !== null) total.repaired.push(no);
    }
  }
  return total;
};

/** What a log leads to: the ticket, and how its duties ended. */
interface Folded {
  readonly ticket: Ticket;
  readonly outcomes: readonly OutcomeRow[];
}

interface Looked {
  readonly no: string;
  readonly folded: Folded | null;
  readonly differences: readonly Difference[];
  readonly why: string | null;
}

const look = async (log: WholeLog, policies: Policies): Promise<Looked> => {
  try {
    const folded = await fold(log, policies);
    return { no: log.no, folded, differences: await compare(log, { folded, policies }), why: null };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { no: log.no, folded: null, differences: [], why };
  }
};

const fold = async ({ no, row, entries }: WholeLog, policies: Policies): Promise<Folded> => {
  const bad = firstBadEntry(no, entries);
  if (bad !== null) throw new Error(`entry ${bad.seq}: ${bad.what}`);
  const head = entries.at(-1)?.hash;
  // A wrong row is repaired; one that remembers more than the log does is the last witness of what was lost.
  if (row !== null && row.version > entries.length && head?.equals(row.head_hash) !== true)
    throw new Error(`entry ${entries.length + 1}: the entry is missing`);
  const ruled = entries.map(({ content, rules, seq }): RuledEntry => {
    if (content === null) throw new Error(`entry ${seq}: its content was erased`);
    return { entry: content, rules };
  });
  const changes = ruled.length === 0 ? [] : refold(ruled, await policies.of(policyVersionOf(ruled)));
  const ticket = changes.at(-1)?.after;
  if (ticket === undefined) throw new Error('there is no such ticket');
  return { ticket, outcomes: outcomeRows(changes) };
};

const compare = async (
  { no, row, outcomes, entries }: WholeLog,
  { folded: { ticket, outcomes: ended }, policies }: { readonly folded: Folded; readonly policies: Policies },
): Promise<readonly Difference[]> => {
  const rebuilt = columnsOf(ticket);
  if (row === null) return [{ no, what: 'row', stored: null, rebuilt: rebuilt.stage }];
  const intake = intakeIn(entries);
  return [
    ...differences(columnsStored(row), rebuilt),
    ...differences(
      { ...(await unpackState(row.state, { policyVersion: row.policy_version, policies })) },
      { ...ticket, ledger: [] },
    ).map((difference) => ({ ...difference, what: `state.${difference.what}` })),
    ...differences(
      {
        outcomes: inOrder(outcomes),
        intake: row.intake,
        search: [...row.words].sort(),
        head_hash: row.head_hash.toString('hex'),
      },
      {
        outcomes: inOrder(ended),
        intake,
        search: [...intakeWords(no, intake)].sort(),
        head_hash: entries.at(-1)?.hash.toString('hex'),
      },
    ),
  ].map((difference) => ({ no, ...difference }));
};

/** Instants as numbers: Postgres and we write them differently. */
const inOrder = (outcomes: readonly OutcomeRow[]): readonly unknown[] =>
  outcomes
    .map((row) => ({
      ...row,
      at: Date.parse(row.at),
      done_at: row.done_at === null ? null : Date.parse(row.done_at),
    }))
    .toSorted((one, other) => (`${one.duty} ${one.nth}` < `${other.duty} ${other.nth}` ? -1 : 1));

type Members = Readonly<Record<string, unknown>>;

const differences = (stored: Members, rebuilt: Members): readonly Omit<Difference, 'no'>[] =>
  [...new Set([...Object.keys(stored), ...Object.keys(rebuilt)])]
    .filter((what) => canonicalJson(stored[what]) !== canonicalJson(rebuilt[what]))
    .map((what) => ({ what, stored: stored[what], rebuilt: rebuilt[what] }));

const instants = ['accepted_at', 'resolved_at', 'next_due_at', 'next_mark_at'];

const columnsStored = (row: StoredRow): Members =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => !['no', 'state', 'intake', 'words', 'head_hash'].includes(name))
      .map(([name, value]) => [
        name,
        instants.includes(name) && value !== null ? timestamp(value as number) : value,
      ]),
  );

/** What was said at intake, as the registration holds it beside what the desk added. */
const intakeIn = ([registration]: WholeLog['entries']): Intake => {
  const {
    no: _no,
    takenBy: _takenBy,
    policyVersion: _policy,
    reporter,
    ...sent
  } = (registration?.content?.input ?? {}) as Record<string, unknown>;
  const { id: _id, ...particulars } = reporter as Record<string, unknown>;
  return { ...sent, reporter: particulars } as unknown as Intake;
};

const repair = async (
  client: PoolClient,
  {
    log: { no, entries },
    folded: { ticket, outcomes },
    policies,
  }: { readonly log: WholeLog; readonly folded: Folded; readonly policies: Policies },
): Promise<void> => {
  const intake = intakeIn(entries);
  await rewriteTicket(client, {
    no,
    intake,
    row: columnsOf(ticket),
    state: await packState(ticket, policies),
    headHash: entries.at(-1)?.hash.toString('hex') ?? '',
    searchWords: intakeWords(no, intake),
  });
  await rewriteOutcomes(client, no, outcomes);
};
