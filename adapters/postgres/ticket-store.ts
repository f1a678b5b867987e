import type { Pool } from 'pg';
import type { ArchiveRef, Commit, Committed, TicketStore } from '../../activities/ports.js';
import type { Change } from '../../domain/duties.js';
import type { Entry } from '../../domain/entry.js';
import { evolve } from '../../domain/evolve.js';
import type { Intake } from '../../domain/register.js';
import type { Ticket } from '../../domain/ticket.js';
import { isFinal } from '../../domain/words.js';
import { archiveRecord, type ArchiveParts } from './archive-record.js';
import { attachmentRows } from './attachment-rows.js';
import { canonicalJson, contentHash, sha256 } from './canonical.js';
import { commitConflict } from './commit-conflict.js';
import { knowledgeRows } from './knowledge-rows.js';
import { latenessRows } from './lateness-rows.js';
import { noticeRows, type NoticeRow } from './notice-rows.js';
import { outcomeRows } from './outcome-rows.js';
import { namedIn, peopleToTellSql, type PeopleToTell } from './people-to-tell.js';
import { createPolicies, type Policies } from './policies.js';
import { columnsOf, isSameTicket, packState, unpackState, type StoredState } from './ticket-state.js';
import { entryRows, writeCommit, type Writing } from './write.js';

export interface StoreOptions {
  /** Base of links in notices, without a slash at its end. */
  readonly publicUrl: string;
  /** Whether notices are queued for mail beside the inbox. */
  readonly smtpEnabled: boolean;
  /** Why notices of these entries are not sent but left to a person to check; they are sent where it is not given. */
  readonly doubt?: string;
}

interface Stored {
  readonly version: number;
  readonly head_hash: Buffer;
  readonly state: StoredState;
  readonly policy_version: number;
  readonly intake: Intake;
  readonly told: PeopleToTell | null;
}

// A commit that loses the race for its ticket reads again; more losses than this mean something else is wrong.
const attempts = 5;

/** {@link TicketStore} in Postgres: reads the ticket, then writes everything in one statement guarded by its version. */
export const createTicketStore = (pool: Pool, options: StoreOptions): TicketStore => {
  const policies = createPolicies(pool);
  const commitOnce = async (commit: Commit): Promise<Committed | null> => {
    const stored = await read(pool, commit);
    const { fresh: entries, taken } = await newEntries(pool, commit, stored.version);
    const last = commit.entries.at(-1);
    if (taken !== null)
      return {
        version: stored.version,
        archive: await archiveAt(pool, commit.ticket.no, stored.version),
        instead: await entriesFrom(pool, commit.ticket.no, { first: taken, last: stored.version }),
      };
    if (entries.length === 0 || last === undefined)
      return {
        version: last?.seq ?? stored.version,
        archive: await archiveAt(pool, commit.ticket.no, last?.seq),
      };
    const changes = await fold(stored, { entries, ticket: commit.ticket, policies });
    const writing = await toWriting(changes, { ...options, stored, policies });
    const ended = isFinal(commit.ticket.stage)
      ? await endWriting(pool, writing, { ticket: commit.ticket, stored })
      : writing;
    if (!(await writeCommit(pool, stored.version, ended))) return null;
    return {
      version: commit.ticket.version,
      archive: ended.archive === null ? null : { id: ended.archive.id, hash: ended.archive.hash },
    };
  };
  return {
    commit: async (commit) => {
      for (let left = attempts; left > 0; left -= 1) {
        const done = await commitOnce(commit);
        if (done !== null) return done;
      }
      throw new Error(`${commit.ticket.no} moved on under ${attempts} attempts to commit`);
    },
    reportStuck: async ({ no, seq, reason }) => {
      await pool.query(
        `insert into stuck_commit (no, seq, reason) values ($1, $2, $3)
         on conflict (no) do update set seq = $2, reason = $3, attempts = stuck_commit.attempts + 1, last_at = now()`,
        [no, seq, reason],
      );
    },
  };
};

const readSql = `
  select version, head_hash, state, policy_version, intake, case when $3 then ${peopleToTellSql(
    `($2::text[] || t.assignee || t.reporter || (t.state #>> '{escalation,applicant,id}'))`,
  )} end as told
  from ticket t where no = $1`;

const read = async (pool: Pool, { ticket, entries }: Commit): Promise<Stored> => {
  const named = namedIn(entries.map((entry) => ({ before: null, after: ticket, entry })));
  const { rows } = await pool.query<Stored>({
    name: 'read-for-commit',
    text: readSql,
    values: [ticket.no, named, entries.some(({ tell }) => tell.length > 0)],
  });
  const stored = rows[0];
  if (stored === undefined) throw commitConflict(ticket.no, 'there is no such ticket');
  return stored;
};

/**
 * The entries that are not stored yet, and the first sequence if other content is stored in their place: a lost
 * workflow task decides again at another moment. Throws when entries are missing in between.
 */
const newEntries = async (
  pool: Pool,
  { ticket, entries }: Commit,
  version: number,
): Promise<{ readonly fresh: readonly Entry[]; readonly taken: number | null }> => {
  if (entries.length === 0) return { fresh: [], taken: version > ticket.version ? ticket.version + 1 : null };
  const first = entries[0]?.seq ?? version + 1;
  if (entries.some(({ seq }, i) => seq !== first + i))
    throw commitConflict(ticket.no, 'its entries have gaps');
  if (first > version + 1)
    throw commitConflict(ticket.no, `entry ${first} does not follow version ${version}`);
  const repeated = entries.filter(({ seq }) => seq <= version);
  if (repeated.length > 0) {
    const { rows } = await pool.query<{ seq: number; content_hash: Buffer }>(
      'select seq, content_hash from entry where no = $1 and seq = any($2)',
      [ticket.no, repeated.map(({ seq }) => seq)],
    );
    const hashes = new Map(rows.map((row) => [row.seq, row.content_hash]));
    if (repeated.some((entry) => hashes.get(entry.seq)?.equals(contentHash(entry)) !== true))
      return { fresh: [], taken: first };
  }
  return { fresh: entries.slice(repeated.length), taken: null };
};

const entriesFrom = async (
  pool: Pool,
  no: string,
  { first, last }: { readonly first: number; readonly last: number },
): Promise<readonly Entry[]> => {
  const { rows } = await pool.query<{ content: Entry | null }>(
    'select content from entry where no = $1 and seq between $2 and $3 order by seq',
    [no, first, last],
  );
  return rows.map(({ content }) => {
    if (content === null)
      throw commitConflict(no, 'its place in the log is taken by entries that were erased');
    return content;
  });
};

/** The stored ticket moved on by the entries; throws unless that gives the ticket they came with. */
const fold = async (
  stored: Stored,
  {
    entries,
    ticket,
    policies,
  }: { readonly entries: readonly Entry[]; readonly ticket: Ticket; readonly policies: Policies },
): Promise<readonly Change[]> => {
  const kept = await unpackState(stored.state, { policyVersion: stored.policy_version, policies });
  // The rules are raised between entries, by the workflow alone.
  let before: Ticket = { ...kept, rules: ticket.rules };
  const changes = entries.map((entry): Change => {
    const change = { before, after: evolve(before, entry), entry };
    before = change.after;
    return change;
  });
  if (!isSameTicket(before, ticket))
    throw commitConflict(ticket.no, 'the entries do not lead to the ticket they came with');
  return changes;
};

const nobody: PeopleToTell = { people: [], groups: [], channels: [], templates: [] };

const doubted = (notice: NoticeRow, doubt: string): NoticeRow =>
  notice.state === 'queued' ? { ...notice, state: 'unknown', reason: doubt } : notice;

const toWriting = async (
  changes: readonly Change[],
  {
    stored,
    policies,
    publicUrl,
    smtpEnabled,
    doubt,
  }: StoreOptions & { readonly stored: Stored; readonly policies: Policies },
): Promise<Writing> => {
  const { after } = changes.at(-1) as Change;
  const { rows: entries, head: headHash } = entryRows(changes, stored.head_hash);
  const reporterEmail = stored.intake.reporter.email ?? null;
  const told = noticeRows(changes, { known: stored.told ?? nobody, reporterEmail, publicUrl, smtpEnabled });
  return {
    no: after.no,
    row: columnsOf(after),
    state: await packState(after, policies),
    headHash,
    entries,
    ...told,
    notices: doubt === undefined ? told.notices : told.notices.map((notice) => doubted(notice, doubt)),
    lateness: latenessRows(changes),
    knowledge: knowledgeRows(changes),
    attached: attachmentRows(changes),
    outcomes: outcomeRows(changes),
    archive: null,
  };
};

interface Earlier {
  readonly records: number;
  readonly entries: ArchiveParts['entries'] | null;
  readonly lateness: readonly unknown[] | null;
  readonly notices: readonly unknown[] | null;
}

const earlierSql = `select
  (select count(*)::int from archive where no = $1) as records,
  (select jsonb_agg(jsonb_build_object('seq', seq, 'entry', content, 'hash', encode(hash, 'hex')) order by seq)
    from entry where no = $1 and seq <= $2) as entries,
  (select jsonb_agg(to_jsonb(l) - 'no' order by seq, duty, kind) from lateness l where no = $1) as lateness,
  (select jsonb_agg(jsonb_build_object('seq', seq, 'kind', kind, 'recipient', recipient, 'channel', channel,
    'state', state, 'subject', subject, 'at', at, 'sent_at', sent_at) order by seq, kind, recipient, channel)
    from notice where no = $1) as notices`;

/** The same commit with the archive record of everything up to and with its entries (§2.5.2). */
const endWriting = async (
  pool: Pool,
  writing: Writing,
  { ticket, stored }: { readonly ticket: Ticket; readonly stored: Stored },
): Promise<Writing> => {
  const { rows } = await pool.query<Earlier>(earlierSql, [ticket.no, stored.version]);
  const earlier = rows[0];
  const entries = writing.entries as readonly { seq: number; content: Entry; hash: string }[];
  const record = archiveRecord(ticket, {
    intake: stored.intake,
    entries: [
      ...(earlier?.entries ?? []),
      ...entries.map(({ seq, content, hash }) => ({ seq, entry: content, hash })),
    ],
    lateness: [...(earlier?.lateness ?? []), ...writing.lateness],
    notices: [
      ...(earlier?.notices ?? []),
      ...writing.notices.map(({ seq, kind, recipient, channel, state, subject, at }) => ({
        seq,
        kind,
        recipient,
        channel,
        state,
        subject,
        at,
        sent_at: state === 'sent' ? at : null,
      })),
    ],
  });
  const nth = (earlier?.records ?? 0) + 1;
  const body = canonicalJson(record);
  return {
    ...writing,
    archive: { id: `AR-${ticket.no}-${nth}`, nth, body, hash: sha256(body).toString('hex') },
  };
};

const archiveAt = async (pool: Pool, no: string, seq: number | undefined): Promise<ArchiveRef | null> => {
  const { rows } = await pool.query<ArchiveRef>('select id, hash from archive where no = $1 and seq = $2', [
    no,
    seq ?? 0,
  ]);
  return rows[0] ?? null;
};
