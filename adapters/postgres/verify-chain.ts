import type { Pool } from 'pg';
import { canonicalJson, chainHash, contentHash, genesis } from './canonical.js';
import { entryColumns } from './entry-columns.js';
import { transaction } from './transaction.js';
import { numberBatches, wholeLogs, type EntryRow, type WholeLog } from './whole-logs.js';

/** The first row of a ticket's log that is not as it was written. */
export interface BadRow {
  readonly no: string;
  readonly seq: number;
  /** What differs, in words. */
  readonly what: string;
}

export interface Verified {
  readonly tickets: number;
  readonly entries: number;
  /** Entries whose content, or the texts in it, were erased by law; their place in the chain was verified. */
  readonly erased: number;
  readonly bad: readonly BadRow[];
}

/** Computes every ticket's chain anew (or that of the given tickets) and names the first bad row of each. */
export const verifyChains = async (pool: Pool, given: readonly string[] | null = null): Promise<Verified> => {
  const total = { tickets: 0, entries: 0, erased: 0, bad: [] as BadRow[] };
  for await (const numbers of numberBatches(pool, given)) {
    const logs = await transaction(
      pool,
      async (client) => await wholeLogs(client, numbers),
      'begin transaction isolation level repeatable read read only',
    );
    for (const log of logs) {
      total.tickets += 1;
      total.entries += log.entries.length;
      total.erased += log.entries.filter(
        ({ content, erased_hash }) => content === null || erased_hash !== null,
      ).length;
      const bad = firstBadRow(log);
      if (bad !== null) total.bad.push({ no: log.no, ...bad });
    }
  }
  return total;
};

const firstBadRow = ({ no, row, entries }: WholeLog): Omit<BadRow, 'no'> | null => {
  if (row === null && entries.length === 0) return { seq: 0, what: 'there is no such ticket' };
  const bad = firstBadEntry(no, entries);
  if (bad !== null || row === null) return bad;
  if (entries.length < row.version) return { seq: entries.length + 1, what: 'the entry is missing' };
  if (entries.length > row.version)
    return { seq: row.version + 1, what: `the ticket's row ends at version ${row.version}` };
  return entries.at(-1)?.hash.equals(row.head_hash) === true
    ? null
    : { seq: entries.length, what: "hash is not the head that the ticket's row keeps" };
};

/** The first entry that is missing or not as it was written, as far as the log alone can tell. */
export const firstBadEntry = (no: string, entries: readonly EntryRow[]): Omit<BadRow, 'no'> | null => {
  let before = genesis;
  for (const [i, entry] of entries.entries()) {
    const seq = i + 1;
    if (entry.seq !== seq) return { seq, what: 'the entry is missing' };
    const what = differenceIn(entry);
    if (what !== null) return { seq, what };
    before = chainHash({ before, no, seq, content: entry.content_hash });
    if (!before.equals(entry.hash)) return { seq, what: 'hash does not follow from the entry before' };
  }
  return null;
};

const differenceIn = (row: EntryRow): string | null => {
  if (row.content === null) return null;
  if (!contentHash(row.content).equals(row.erased_hash ?? row.content_hash))
    return 'content does not have its hash';
  const wrong = Object.entries(entryColumns(row.content)).filter(
    ([name, value]) => canonicalJson(row[name as keyof EntryRow]) !== canonicalJson(value),
  );
  return wrong.length === 0 ? null : `differs from its content in ${wrong.map(([name]) => name).join(', ')}`;
};
