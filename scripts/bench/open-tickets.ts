import { linkLocally } from '../../adapters/postgres/local-issuer.js';
import { migrate } from '../../adapters/postgres/migrate.js';
import { createPolicies } from '../../adapters/postgres/policies.js';
import { createPool } from '../../adapters/postgres/pool.js';
import { intakeWords } from '../../adapters/postgres/search-words.js';
import { seed } from '../../adapters/postgres/seed.js';
import { columnsOf, packState } from '../../adapters/postgres/ticket-state.js';
import { act } from '../../domain/decide.js';
import { manualPolicy } from '../../domain/policy.js';
import { register, type Intake } from '../../domain/register.js';
import type { Ticket } from '../../domain/ticket.js';
import { lives, standardIntake } from './lives.js';
import { asOwner, type Pool } from './stack.js';

const minuteMs = 60_000;

const groups = [
  { group: 'sysops', assignee: { id: 'li', staffNumber: 'E1004' }, type: 'system-fault' },
  { group: 'network', assignee: { id: 'sunn', staffNumber: 'E1006' }, type: 'consultation' },
  { group: 'equipment', assignee: { id: 'wu', staffNumber: 'E1007' }, type: 'equipment' },
] as const;
const symptoms = ['打印机脱机', 'OA 登录失败', 'VPN 连不上', '投影仪黑屏', '邮箱收不到邮件'] as const;

/** The i-th of the open tickets: one in twenty urgent, one in five important, and each a little further on. */
const openTicket = (i: number, present: number): { readonly ticket: Ticket; readonly intake: Intake } => {
  const { group, assignee, type } = groups[i % groups.length] as (typeof groups)[number];
  const urgency = i % 20 === 0 ? 'urgent' : i % 5 === 0 ? 'important' : 'normal';
  const symptom = `${symptoms[i % symptoms.length] ?? ''} ${i}`;
  // From ten hours ago until now, so that some duties are overdue, some due within the minute and most later.
  let now = present - Math.floor(((i * 7919) % 600) * minuteMs + (i % 60) * 1000);
  const no = `TS20260101${String(i + 1).padStart(5, '0')}`;
  const intake = {
    ...standardIntake,
    type,
    urgency,
    description: { ...standardIntake.description, symptom },
  } as const;
  let { ticket } = register({
    no,
    sent: intake,
    reporter: i % 2 === 0 ? 'wang' : 'qian',
    by: { id: 'wang', staffNumber: 'E1001', role: 'reporter' },
    policy: manualPolicy,
    now,
    route: { group, assignee: i % 11 === 0 ? null : assignee },
  });
  if (ticket.assignee === null) return { ticket, intake };
  const by = { ...assignee, roles: ['engineer'] as const, groups: [group], leads: [] };
  for (const { action, input } of lives.ordinary.slice(0, i % 3)) {
    now += 5 * minuteMs;
    ({ ticket } = act(ticket, { action, input, by }, now));
  }
  return { ticket, intake };
};

/** A database of a desk with so many open tickets and nothing else. */
export const fillOpenDesk = async (
  url: string,
  { count, issuer }: { readonly count: number; readonly issuer: string },
): Promise<void> => {
  await migrate(url);
  const pool = createPool(url, { max: 2 });
  try {
    await seed(pool);
    await linkLocally(pool, issuer);
    await fill(pool, count);
  } finally {
    await pool.end();
  }
};

const fill = async (pool: Pool, count: number): Promise<void> => {
  const policies = createPolicies(pool);
  const present = Date.now();
  const rows: object[] = [];
  for (let i = 0; i < count; i += 1) {
    const { ticket, intake } = openTicket(i, present);
    rows.push({
      no: ticket.no,
      ...columnsOf(ticket),
      state: await packState(ticket, policies),
      intake,
      words: intakeWords(ticket.no, intake),
      head_hash: '\\x00',
    });
  }
  const names = [
    'no',
    ...Object.keys(columnsOf(openTicket(0, present).ticket)),
    'state',
    'intake',
    'head_hash',
  ];
  await pool.query(
    `insert into ticket (${names.join(', ')}, search)
     select ${names.map((name) => `r.${name}`).join(', ')},
       array_to_tsvector(array(select jsonb_array_elements_text(sent -> 'words')))
     from jsonb_array_elements($1::jsonb) sent, jsonb_populate_record(null::ticket, sent) r`,
    [JSON.stringify(rows)],
  );
  await asOwner(pool, 'vacuum analyze ticket');
};
