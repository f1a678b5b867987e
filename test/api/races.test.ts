import { Agent, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyChains } from '../../adapters/postgres/verify-chain.js';
import { fits, openDesk, reported, type Desk, type Said } from './desk.js';

type Json = Record<string, unknown>;
let desk: Desk;
beforeAll(async () => {
  // How fast it is, the benches say; here nobody is to lose patience on a slow machine.
  desk = await openDesk({ patience: { queueMs: 60_000, actMs: 60_000, startMs: 30_000 } });
}, 60_000);
afterAll(async () => await desk.close());

const times = async <T>(n: number, work: (i: number) => Promise<T>): Promise<readonly T[]> =>
  await Promise.all(Array.from({ length: n }, async (_, i) => await work(i)));
const statuses = (answers: readonly Said[]): Readonly<Record<number, number>> => {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};
const count = async (sql: string): Promise<number> =>
  (await desk.owner<{ n: number }>(`select count(*)::int as n from ${sql}`))[0]?.n ?? -1;

const agent = new Agent({ keepAlive: false, maxSockets: 100 });

/** Sends a request and hangs up before the answer is read, as a client on a bad line does. */
const cutOff = async (path: string, body: Json, key: string, afterMs: number): Promise<void> => {
  const text = JSON.stringify(body);
  const token = await desk.token('wang');
  await new Promise<void>((resolve) => {
    const sent = request(`${desk.url}${path}`, {
      agent,
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
        'idempotency-key': key,
      },
    });
    sent.on('error', () => resolve());
    sent.on('close', () => resolve());
    sent.end(text, () => setTimeout(() => sent.destroy(), afterMs));
  });
};

/** Fifty sendings of one request, every other one cut off; the answers that came through. */
const storm = async (path: string, body: Json, key: string): Promise<readonly Said[]> => {
  const answers = await times(50, async (i) => {
    if (i % 2 === 1) {
      await cutOff(path, body, key, i);
      return null;
    }
    return await desk.ask('wang', path, { body, headers: { 'idempotency-key': key } });
  });
  return answers.filter((answer) => answer !== null);
};

describe('a retry storm', () => {
  it('of one intake makes one ticket, and all answers are equal', async () => {
    const before = await count('ticket');
    const answers = await storm('/api/tickets', reported(), 'storm');
    expect(statuses(answers)).toEqual({ 201: 25 });
    for (const { text } of answers) expect(text).toBe(answers[0]?.text);
    expect(await count('ticket')).toBe(before + 1);
    const other = await desk.ask('wang', '/api/tickets', {
      body: reported({ urgency: 'important' }),
      headers: { 'idempotency-key': 'storm' },
    });
    expect(other).toMatchObject({ status: 409, body: { code: 'idempotency-conflict' } });
  }, 60_000);

  it('of one action does it once, and all answers are equal', async () => {
    const no = await desk.report('wang');
    const path = `/api/tickets/${no}/actions/reply`;
    const answers = await storm(path, { text: '一次' }, 'reply-1');
    expect(statuses(answers)).toEqual({ 200: 25 });
    for (const { text } of answers) expect(text).toBe(answers[0]?.text);
    expect(await count(`entry where no = '${no}' and action = 'reply'`)).toBe(1);
    const other = await desk.ask('wang', path, {
      body: { text: '另一次' },
      headers: { 'idempotency-key': 'reply-1' },
    });
    expect(other).toMatchObject({ status: 409, body: { code: 'idempotency-conflict' } });
  }, 60_000);

  it('of the action that ended the ticket does it once, and is answered long after', async () => {
    const no = await desk.report('wang');
    const path = `/api/tickets/${no}/actions/withdraw`;
    const answers = await storm(path, { reason: '好了' }, 'withdraw-1');
    expect(statuses(answers)).toEqual({ 200: 25 });
    expect(await count(`entry where no = '${no}' and action = 'withdraw'`)).toBe(1);
    const [late] = await storm(path, { reason: '好了' }, 'withdraw-1');
    expect(late).toMatchObject({ status: 200, body: { ticket: { stage: 'withdrawn' } } });
  }, 60_000);
});

describe('twenty at once', () => {
  it('claim, and exactly one has it', async () => {
    const no = await desk.report('wang');
    const answers = await times(
      20,
      async (i) => await desk.act(['li', 'zhao', 'chen'][i % 3] ?? '', no, ['claim']),
    );
    expect(statuses(answers)).toEqual({ 200: 1, 409: 19 });
    for (const { body } of answers.filter(({ status }) => status === 409))
      expect(body).toMatchObject({ code: 'not-allowed-now' });
    expect(await count(`entry where no = '${no}' and action = 'claim'`)).toBe(1);
  }, 60_000);

  it('decide an escalation, and exactly one decision stands', async () => {
    const no = await desk.report('wang');
    await desk.does('li', no, fits.form);
    const answers = await times(
      20,
      async (i) =>
        await desk.act(
          ['liu', 'he', 'ma'][i % 3] ?? '',
          no,
          i % 2 === 0 ? fits.approval : ['decide-escalation', { decision: 'decline', reason: '不需要' }],
        ),
    );
    expect(statuses(answers)).toEqual({ 200: 1, 409: 19 });
    expect(await count(`entry where no = '${no}' and action = 'decide-escalation'`)).toBe(1);
  }, 60_000);

  it('write with the same tag, and exactly one was not too late', async () => {
    const no = await desk.report('wang');
    const tag = (await desk.ask('li', `/api/tickets/${no}`)).headers.get('etag') ?? '';
    const answers = await times(
      20,
      async (i) => await desk.act('li', no, ['note', { text: `第 ${i}` }], { 'if-match': tag }),
    );
    expect(statuses(answers)).toEqual({ 200: 1, 412: 19 });
  }, 60_000);
});

describe('a burst', () => {
  it('of 200 notes on one ticket is stored, each once, none refused', async () => {
    const no = await desk.report('wang');
    const answers = await times(200, async (i) => await desk.act('li', no, ['note', { text: `note ${i}` }]));
    expect(statuses(answers)).toEqual({ 200: 200 });
    expect(
      await count(
        `(select distinct content #>> '{input,text}' from entry where no = '${no}' and action = 'note') n`,
      ),
    ).toBe(200);
    expect(await count(`entry where no = '${no}' and action = 'note'`)).toBe(200);
    expect((await verifyChains(desk.pool, [no])).bad).toEqual([]);
  }, 90_000);
});
