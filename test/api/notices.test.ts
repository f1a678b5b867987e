import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { channelParts } from '../../adapters/channels/parts.js';
import { createIntakes } from '../../adapters/postgres/intakes.js';
import type { Pool } from '../../adapters/postgres/pool.js';
import { intake } from '../adapters/desk.js';
import { keys, startVendors, type FakeVendors } from '../fakes/vendors.js';
import { openFrontDoor, type FrontDoor } from './front-door.js';

const options = { publicUrl: 'https://desk.example', smtpEnabled: true };
let vendors: FakeVendors;
let door: FrontDoor;
let pool: Pool;
let parts: ReturnType<typeof channelParts>;
beforeAll(async () => {
  vendors = await startVendors();
  door = await openFrontDoor((_url, pool) => {
    parts = channelParts(pool, {
      outbound: { hosts: [], privateHosts: [vendors.host] },
      channelSecrets: {
        keys: { current: 'k1', keys: { k1: randomBytes(32) } },
        variables: { CHANNEL_WECOM_KEY: keys.wecom },
      },
    });
    return { channels: parts, intakes: createIntakes(pool, options) };
  });
  ({ pool } = door);
});
afterAll(async () => {
  await door.close();
  await vendors.close();
});

const ask = async (
  who: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly text: string; readonly json: Record<string, unknown> }> => {
  const answer = await door.as(who, path, body === undefined ? {} : { method: 'POST', body });
  const text = await answer.text();
  return {
    status: answer.status,
    text,
    json: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
};

/** A ticket accepted as the API does it, with the notices that its acceptance queues. */
const accept = async (changes: Parameters<typeof intake>[0] = {}): Promise<string> => {
  const accepted = await createIntakes(pool, options).accept({
    sent: intake({ urgency: 'urgent', ...changes }),
    by: { id: 'zhou', staffNumber: 'E1003', role: 'agent' },
    now: Date.now(),
  });
  if (accepted.state === 'refused') throw new Error(accepted.why.detail.en);
  return accepted.no;
};
interface Row {
  readonly id: string;
  readonly kind: string;
  readonly recipient: string;
  readonly channel: string;
  readonly subject: string;
  readonly body: string;
  readonly backup: boolean;
  readonly verified: boolean;
}
const rowsOf = async (no: string): Promise<readonly Row[]> =>
  (
    await pool.query<Row>(
      `select id, kind, recipient, channel, subject, body, backup, verified from notice where no = $1 order by seq, id`,
      [no],
    )
  ).rows;

const robot = (changes: object = {}) => ({
  id: 'ops',
  kind: 'dingtalk-robot',
  name: '运维群',
  settings: { base: vendors.base },
  secrets: { token: keys.dingtalk.token, secret: keys.dingtalk.secret },
  serves: { roles: ['supervisor'] },
  ...changes,
});

describe('channels', () => {
  test('an administrator adds one and tries it; its secrets are sealed and never come back', async () => {
    expect((await ask('liu', '/api/channels', robot())).status).toBe(403);
    const added = await ask('admin', '/api/channels', robot());
    expect([added.status, added.text]).toEqual([201, expect.not.stringContaining(keys.dingtalk.secret)]);
    const listed = await ask('admin', '/api/channels');
    for (const { text } of [added, listed]) {
      expect(text).not.toContain(keys.dingtalk.token);
      expect(text).not.toContain(keys.dingtalk.secret);
    }
    const tried = await ask('admin', '/api/channels/ops/test', {});
    expect(tried.json).toEqual({ receipt: { state: 'sent' } });
    expect(vendors.posted.at(-1)?.text).toContain('测试');
    const stored = await door.owner<{ all: string }>(
      `select (select jsonb_agg(to_jsonb(c)) from channel c)::text || (select jsonb_agg(to_jsonb(l)) from admin_log l)::text as all`,
    );
    for (const secret of [keys.dingtalk.token, keys.dingtalk.secret]) {
      expect(stored[0]?.all).not.toContain(secret);
      expect(door.lines()).not.toContain(secret);
    }
  });

  test('a secret of the environment is named, and only one that is meant for channels', async () => {
    const wecom = (env: string) =>
      robot({
        id: 'wecom-ops',
        kind: 'wecom-robot',
        secrets: { key: { env } },
        serves: { people: ['nobody'] },
      });
    expect((await ask('admin', '/api/channels', wecom('DATABASE_URL'))).status).toBe(422);
    expect((await ask('admin', '/api/channels', wecom('CHANNEL_OTHER'))).status).toBe(422);
    expect((await ask('admin', '/api/channels', wecom('CHANNEL_WECOM_KEY'))).status).toBe(201);
    expect((await ask('admin', '/api/channels/wecom-ops/test', {})).json).toEqual({
      receipt: { state: 'sent' },
    });
  });

  test.each(['http://127.0.0.1:1', 'https://169.254.169.254', 'https://evil.example', `https://127.0.0.1`])(
    'it cannot be sent to %s',
    async (base) => {
      const answer = await ask('admin', '/api/channels', robot({ id: 'bad', settings: { base } }));
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('/settings/base');
    },
  );

  test('a group is told of the ticket once, and no more than number, level and link', async () => {
    const no = await accept({ description: { ...intake().description, symptom: '机密词金丝雀' } });
    const told = (await rowsOf(no)).filter(({ channel }) => channel === 'ops');
    expect(told.map(({ kind, subject, body }) => ({ kind, subject, body }))).toEqual([
      { kind: 'emergency', subject: `${no} 紧急`, body: `https://desk.example/t/${no}` },
    ]);
  });

  test('one that is switched off is not told any more, and what waited is cancelled', async () => {
    const no = await accept();
    expect((await ask('admin', '/api/channels/ops/disable', {})).status).toBe(200);
    const { json } = await ask('liu', `/api/tickets/${no}/notices`);
    expect(
      (json['notices'] as { channel: string; state: string }[]).filter(({ channel }) => channel === 'ops'),
    ).toEqual([expect.objectContaining({ state: 'cancelled' })]);
    expect((await rowsOf(await accept())).some(({ channel }) => channel === 'ops')).toBe(false);
    expect(await parts.registry.of('ops')).toBeNull();
  });
});

describe('a person', () => {
  test('chooses channels, and an urgent notice keeps the others for later', async () => {
    await ask('admin', '/api/channels', {
      id: 'feishu',
      kind: 'feishu-app',
      name: '飞书',
      settings: { base: vendors.base, appId: keys.app.id },
      secrets: { secret: keys.app.secret },
    });
    const preference = { accounts: { feishu: 'ou_liu' }, channels: { '*': ['feishu'] }, language: 'en' };
    expect((await ask('liu', '/api/me/notices', preference)).json).toEqual({ preference });
    await pool.query(`update person set email = 'liu@desk.example' where id = 'liu'`);
    const mine = (await rowsOf(await accept())).filter(
      ({ recipient, kind }) => recipient === 'liu' && kind === 'emergency',
    );
    expect(
      mine
        .map(({ channel, backup }) => [channel, backup])
        .toSorted((one, other) => String(one[0]).localeCompare(String(other[0]))),
    ).toEqual([
      ['desk', false],
      ['feishu', false],
      ['smtp', true],
    ]);
    expect(mine.find(({ channel }) => channel === 'desk')?.subject).toMatch(/^\[URGENT\]/u);
  });

  test('whose address is only what somebody typed gets mail as unverified, without a word of theirs', async () => {
    const no = await accept({
      reporter: {
        name: '买药 http://spam.example',
        department: '点击 spam',
        email: 'victim@elsewhere.example',
      },
      description: { ...intake().description, symptom: 'BUY NOW http://spam.example' },
    });
    const mail = (await rowsOf(no)).filter(
      ({ channel, recipient }) => channel === 'smtp' && recipient.includes('victim'),
    );
    expect(mail).toEqual([expect.objectContaining({ kind: 'ticket-accepted', verified: false })]);
    expect(JSON.stringify(mail)).not.toMatch(/spam|BUY/u);
  });
});

describe('texts of notices', () => {
  const path = '/api/notice-templates/ticket-accepted/zh-CN';
  const reporter = { name: '张三', department: '客户', email: 'zhang@elsewhere.example' };
  const subjectOf = async (): Promise<string | undefined> =>
    (await rowsOf(await accept({ reporter }))).find(({ kind }) => kind === 'ticket-accepted')?.subject;

  test('are tried with sample data, put in place, and taken back', async () => {
    const text = { subject: '{no} 收到 <b>', body: '请看 {link}' };
    const { json } = await ask('liu', `${path}/preview`, text);
    expect(json).toEqual({
      preview: { subject: 'TS20231001001 收到 <b>', body: '请看 https://desk.example/t/TS20231001001' },
    });
    expect(await subjectOf()).toMatch(/^工单 TS\d+ 已受理$/u);
    expect((await ask('liu', path, text)).status).toBe(200);
    expect(await subjectOf()).toMatch(/^TS\d+ 收到 <b>$/u);
    expect((await ask('liu', path, { builtIn: true })).status).toBe(200);
    expect(await subjectOf()).toMatch(/^工单 TS\d+ 已受理$/u);
    expect((await ask('li', path, text)).status).toBe(403);
  });

  test('that two people edit at once: the second is told, and shown what stands there now', async () => {
    const put = async (who: string, subject: string, version: number) => {
      const answer = await door.as(who, path, {
        method: 'POST',
        body: { subject, body: '{link}' },
        headers: { 'if-match': `"${version}"` },
      });
      return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
    };
    const versionNow = async (): Promise<number | undefined> => {
      const { json } = await ask('admin', '/api/notice-templates');
      const texts = json['templates'] as readonly { notice: string; language: string; version: number }[];
      return texts.find(({ notice, language }) => notice === 'ticket-accepted' && language === 'zh-CN')
        ?.version;
    };
    expect(await versionNow()).toBe(0);
    const both = await Promise.all([put('liu', '甲 {no}', 0), put('admin', '乙 {no}', 0)]);
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 412]);
    const [winner, loser] = both[0].status === 200 ? both : [both[1], both[0]];
    const version = await versionNow();
    expect(winner.json['version']).toBe(version);
    expect(loser.json).toMatchObject({
      code: 'stale-version',
      version,
      now: {
        subject: winner === both[0] ? '甲 {no}' : '乙 {no}',
        by: winner === both[0] ? 'liu' : 'admin',
      },
    });
    // A text that was taken back and written anew is not the one that somebody saw before.
    expect((await ask('liu', path, { builtIn: true })).status).toBe(200);
    expect((await put('liu', '丙 {no}', 0)).status).toBe(200);
    expect((await put('admin', '丁 {no}', version ?? 0)).status).toBe(412);
    await door.owner('delete from notice_template');
    const { json } = await put('admin', '戊 {no}', version ?? 0);
    expect([json['version'], json['now']]).toEqual([0, null]);
  });

  test('that name what there is not are refused; one that is broken all the same costs nobody a notice', async () => {
    const refused = await ask('liu', path, { subject: '{no}', body: '{reporter.password}' });
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('/body')]);
    await door.owner(
      `insert into notice_template values ('ticket-accepted', 'zh-CN', '{gone}', '{link}', 'somebody', now())`,
    );
    expect((await ask('liu', '/api/notice-templates')).text).toContain('{"part":"subject","piece":"{gone}"}');
    expect(await subjectOf()).toMatch(/^工单 TS\d+ 已受理$/u);
    const health = await ask('liu', '/readyz');
    expect(health.text).toContain('ticket-accepted zh-CN');
    await door.owner('delete from notice_template');
  });
});

test('what did not arrive is listed, counted on the health page, and sent again by whoever may', async () => {
  const no = await accept();
  const id =
    (await rowsOf(no)).find(({ channel, recipient }) => channel === 'feishu' && recipient === 'liu')?.id ??
    '';
  await pool.query(`update notice set state = 'unknown', reason = 'the answer took too long' where id = $1`, [
    id,
  ]);
  expect((await ask('admin', '/api/notices/undelivered')).text).toContain(id);
  expect((await ask('admin', '/readyz')).text).toContain('may or may not have arrived by feishu');
  const path = `/api/tickets/${no}/notices/${id}/resend`;
  expect((await ask('qian', path, {})).status).toBe(403);
  expect((await ask('liu', path, {})).status).toBe(202);
  expect((await ask('liu', path, {})).status).toBe(409);
  const { json } = await ask('liu', `/api/tickets/${no}/notices`);
  expect(json['notices']).toContainEqual(expect.objectContaining({ id, state: 'queued', resentBy: 'liu' }));
});

test('whoever looks after delivery sends a notice of any ticket again, also one they do not see', async () => {
  const no = await accept();
  const id = (await rowsOf(no)).find(({ channel }) => channel !== 'desk')?.id ?? '';
  await pool.query(`update notice set state = 'failed', reason = 'given up' where id = $1`, [id]);
  const path = `/api/notices/${id}/resend`;
  // The administrator does not see the ticket, yet is who the list of dead letters is for.
  expect((await ask('admin', `/api/tickets/${no}`)).status).toBe(404);
  expect((await ask('zhou', path, {})).status).toBe(403);
  expect((await ask('admin', path, {})).status).toBe(202);
  expect((await ask('admin', path, {})).status).toBe(409);
  expect((await ask('admin', '/api/notices/absent/resend', {})).status).toBe(404);
  expect((await ask('admin', '/api/notices/undelivered')).text).not.toContain(id);
});

test('an inbox notice that was opened says so on the ticket', async () => {
  const no = await accept();
  const id =
    (await rowsOf(no)).find(({ channel, recipient }) => channel === 'desk' && recipient === 'liu')?.id ?? '';
  await ask('liu', `/api/inbox/${id}/read`, {});
  const { json } = await ask('liu', `/api/tickets/${no}/notices`);
  const notice = (json['notices'] as { id: string; openedAt: string | null }[]).find((one) => one.id === id);
  expect(notice?.openedAt).toMatch(/^20\d\d-/u);
});
