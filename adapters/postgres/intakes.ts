import type { Pool, PoolClient } from 'pg';
import type { Author, Entry } from '../../domain/entry.js';
import { compactDate, type Instant } from '../../domain/instant.js';
import { refusal, type Refusal } from '../../domain/refusal.js';
import { register, type Intake } from '../../domain/register.js';
import type { Policy } from '../../domain/policy.js';
import type { Ticket } from '../../domain/ticket.js';
import { genesis } from './canonical.js';
import { onDutySql } from './directory.js';
import { noticeRows } from './notice-rows.js';
import { peopleToTellSql, type PeopleToTell } from './people-to-tell.js';
import { createPolicies, type Policies } from './policies.js';
import { policyVersionOf, refold } from './refold.js';
import { intakeWords } from './search-words.js';
import { firstRuleSql, routedText } from './routing.js';
import type { StoreOptions } from './ticket-store.js';
import { transaction } from './transaction.js';
import { outcomeRows } from './outcome-rows.js';
import { columnsOf, packState, unpackState, type StoredState } from './ticket-state.js';
import { entryRows, writeIntake } from './write.js';

export interface Arrival {
  readonly sent: Intake;
  /** Who sends it: a reporter for themselves, or the agent who took the call. */
  readonly by: Author;
  /** Moment of acceptance. */
  readonly now: Instant;
  /** The caller's Idempotency-Key with a hash of what they sent. */
  readonly request?: { readonly key: string; readonly bodyHash: string } | undefined;
}

/** An accepted intake; a repeated request gets the ticket as it was accepted, so that it gets the same answer. */
export interface Accepted {
  readonly state: 'accepted';
  readonly no: string;
  readonly ticket: Ticket;
  readonly repeated: boolean;
}
export interface Refused {
  readonly state: 'refused';
  readonly why: Refusal;
}

export interface Intakes {
  /** Allots the number and stores the ticket, in one transaction (§2.1). Rejects when nothing is stored. */
  readonly accept: (arrival: Arrival) => Promise<Accepted | Refused>;
  readonly markStarted: (numbers: readonly string[]) => Promise<void>;
  /** Tickets accepted longer ago whose run is not known to have started, oldest first. */
  readonly unstarted: (
    olderThanMs: number,
    limit: number,
  ) => Promise<readonly { no: string; ticket: Ticket }[]>;
  /** Tickets whose next mark has passed that long ago, the most overdue first; not those whose run has not started. */
  readonly overdue: (byMs: number, limit: number) => Promise<readonly { no: string; ticket: Ticket }[]>;
  /** Numbers of the tickets that moved within so long before the very last entry. */
  readonly lastMoved: (withinMs: number, limit: number) => Promise<readonly string[]>;
  /** The ticket as stored, with an empty ledger; null when there is none. */
  readonly loadTicket: (no: string) => Promise<Ticket | null>;
}

interface Earlier {
  readonly body_hash: string;
  readonly no: string;
  readonly version: number;
}

interface Circumstances {
  readonly earlier: Earlier | null;
  readonly policy_version: number | null;
  readonly reporter: string | null;
  readonly route: {
    readonly group: string;
    readonly id: string | null;
    readonly staff_number: string | null;
  } | null;
  readonly told: PeopleToTell;
}

export const createIntakes = (pool: Pool, options: StoreOptions): Intakes => {
  const policies = createPolicies(pool);
  return {
    accept: async (arrival) => {
      const around = await circumstances(pool, arrival);
      if (around.earlier !== null)
        return await answerAgain(pool, { arrival, earlier: around.earlier, policies });
      if (around.policy_version === null)
        throw new Error('there is no active policy: the database is not seeded');
      const policy = await policies.of(around.policy_version);
      try {
        return await store(pool, { arrival, around, policy, policies, options });
      } catch (error) {
        const raced = isRepetition(error) ? (await circumstances(pool, arrival)).earlier : null;
        if (raced === null) throw error;
        return await answerAgain(pool, { arrival, earlier: raced, policies });
      }
    },
    markStarted: async (numbers) => {
      await pool.query('delete from unstarted where no = any($1)', [numbers]);
    },
    unstarted: async (olderThanMs, limit) => {
      const { rows } = await pool.query<StoredTicket & { no: string }>(
        `select no, state, policy_version from unstarted join ticket using (no)
         where unstarted.accepted_at <= now() - make_interval(secs => $1) order by unstarted.accepted_at, no limit $2`,
        [olderThanMs / 1000, limit],
      );
      return await Promise.all(
        rows.map(async (row) => ({ no: row.no, ticket: await toTicket(row, policies) })),
      );
    },
    overdue: async (byMs, limit) => {
      const { rows } = await pool.query<StoredTicket & { no: string }>(
        `select no, state, policy_version from ticket
         where active and next_mark_at < now() - make_interval(secs => $1)
           and not exists (select from unstarted where unstarted.no = ticket.no)
         order by next_mark_at limit $2`,
        [byMs / 1000, limit],
      );
      return await Promise.all(
        rows.map(async (row) => ({ no: row.no, ticket: await toTicket(row, policies) })),
      );
    },
    lastMoved: async (withinMs, limit) => {
      const { rows } = await pool.query<{ no: string }>(
        `with latest as (select no, at from entry order by xid desc, pos desc limit $2)
         select distinct no from latest
         where at > (select max(at) from latest) - make_interval(secs => $1)`,
        [withinMs / 1000, limit],
      );
      return rows.map(({ no }) => no);
    },
    loadTicket: async (no) => {
      const { rows } = await pool.query<StoredTicket>(
        'select state, policy_version from ticket where no = $1',
        [no],
      );
      return rows[0] === undefined ? null : await toTicket(rows[0], policies);
    },
  };
};

interface StoredTicket {
  readonly state: StoredState;
  readonly policy_version: number;
}

const toTicket = async ({ state, policy_version }: StoredTicket, policies: Policies): Promise<Ticket> =>
  await unpackState(state, { policyVersion: policy_version, policies });

// All that decides about an intake but its number; the reporter is matched only where exactly one person fits (§2.1.3).
const circumstancesSql = `
  with reporter as (
    select case when $3::text is not null then (select id from person where id = $3 and active)
      else coalesce(
        (select id from person where active and lower(email) = lower($4)),
        (select min(id) from person where active and name = $5 and extension = $6 having count(*) = 1)) end as id
  ), route as (
    ${firstRuleSql({ type: '$7', department: '$8', text: '$9' })}
  ), on_duty as (${onDutySql({ group: '(select group_id from route)', at: '$10::timestamptz', except: "'{}'::text[]" })})
  select
    (select to_jsonb(r) from (
      select body_hash, no, version from intake_request where caller = $1 and key = $2) r) as earlier,
    (select version from policy where active) as policy_version,
    reporter.id as reporter,
    (select jsonb_build_object('group', group_id, 'id', on_duty.id, 'staff_number', on_duty.staff_number)
      from route left join on_duty on true) as route,
    ${peopleToTellSql('array[reporter.id, (select id from on_duty)]')} as told
  from reporter`;

const circumstances = async (pool: Pool, { sent, by, request, now }: Arrival): Promise<Circumstances> => {
  const { reporter } = sent;
  const { rows } = await pool.query<Circumstances>({
    name: 'intake-circumstances',
    text: circumstancesSql,
    values: [
      by.id,
      request?.key ?? null,
      by.role === 'reporter' ? by.id : null,
      reporter.email ?? null,
      reporter.name,
      reporter.extension ?? null,
      sent.type,
      reporter.department,
      routedText(sent),
      new Date(now),
    ],
  });
  return rows[0] as Circumstances;
};

const store = async (
  pool: Pool,
  {
    arrival,
    around,
    policy,
    policies,
    options,
  }: {
    readonly arrival: Arrival;
    readonly around: Circumstances;
    readonly policy: Policy;
    readonly policies: Policies;
    readonly options: StoreOptions;
  },
): Promise<Accepted> => {
  const { sent, by, now, request } = arrival;
  const { reporter, route } = around;
  const assignee =
    route === null || route.id === null ? null : { id: route.id, staffNumber: route.staff_number };
  return await transaction(pool, async (client) => {
    // The counter's row is locked from here to the end: everything that could be done before it is done.
    const no = await nextNumber(client, now);
    const { ticket, entries } = register({
      no,
      sent,
      reporter,
      by,
      policy,
      now,
      route:
        route === null
          ? null
          : {
              group: route.group,
              assignee,
            },
    });
    const changes = refold(
      entries.map((entry) => ({ entry, rules: ticket.rules })),
      policy,
    );
    const { rows, head: headHash } = entryRows(changes, genesis);
    const reporterEmail = sent.reporter.email ?? null;
    const { notices, tokens } = noticeRows(changes, { ...options, known: around.told, reporterEmail });
    await writeIntake(
      client,
      {
        no,
        headHash,
        notices,
        tokens,
        entries: rows,
        row: columnsOf(ticket),
        state: await packState(ticket, policies),
        lateness: [],
        knowledge: { learned: [], used: [] },
        attached: [],
        outcomes: outcomeRows(changes),
        archive: null,
      },
      {
        intake: sent,
        searchWords: intakeWords(no, sent),
        request: request === undefined ? null : { caller: by.id, ...request },
      },
    );
    return { state: 'accepted', no, ticket, repeated: false };
  });
};

const nextNumber = async (client: PoolClient, now: Instant): Promise<string> => {
  const day = compactDate(now);
  const { rows } = await client.query<{ last: number }>({
    name: 'next-number',
    text: `insert into day_counter (day, last) values ($1, 1)
      on conflict (day) do update set last = day_counter.last + 1 returning last`,
    values: [day],
  });
  return `TS${day}${String(rows[0]?.last).padStart(3, '0')}`;
};

const isRepetition = (error: unknown): boolean =>
  (error as { code?: unknown }).code === '23505' &&
  (error as { constraint?: unknown }).constraint === 'intake_request_pkey';

const answerAgain = async (
  pool: Pool,
  {
    arrival,
    earlier,
    policies,
  }: { readonly arrival: Arrival; readonly earlier: Earlier; readonly policies: Policies },
): Promise<Accepted | Refused> => {
  if (earlier.body_hash !== arrival.request?.bodyHash)
    return {
      state: 'refused',
      why: refusal(
        'idempotency-conflict',
        '§2.1',
        '同一请求标识已用于另一内容。',
        'The request id was already used for other content.',
      ),
    };
  const { rows } = await pool.query<{ entry: Entry; rules: number }>(
    'select content as entry, rules from entry where no = $1 and seq <= $2 order by seq',
    [earlier.no, earlier.version],
  );
  const ticket = refold(rows, await policies.of(policyVersionOf(rows))).at(-1)?.after;
  if (ticket === undefined) throw new Error(`${earlier.no} has no entries`);
  return { state: 'accepted', no: earlier.no, ticket, repeated: true };
};
