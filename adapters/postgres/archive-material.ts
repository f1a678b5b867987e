import type { Pool, PoolClient } from 'pg';
import type { Entry } from '../../domain/entry.js';
import type { Instant } from '../../domain/instant.js';
import type { Intake } from '../../domain/register.js';
import type { ArchiveRecord } from './read-archive.js';
import { transaction } from './transaction.js';

/** All that there is of a ticket that has ended, as of its newest archive record (§2.5.2). */
export interface Material {
  readonly no: string;
  readonly record: {
    readonly id: string;
    readonly nth: number;
    /** Last entry that it holds. */
    readonly seq: number;
    readonly hash: string;
    readonly madeAt: Instant;
    readonly body: ArchiveRecord;
  };
  readonly intake: Intake;
  readonly entries: readonly MaterialEntry[];
  readonly notices: readonly NoticeReceipt[];
  readonly lateness: readonly Readonly<Record<string, unknown>>[];
  readonly attachments: readonly MaterialFile[];
  readonly people: readonly MaterialPerson[];
  /** The bundle before this one. */
  readonly previous: { readonly nth: number; readonly sha256: string } | null;
}

/** `entry` is null once erased by law; hashes are hexadecimal. */
export interface MaterialEntry {
  readonly seq: number;
  readonly entry: Entry | null;
  readonly contentHash: string;
  readonly hash: string;
}

export interface NoticeReceipt {
  readonly at: Instant;
  readonly sentAt: Instant | null;
  readonly readAt: Instant | null;
  readonly [column: string]: unknown;
}

/** A file that an entry names; `sha256` is null where its upload is gone. */
export interface MaterialFile {
  readonly upload: string;
  readonly seq: number;
  readonly visibility: 'public' | 'internal';
  readonly name: string | null;
  readonly size: number | null;
  readonly type: string | null;
  readonly sha256: string | null;
  readonly by: string | null;
  readonly at: Instant | null;
}

export interface MaterialPerson {
  readonly id: string;
  readonly name: string;
  readonly staffNumber: string | null;
  readonly department: string;
}

const recordSql = `select a.id, a.nth, a.seq, a.hash, a.made_at as "madeAt", a.body, t.intake
  from archive a join ticket t using (no) where a.no = $1 order by a.nth desc limit 1`;
const entriesSql = `select seq, case when erased_hash is null then content end as entry, encode(content_hash, 'hex') as "contentHash",
  encode(hash, 'hex') as hash from entry where no = $1 and seq <= $2 order by seq`;
const noticesSql = `select seq, kind, recipient, channel, address, language, urgent, subject, body, state, attempts, at,
  sent_at as "sentAt", read_at as "readAt", reason, sent_in as "sentIn", resent_by as "resentBy"
  from notice where no = $1 and seq <= $2 order by seq, kind, recipient, channel`;
const latenessSql = `select seq, duty, nth, kind, clause, owner, due_at as "dueAt", fired_at as "firedAt",
  late_ms as "lateMs", cause from lateness where no = $1 and seq <= $2 order by seq, duty, kind`;
const filesSql = `select a.upload, a.seq, a.visibility, u.name, u.size, u.type, u.sha256, u.by_id as by, u.at
  from attachment a left join upload u on u.id = a.upload where a.no = $1 and a.seq <= $2 order by a.seq, u.at, a.upload`;
const peopleSql = `select id, name, staff_number as "staffNumber", department from person
  where id = any($1) order by id`;
const previousSql = 'select nth, sha256 from archive_bundle where no = $1 order by nth desc limit 1';

/** Null when the ticket was never archived. */
export const readMaterial = async (pool: Pool, no: string): Promise<Material | null> =>
  await transaction(
    pool,
    async (client) => await readAll(client, no),
    'begin transaction isolation level repeatable read read only',
  );

const readAll = async (client: PoolClient, no: string): Promise<Material | null> => {
  const rows = async <Row extends object>(sql: string, ...values: unknown[]): Promise<Row[]> =>
    (await client.query<Row>(sql, values)).rows;
  const [found] = await rows<Material['record'] & { readonly intake: Intake }>(recordSql, no);
  if (found === undefined) return null;
  const { intake, ...record } = found;
  const entries = await rows<MaterialEntry>(entriesSql, no, record.seq);
  const notices = await rows<NoticeReceipt>(noticesSql, no, record.seq);
  const lateness = await rows<Readonly<Record<string, unknown>>>(latenessSql, no, record.seq);
  const attachments = await rows<MaterialFile>(filesSql, no, record.seq);
  const ids = new Set<string>();
  collectPeople([entries.map(({ entry }) => entry), record.body.templates, lateness], ids);
  for (const { recipient } of notices) ids.add(String(recipient));
  for (const { by } of attachments) if (by !== null) ids.add(by);
  return {
    no,
    record,
    intake,
    entries,
    notices,
    lateness,
    attachments,
    people: await rows<MaterialPerson>(peopleSql, [...ids].sort()),
    previous: (await rows<{ nth: number; sha256: string }>(previousSql, no))[0] ?? null,
  };
};

/** Ids of all that look like people: whatever has an id and a staff number, if only an empty one. */
const collectPeople = (value: unknown, ids: Set<string>): void => {
  if (value === null || typeof value !== 'object') return;
  const { id } = value as { id?: unknown };
  if (typeof id === 'string') ids.add(id);
  for (const member of Object.values(value)) collectPeople(member, ids);
};
