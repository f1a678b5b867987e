import type { Pool, PoolClient } from 'pg';
import type { NewPerson, PersonChange, PersonRecord } from '../../domain/person-record.js';
import { lacksStaffNumber } from '../../domain/person-record.js';
import { recordChange } from './admin-log.js';
import type { Identity } from './identities.js';
import type { Editor } from './revisions.js';
import { isTaken } from './taken.js';
import { transaction } from './transaction.js';

export interface StoredPerson extends PersonRecord {
  readonly id: string;
  readonly version: number;
}

/** Why nothing was written; `email` and `staffNumber` belong to somebody else. */
export type PersonRefusal =
  | { readonly state: 'absent' }
  | { readonly state: 'stale'; readonly version: number }
  | { readonly state: 'taken'; readonly field: 'id' | 'email' | 'staffNumber' }
  | { readonly state: 'no-staff-number' }
  /** Administrators do not raise or disable themselves, and one of them must be left. */
  | { readonly state: 'own-rights' }
  | { readonly state: 'last-admin' };
export type PersonWritten = { readonly state: 'done'; readonly version: number } | PersonRefusal;

export interface PeopleRecords {
  readonly read: (id: string) => Promise<StoredPerson | null>;
  readonly all: () => Promise<readonly StoredPerson[]>;
  readonly add: (person: NewPerson, by: string) => Promise<PersonWritten>;
  /** Ends the sessions of whoever is disabled by it. */
  readonly change: (id: string, change: PersonChange, editor: Editor) => Promise<PersonWritten>;
  /** All of it or none; answers the first refusal with its place. */
  readonly apply: (
    rows: readonly (
      | { readonly add: NewPerson }
      | { readonly change: PersonChange; readonly id: string; readonly version: number }
    )[],
    by: string,
  ) => Promise<
    | { readonly state: 'done' }
    | { readonly state: 'refused'; readonly at: number; readonly why: PersonRefusal }
  >;
  readonly identities: (id: string) => Promise<readonly (Identity & { readonly seenAt: number | null })[]>;
  /** False where the identity is somebody's already. */
  readonly link: (id: string, identity: Identity, by: string) => Promise<boolean>;
  /** Ends the sessions that were begun by it; false where it is not theirs. */
  readonly unlink: (id: string, identity: Identity, by: string) => Promise<boolean>;
}

const columns = `id, name, department, staff_number as "staffNumber", extension, email, roles, deputy, language, active, version`;
const fieldOf: Readonly<Record<string, 'id' | 'email' | 'staffNumber'>> = {
  person_pkey: 'id',
  person_email: 'email',
  person_staff_number_key: 'staffNumber',
};

export const createPeopleRecords = (pool: Pool): PeopleRecords => {
  const written = async (work: (client: PoolClient) => Promise<PersonWritten>): Promise<PersonWritten> => {
    try {
      return await transaction(pool, work);
    } catch (error) {
      return takenBy(error);
    }
  };
  return {
    read: async (id) => await read(pool, id),
    all: async () => (await pool.query<StoredPerson>(`select ${columns} from person order by id`)).rows,
    add: async (person, by) => await written(async (client) => await add(client, person, by)),
    change: async (id, asked, editor) =>
      await written(async (client) => await change(client, { id, asked, editor })),
    apply: async (rows, by) => {
      let at = 0;
      let why: PersonRefusal | null = null;
      try {
        await transaction(pool, async (client) => {
          for (; at < rows.length; at += 1) {
            const row = rows[at];
            if (row === undefined) break;
            const done =
              'add' in row
                ? await add(client, row.add, by)
                : await change(client, {
                    id: row.id,
                    asked: row.change,
                    editor: { by, ifVersion: row.version },
                  });
            if (done.state === 'done') continue;
            why = done;
            throw new Error('refused');
          }
        });
        return { state: 'done' };
      } catch (error) {
        return { state: 'refused', at, why: why ?? takenBy(error) };
      }
    },
    identities: async (id) =>
      (
        await pool.query<Identity & { seenAt: number | null }>(
          'select issuer, subject, seen_at as "seenAt" from identity where person = $1 order by issuer, subject',
          [id],
        )
      ).rows,
    link: async (id, identity, by) =>
      await transaction(pool, async (client) => {
        const { rowCount } = await client.query(
          'insert into identity (issuer, subject, person) values ($1, $2, $3) on conflict do nothing',
          [identity.issuer, identity.subject, id],
        );
        if (rowCount === 1)
          await recordChange(client, {
            by,
            action: 'link-identity',
            kind: 'person',
            subject: id,
            before: null,
            after: identity,
          });
        return rowCount === 1;
      }),
    unlink: async (id, identity, by) =>
      await transaction(pool, async (client) => {
        const { issuer, subject } = identity;
        const { rowCount } = await client.query(
          'delete from identity where issuer = $1 and subject = $2 and person = $3',
          [issuer, subject, id],
        );
        if (rowCount !== 1) return false;
        await client.query(
          `delete from session where person = $3 and sess ->> 'issuer' = $1 and sess ->> 'subject' = $2`,
          [issuer, subject, id],
        );
        await recordChange(client, {
          by,
          action: 'unlink-identity',
          kind: 'person',
          subject: id,
          before: identity,
          after: null,
        });
        return true;
      }),
  };
};

const takenBy = (error: unknown): Extract<PersonRefusal, { state: 'taken' }> => {
  const { constraint } = error as { constraint?: string };
  const field = fieldOf[constraint ?? ''];
  if (!isTaken(error) || field === undefined) throw error;
  return { state: 'taken', field };
};

const read = async (client: Pick<PoolClient, 'query'>, id: string, lock = ''): Promise<StoredPerson | null> =>
  (await client.query<StoredPerson>(`select ${columns} from person where id = $1 ${lock}`, [id])).rows[0] ??
  null;

const store = async (client: PoolClient, id: string, person: PersonRecord): Promise<number> => {
  const { name, department, staffNumber, extension, email, roles, deputy, language, active } = person;
  const { rows } = await client.query<{ version: number }>(
    `insert into person (id, name, department, staff_number, extension, email, roles, deputy, language, active)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (id) do update set name = $2, department = $3, staff_number = $4, extension = $5, email = $6,
       roles = $7, deputy = $8, language = $9, active = $10, version = person.version + 1
     returning version`,
    [id, name, department, staffNumber, extension, email, roles, deputy, language, active],
  );
  return rows[0]?.version ?? 1;
};

const add = async (client: PoolClient, { id, ...person }: NewPerson, by: string): Promise<PersonWritten> => {
  if ((await read(client, id)) !== null) return { state: 'taken', field: 'id' };
  if (lacksStaffNumber(person)) return { state: 'no-staff-number' };
  const version = await store(client, id, person);
  await recordChange(client, {
    by,
    action: 'add-person',
    kind: 'person',
    subject: id,
    before: null,
    after: person,
  });
  return { state: 'done', version };
};

const change = async (
  client: PoolClient,
  { id, asked, editor }: { readonly id: string; readonly asked: PersonChange; readonly editor: Editor },
): Promise<PersonWritten> => {
  // One after the other: two administrators must not take each other's rights at once.
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', ['steadydesk people']);
  const found = await read(client, id, 'for update');
  if (found === null) return { state: 'absent' };
  const { id: _id, version, ...before } = found;
  if (editor.ifVersion !== undefined && editor.ifVersion !== version) return { state: 'stale', version };
  const after = Object.assign<PersonRecord, PersonChange>({ ...before }, asked);
  if (id === editor.by && (!after.active || !isSame(before.roles, after.roles)))
    return { state: 'own-rights' };
  if (lacksStaffNumber(after)) return { state: 'no-staff-number' };
  if (isAdmin(before) && !isAdmin(after) && !(await hasOtherAdmin(client, id)))
    return { state: 'last-admin' };
  const next = await store(client, id, after);
  if (!after.active) await client.query('delete from session where person = $1', [id]);
  await recordChange(client, {
    by: editor.by,
    action: 'change-person',
    kind: 'person',
    subject: id,
    before,
    after,
  });
  return { state: 'done', version: next };
};

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((item) => other.includes(item));

const isAdmin = ({ active, roles }: PersonRecord): boolean => active && roles.includes('admin');

const hasOtherAdmin = async (client: PoolClient, id: string): Promise<boolean> =>
  (await client.query(`select from person where active and 'admin' = any (roles) and id <> $1 limit 1`, [id]))
    .rowCount === 1;
