import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createOutbox } from '../../adapters/postgres/outbox.js';
import { intake, openStorage, type Storage } from './desk.js';

const at = Date.parse('2026-01-05T09:00:00+08:00');
const minute = 60_000;

let desk: Storage;
beforeAll(async () => {
  desk = await openStorage({ smtpEnabled: true });
});
afterAll(async () => await desk.close());
beforeEach(async () => {
  await desk.owner(
    'update person set active = true, language = default',
    'update desk_group set deputy_lead = null',
    "update person set email = id || '@desk.example'",
  );
});

interface Row {
  readonly kind: string;
  readonly recipient: string;
  readonly channel: string;
  readonly address: string;
  readonly subject: string;
  readonly body: string;
  readonly language: string;
  readonly state: string;
  readonly urgent: boolean;
  readonly secret_link: string | null;
}

const notices = async (no: string, channel = 'desk'): Promise<readonly Row[]> =>
  await desk.owner<Row>(
    `select * from notice where no = '${no}' and channel = '${channel}' order by seq, kind, recipient`,
  );
const told = async (no: string, kind: string): Promise<readonly string[]> =>
  (await notices(no)).filter((row) => row.kind === kind).map(({ recipient }) => recipient);
const without = async (...ids: readonly string[]): Promise<void> =>
  void (await desk.owner(
    `update person set active = false where id in (${ids.map((id) => `'${id}'`).join(', ')})`,
  ));
const urgent = async (now = at): Promise<string> =>
  (await desk.accept(intake({ urgency: 'urgent' }), { now })).no;

describe('an emergency tells', () => {
  it('supervisor and group lead, in the inbox and by mail, and the reporter of the number', async () => {
    const no = await urgent();
    expect(await told(no, 'emergency')).toEqual(['chen', 'liu']);
    expect(await told(no, 'ticket-accepted')).toEqual(['wang']);
    const mails = (await notices(no, 'smtp')).filter(({ kind }) => kind === 'emergency');
    expect(mails.map(({ address, state, urgent: isUrgent }) => ({ address, state, isUrgent }))).toEqual([
      { address: 'chen@desk.example', state: 'queued', isUrgent: true },
      { address: 'liu@desk.example', state: 'queued', isUrgent: true },
    ]);
    expect((await notices(no)).map(({ state }) => state)).not.toContain('queued');
  });

  it('the deputy lead, and without one the supervisor, where the lead is away', async () => {
    await without('chen');
    await desk.owner("update desk_group set deputy_lead = 'zhao' where id = 'sysops'");
    expect(await told(await urgent(), 'emergency')).toEqual(['liu', 'zhao']);
    await desk.owner('update desk_group set deputy_lead = null');
    expect(await told(await urgent(), 'emergency')).toEqual(['liu']);
  });

  it('the deputy supervisor where the supervisor is away, and the manager where both are', async () => {
    await without('liu');
    expect(await told(await urgent(), 'emergency')).toEqual(['chen', 'he']);
    await without('liu', 'he');
    expect(await told(await urgent(), 'emergency')).toEqual(['chen', 'ma']);
    await without('chen', 'liu', 'he');
    expect(await told(await urgent(), 'emergency')).toEqual(['ma']);
  });

  it('the deputy when nobody acknowledges in time', async () => {
    const no = await urgent();
    await desk.pass(no, at + 5 * minute);
    expect(await told(no, 'emergency-again')).toEqual(['he']);
  });
});

describe('a notice', () => {
  it('is in the language of whoever gets it', async () => {
    await desk.owner("update person set language = 'en' where id = 'liu'");
    const no = await urgent();
    const [toChen, toLiu] = (await notices(no)).filter(({ kind }) => kind === 'emergency');
    expect(toChen).toMatchObject({ language: 'zh-CN', subject: `【紧急】工单 ${no} 启动应急响应` });
    expect(toChen?.body).toContain('系统故障');
    expect(toLiu).toMatchObject({ language: 'en', subject: `[URGENT] Ticket ${no}: emergency response` });
    expect(toLiu?.body).toContain('System fault');
    for (const row of await notices(no)) expect(`${row.subject}${row.body}`).not.toMatch(/\{|\}|undefined/u);
  });

  it('goes to the address given at intake where the reporter is nobody the desk knows', async () => {
    const reporter = { name: '访客', department: '外部', email: 'guest@else.example' };
    const { no } = await desk.accept(intake({ channel: 'hotline', reporter }), { who: 'zhou', now: at });
    const accepted = (await notices(no, 'smtp')).filter(({ kind }) => kind === 'ticket-accepted');
    expect(accepted).toMatchObject([{ recipient: 'guest@else.example', address: 'guest@else.example' }]);
    expect(await told(no, 'ticket-accepted')).toEqual([]);
  });

  it('stays in the inbox alone where there is no address', async () => {
    await desk.owner("update person set email = null where id = 'chen'");
    const no = await urgent();
    expect(await told(no, 'emergency')).toContain('chen');
    expect((await notices(no, 'smtp')).map(({ recipient }) => recipient)).not.toContain('chen');
  });

  it('is once in the inbox, newest first, and once read stays read', async () => {
    const no = await urgent(at + 24 * 60 * minute);
    const unread = await desk.reader.inbox('chen', { unread: true, limit: 1 });
    expect(unread).toMatchObject([{ no, kind: 'emergency', readAt: null }]);
    const id = unread[0]?.id ?? '';
    expect(await desk.reader.markRead('liu', id)).toBe(false);
    expect(await desk.reader.markRead('chen', id)).toBe(true);
    expect(await desk.reader.markRead('chen', id)).toBe(true);
    expect(
      (await desk.reader.inbox('chen', { unread: true, limit: 200 })).map((one) => one.id),
    ).not.toContain(id);
  });
});

describe('a liaison without an account', () => {
  it('is sent a link that is theirs alone, which the supervisor may end and send anew', async () => {
    await desk.owner(`update person set email = 'vendor@example.com' where id = 'vendor'`);
    const { no } = await desk.accept(intake(), { now: at });
    const asked = { progress: '已定位', reason: '需厂商补丁', support: '厂商到场' };
    await desk.does(no, { who: 'li', action: 'claim', at: at + minute });
    await desk.does(no, { who: 'li', action: 'request-escalation', input: asked, at: at + minute });
    const approval = { decision: 'approve', liaison: 'vendor' };
    await desk.does(no, { who: 'liu', action: 'decide-escalation', input: approval, at: at + minute });
    const approvals = (await notices(no, 'smtp')).filter(({ kind }) => kind === 'escalation-approved');
    const mail = approvals.find(({ recipient }) => recipient === 'vendor');
    const tokenIn = (link: string | null | undefined): string =>
      /^https:\/\/desk\.example\/liaison\/([A-Za-z0-9_-]{32})$/u.exec(link ?? '')?.[1] ?? '';
    const first = tokenIn(mail?.secret_link);
    expect(first).not.toBe('');
    expect(mail?.body).toContain('{surveyLink}');
    // Who has an account is led to the ticket.
    for (const other of approvals.filter(({ recipient }) => recipient !== 'vendor'))
      expect([other.secret_link, other.body.includes('/t/')]).toEqual([null, true]);

    const { liaisonLinks } = desk.reader;
    await desk.owner(`update liaison_link set expires_at = now() + interval '1 d' where no = '${no}'`);
    expect(await liaisonLinks.byToken(first)).toMatchObject({ no, nth: 1, person: 'vendor' });
    await desk.owner(`update liaison_link set expires_at = now() - interval '1 s' where no = '${no}'`);
    expect(await liaisonLinks.byToken(first)).toBeNull();
    const sent = { publicUrl: 'https://desk.example', expiresAt: Date.now() + 60 * minute, by: 'liu' };
    expect(await liaisonLinks.renew({ no, nth: 1, person: 'vendor' }, sent)).toBe(true);
    const [again] = (await notices(no, 'smtp')).filter(({ recipient }) => recipient === 'vendor');
    const second = tokenIn(again?.secret_link);
    expect(second).not.toBe(first);
    expect(await liaisonLinks.byToken(second)).toMatchObject({ no });
    await liaisonLinks.withdraw({ no, nth: 1 }, 'liu');
    expect(await liaisonLinks.byToken(second)).toBeNull();
    expect(await liaisonLinks.renew({ no, nth: 1, person: 'li' }, sent)).toBe(false);
    await liaisonLinks.withdraw({ no, nth: 1 }, 'liu');
    expect(
      await desk.owner(`select by_id, action from admin_log where subject = '${no}' order by id`),
    ).toEqual([
      { by_id: 'liu', action: 'send-liaison-link' },
      { by_id: 'liu', action: 'withdraw-liaison-link' },
    ]);
  });
});

describe('a survey', () => {
  it('is asked for by a link that is a secret until it is delivered', async () => {
    const { no } = await desk.accept(intake(), { now: at });
    const steps = [
      { who: 'li', action: 'record-contact', input: { reached: true, method: 'phone', summary: '核实' } },
      {
        who: 'li',
        action: 'propose-resolution',
        input: { solution: '重启', verification: { method: 'phone', checked: '可以登录' } },
      },
      { who: 'wang', action: 'confirm-resolved' },
    ] as const;
    for (const step of steps) await desk.does(no, { ...step, at: at + minute });
    const [mail] = (await notices(no, 'smtp')).filter(({ kind }) => kind === 'survey');
    expect(mail?.body).toContain('{surveyLink}');
    expect(mail?.body).not.toContain('/survey/');
    const link = mail?.secret_link ?? '';
    const token = /^https:\/\/desk\.example\/survey\/([A-Za-z0-9_-]{32})$/u.exec(link)?.[1] ?? '';
    expect(token).not.toBe('');
    const hash = createHash('sha256').update(token).digest('hex');
    expect(
      await desk.owner(`select encode(token_hash, 'hex') as hash, no from survey_token where no = '${no}'`),
    ).toEqual([{ hash, no }]);
    // The inbox leads to the ticket: whoever reads it is logged in.
    const [own] = (await notices(no)).filter(({ kind }) => kind === 'survey');
    expect(own?.body).toContain(`https://desk.example/t/${no}`);

    const lease = await createOutbox(desk.pool).lease('smtp', new AbortController().signal);
    const due = (await lease.due(200)).find((notice) => notice.no === no && notice.kind === 'survey');
    expect(due?.body).toContain(link);
    if (due === undefined) throw new Error('the survey is not due');
    await lease.settle([due], { state: 'sent' });
    await lease.release();
    expect(
      await desk.owner(
        `select state, secret_link, body like '%{surveyLink}%' as bare from notice where id = '${due.id}'`,
      ),
    ).toEqual([{ state: 'sent', secret_link: null, bare: true }]);
    await desk.owner(`update survey_token set expires_at = now() + interval '1 d'`);
    expect(await desk.reader.surveyByToken(token)).toBe(no);
    expect(await desk.reader.surveyByToken(`${token.slice(1)}x`)).toBeNull();
    await desk.owner(`update survey_token set expires_at = now() - interval '1 s'`);
    expect(await desk.reader.surveyByToken(token)).toBeNull();
  });
});
