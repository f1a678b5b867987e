import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { purgeAccessLog } from '../../adapters/postgres/purge-access-log.js';
import { roles } from '../../domain/words.js';
import { openFrontDoor, until, type Asking, type FrontDoor } from './front-door.js';

let desk: FrontDoor;
beforeAll(async () => {
  desk = await openFrontDoor();
}, 60_000);
afterAll(async () => {
  await desk.close();
});

type Body = Record<string, unknown>;
const ask = async (login: string | null, path: string, init?: Asking) => {
  const answer = await desk.as(login, path, init);
  const text = await answer.text();
  return {
    status: answer.status,
    etag: answer.headers.get('etag'),
    body: (text === '' ? {} : JSON.parse(text)) as Body,
  };
};
const bearer = (token: string): Asking['headers'] => ({ authorization: `Bearer ${token}` });

describe('people', () => {
  test('are added and changed by an administrator, by version, and it is written down with before and after', async () => {
    const added = await ask('admin', '/api/people', {
      body: {
        id: 'sunli',
        name: '孙丽',
        roles: ['agent'],
        staffNumber: 'E2001',
        email: 'sunli@corp.example',
      },
    });
    expect([added.status, added.etag]).toEqual([201, '"1"']);
    const changed = await ask('admin', '/api/people/sunli', {
      body: { department: '服务台', roles: ['agent', 'engineer'] },
      headers: { 'if-match': '"1"' },
    });
    expect([changed.status, changed.etag]).toEqual([200, '"2"']);
    const stale = await ask('admin', '/api/people/sunli', {
      body: { name: '别人' },
      headers: { 'if-match': '"1"' },
    });
    expect([stale.status, stale.body['version']]).toEqual([412, 2]);
    const log = await ask('admin', '/api/admin-log?kind=person&subject=sunli');
    expect(log.body['entries']).toMatchObject([
      {
        by: 'admin',
        action: 'change-person',
        before: { department: '', roles: ['agent'] },
        after: { department: '服务台', roles: ['agent', 'engineer'] },
      },
      { by: 'admin', action: 'add-person', before: null },
    ]);
  });

  test.each([
    ['an address of somebody else', { email: 'LI@desk.example' }, '/email'],
    ['a staff number of somebody else', { staffNumber: 'E1004' }, '/staffNumber'],
    ['no staff number for an agent', { roles: ['agent'] }, '/staffNumber'],
    ['no role', { roles: [] }, '/roles'],
    ['a role twice', { roles: ['reporter', 'reporter'] }, '/roles'],
    ['a version of its own', { version: 9 }, '/version'],
    ['a field that is not there', { isRoot: true }, '/isRoot'],
  ])('are refused with %s, by the field', async (_, more, pointer) => {
    const { status, body } = await ask('admin', '/api/people', {
      body: { id: 'nobody', name: '无', ...more },
    });
    expect(status).toBe(422);
    expect((body['errors'] as { pointer: string }[]).map((error) => error.pointer)).toContain(pointer);
    expect((await ask('admin', '/api/people/nobody')).status).toBe(404);
  });

  test('who administer neither raise nor disable themselves, and the last one stays', async () => {
    expect(
      (await ask('admin', '/api/people/admin', { body: { roles: ['admin', 'supervisor'] } })).status,
    ).toBe(409);
    expect((await ask('admin', '/api/people/admin', { body: { active: false } })).status).toBe(409);
    await ask('admin', '/api/people', { body: { id: 'admin2', name: '副管理员', roles: ['admin'] } });
    await desk.owner(
      `insert into identity (issuer, subject, person) values ('https://issuer.example', 'admin2', 'admin2')`,
    );
    const both = await Promise.all([
      ask('admin', '/api/people/admin2', { body: { active: false } }),
      ask('admin2', '/api/people/admin', { body: { active: false } }),
    ]);
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
    const left = await desk.owner(`select id from person where active and 'admin' = any (roles)`);
    expect(left).toHaveLength(1);
    await desk.owner(`update person set active = true where id in ('admin', 'admin2')`);
  });

  test('keep what nobody may write: the log of administration is only ever added to', async () => {
    for (const statement of ['update admin_log set by_id = $1', 'delete from admin_log where by_id <> $1'])
      await expect(desk.pool.query(statement, ['x'])).rejects.toThrow(/permission denied/u);
    await expect(desk.owner('delete from admin_log')).rejects.toThrow(/never changed/u);
  });

  test('are linked to an identity once, and unlinked', async () => {
    const identity = { issuer: 'https://issuer.example', subject: 'badge-77' };
    expect((await ask('admin', '/api/people/wu/identities', { body: identity })).status).toBe(204);
    expect((await ask('admin', '/api/people/li/identities', { body: identity })).status).toBe(409);
    expect((await ask('badge-77', '/api/me')).body['id']).toBe('wu');
    expect((await ask('admin', '/api/people/wu/identities/unlink', { body: identity })).status).toBe(204);
    expect((await ask('badge-77', '/api/me')).body['id']).not.toBe('wu');
  });
});

describe('an import of people', () => {
  const preview = async (csv: string) => await ask('admin', '/api/people/import/preview', { body: { csv } });
  const apply = async (csv: string, hash: unknown) =>
    await ask('admin', '/api/people/import/apply', { body: { csv, hash } });

  test('shows what each line would do, and then does exactly that', async () => {
    const csv =
      '\uFEFF登录名,姓名,部门,工号,角色,在职\r\nzhangwei,"张伟, 大",法务部,,提报人,是\r\nqian,钱进,市场二部,E1002,reporter,是\r\nwang,王敏,财务部,E1001,提报人,是\r\n';
    const shown = await preview(csv);
    expect(shown.body).toMatchObject({
      fit: true,
      rows: [
        { line: 2, id: 'zhangwei', change: 'add', after: { name: '张伟, 大', roles: ['reporter'] } },
        {
          line: 3,
          id: 'qian',
          change: 'change',
          before: { department: '市场部' },
          after: { department: '市场二部' },
        },
        { line: 4, id: 'wang', change: 'none' },
      ],
    });
    expect((await apply(csv, '0'.repeat(64))).status).toBe(412);
    expect((await apply(csv, shown.body['hash'])).body).toEqual({ changed: 2 });
    expect((await ask('admin', '/api/people/qian')).body).toMatchObject({
      person: { department: '市场二部', extension: '8002', email: 'qian@desk.example', version: 2 },
    });
    expect((await apply(csv, shown.body['hash'])).status).toBe(412);
  });

  test('names every error by line and column, and does nothing at all', async () => {
    const csv =
      'id,name,roles,staffNumber,email\nnew1,新人一,agent,,\nnew2,新人二,god,,\nnew3,,reporter,,\nnew4,新人四,reporter,,li@desk.example\nnew5,新人五,reporter\nnew6,新人六,reporter,,\nnew6,新人六,reporter,,\nadmin,管理员,reporter,E1014,admin@desk.example\n';
    const shown = await preview(csv);
    const rows = shown.body['rows'] as { line: number; change: string; errors: { column: string }[] }[];
    expect(rows.map(({ line, change, errors }) => [line, change, errors[0]?.column])).toEqual([
      [2, 'error', 'staffNumber'],
      [3, 'error', 'roles'],
      [4, 'error', 'name'],
      [5, 'error', 'email'],
      [6, 'error', ''],
      [7, 'add', undefined],
      [8, 'error', 'id'],
      [9, 'error', 'roles'],
    ]);
    expect((await apply(csv, shown.body['hash'])).status).toBe(422);
    expect((await ask('admin', '/api/people/new6')).status).toBe(404);
  });

  test('is refused once somebody was changed in between', async () => {
    const csv = 'id,department\nqian,市场三部\n';
    const shown = await preview(csv);
    await ask('admin', '/api/people/qian', { body: { extension: '8999' } });
    expect((await apply(csv, shown.body['hash'])).status).toBe(412);
  });

  test.each([['name\n王\n'], ['id,id\na,b\n'], ['id,salary\na,9\n'], ['id,name\n"a,b\n']])(
    'refuses %j',
    async (csv) => {
      expect((await preview(csv)).status).toBe(422);
    },
  );
});

describe('a service account', () => {
  const inAYear = new Date(Date.now() + 300 * 86_400_000).toISOString();
  const add = async (name: string, scopes: readonly string[], expiresAt = inAYear) =>
    await ask('admin', '/api/service-accounts', { body: { name, scopes, expiresAt } });
  const intake = {
    channel: 'service-desk',
    reporter: { name: '王敏', department: '财务部', extension: '8001', email: 'wang@desk.example' },
    description: {
      symptom: 'VPN 断开',
      occurredAt: '2026-11-24T09:00:00+08:00',
      impact: '本人',
      attempted: '无',
    },
    type: 'system-fault',
    urgency: 'normal',
    readBack: { confirmed: true },
  };

  test('has a token that is shown once and stored nowhere', async () => {
    const { status, body } = await add('portal', ['intake']);
    const token = String(body['token']);
    expect([status, token]).toEqual([201, expect.stringMatching(/^sd_[a-z0-9]{8}_[A-Za-z0-9_-]{43}$/u)]);
    expect(JSON.stringify((await ask('admin', '/api/service-accounts')).body)).not.toContain(token);
    expect(JSON.stringify((await ask('admin', '/api/admin-log')).body)).not.toContain(token.slice(12));
    const [row] = await desk.owner<{ line: string }>(
      `select service_account::text as line from service_account`,
    );
    expect(row!.line).not.toContain(token.slice(12));
    expect((await add('portal', ['read'])).status).toBe(409);
  });

  test('registers a ticket in the name of the reporter it vouches for, and may do nothing else', async () => {
    const token = String((await add('form', ['intake'])).body['token']);
    const made = await ask(null, '/api/tickets', { body: intake, headers: bearer(token)! });
    expect(made.status).toBeLessThan(300);
    const { no } = made.body['ticket'] as { no: string };
    expect(await ask('wang', `/api/tickets/${no}`)).toMatchObject({ status: 200 });
    for (const [path, init] of [
      ['/api/tickets', {}],
      [`/api/tickets/${no}`, {}],
      ['/api/people', {}],
      ['/api/me', {}],
      ['/api/cti/calls', { body: { caller: '8001', extension: '8000', at: intake.description.occurredAt } }],
      [`/api/tickets/${no}/actions/withdraw`, { body: { reason: 'x' } }],
    ] as const)
      expect((await ask(null, path, { ...init, headers: bearer(token)! })).status).toBe(403);
    const hotline = await ask(null, '/api/tickets', {
      body: { ...intake, channel: 'hotline' },
      headers: bearer(token)!,
    });
    expect(hotline.status).toBe(403);
  });

  test('that reads sees tickets and changes nothing', async () => {
    const token = String((await add('report', ['read'])).body['token']);
    expect((await ask(null, '/api/tickets', { headers: bearer(token)! })).status).toBe(200);
    expect((await ask(null, '/api/tickets', { body: intake, headers: bearer(token)! })).status).toBe(403);
    expect((await ask(null, '/api/policy', { headers: bearer(token)! })).status).toBe(403);
  });

  test('is out when it is revoked, has expired, or its token is not the whole of it', async () => {
    const { body } = await add('short', ['read']);
    const token = String(body['token']);
    const { id } = body['account'] as { id: string };
    const status = async (text: string) =>
      (await ask(null, '/api/tickets', { headers: bearer(text)! })).status;
    expect(await status(token)).toBe(200);
    expect(await status(`${token.slice(0, -1)}${token.endsWith('A') ? 'E' : 'A'}`)).toBe(401);
    await desk.owner(
      `update service_account set expires_at = now() - interval '1 second' where id = '${id}'`,
    );
    expect(await status(token)).toBe(401);
    await desk.owner(`update service_account set expires_at = now() + interval '1 day' where id = '${id}'`);
    expect(await status(token)).toBe(200);
    expect((await ask('admin', `/api/service-accounts/${id}/revoke`, { body: {} })).status).toBe(204);
    expect(await status(token)).toBe(401);
    expect((await add('old', ['read'], '2020-01-01T00:00:00Z')).status).toBe(422);
  });

  test('of the telephone system announces a call, and an agent finds the intake begun', async () => {
    const token = String((await add('pbx', ['cti'])).body['token']);
    const call = { caller: '8001', extension: '8000', at: '2026-11-24T09:00:00+08:00' };
    expect((await ask(null, '/api/cti/calls', { body: call, headers: bearer(token)! })).status).toBe(202);
    const found = await ask('zhou', '/api/cti/calls?extension=8000');
    expect(found.body).toMatchObject({
      calls: [
        {
          caller: '8001',
          person: { id: 'wang' },
          intake: { channel: 'hotline', reporter: { name: '王敏', department: '财务部', extension: '8001' } },
        },
      ],
    });
    // Whoever asks again and again gets, and is written down as a reader of, what is new alone.
    const since = (at: number) => `/api/cti/calls?since=${new Date(at).toISOString()}`;
    expect((await ask('zhou', since(Date.now() - 60_000))).body).toMatchObject({
      calls: [{ caller: '8001' }],
      until: expect.stringMatching(/\+08:00$/u),
    });
    expect((await ask('zhou', since(Date.now() + 60_000))).body['calls']).toEqual([]);
    expect((await ask('zhou', '/api/me')).body).toMatchObject({ id: 'zhou', extension: '8003' });
    expect((await ask('li', '/api/cti/calls')).status).toBe(403);
    expect((await ask('admin', '/api/cti/calls', { body: call })).status).toBe(403);
  });
});

describe('readings of personal data', () => {
  const reads = async (query: string) =>
    (await ask('admin', `/api/access-log?${query}`)).body['reads'] as {
      who: string;
      asRole: string;
      what: string;
      title: string;
      no: string | null;
      whose: string | null;
      shown: string[] | null;
      at: string;
    }[];

  test('are written down: who, when, what, whose, by which role; 20 of 20', async () => {
    const [ticket] = await desk.owner<{ no: string }>('select no from ticket limit 1');
    for (let n = 0; n < 20; n += 1)
      expect((await ask('zhou', `/api/tickets/${ticket!.no}`)).status).toBe(200);
    await ask('zhou', '/api/tickets?q=VPN');
    await ask('wang', `/api/tickets/${ticket!.no}`);
    await until(async () => (await reads('who=zhou')).length >= 21);
    const found = await reads('who=zhou');
    const ones = found.filter(({ what }) => what === 'GET /api/tickets/{no}');
    expect(ones).toHaveLength(20);
    expect(ones[0]).toMatchObject({ asRole: 'agent', no: ticket!.no, whose: 'wang', title: '查看工单' });
    expect(ones[0]!.at).toMatch(/Z$/u);
    expect(found.find(({ what }) => what === 'GET /api/tickets')?.shown).toContain(ticket!.no);
    expect(await reads('who=wang')).toEqual([]);
  });

  test('cannot be changed by the programs, and by nobody before 180 days are over', async () => {
    for (const statement of ['update access_log set who = $1', 'delete from access_log where who = $1'])
      await expect(desk.pool.query(statement, ['zhou'])).rejects.toThrow(/permission denied/u);
    await expect(desk.owner('delete from access_log')).rejects.toThrow(/180 days/u);
    await expect(desk.owner('truncate access_log')).rejects.toThrow(/never/u);
  });

  test('are purged by the owner once they are older than 180 days, and no sooner', async () => {
    await desk.owner(
      `insert into access_log (at, who, as_role, what) values (now() - interval '181 days', 'old', 'agent', 'GET /'),
         (now() - interval '179 days', 'recent', 'agent', 'GET /')`,
    );
    expect(await purgeAccessLog(desk.databaseUrl)).toBe(1);
    expect(await desk.owner(`select who from access_log where who in ('old', 'recent')`)).toEqual([
      { who: 'recent' },
    ]);
  });

  test('are all there after a stop', async () => {
    const door = await openFrontDoor();
    await door.as('admin', '/api/people/li');
    await door.app.stop();
    expect(await door.owner(`select whose, as_role from access_log`)).toEqual([
      { whose: 'li', as_role: 'admin' },
    ]);
    await door.close();
  });
});

test('every route keeps out whom its row keeps out', async () => {
  const logins: Record<string, string> = {
    reporter: 'qian',
    agent: 'zhou',
    engineer: 'li',
    lead: 'chen',
    supervisor: 'liu',
    liaison: 'vendor',
    manager: 'ma',
    admin: 'admin',
  };
  const wrong: string[] = [];
  for (const row of desk.app.routes) {
    if (row.access === 'anyone' || row.path === '/api/stream') continue;
    const path = row.path.replaceAll(/\{\w+\}/gu, 'nothing');
    const init = row.method === 'get' ? {} : { method: row.method.toUpperCase(), body: { nothing: true } };
    const anonymous = (await desk.as(null, path, init)).status;
    if (anonymous !== ('isPage' in row && row.method === 'get' ? 303 : 401))
      wrong.push(`${row.method} ${path} anonymous: ${anonymous}`);
    for (const role of roles) {
      const { status } = await desk.as(logins[role]!, path, init);
      const isLet = typeof row.access === 'string' || row.access.includes(role);
      if (isLet === (status === 403) || status >= 500) wrong.push(`${row.method} ${path} ${role}: ${status}`);
    }
  }
  expect(wrong).toEqual([]);
}, 120_000);

test('nobody takes over more than their fields', async () => {
  const extra = {
    role: 'admin',
    roles: ['admin'],
    ownerId: 'admin',
    number: 'TS20260101001',
    createdAt: '2020-01-01T00:00:00Z',
    constructor: { prototype: { polluted: true } },
  };
  const raw = `{"__proto__":{"polluted":true},${JSON.stringify(extra).slice(1)}`;
  for (const row of desk.app.routes) {
    if (row.method !== 'post' || row.path.startsWith('/auth')) continue;
    // Any bytes are a file there; none of them is read as a field.
    if (row.path === '/api/attachments') continue;
    const path = row.path.replaceAll(/\{\w+\}/gu, 'nothing');
    for (const login of ['admin', 'wang', 'liu'])
      expect((await desk.as(login, path, { method: 'POST', body: raw })).status).toBeGreaterThanOrEqual(400);
  }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect((await ask('wang', '/api/me')).body['roles']).toEqual(['reporter']);
}, 120_000);

test('unknown, disabled and forged senders cannot be told apart', async () => {
  await desk.owner(`update person set active = false where id = 'feng'`);
  const answers = await Promise.all([
    ask('feng', '/api/me'),
    ask(null, '/api/me'),
    ask(null, '/api/me', { headers: bearer('a.b.c')! }),
    ask(null, '/api/me', { headers: bearer(`sd_00000000_${'A'.repeat(43)}`)! }),
    ask(null, '/api/me', { headers: { authorization: 'Basic YWRtaW46YWRtaW4=' } }),
  ]);
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0].status).toBe(401);
});
