import { randomBytes } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { erasedText } from '../../../domain/erasing.js';
import type { Instant } from '../../../domain/instant.js';
import { recordChange } from '../admin-log.js';
import { createPolicies } from '../policies.js';
import { transaction } from '../transaction.js';
import { wholeLogs } from '../whole-logs.js';
import { eraseArticles } from './erase-articles.js';
import { eraseTicket } from './erase-ticket.js';

/** An erasure that was done; it holds no personal data, and may be handed to the person. */
export interface ErasureReceipt {
  readonly id: string;
  /** Null for a caller whom the desk has no account of: they are whoever reported {@link callersOf}. */
  readonly person: string | null;
  readonly callersOf: readonly string[];
  readonly reason: string;
  readonly by: string;
  readonly at: Instant;
  readonly counts: {
    readonly tickets: number;
    readonly entries: number;
    readonly notices: number;
    readonly archives: number;
    readonly files: number;
    /** Articles out of which their name or address was taken. */
    readonly articles?: number;
  };
  /** Tickets that the law holds: left as they are until the hold ends. */
  readonly held: readonly string[];
  /** Articles that came of their tickets or named them: somebody has to read them. */
  readonly articles: readonly string[];
}

/** What an erasure is done by, and done again by after an older backup was restored. */
export type ErasureOrder = Pick<ErasureReceipt, 'id' | 'person' | 'callersOf' | 'reason' | 'by'>;

export interface Erasures {
  /** `busy`: they are assigned to open tickets, which others must take first; not asked of one that is done again by its id. */
  readonly erase: (
    order: Omit<ErasureOrder, 'id' | 'callersOf'> & Partial<Pick<ErasureOrder, 'id' | 'callersOf'>>,
  ) => Promise<ErasureReceipt | 'absent' | 'busy'>;
  /** Newest first. */
  readonly all: () => Promise<readonly ErasureReceipt[]>;
  /** False where there is no such ticket. */
  readonly hold: (
    no: string,
    held: { readonly reason: string | null; readonly by: string },
  ) => Promise<boolean>;
}

export const orderColumns = 'id, person, callers_of as "callersOf", reason, by_id as by';
const receiptSql = `select ${orderColumns}, at, counts, held, articles from erasure`;

export const createErasures = (pool: Pool): Erasures => ({
  erase: async ({ id: known, person, callersOf = [], reason, by }) => {
    const id = known ?? `ER-${randomBytes(8).toString('hex')}`;
    const order = { id, person, callersOf, reason, by };
    const particulars = person === null ? aCaller : await particularsOf(pool, person);
    // One that is done again stays known although the restored desk has not met them yet.
    if (known !== undefined) await note(pool, order);
    if (particulars === null) return 'absent';
    if (known === undefined && particulars.busy) return 'busy';
    await note(pool, order);
    const words = await wordsOf(pool, { person, callersOf, ...particulars });
    const held: string[] = [];
    const erased: string[] = [];
    const counts = { tickets: 0, entries: 0, notices: 0, archives: 0, files: 0, articles: 0 };
    for (const { no, isReporter } of await ticketsOf(pool, { person, callersOf, words })) {
      const done = await transaction(pool, async (client) => {
        if (await isHeld(client, no)) return null;
        const [log] = await wholeLogs(client, [no], { lock: true });
        if (log === undefined) return null;
        const ticket = await eraseTicket(client, log, {
          erased: {
            person,
            isReporter,
            words: (isReporter ? words.own : words.anywhere).filter(isNoPart(no)),
          },
          erasure: id,
          policies: createPolicies(client),
        });
        return { ...ticket, files: person === null ? 0 : await forgetFiles(client, { no, person }) };
      });
      if (done === null) held.push(no);
      else {
        if (isReporter) erased.push(no);
        counts.tickets += 1;
        counts.entries += done.entries;
        counts.notices += done.notices;
        counts.archives += done.archives;
        counts.files += done.files;
      }
    }
    await transaction(pool, async (client) => {
      const articles = await eraseArticles(client, {
        of: erased,
        person,
        held,
        words: words.anywhere,
        erasure: id,
        by,
      });
      await (person === null
        ? eraseCaller(client, order)
        : erasePersonRow(client, { id, person, by, extension: particulars.extension }));
      // Done again, an erasure has nothing left to count.
      await client.query(
        `update erasure set counts = case when $2 and counts <> '{}' then counts else $3 end, held = $4,
           articles = array(select distinct unnest(articles || $5::text[]) order by 1) where id = $1`,
        [
          id,
          known !== undefined && counts.entries === 0,
          { ...counts, articles: articles.changed },
          held,
          articles.toReview,
        ],
      );
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

const note = async (pool: Pool, { id, person, callersOf, reason, by }: ErasureOrder): Promise<void> => {
  await pool.query(
    `insert into erasure (id, person, callers_of, reason, by_id) values ($1, $2, $3, $4, $5)
     on conflict (id) do nothing`,
    [id, person, callersOf, reason, by],
  );
};

interface Particulars {
  readonly name: string | null;
  readonly email: string | null;
  readonly extension: string | null;
  readonly busy: boolean;
}

/** Of a caller the desk knows what they said on the telephone, and no more. */
const aCaller: Particulars = { name: null, email: null, extension: null, busy: false };

const particularsOf = async (pool: Pool, person: string): Promise<Particulars | null> => {
  const { rows } = await pool.query<Particulars>(
    `select name, email, extension, exists (select from ticket where assignee = id and active) as busy
     from person where id = $1`,
    [person],
  );
  return rows[0] ?? null;
};

interface Words {
  /** Taken out of the tickets that they reported. */
  readonly own: readonly string[];
  /** Taken out wherever they stand: nobody else is called so. */
  readonly anywhere: readonly string[];
}

type Whose = Pick<ErasureOrder, 'person' | 'callersOf'>;

/** So short a number could be part of anything. */
const leastDigits = 7;

/** Whatever names somebody: as the desk knows them, and as they were called at intake. */
const wordsOf = async (
  pool: Pool,
  { person, callersOf, ...known }: Omit<Particulars, 'busy'> & Whose,
): Promise<Words> => {
  const { rows } = await pool.query<Omit<Particulars, 'busy'>>(
    `select intake #>> '{reporter,name}' as name, intake #>> '{reporter,email}' as email,
       intake #>> '{reporter,extension}' as extension from ticket where reporter = $1 or no = any($2)`,
    [person, callersOf],
  );
  const all = [known, ...rows];
  const names = written(all.map(({ name }) => name));
  const emails = written(all.map(({ email }) => email));
  const numbers = written(all.map(({ extension }) => extension)).filter((one) => one.length >= leastDigits);
  const { rows: shared } = await pool.query<{ name: string }>(
    `select called as name from unnest($1::text[]) called
     where exists (select from person p where p.name = called and p.id is distinct from $2)
       or ($2::text is null and exists (
         select from ticket t where t.intake #>> '{reporter,name}' = called and not t.no = any($3)))`,
    [names, person, callersOf],
  );
  const theirs = names.filter((name) => !shared.some((one) => one.name === name));
  return {
    own: longestFirst([...names, ...emails, ...numbers]),
    anywhere: longestFirst([...theirs, ...emails]),
  };
};

const written = (texts: readonly (string | null)[]): readonly string[] => [
  ...new Set(texts.filter((text): text is string => text !== null && text.length > 1 && text !== erasedText)),
];
const longestFirst = (words: readonly string[]): readonly string[] =>
  words.toSorted((one, other) => other.length - one.length);

/** A number that stands in the ticket's own would take that apart. */
const isNoPart =
  (no: string) =>
  (word: string): boolean =>
    !no.includes(word);

interface Concerned {
  readonly no: string;
  readonly isReporter: boolean;
}

const ticketsOf = async (
  pool: Pool,
  { person, callersOf, words }: Whose & { readonly words: Words },
): Promise<readonly Concerned[]> => {
  const { rows } = await pool.query<Concerned>(
    `select no, exists (select from ticket t where t.no = found.no and (t.reporter = $1 or t.no = any($3))) as "isReporter"
     from (select no from ticket where reporter = $1 or no = any($3)
       union select no from entry where by_id = $1
       union select e.no from entry e, unnest($2::text[]) word where strpos(e.content::text, word) > 0
       union select n.no from notice n, unnest($2::text[]) word
         where strpos(n.subject || ' ' || n.body || ' ' || n.address || ' ' || n.recipient, word) > 0) found
     order by no`,
    [person, words.anywhere, callersOf],
  );
  return rows;
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

/** A caller has nothing but their tickets; what was done stands in the administration log without their name. */
const eraseCaller = async (client: PoolClient, { id, callersOf, by }: ErasureOrder): Promise<void> => {
  await recordChange(client, {
    by,
    action: 'erase-caller',
    kind: 'ticket',
    subject: callersOf[0] ?? '',
    before: null,
    after: { erasure: id, callersOf },
  });
};
