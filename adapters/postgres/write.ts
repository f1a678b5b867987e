import type { Pool, PoolClient } from 'pg';
import type { Change } from '../../domain/duties.js';
import { canonicalJson, chainHash, contentHash } from './canonical.js';
import type { AttachmentRow } from './attachment-rows.js';
import type { KnowledgeRows } from './knowledge-rows.js';
import { entryColumns } from './entry-columns.js';
import type { LatenessRow } from './lateness-rows.js';
import type { LinkTokenRow, NoticeRow } from './notice-rows.js';
import { outcomesSql, type OutcomeRow } from './outcome-rows.js';
import { articleBodySql } from './article-rows.js';
import { timestamp } from './pool.js';
import type { StoredState, TicketColumns } from './ticket-state.js';

/** Everything that one commit stores; all of it or nothing. */
export interface Writing {
  readonly no: string;
  readonly row: TicketColumns;
  readonly state: StoredState;
  readonly headHash: string;
  readonly entries: readonly object[];
  readonly notices: readonly NoticeRow[];
  readonly tokens: readonly LinkTokenRow[];
  readonly lateness: readonly LatenessRow[];
  readonly knowledge: KnowledgeRows;
  readonly attached: readonly AttachmentRow[];
  readonly outcomes: readonly OutcomeRow[];
  readonly archive: {
    readonly id: string;
    readonly nth: number;
    readonly body: string;
    readonly hash: string;
  } | null;
}

/** What a new ticket stores besides. */
export interface NewTicket {
  readonly intake: unknown;
  readonly searchWords: readonly string[];
  readonly request: { readonly caller: string; readonly key: string; readonly bodyHash: string } | null;
}

/** The entries' rows with their place in the ticket's chain, and the chain's new head. */
export const entryRows = (
  changes: readonly Change[],
  head: Buffer,
): { readonly rows: readonly object[]; readonly head: string } => {
  let before = head;
  const rows = changes.map(({ entry, after }) => {
    const content = contentHash(entry);
    before = chainHash({ before, no: after.no, seq: entry.seq, content });
    return {
      ...entryColumns(entry),
      at: timestamp(entry.at),
      rules: after.rules,
      content: entry,
      content_hash: content.toString('hex'),
      hash: before.toString('hex'),
    };
  });
  return { rows, head: before.toString('hex') };
};

/** Writes a commit if the ticket is still at `version`; false, and nothing written, if it is not. */
export const writeCommit = async (
  pool: Pool | PoolClient,
  version: number,
  writing: Writing,
): Promise<boolean> => {
  const { rowCount } = await pool.query({
    name: 'write-commit',
    text: commitSql,
    values: [...valuesOf(writing), version],
  });
  return rowCount === 1;
};

/** Writes a new ticket, within the caller's transaction; a unique violation when its request came before. */
export const writeIntake = async (client: PoolClient, writing: Writing, fresh: NewTicket): Promise<void> => {
  await client.query({
    name: 'write-intake',
    text: intakeSql,
    values: [
      ...valuesOf(writing),
      canonicalJson(fresh.intake),
      fresh.searchWords,
      canonicalJson(fresh.request === null ? [] : [fresh.request]),
    ],
  });
};

const valuesOf = (writing: Writing): readonly (string | null)[] => [
  writing.no,
  canonicalJson(writing.row),
  canonicalJson(writing.state),
  writing.headHash,
  canonicalJson(writing.entries),
  canonicalJson(writing.notices),
  canonicalJson(writing.tokens),
  canonicalJson(writing.lateness),
  canonicalJson({ ...writing.knowledge, attached: writing.attached, outcomes: writing.outcomes }),
  writing.archive === null ? null : canonicalJson({ ...writing.archive, body: undefined }),
  writing.archive?.body ?? null,
];

const columns = {
  version: 'integer',
  stage: 'text',
  type: 'text',
  urgency: 'text',
  channel: 'text',
  reporter: 'text',
  group_id: 'text',
  assignee: 'text',
  liaison: 'text',
  accepted_at: 'timestamptz',
  resolved_at: 'timestamptz',
  next_due_at: 'timestamptz',
  next_mark_at: 'timestamptz',
  missed: 'integer',
  owed: 'text[]',
  late: 'text[]',
  workload: 'integer',
  policy_version: 'integer',
} as const satisfies Record<keyof TicketColumns, string>;
/** The columns of a ticket's row that follow from the ticket. */
export const ticketColumnNames = Object.keys(columns) as readonly (keyof TicketColumns)[];
/** Those columns out of the JSON in $2, as record r. */
export const ticketColumnsSql = `jsonb_to_record($2::jsonb) as r(${Object.entries(columns)
  .map((pair) => pair.join(' '))
  .join(', ')})`;

/** Sets all columns that follow from the ticket: $1 number, $2 columns, $3 state. */
const setTicketSql = `
  update ticket t set ${ticketColumnNames.map((name) => `${name} = r.${name}`).join(', ')}, state = $3::jsonb, updated_at = now()`;

// One statement is one transaction: the log, the row and the notices, or none of them.
const written = (ticket: string, archivedBy: string): string => `
  with changed as (${ticket}),
  logged as (
    insert into entry (no, seq, at, by_id, by_role, staff_number, action, duty, outcome, clause, visibility, rules,
      content, content_hash, hash, request_id, request_hash)
    select no, seq, at, by_id, by_role, staff_number, action, duty, outcome, clause, visibility, rules,
      content, decode(content_hash, 'hex'), decode(hash, 'hex'), request_id, request_hash
    from changed, jsonb_to_recordset($5::jsonb) as e(seq integer, at timestamptz, by_id text, by_role text,
      staff_number text, action text, duty text, outcome text, clause text, visibility text, rules smallint,
      content jsonb, content_hash text, hash text, request_id text, request_hash text)
    order by seq
  ), noticed as (
    insert into notice (no, id, seq, kind, recipient, channel, address, language, subject, body, secret_link, urgent,
      state, reason, at, sent_at, next_at, backup, verified)
    select no, id, seq, kind, recipient, channel, address, language, subject, body, secret_link, urgent, state,
      reason, at, case when state = 'sent' then at end, now() + make_interval(secs => delay_ms / 1000.0), backup, verified
    from changed, jsonb_to_recordset($6::jsonb) as n(id text, seq integer, kind text, recipient text, channel text,
      address text, language text, subject text, body text, secret_link text, urgent boolean, state text, reason text,
      at timestamptz, delay_ms float8, backup boolean, verified boolean)
    returning channel, state
  ), invited as (
    insert into survey_token (token_hash, no, seq, expires_at)
    select decode(token_hash, 'hex'), no, seq, expires_at
    from changed, jsonb_to_recordset($7::jsonb) as s(token_hash text, seq integer, expires_at timestamptz, person text)
    where person is null
  ), linked as (
    insert into liaison_link (token_hash, no, seq, person, nth, expires_at)
    select decode(token_hash, 'hex'), no, seq, person, nth, expires_at
    from changed, jsonb_to_recordset($7::jsonb) as s(token_hash text, seq integer, expires_at timestamptz, person text,
      nth integer)
    where person is not null
  ), late as (
    insert into lateness (no, seq, duty, nth, kind, clause, owner, due_at, fired_at, late_ms, cause)
    select no, seq, duty, nth, kind, clause, owner, due_at, fired_at, late_ms, cause
    from changed, jsonb_to_recordset($8::jsonb) as l(seq integer, duty text, nth integer, kind text, clause text,
      owner jsonb, due_at timestamptz, fired_at timestamptz, late_ms bigint, cause text)
  ), learned as (
    insert into article (id, type, title, symptoms, solution, handler, updated_by, source_no, source_seq,
      title_words, words, words_made)
    select 'KB-' || lpad(n::text, greatest(3, length(n::text)), '0'), type, title, symptoms, solution, handler, handler,
      no, seq, title_words::tsvector, words::tsvector, words_made
    from (
      select nextval('article_number') as n, changed.no, k.*
      from changed, jsonb_to_recordset($9::jsonb -> 'learned') as k(seq integer, type text, title text, symptoms text,
        solution text, handler text, title_words text, words text, words_made smallint)
    ) numbered
    returning *
  ), learned_version as (
    insert into article_version (id, version, by_id, change, body)
    select id, version, handler, 'created', ${articleBodySql} from learned
  ), used as (
    insert into article_use (article, no, seq, kind)
    select article, no, seq, kind
    from changed, jsonb_to_recordset($9::jsonb -> 'used') as u(article text, seq integer, kind text)
    union all select id, source_no, source_seq, 'source' from learned
  ), attached as (
    insert into attachment (no, seq, upload, visibility)
    select no, seq, upload, visibility
    from changed, jsonb_to_recordset($9::jsonb -> 'attached') as f(seq integer, upload text, visibility text)
  ), ended as (${outcomesSql("$9::jsonb -> 'outcomes'")}
  ), archived as (
    insert into archive (id, no, nth, seq, body, hash, made_at)
    select a.id, changed.no, a.nth, ${archivedBy}, $11::jsonb, a.hash, now()
    from changed, jsonb_to_record($10::jsonb) as a(id text, nth integer, hash text) where $10::jsonb is not null
  )`;

// Told apart: pages wait for entries, deliverers for notices of their channel.
const announced = `
  select pg_notify('desk_entry', changed.no),
    (select count(pg_notify('desk_notice', channel)) from (select distinct channel from noticed where state = 'queued') q)
  from changed`;

const commitSql = `${written(
  `${setTicketSql}, head_hash = decode($4, 'hex') from ${ticketColumnsSql}
   where t.no = $1 and t.version = $12::integer returning t.no, t.version`,
  'changed.version',
)}, healed as (
    delete from stuck_commit using changed where stuck_commit.no = changed.no
  ) ${announced}`;

const intakeSql = `${written(
  `insert into ticket (no, ${ticketColumnNames.join(', ')}, state, head_hash, intake, search)
   select $1, ${ticketColumnNames.map((name) => `r.${name}`).join(', ')}, $3::jsonb, decode($4, 'hex'), $12::jsonb,
     array_to_tsvector($13::text[])
   from ${ticketColumnsSql} returning no, version, accepted_at`,
  'changed.version',
)}, waiting as (
    insert into unstarted (no, accepted_at) select no, accepted_at from changed
  ), requested as (
    insert into intake_request (caller, key, body_hash, no, version)
    select q.caller, q.key, q."bodyHash", changed.no, changed.version
    from changed, jsonb_to_recordset($14::jsonb) as q(caller text, key text, "bodyHash" text)
  ) ${announced}`;
