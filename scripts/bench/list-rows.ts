import { createPool } from '../../adapters/postgres/pool.js';
import { migrate } from '../../adapters/postgres/migrate.js';
import { seed } from '../../adapters/postgres/seed.js';
import { columnsOf, packState } from '../../adapters/postgres/ticket-state.js';
import { createPolicies } from '../../adapters/postgres/policies.js';
import { act, passTime } from '../../domain/decide.js';
import type { Role } from '../../domain/words.js';
import { manualPolicy } from '../../domain/policy.js';
import { register } from '../../domain/register.js';
import type { Ticket } from '../../domain/ticket.js';
import { lives, standardIntake } from './lives.js';
import { addPeople } from './people.js';
import { asOwner, type Pool } from './stack.js';

const minuteMs = 60_000;
const dayMs = 86_400_000;

interface Person {
  readonly staffNumber: string;
  readonly role: Role;
  readonly groups: readonly string[];
}
const people: Readonly<Record<string, Person>> = {
  wang: { staffNumber: 'E1001', role: 'reporter', groups: [] },
  li: { staffNumber: 'E1004', role: 'engineer', groups: ['sysops'] },
};

/** The states that one ordinary life goes through, by the rules alone. */
const templates = (): { readonly open: Ticket; readonly archived: Ticket } => {
  let now = Date.now() - 30 * dayMs;
  const by = { id: 'wang', staffNumber: 'E1001', role: 'reporter' } as const;
  const assignee = { id: 'li', staffNumber: 'E1004' };
  let { ticket } = register({
    no: 'TS20260101001',
    sent: standardIntake,
    reporter: 'wang',
    by,
    policy: manualPolicy,
    now,
    route: { group: 'sysops', assignee },
  });
  let open = ticket;
  for (const { who, action, input } of lives.ordinary) {
    now += 10 * minuteMs;
    const { staffNumber, role, groups } = people[who] as Person;
    const actor = { id: who, staffNumber, roles: [role], groups, leads: [] };
    ({ ticket } = act(ticket, { action, input, by: actor }, now));
    if (action === 'record-step') open = ticket;
  }
  return { open, archived: passTime(ticket, now + 20 * dayMs).ticket };
};

/** A database of a desk with so many tickets, one in two hundred still open, and a miss for each twentieth. */
export const fillDesk = async (url: string, rows: number): Promise<void> => {
  await migrate(url);
  const pool = createPool(url, { max: 2 });
  try {
    await seed(pool);
    await addPeople(pool);
    await fill(pool, rows);
  } finally {
    await pool.end();
  }
};

const fill = async (pool: Pool, rows: number): Promise<void> => {
  const { rows: indexes } = await pool.query<{ name: string; made: string }>(
    `select indexname as name, indexdef as made from pg_indexes
     where tablename = 'ticket' and schemaname = 'public' and indexname <> 'ticket_pkey'`,
  );
  await asOwner(pool, ...indexes.map(({ name }) => `drop index ${name}`));
  const policies = createPolicies(pool);
  const { open, archived } = templates();
  const opened = Math.ceil(rows / 200);
  await asOwner(
    pool,
    insertSql({ ticket: archived, state: await packState(archived, policies), from: opened + 1, to: rows }),
    insertSql({ ticket: open, state: await packState(open, policies), from: 1, to: opened }),
    ...indexes.map(({ made }) => made),
    latenessSql(rows),
    'vacuum analyze ticket',
    'vacuum analyze lateness',
  );
};

// The i-th newest ticket; one a minute into the past, so that numbers, times and groups are spread as in a real desk.
const acceptedAt = `date_trunc('minute', now()) - i * interval '1 minute'`;
const group = `(array['sysops', 'network', 'equipment'])[1 + i % 3]`;
const number = `'TS' || to_char(${acceptedAt}, 'YYYYMMDD') || lpad((1440 - i % 1440)::text, 4, '0') || lpad((i / 1440)::text, 4, '0')`;

const insertSql = ({
  ticket,
  state,
  from,
  to,
}: {
  readonly ticket: Ticket;
  readonly state: object;
  readonly from: number;
  readonly to: number;
}): string => {
  const row = columnsOf(ticket);
  const isOpen = row.stage !== 'archived';
  const values: Readonly<Record<string, string>> = {
    ...Object.fromEntries(Object.entries(row).map(([name, value]) => [name, literalOf(value)])),
    no: number,
    reporter: `'reporter' || i % 60`,
    group_id: group,
    assignee: `(array['li', 'sunn', 'wu'])[1 + i % 3]`,
    accepted_at: acceptedAt,
    resolved_at: isOpen ? 'null' : acceptedAt,
    next_due_at: isOpen ? `now() + i * interval '7 seconds'` : `'infinity'`,
    next_mark_at: isOpen ? `now() + i * interval '5 seconds'` : `'infinity'`,
    missed: 'case when i % 20 = 0 then 1 else 0 end',
    state: `${literalOf(JSON.stringify(state))}::jsonb || jsonb_build_object('no', ${number}, 'group', ${group},
      'reporter', 'reporter' || i % 60)`,
    intake: `${literalOf(JSON.stringify(standardIntake))}::jsonb`,
    search: `array_to_tsvector(array['printer', 'is', 'offline', 'n' || i])`,
    head_hash: `'\\x00'::bytea`,
  };
  return `insert into ticket (${Object.keys(values).join(', ')})
    select ${Object.values(values).join(', ')} from generate_series(${from}, ${to}) i`;
};

const latenessSql = (rows: number): string => `
  insert into lateness (no, seq, duty, nth, kind, clause, owner, due_at, fired_at, late_ms, cause)
  select ${number}, 3, (array['contact', 'response', 'progress-sync', 'archive'])[1 + i / 20 % 4], 1, 'missed', '§2.2.3',
    '{"role": "engineer", "person": "li"}', ${acceptedAt}, ${acceptedAt} + interval '1 second', 1000, 'person'
  from generate_series(20, ${rows}, 20) i`;

const literalOf = (value: string | number | readonly string[] | null): string => {
  if (value === null) return 'null';
  if (typeof value === 'number') return String(value);
  return typeof value === 'string'
    ? `'${value.replaceAll("'", "''")}'`
    : `array[${value.map(literalOf).join(', ')}]::text[]`;
};
