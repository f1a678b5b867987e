import type { Pool } from 'pg';
import type { Entry } from '../../domain/entry.js';
import type { Instant } from '../../domain/instant.js';
import type { Sight } from '../../domain/permissions.js';
import type { Intake } from '../../domain/register.js';
import type { Ticket } from '../../domain/ticket.js';
import { tokenHash } from './notice-rows.js';
import type { Policies } from './policies.js';
import { unpackState, type StoredState } from './ticket-state.js';

/** A ticket as stored, with what its reporter said at intake. */
export interface StoredTicket {
  readonly ticket: Ticket;
  readonly intake: Intake;
}

/** The same with the moment of the row's last change. */
export interface DatedTicket extends StoredTicket {
  readonly updatedAt: Instant;
}

/** One line of a log with its place in the ticket's chain, hexadecimal. */
export interface LogLine {
  readonly entry: Entry;
  readonly hash: string;
}

/** What became of one notice to one recipient by one channel. */
export interface NoticeReceipt {
  readonly id: string;
  readonly seq: number;
  readonly kind: string;
  readonly recipient: string;
  readonly channel: string;
  readonly state: string;
  readonly subject: string;
  readonly attempts: number;
  readonly reason: string | null;
  readonly at: Instant;
  readonly sentAt: Instant | null;
  /** Known of the inbox alone. */
  readonly openedAt: Instant | null;
  /** The digest it went out in. */
  readonly digest: string | null;
  readonly resentBy: string | null;
}

export interface TicketReads {
  readonly ticket: (no: string) => Promise<StoredTicket | null>;
  /** Those of the numbers that there are, in no order. */
  readonly tickets: (numbers: readonly string[]) => Promise<readonly DatedTicket[]>;
  /** Entries after a sequence that the sight allows, oldest first; `next` continues, null at the end. */
  readonly log: (
    no: string,
    asked: { readonly sight: Exclude<Sight, 'none'>; readonly after: number; readonly limit: number },
  ) => Promise<{ readonly entries: readonly LogLine[]; readonly next: number | null }>;
  /** The last entries before a sequence, or of all, oldest first; `earlier` goes on backwards, null at the beginning. */
  readonly latestLog: (
    no: string,
    asked: {
      readonly sight: Exclude<Sight, 'none'>;
      readonly before: number | null;
      readonly limit: number;
    },
  ) => Promise<{ readonly entries: readonly LogLine[]; readonly earlier: number | null }>;
  /** The entry that a request became; null when it became none. */
  readonly requestEntry: (
    no: string,
    requestId: string,
  ) => Promise<{ readonly seq: number; readonly requestHash: string } | null>;
  readonly notices: (no: string) => Promise<readonly NoticeReceipt[]>;
  /** The ticket whose survey a link's token opens, unless it has expired; looked up by hash (§2.4.3). */
  readonly surveyByToken: (token: string) => Promise<string | null>;
}

interface TicketRow {
  readonly state: StoredState;
  readonly policy_version: number;
  readonly intake: Intake;
}

const toStored = async (
  { state, policy_version, intake }: TicketRow,
  policies: Policies,
): Promise<StoredTicket> => ({
  ticket: await unpackState(state, { policyVersion: policy_version, policies }),
  intake,
});

export const createTicketReads = (pool: Pool, policies: Policies): TicketReads => ({
  ticket: async (no) => {
    const { rows } = await pool.query<TicketRow>({
      name: 'read-ticket',
      text: 'select state, policy_version, intake from ticket where no = $1',
      values: [no],
    });
    return rows[0] === undefined ? null : await toStored(rows[0], policies);
  },
  tickets: async (numbers) => {
    const { rows } = await pool.query<TicketRow & { readonly updated_at: Instant }>({
      name: 'read-tickets',
      text: 'select state, policy_version, intake, updated_at from ticket where no = any($1)',
      values: [numbers],
    });
    return await Promise.all(
      rows.map(async (row) => ({ ...(await toStored(row, policies)), updatedAt: row.updated_at })),
    );
  },
  log: async (no, { sight, after, limit }) => {
    const { rows } = await pool.query<{ content: Entry; hash: string }>({
      name: 'read-log',
      text: `select content, encode(hash, 'hex') as hash from entry
        where no = $1 and seq > $2 and ($3 or visibility = 'public') and content is not null
        order by seq limit $4`,
      values: [no, after, sight === 'internal', limit + 1],
    });
    const entries = rows.slice(0, limit).map(({ content, hash }) => ({ entry: content, hash }));
    return { entries, next: rows.length > limit ? (entries.at(-1)?.entry.seq ?? null) : null };
  },
  latestLog: async (no, { sight, before, limit }) => {
    const { rows } = await pool.query<{ content: Entry; hash: string }>({
      name: 'read-latest-log',
      text: `select content, encode(hash, 'hex') as hash from entry
        where no = $1 and ($2::integer is null or seq < $2) and ($3 or visibility = 'public') and content is not null
        order by seq desc limit $4`,
      values: [no, before, sight === 'internal', limit + 1],
    });
    const entries = rows
      .slice(0, limit)
      .map(({ content, hash }) => ({ entry: content, hash }))
      .toReversed();
    return { entries, earlier: rows.length > limit ? (entries[0]?.entry.seq ?? null) : null };
  },
  requestEntry: async (no, requestId) => {
    const { rows } = await pool.query<{ seq: number; request_hash: string }>({
      name: 'read-request',
      text: 'select seq, request_hash from entry where no = $1 and request_id = $2',
      values: [no, requestId],
    });
    const found = rows[0];
    return found === undefined ? null : { seq: found.seq, requestHash: found.request_hash };
  },
  notices: async (no) => {
    const { rows } = await pool.query<NoticeReceipt>(
      `select id, seq, kind, recipient, channel, state, subject, attempts, reason, at, sent_at as "sentAt",
         read_at as "openedAt", sent_in as digest, resent_by as "resentBy"
       from notice where no = $1 order by seq, kind, recipient, channel`,
      [no],
    );
    return rows;
  },
  surveyByToken: async (token) => {
    const { rows } = await pool.query<{ no: string }>(
      'select no from survey_token where token_hash = $1 and expires_at > now()',
      [tokenHash(token)],
    );
    return rows[0]?.no ?? null;
  },
});
