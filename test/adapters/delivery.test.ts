import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createChannelActivities } from '../../activities/channel-activities.js';
import type { ChannelTransport } from '../../activities/ports.js';
import { channelMakers } from '../../adapters/channels/kinds.js';
import { createOutbound } from '../../adapters/outbound.js';
import { createIntakes } from '../../adapters/postgres/intakes.js';
import { createOutbox } from '../../adapters/postgres/outbox.js';
import { createPool, type Pool } from '../../adapters/postgres/pool.js';
import { seed } from '../../adapters/postgres/seed.js';
import { createSmtpTransport } from '../../adapters/smtp.js';
import type { ChannelKind } from '../../domain/channels.js';
import type { Intake } from '../../domain/register.js';
import { startInbox, textOf, type Inbox } from '../fakes/inbox.js';
import { keys, startVendors, type FakeVendors } from '../fakes/vendors.js';
import { freshDatabase, type FreshDatabase } from '../setup/database.js';
import { until } from '../../scripts/rehearsal/rehearsal.js';

/** The vendors' minutes pass this much faster, and so do the caps that the channels keep. */
const usualHurry = 20;
/** A second in which five messages may go must stay long enough to be measured. */
const hurryOf = (kind: ChannelKind): number => (kind === 'feishu-robot' ? 4 : usualHurry);
let database: FreshDatabase;
let pool: Pool;
let vendors: FakeVendors;
let inbox: Inbox;
let no = '';

const by = { id: 'wang', staffNumber: null, role: 'reporter' } as const;
const urgent: Intake = {
  channel: 'service-desk',
  reporter: { name: '王敏', department: '财务部', extension: '6101' },
  description: {
    symptom: '断网',
    occurredAt: '2026-11-25T09:00:00+08:00',
    impact: '全部',
    attempted: '无',
  },
  type: 'system-fault',
  urgency: 'urgent',
  readBack: { confirmed: true },
};

beforeAll(async () => {
  database = await freshDatabase();
  pool = createPool(database.url, { max: 4 });
  await seed(pool);
  const accepted = await createIntakes(pool, {
    publicUrl: 'https://desk.example',
    smtpEnabled: false,
  }).accept({ sent: urgent, by, now: Date.now() });
  no = accepted.state === 'accepted' ? accepted.no : '';
  inbox = await startInbox();
});
beforeEach(async () => {
  vendors = await startVendors({ hurry: usualHurry });
  inbox.judge = undefined;
  await pool.query(`delete from channel_send`);
  await pool.query(`update channel_lock set until = '-infinity'`);
  await pool.query(`update notice set state = 'cancelled' where state = 'queued'`);
});
const running: { cancel: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.cancel();
  await vendors.close();
});
afterAll(async () => {
  await inbox.close();
  await pool.end();
  await database.drop();
});

const secrets: Partial<Record<ChannelKind, Record<string, string>>> = {
  'wecom-robot': { key: keys.wecom },
  'dingtalk-robot': keys.dingtalk,
  'feishu-robot': keys.feishu,
};
const robot = (kind: ChannelKind): ChannelTransport => {
  const made = channelMakers[kind].create({
    channel: kind,
    outbound: createOutbound({ hosts: [], privateHosts: [vendors.host], connectMs: 400, totalMs: 700 }),
    base: vendors.base,
    settings: {},
    secrets: secrets[kind] ?? {},
    now: Date.now,
  });
  return {
    ...made,
    caps: (made.caps ?? []).map(({ count, perMs }) => ({ count, perMs: perMs / hurryOf(kind) })),
  };
};
const mail = (): ChannelTransport => createSmtpTransport({ url: inbox.url, from: 'desk@desk.example' });

/** Runs a channel's deliverer, as its workflow does: one that fails is started again. */
const deliver = (transport: ChannelTransport): { cancel: () => Promise<void> } => {
  const { deliver: activity } = createChannelActivities({
    outbox: createOutbox(pool),
    transports: [transport],
    publicUrl: 'https://desk.example',
  });
  const environment = new MockActivityEnvironment();
  const done = environment.run(activity, transport.channel).catch(() => undefined);
  const one = {
    cancel: async () => {
      environment.cancel();
      await done;
    },
  };
  running.push(one);
  return one;
};

interface Row {
  readonly id: string;
  readonly channel: string;
  readonly ticket?: string;
  readonly address?: string;
  readonly urgent?: boolean;
  readonly verified?: boolean;
  readonly backup?: boolean;
  readonly kind?: string;
}
let seq = 1000;
const queue = async (rows: readonly Row[]): Promise<void> => {
  for (const row of rows) {
    seq += 1;
    await pool.query(
      `insert into notice (id, no, seq, kind, recipient, channel, address, language, subject, body, urgent, state, at,
         verified, backup)
       values ($1, $2, $3, $4, $5, $6, $5, 'zh-CN', $7, 'https://desk.example/t/x', $8, 'queued', now(), $9, $10)`,
      [
        row.id,
        row.ticket ?? no,
        seq,
        row.kind ?? 'emergency',
        row.address ?? 'group',
        row.channel,
        `${row.ticket ?? no} 紧急`,
        row.urgent ?? true,
        row.verified ?? true,
        row.backup ?? false,
      ],
    );
  }
  await pool.query(`select pg_notify('desk_notice', $1)`, [rows[0]?.channel]);
};
const states = async (channel: string): Promise<Readonly<Record<string, number>>> => {
  const { rows } = await pool.query<{ state: string; n: number }>(
    'select state, count(*)::int as n from notice where channel = $1 group by state',
    [channel],
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
};
const settled = async (channel: string): Promise<boolean> => {
  const { queued = 0, sending = 0 } = await states(channel);
  return queued + sending === 0;
};

/** Three hundred tickets, as many as an outage brings in ten seconds. */
const flood = async (): Promise<readonly string[]> => {
  const numbers = Array.from({ length: 300 }, (_, i) => `TS20261125${String(i + 1).padStart(3, '0')}`);
  const { rows } = await pool.query<{ columns: string }>(
    `select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
     where attrelid = 'ticket'::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attname <> 'no'`,
  );
  const columns = rows[0]?.columns ?? '';
  await pool.query(
    `insert into ticket (no, ${columns}) select n, ${columns} from ticket, unnest($1::text[]) n
     where no = $2 on conflict do nothing`,
    [numbers, no],
  );
  return numbers;
};

const inRanges = (text: string): readonly string[] =>
  [...text.matchAll(/(TS\d{8})(\d{3})(?:–TS\d{8}(\d{3}))?/gu)].flatMap(([, day, first, last]) =>
    Array.from(
      { length: Number(last ?? first) - Number(first) + 1 },
      (_, i) => `${day}${String(Number(first) + i).padStart(3, '0')}`,
    ),
  );

test.each(['wecom-robot', 'dingtalk-robot', 'feishu-robot'] as const)(
  '%s: 300 urgent tickets are told of within a minute, within the cap and without a lock-out',
  async (kind) => {
    await vendors.close();
    vendors = await startVendors({ hurry: hurryOf(kind) });
    const numbers = await flood();
    deliver(robot(kind));
    const began = performance.now();
    const tenths = Array.from({ length: 10 }, (_, i) => numbers.slice(i * 30, i * 30 + 30));
    for (const tenth of tenths)
      await queue(tenth.map((ticket) => ({ id: `${kind}-${ticket}`, channel: kind, ticket })));
    await until(async () => await settled(kind), 40_000);
    const minutes = ((performance.now() - began) * hurryOf(kind)) / 60_000;
    expect(await states(kind)).toEqual({ sent: 300 });
    expect(minutes).toBeLessThan(1);
    expect(vendors.lockouts()).toBe(0);
    expect(new Set(vendors.posted.flatMap(({ text }) => inRanges(text)))).toEqual(new Set(numbers));
    expect(vendors.posted.length).toBeLessThan(kind === 'feishu-robot' ? 100 : 20 * Math.ceil(minutes) + 1);
  },
);

test('300 urgent tickets accepted one after the other: each supervisor is told of each within a minute, in digests and by mail', async () => {
  await pool.query(
    `insert into channel (id, kind, name, settings, secrets, serves, fields, language, active, changed_by)
     values ('wecom-robot', 'wecom-robot', '值班群', '{}', '{}',
       '{"roles": ["supervisor"], "groups": [], "people": [], "urgentOnly": true}', '{number,level,link}', 'zh-CN', true, 'admin')`,
  );
  await pool.query(`update person set email = null where id <> 'liu'`);
  const intakes = createIntakes(pool, { publicUrl: 'https://desk.example', smtpEnabled: true });
  deliver(robot('wecom-robot'));
  deliver(mail());
  const began = performance.now();
  const numbers: string[] = [];
  for (let i = 0; i < 300; i += 1) {
    const accepted = await intakes.accept({ sent: urgent, by, now: Date.now() });
    if (accepted.state === 'accepted') numbers.push(accepted.no);
  }
  await until(async () => (await settled('wecom-robot')) && (await settled('smtp')), 60_000);
  expect((performance.now() - began) / 1000).toBeLessThan(60);
  expect(vendors.lockouts()).toBe(0);
  const told = new Set(vendors.posted.flatMap(({ text }) => inRanges(text)));
  expect(numbers.filter((number) => !told.has(number))).toEqual([]);
  expect(vendors.posted.length).toBeLessThan(100);
  const mailed = inbox.mails.filter(({ to }) => to.includes('liu@desk.example'));
  expect(numbers.filter((number) => !mailed.some((one) => textOf(one).includes(number)))).toEqual([]);
  await pool.query(`update channel set active = false`);
}, 90_000);

test('the caps are kept across a restart of the worker', async () => {
  const numbers = await flood();
  const first = deliver(robot('dingtalk-robot'));
  await queue(
    numbers.slice(0, 10).map((ticket) => ({ id: `restart-${ticket}`, channel: 'dingtalk-robot', ticket })),
  );
  await until(async () => await settled('dingtalk-robot'));
  await first.cancel();
  deliver(robot('dingtalk-robot'));
  await queue(
    numbers.slice(10, 60).map((ticket) => ({ id: `restart-${ticket}`, channel: 'dingtalk-robot', ticket })),
  );
  await until(async () => await settled('dingtalk-robot'));
  expect(vendors.lockouts()).toBe(0);
});

test('a lock-out said by the vendor keeps the channel still, and then everything arrives', async () => {
  let refusals = 0;
  vendors.misbehave = (res) => {
    refusals += 1;
    res.writeHead(200).end(JSON.stringify({ errcode: 45009, errmsg: 'api freq out of limit' }));
    return true;
  };
  deliver(robot('wecom-robot'));
  await queue([1, 2, 3].map((i) => ({ id: `lock-${i}`, channel: 'wecom-robot' })));
  await until(async () => refusals > 0);
  await until(async () => {
    const { rows } = await pool.query('select from channel_lock where until > now() + $1::interval', [
      '50 s',
    ]);
    return rows.length === 1;
  });
  expect(refusals).toBe(1);
  vendors.misbehave = undefined;
  await pool.query(`update channel_lock set until = now()`);
  await pool.query(`update notice set next_at = now() where channel = 'wecom-robot' and state = 'queued'`);
  await until(async () => await settled('wecom-robot'));
  expect(refusals).toBe(1);
});

test('after an unknown answer a robot is not asked again, and the receipt says so', async () => {
  let asked = 0;
  vendors.misbehave = () => {
    asked += 1;
    return true;
  };
  deliver(robot('wecom-robot'));
  await queue([{ id: 'silence', channel: 'wecom-robot' }]);
  await until(async () => await settled('wecom-robot'));
  const { rows } = await pool.query('select state, reason from notice where id = $1', ['silence']);
  expect(rows).toEqual([{ state: 'unknown', reason: 'the answer took too long' }]);
  expect(asked).toBe(1);
});

test('a worker that ends while a robot is asked leaves the notice unknown, not sent twice', async () => {
  const lease = await createOutbox(pool).lease('wecom-robot', new AbortController().signal);
  await queue([{ id: 'crash', channel: 'wecom-robot' }]);
  const [notice] = await lease.due(1);
  await lease.begin([notice!], { repeatable: false });
  await lease.release();
  deliver(robot('wecom-robot'));
  await until(async () => await settled('wecom-robot'));
  const { rows } = await pool.query('select state from notice where id = $1', ['crash']);
  expect(rows).toEqual([{ state: 'unknown' }]);
  expect(vendors.posted).toEqual([]);
});

test('a mail that may have been sent is sent again under the same Message-ID', async () => {
  const lease = await createOutbox(pool).lease('smtp', new AbortController().signal);
  await queue([{ id: 'twice', channel: 'smtp', address: 'liu@desk.example' }]);
  const [notice] = await lease.due(1);
  await lease.begin([notice!], { repeatable: true });
  expect(await mail().send(notice!)).toEqual({ state: 'sent' });
  await lease.release();
  deliver(mail());
  await until(async () => await settled('smtp'));
  const got = inbox.mails.filter(({ messageId }) => messageId.includes('.twice@'));
  expect(got).toHaveLength(2);
  expect(new Set(got.map(({ messageId }) => messageId)).size).toBe(1);
});

test('nobody is flooded at an address that nobody vouches for', async () => {
  const to = 'victim@elsewhere.example';
  deliver(mail());
  for (let i = 0; i < 4; i += 1)
    await queue(
      Array.from({ length: 50 }, (_, j) => ({
        id: `victim-${i}-${j}`,
        channel: 'smtp',
        // Another spelling is the same mailbox.
        address: j % 2 === 0 ? to : to.toUpperCase(),
        verified: false,
        urgent: false,
      })),
    );
  await queue([{ id: 'known', channel: 'smtp', address: 'liu@desk.example', urgent: false }]);
  await until(async () => inbox.mails.some(({ messageId }) => messageId.includes('.known@')));
  await until(async () => {
    const { rows } = await pool.query(
      `select from notice where channel = 'smtp' and not verified and state = 'queued' and next_at <= now()`,
    );
    return rows.length === 0;
  });
  expect(inbox.mails.filter(({ to: [address = ''] }) => address.toLowerCase() === to)).toHaveLength(3);
});

test('a channel that hangs delays no other: mail arrives within five seconds', async () => {
  vendors.misbehave = () => true;
  deliver(robot('wecom-robot'));
  deliver(robot('dingtalk-robot'));
  deliver(mail());
  await queue(Array.from({ length: 5 }, (_, i) => ({ id: `hang-${i}`, channel: 'wecom-robot' })));
  const began = performance.now();
  await queue(
    Array.from({ length: 40 }, (_, i) => ({
      id: `swift-${i}`,
      channel: 'smtp',
      address: 'liu@desk.example',
    })),
  );
  await until(async () => inbox.mails.filter(({ messageId }) => messageId.includes('.swift-')).length === 40);
  expect(performance.now() - began).toBeLessThan(5000);
});

test('a mail refused for good is a dead letter with its reason, one refused for now is tried again', async () => {
  inbox.judge = ({ to: [address] }) =>
    address === 'gone@desk.example' ? { code: 550, text: 'no such user' } : { code: 451, text: 'try again' };
  deliver(mail());
  await queue([
    { id: 'gone', channel: 'smtp', address: 'gone@desk.example' },
    { id: 'greylisted', channel: 'smtp', address: 'grey@desk.example' },
  ]);
  const stateOf = async (id: string) =>
    (
      await pool.query<{ state: string; reason: string | null }>(
        'select state, reason from notice where id = $1',
        [id],
      )
    ).rows[0];
  await until(
    async () => (await stateOf('gone'))?.state === 'failed' && (await stateOf('greylisted'))?.reason !== null,
  );
  expect((await stateOf('gone'))?.reason).toMatch(/550.*no such user/u);
  expect(await stateOf('greylisted')).toMatchObject({
    state: 'queued',
    reason: expect.stringMatching(/451/u),
  });
  inbox.judge = undefined;
  await until(async () => (await stateOf('greylisted'))?.state === 'sent');
});

test('whatever an answer or a failure holds, it costs its own notice an attempt and no other anything', async () => {
  const failures: Readonly<Record<string, unknown>> = {
    text: 'a bare text',
    nul: new Error('550 \u0000\u0007 said the server'),
    endless: new Error('x'.repeat(5_000_000)),
    nothing: null,
  };
  deliver({
    channel: 'poisoned',
    send: async ({ id }) => {
      if (id in failures) throw failures[id];
      return await Promise.resolve({ state: 'sent' });
    },
  });
  await queue([...Object.keys(failures), 'fine'].map((id) => ({ id, channel: 'poisoned' })));
  await until(async () => {
    const { rows } = await pool.query(
      `select id from notice where channel = 'poisoned' and (state = 'sent' or attempts > 0)`,
    );
    return rows.length === 5;
  });
  const { rows } = await pool.query<{ id: string; state: string; reason: string | null }>(
    `select id, state, reason from notice where channel = 'poisoned' order by id`,
  );
  expect(rows.map(({ id, state }) => `${id} ${state}`)).toEqual([
    'endless queued',
    'fine sent',
    'nothing queued',
    'nul queued',
    'text queued',
  ]);
  expect(Math.max(...rows.map(({ reason }) => reason?.length ?? 0))).toBe(500);
  expect(rows.find(({ id }) => id === 'nul')?.reason).toBe('550   said the server');
});

test('a second way is not used for whoever has reacted to the first', async () => {
  const other = (await flood()).find((ticket) => ticket !== no)!;
  await pool.query(
    `update ticket set state = jsonb_set(state, '{emergency,acknowledgedAt}', '1') where no = $1`,
    [no],
  );
  deliver(robot('wecom-robot'));
  await queue([
    { id: 'needless', channel: 'wecom-robot', backup: true },
    { id: 'needed', channel: 'wecom-robot', ticket: other, backup: true },
  ]);
  await until(async () => await settled('wecom-robot'));
  const { rows } = await pool.query(
    `select id, state from notice where id in ('needless', 'needed') order by id`,
  );
  expect(rows).toEqual([
    { id: 'needed', state: 'sent' },
    { id: 'needless', state: 'cancelled' },
  ]);
});
