import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { erasedEntry, erasedText, withoutWords, type Erased } from '../../../domain/erasing.js';
import type { Intake } from '../../../domain/register.js';
import type { Change } from '../../../domain/duties.js';
import { archiveRecord } from '../archive-record.js';
import type { ArchiveRecord } from '../read-archive.js';
import { canonicalJson, contentHash } from '../canonical.js';
import type { Policies } from '../policies.js';
import { policyVersionOf, refold, type RuledEntry } from '../refold.js';
import { intakeWords } from '../search-words.js';
import { isSameTicket } from '../ticket-state.js';
import type { WholeLog } from '../whole-logs.js';
import { firstBadEntry } from '../verify-chain.js';

/** How much was erased on one ticket. */
export interface TicketErased {
  readonly entries: number;
  readonly notices: number;
  readonly archives: number;
}

/**
 * Takes a person's texts and whatever names them out of one ticket: log, row, notices and archive. Hashes of what was
 * written stay, so the chain verifies; what is left folds to the same ticket. Throws when it would not.
 */
export const eraseTicket = async (
  client: PoolClient,
  log: WholeLog,
  {
    erased,
    erasure,
    policies,
  }: { readonly erased: Erased; readonly erasure: string; readonly policies: Policies },
): Promise<TicketErased> => {
  const { no, entries: rows } = log;
  const bad = firstBadEntry(no, rows);
  if (bad !== null) throw new Error(`${no} entry ${bad.seq}: ${bad.what}`);
  const ruled = rows.flatMap(({ content, rules }): RuledEntry[] =>
    content === null ? [] : [{ entry: content, rules }],
  );
  if (ruled.length < rows.length) throw new Error(`${no} has entries whose content is gone`);
  const policy = await policies.of(policyVersionOf(ruled));
  const changes: readonly Change[] = refold(ruled, policy);
  const left = changes.map(({ entry, after }) => erasedEntry(entry, erased, after));
  const before = changes.at(-1)?.after;
  const folded: readonly Change[] = refold(
    left.map((entry, i) => ({ entry, rules: ruled[i]?.rules ?? 1 })),
    policy,
  );
  const after = folded.at(-1)?.after;
  if (before === undefined || after === undefined || !isSameTicket(before, after))
    throw new Error(`${no} would not be the same ticket without these texts`);
  const changed = left.filter((entry, i) => canonicalJson(entry) !== canonicalJson(ruled[i]?.entry));
  for (const entry of changed)
    await client.query('select erase_entry($1, $2, $3::jsonb, $4, $5)', [
      no,
      entry.seq,
      canonicalJson(entry),
      contentHash(entry),
      erasure,
    ]);
  if (changed.length > 0) {
    await eraseRow(client, { no, registration: left[0]?.input ?? {} });
    await client.query('insert into unwanted_history (no) values ($1) on conflict do nothing', [no]);
  }
  const notices = await eraseNotices(client, no, { erased, erasure });
  const archives = await eraseArchives(client, { no, erasure, words: erased.words, changes: folded });
  return { entries: changed.length, notices, archives };
};

/** The intake as the registration has it now: what the row keeps for lists and search. */
const eraseRow = async (
  client: PoolClient,
  { no, registration }: { readonly no: string; readonly registration: Readonly<Record<string, unknown>> },
): Promise<void> => {
  const intake = intakeOf(registration);
  await client.query(
    // Whoever has kept the ticket's text goes by when its row was last changed.
    'update ticket set intake = $2::jsonb, search = array_to_tsvector($3::text[]), updated_at = now() where no = $1',
    [no, canonicalJson(intake), intakeWords(no, intake)],
  );
};

const intakeOf = (registration: Readonly<Record<string, unknown>>): Intake => {
  const { no: _no, takenBy: _takenBy, policyVersion: _policy, reporter, ...sent } = registration;
  const { id: _id, ...particulars } = reporter as Record<string, unknown>;
  return { ...sent, reporter: particulars } as unknown as Intake;
};

/** To the person: nothing is left but that there was one. To others: not their name. What waits is not sent any more. */
const eraseNotices = async (
  client: PoolClient,
  no: string,
  { erased: { person, words }, erasure }: { readonly erased: Erased; readonly erasure: string },
): Promise<number> => {
  const nobody = person ?? erasure;
  const { rows } = await client.query<{
    id: string;
    recipient: string;
    address: string;
    subject: string;
    body: string;
    state: string;
  }>('select id, recipient, address, subject, body, state from notice where no = $1', [no]);
  let count = 0;
  for (const { id, state, ...notice } of rows) {
    const isTheirs = notice.recipient === person || words.includes(notice.recipient);
    const left = isTheirs
      ? { recipient: nobody, address: '', subject: erasedText, body: erasedText }
      : (withoutWords(notice, words) as typeof notice);
    if (canonicalJson(left) === canonicalJson(notice)) continue;
    count += 1;
    await client.query(
      `update notice set recipient = $2, address = $3, subject = $4, body = $5, state = $6,
         secret_link = case when $7 then null else secret_link end where id = $1`,
      [
        id,
        left.recipient === notice.recipient ? notice.recipient : `${nobody}~${randomUUID().slice(0, 8)}`,
        left.address,
        left.subject,
        left.body,
        isTheirs && ['queued', 'sending', 'unknown'].includes(state) ? 'cancelled' : state,
        isTheirs,
      ],
    );
  }
  return count;
};

interface ArchiveRow {
  readonly id: string;
  readonly seq: number;
  readonly body: ArchiveRecord;
}

/** The record made anew from what is left, and its signed bundle withdrawn: another takes its place. */
const eraseArchives = async (
  client: PoolClient,
  {
    no,
    erasure,
    words,
    changes,
  }: {
    readonly no: string;
    readonly erasure: string;
    readonly words: readonly string[];
    /** After the erasure. */
    readonly changes: readonly Change[];
  },
): Promise<number> => {
  const { rows } = await client.query<ArchiveRow>('select id, seq, body from archive where no = $1', [no]);
  for (const { id, seq, body } of rows) {
    const ticket = changes[seq - 1]?.after;
    if (ticket === undefined) throw new Error(`${id} ends with an entry that is not there`);
    const left = archiveRecord(ticket, {
      intake: intakeOf(changes[0]?.entry.input ?? {}),
      entries: body.entries.map((one) => ({ ...one, entry: changes[one.seq - 1]?.entry ?? null })),
      lateness: body.lateness,
      notices: withoutWords(body.notices, words) as readonly unknown[],
    });
    await client.query('select erase_archive($1, $2::jsonb, $3)', [id, canonicalJson(left), erasure]);
  }
  if (rows.length === 0) return 0;
  await client.query(
    `update archive_bundle set withdrawn_at = now(), withdrawn_why = $2 where no = $1 and withdrawn_at is null`,
    [no, `erasure ${erasure}`],
  );
  await client.query(
    `insert into archive_wanted (no, record) select no, max(nth) from archive where no = $1 group by no
     on conflict (no) do update set record = excluded.record, since = now(), next_at = now(), attempts = 0, trouble = null`,
    [no],
  );
  return rows.length;
};
