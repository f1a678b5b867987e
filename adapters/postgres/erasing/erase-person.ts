import { randomBytes } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { erasedText } from '../../../domain/erasing.js';
import type { Instant } from '../../../domain/instant.js';
import { recordChange } from '../admin-log.js';
import { createPolicies } from '../policies.js';
import { transaction } from '../transaction.js';
import { wholeLogs } from '../whole-logs.js';
import { eraseTicket } from './erase-ticket.js';

/** An erasure that was done; it holds no personal data, and may be handed to the person. */
export interface ErasureReceipt {
  readonly id: string;
  readonly person: string;
  readonly reason: string;
  readonly by: string;
  readonly at: Instant;
  readonly counts: {
    readonly tickets: number;
    readonly entries: number;
    readonly notices: number;
    readonly archives: number;
    readonly files: number;
  };
  /** Tickets that the law holds: left as they are until the hold ends. */
  readonly held: readonly string[];
}

/** What an erasure is done by, and done again by after an older backup was restored. */
export type ErasureOrder = Pick<ErasureReceipt, 'id' | 'person' | 'reason' | 'by'>;

export interface Erasures {
  /** `busy`: they are assigned to open tickets, which others must take first; not asked of one that is done again by its id. */
  readonly erase: (
    order: Omit<ErasureOrder, 'id'> & { readonly id?: string },
  ) => Promise<ErasureReceipt | 'absent' | 'busy'>;
  /** Newest first. */
  readonly all: () => Promise<readonly ErasureReceipt[]>;
  /** False where there is no such ticket. */
  readonly hold: (
    no: string,
    held: { readonly reason: string | null; readonly by: string },
  ) => Promise<boolean>;
}

const receiptSql = `select id, person, reason, by_id as by, at, counts, held from erasure`;

export const createErasures = (pool: Pool): Erasures => ({
  erase: async ({ id: known, person, reason, by }) => {
    const id = known ?? `ER-${randomBytes(8).toString('hex')}`;
    const particulars = await particularsOf(pool, person);
    // One that is done again stays known although the restored desk has not met them yet.
    if (known !== undefined) await note(pool, { id, person, reason, by });
    if (particulars === null) return 'absent';
    if (known === undefined && particulars.busy) return 'busy';
    await note(pool, { id, person, reason, by });
    const words = await wordsOf(pool, { person, ...particulars });
    const numbers = await ticketsOf(pool, { person, words });
    const held: string[] = [];
    const counts = { tickets: 0, entries: 0, notices: 0, archives: 0, files: 0 };
    for (const no of numbers) {
      const done = await transaction(pool, async (client) => {
        if (await isHeld(client, no)) return null;
        const [log] = await wholeLogs(client, [no], { lock: true });
        if (log === undefined) return null;
        const policies = createPolicies(client);
        const ticket = await eraseTicket(client, log, { erased: { person, words }, erasure: id, policies });
        return { ...ticket, files: await forgetFiles(client, { no, person }) };
      });
      if (done === null) held.push(no);
      else {
        counts.tickets += 1;
        counts.entries += done.entries;
        counts.notices += done.notices;
        counts.archives += done.archives;
        counts.files += done.files;
      }
    }
    await transaction(pool, async (client) => {
      await erasePersonRow(client, { id, person, by, extension: particulars.extension });
      await client.query('update erasure set counts = $2, held = $3 where id = $1', [id, counts, held]);
    });
    const { rows } = await pool.query<ErasureReceipt>(`${receiptSql} where id = $1`, [id]);
    return rows[0] as ErasureReceipt;
  },
  all: async () => (await pool.query<ErasureReceipt>(`${receiptSql} order by at desc, id limit 1000`)).rows,
  hold: async (no, { reason, by }) =>
    await transaction(pool, async (client) => {
      const { rowCount } = await client.query('select from ticket where no = $1 for update', [no]);
      if (rowCount === 0) return false;
      const before = await client.query<{ reason: string }>(
        'delete from legal_hold where no = $1 returning reason',
        [no],
      );
      if (reason !== null)
        await client.query('insert into legal_hold (no, reason, by_id) values ($1, $2, $3)', [
          no,
          reason,
          by,
        ]);
      await recordChange(client, {
        by,
        action: reason === null ? 'end-legal-hold' : 'hold-ticket',
        kind: 'ticket',
        subject: no,
        before: before.rows[0] ?? null,
        after: reason === null ? null : { reason },
      });
      return true;
    }),
});

const note = async (pool: Pool, { id, person, reason, by }: ErasureOrder): Promise<void> => {
  await pool.query(
    `insert into erasure (id, person, reason, by_id) values ($1, $2, $3, $4) on conflict (id) do nothing`,
    [id, person, reason, by],
  );
};

interface Particulars {
  readonly name: string;
  readonly email: string | null;
  readonly extension: string | null;
  readonly busy: boolean;
}

const particularsOf = async (pool: Pool, person: string): Promise<Particulars | null> => {
  const { rows } = await pool.query<Particulars>(
    `select name, email, extension, exists (select from ticket where assignee = id and active) as busy
     from person where id = $1`,
    [person],
  );
  return rows[0] ?? null;
};

/** Whatever names somebody: as the desk knows them, and as they were called at intake. */
const wordsOf = async (
  pool: Pool,
  { person, name, email }: Pick<Particulars, 'name' | 'email'> & { readonly person: string },
): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ name: string | null; email: string | null }>(
    `select intake #>> '{reporter,name}' as name, intake #>> '{reporter,email}' as email from ticket
     where reporter = $1`,
    [person],
  );
  const words = [{ name, email }, ...rows].flatMap((row) => [row.name, row.email]);
  return [
    ...new Set(
      words.filter((word): word is string => word !== null && word.length > 1 && word !== erasedText),
    ),
  ].sort((one, other) => other.length - one.length);
};

const ticketsOf = async (
  pool: Pool,
  { person, words }: { readonly person: string; readonly words: readonly string[] },
): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ no: string }>(
    `select no from ticket where reporter = $1
     union select no from entry where by_id = $1
     union select e.no from entry e, unnest($2::text[]) word where strpos(e.content::text, word) > 0
     union select n.no from notice n, unnest($2::text[]) word
       where strpos(n.subject || ' ' || n.body || ' ' || n.address || ' ' || n.recipient, word) > 0
     order by no`,
    [person, words],
  );
  return rows.map(({ no }) => no);
};

const isHeld = async (client: PoolClient, no: string): Promise<boolean> =>
  (await client.query('select from legal_hold where no = $1', [no])).rowCount !== 0;

/** Files that they sent with the ticket; the store drops those that nobody else sent within a day. */
const forgetFiles = async (
  client: PoolClient,
  { no, person }: { readonly no: string; readonly person: string },
): Promise<number> =>
  (
    await client.query(
      `delete from upload u using attachment a where a.upload = u.id and a.no = $1 and u.by_id = $2`,
      [no, person],
    )
  ).rowCount ?? 0;

const erasePersonRow = async (
  client: PoolClient,
  {
    id,
    person,
    by,
    extension,
  }: {
    readonly id: string;
    readonly person: string;
    readonly by: string;
    readonly extension: string | null;
  },
): Promise<void> => {
  await client.query(
    `update person set name = $2, department = '', extension = null, email = null, staff_number = null,
       active = false, version = version + 1 where id = $1`,
    [person, erasedText],
  );
  await client.query('delete from identity where person = $1', [person]);
  await client.query('delete from session where person = $1', [person]);
  await client.query(`update notice_preference set body = '{}' where person_id = $1`, [person]);
  await client.query(
    `delete from upload u where by_id = $1 and not exists (select from attachment a where a.upload = u.id)`,
    [person],
  );
  if (extension !== null) await client.query('delete from cti_call where caller = $1', [extension]);
  await client.query('select erase_admin_log($1, $2)', [person, id]);
  await recordChange(client, {
    by,
    action: 'erase-person',
    kind: 'person',
    subject: person,
    before: null,
    after: { erasure: id },
  });
};
