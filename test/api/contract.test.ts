import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hastyPolicy } from '../../scripts/bench/lives.js';
import { fits, openDesk, reported, type Desk } from './desk.js';
import { until } from './front-door.js';

type Json = Record<string, unknown>;
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk({ policy: hastyPolicy(2, 4000) });
}, 60_000);
afterAll(async () => await desk.close());

const english = { 'accept-language': 'en' };

describe('an intake', () => {
  it('answers with number, place, tag and the time by which somebody responds', async () => {
    const said = await desk.ask('wang', '/api/tickets', { body: reported({ urgency: 'important' }) });
    expect(said.status).toBe(201);
    const ticket = said.body['ticket'] as Json;
    expect(ticket).toMatchObject({
      no: expect.stringMatching(/^TS\d{8}\d{3,}$/u),
      stage: 'assigned',
      urgency: 'important',
      reporter: { id: 'wang', name: '王敏' },
      assignee: { id: 'li', name: '李强', staffNumber: 'E1004' },
    });
    expect(said.headers.get('location')).toBe(`/api/tickets/${String(ticket['no'])}`);
    expect(said.headers.get('etag')).toBe(`"${String(ticket['version'])}"`);
    const wait =
      Date.parse(String(said.body['expectedResponseAt'])) - Date.parse(String(ticket['acceptedAt']));
    expect(wait).toBe(4 * 3_600_000);
  });

  it('by hotline carries the staff number of the agent, and is open to agents alone', async () => {
    const said = await desk.ask('zhou', '/api/tickets', { body: reported({ channel: 'hotline' }) });
    expect(said.body).toMatchObject({
      ticket: { takenBy: { id: 'zhou', staffNumber: 'E1003' }, reporter: { id: 'wang' } },
    });
    const refused = await desk.ask('wang', '/api/tickets', { body: reported({ channel: 'hotline' }) });
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ code: 'not-permitted', clause: '§2.1.2' });
    await desk.owner("update person set staff_number = null where id = 'zhou'");
    const unnumbered = await desk.ask('zhou', '/api/tickets', { body: reported({ channel: 'hotline' }) });
    await desk.owner("update person set staff_number = 'E1003' where id = 'zhou'");
    expect(unnumbered.status).toBe(403);
    expect(unnumbered.body).toMatchObject({ code: 'not-permitted', clause: '§2.1.2' });
  });

  it('is accepted while Temporal is away, keeps its number, and is taken up when it is back', async () => {
    desk.temporal.shut();
    const headers = { 'idempotency-key': 'away-1' };
    const said = await desk.ask('wang', '/api/tickets', { body: reported(), headers });
    expect(said.status).toBe(202);
    const { no } = said.body['ticket'] as { no: string };
    const again = await desk.ask('wang', '/api/tickets', { body: reported(), headers });
    expect((again.body['ticket'] as Json)['no']).toBe(no);
    // Reading needs no engine; acting says that it cannot, and when to come again.
    expect((await desk.ask('wang', `/api/tickets/${no}`)).status).toBe(200);
    const acted = await desk.act('li', no, ['claim']);
    expect(acted.status).toBe(503);
    expect(acted.headers.get('retry-after')).toBe('2');
    desk.temporal.open();
    await until(async () => (await desk.act('li', no, ['claim'])).status !== 503, 30_000);
    await until(async () => {
      const { rows } = await desk.pool.query('select 1 from unstarted where no = $1', [no]);
      return rows.length === 0;
    }, 30_000);
    expect((await desk.ask('li', `/api/tickets/${no}`)).body).toMatchObject({
      ticket: { claimed: true, assignee: { id: 'li' } },
    });
  }, 90_000);
});

const without = (path: string): Json => changed(path, undefined);
const changed = (path: string, value: unknown): Json => {
  const body = structuredClone(reported()) as Json;
  const parts = path.split('/').slice(1);
  const last = parts.pop() ?? '';
  let at = body;
  for (const part of parts) at = at[part] as Json;
  if (value === undefined) Reflect.deleteProperty(at, last);
  else at[last] = value;
  return body;
};

/** Pointer, clause and the broken bodies of each field of §2.1. */
const fields: readonly (readonly [pointer: string, clause: string, values: readonly unknown[]])[] = [
  ['/channel', '§2.1.1', [undefined, '微信', 'corridor', 7, null, ['service-desk']]],
  ['/reporter', '§2.1.3', [undefined, null, [], 'wang']],
  ['/reporter/name', '§2.1.3', [undefined, '', '   ', 'x'.repeat(61), 3, ['王敏'], 'a\u0000b']],
  ['/reporter/department', '§2.1.3', [undefined, '', 'x'.repeat(81), {}]],
  ['/reporter/extension', '§2.1.3', [undefined, 'abc', '', '1'.repeat(30), 8001]],
  ['/reporter/email', '§2.1.3', ['no address', 'a@b\r\nBcc: x@y.example', 5, `${'a'.repeat(250)}@x.example`]],
  ['/description', '§2.1.4', [undefined, null, 'text']],
  ['/description/symptom', '§2.1.4', [undefined, '', ' \n ', 'x'.repeat(4001), 'a\u0007b', { toString: 1 }]],
  [
    '/description/occurredAt',
    '§2.1.4',
    [undefined, '2026-01-05', '2026-02-30T00:00:00Z', '昨天', 1_700_000_000],
  ],
  ['/description/impact', '§2.1.4', [undefined, '', []]],
  ['/description/attempted', '§2.1.4', [undefined, '', false]],
  ['/type', '§2.1.5', [undefined, 'hardware', 1, ['system-fault']]],
  ['/urgency', '§2.1.5', [undefined, 'asap', null]],
  ['/readBack', '§2.1.6', [undefined, true]],
  ['/readBack/confirmed', '§2.1.6', [undefined, false, 'true', 1]],
  ['/readBack/corrections', '§2.1.6', ['', 4]],
];

describe('a bad intake', () => {
  it.each(fields)('is refused at %s with clause %s, in both languages', async (pointer, clause, values) => {
    for (const value of values) {
      const body = value === undefined ? without(pointer) : changed(pointer, value);
      const zh = await desk.ask('wang', '/api/tickets', { body, headers: { 'accept-language': 'zh-CN' } });
      const en = await desk.ask('wang', '/api/tickets', { body, headers: english });
      for (const said of [zh, en]) {
        expect(said.status).toBe(422);
        expect(said.headers.get('content-type')).toMatch(/^application\/problem\+json/u);
        expect(said.body).toMatchObject({
          type: '/problems/invalid-input',
          status: 422,
          code: 'invalid-input',
        });
      }
      const errorOf = ({ body: { errors } }: typeof zh) =>
        (errors as readonly { pointer: string; detail: string; clause: string; rule: string }[]).find(
          (error) => error.pointer === pointer,
        );
      expect(errorOf(zh)).toMatchObject({ clause, rule: expect.stringMatching(/^[a-z-]+$/u) });
      expect(errorOf(zh)?.detail).toMatch(/\p{Script=Han}/u);
      expect(errorOf(en)).toMatchObject({ clause });
      expect(errorOf(en)?.detail).not.toMatch(/\p{Script=Han}/u);
      const isMissing = value === undefined && pointer !== '/reporter/extension';
      expect(errorOf(zh)?.rule === 'required').toBe(isMissing);
    }
  });

  it('by an informal channel is told why, and which one is right', async () => {
    const said = await desk.ask('wang', '/api/tickets', {
      body: changed('/channel', '微信'),
      headers: english,
    });
    expect(said.text).toContain('hotline');
    expect(said.text).toContain('Informal channels are refused');
  });

  it('names everything wrong at once', async () => {
    const said = await desk.ask('wang', '/api/tickets', { body: {} });
    expect((said.body['errors'] as readonly Json[]).map(({ pointer }) => String(pointer)).sort()).toEqual(
      ['/channel', '/description', '/readBack', '/reporter', '/type', '/urgency'].sort(),
    );
  });

  it('takes over nothing that the form does not have', async () => {
    const extra = { no: 'TS20200101001', acceptedAt: 0, assignee: 'wang', roles: ['admin'], dueAt: 1 };
    const body = `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},${JSON.stringify({ ...reported(), ...extra }).slice(1)}`;
    const said = await desk.ask('wang', '/api/tickets', { body });
    expect(said.status).toBe(422);
    const pointers = (said.body['errors'] as readonly Json[]).map(({ pointer }) => pointer);
    for (const name of Object.keys(extra)) expect(pointers).toContain(`/${name}`);
    expect(pointers).toContain('/constructor');
    expect(({} as Json)['polluted']).toBeUndefined();
  });
});

describe('a ticket', () => {
  let no: string;
  beforeAll(async () => {
    no = await desk.report('wang');
  });

  it('is read with its tag, and not sent again while it is the same', async () => {
    const said = await desk.ask('wang', `/api/tickets/${no}`);
    const etag = said.headers.get('etag') ?? '';
    const again = await desk.ask('wang', `/api/tickets/${no}`, { headers: { 'if-none-match': etag } });
    expect(again).toMatchObject({ status: 304, text: '' });
    await desk.does('li', no, ['note', { text: '一' }]);
    expect(
      (await desk.ask('wang', `/api/tickets/${no}`, { headers: { 'if-none-match': etag } })).status,
    ).toBe(200);
  });

  it('refuses a stale write with what changed in between, as far as the caller may see it', async () => {
    const { version } = (await desk.ask('li', `/api/tickets/${no}`)).body['ticket'] as { version: number };
    await desk.does('li', no, ['note', { text: '内部一句' }]);
    await desk.does('li', no, ['reply', { text: '公开一句' }]);
    const headers = { 'if-match': `"${version}"` };
    const byStaff = await desk.act('zhao', no, ['reply', { text: '迟到' }], headers);
    expect(byStaff.status).toBe(412);
    expect(byStaff.body).toMatchObject({
      code: 'stale-version',
      version: version + 2,
      changes: [
        { seq: version + 1, action: 'note', input: { text: '内部一句' } },
        { seq: version + 2, action: 'reply' },
      ],
    });
    const byReporter = await desk.act('wang', no, ['reply', { text: '迟到' }], headers);
    expect(byReporter.body).toMatchObject({ changes: [{ seq: version + 2, action: 'reply' }] });
    expect(byReporter.text).not.toContain('内部一句');
    const fresh = { 'if-match': byReporter.headers.get('etag') ?? '' };
    expect((await desk.act('wang', no, ['reply', { text: '正好' }], fresh)).status).toBe(200);
    expect((await desk.act('wang', no, ['reply', { text: '乱写' }], { 'if-match': 'nonsense' })).status).toBe(
      412,
    );
  });

  it('has a log, page by page, in the language of whoever reads it', async () => {
    const seqs: number[] = [];
    for (let cursor: string | null = null; ;) {
      const query = cursor === null ? 'limit=2' : `limit=2&cursor=${cursor}`;
      const { body } = await desk.ask('li', `/api/tickets/${no}/log?${query}`, { headers: english });
      const entries = body['entries'] as readonly { seq: number; title: string; hash: string }[];
      expect(entries.length).toBeLessThanOrEqual(2);
      for (const entry of entries) expect(entry.hash).toMatch(/^[0-9a-f]{64}$/u);
      seqs.push(...entries.map(({ seq }) => seq));
      if (body['next'] === null) break;
      cursor = body['next'] as string;
    }
    expect(seqs).toEqual(seqs.map((_, i) => i + 1));
    const first = async (language: string) =>
      (
        (await desk.ask('li', `/api/tickets/${no}/log`, { headers: { 'accept-language': language } })).body[
          'entries'
        ] as readonly Json[]
      )[0];
    expect(await first('en')).toMatchObject({ title: 'Registered', by: { name: '王敏' } });
    expect(await first('zh-CN')).toMatchObject({ title: '登记' });
  });

  it('offers each caller what they may do, with the form of its input', async () => {
    const offered = async (who: string) =>
      (await desk.ask(who, `/api/tickets/${no}/actions`, { headers: english })).body['actions'] as readonly {
        action: string;
        title: string;
        clause: string;
        input: Json;
      }[];
    const engineers = await offered('li');
    expect(engineers.map(({ action }) => action)).toContain('record-contact');
    const contact = engineers.find(({ action }) => action === 'record-contact');
    expect(contact).toMatchObject({ clause: '§2.2.3', input: { type: 'object' } });
    const reporters = (await offered('wang')).map(({ action }) => action);
    expect(reporters).toContain('urge');
    expect(reporters).not.toContain('note');
  });

  it('explains a due time by segments that add up to it', async () => {
    const { body } = await desk.ask('wang', `/api/tickets/${no}/explain/response`);
    const segments = body['segments'] as readonly {
      from: string;
      to: string;
      ms: number;
      counts?: unknown;
    }[];
    expect(segments.length).toBeGreaterThan(0);
    expect((await desk.ask('wang', `/api/tickets/${no}/explain/nonsense`)).status).toBe(404);
    expect((await desk.ask('wang', `/api/tickets/${no}/explain/__proto__`)).status).toBe(404);
  });

  it('is in lists, page by page, each once', async () => {
    for (let i = 0; i < 4; i += 1) await desk.report('qian');
    const found: string[] = [];
    for (let cursor: string | null = null; ;) {
      const at = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await desk.ask('liu', `/api/tickets?sort=created&limit=2${at}`);
      found.push(...(body['tickets'] as readonly { no: string }[]).map((ticket) => ticket.no));
      if (body['next'] === null) break;
      cursor = body['next'] as string;
    }
    expect(new Set(found).size).toBe(found.length);
    expect(found).toContain(no);
    expect(found).toEqual([...found].sort().reverse());
    const query =
      '/api/tickets?stage=assigned&urgency=important&type=system-fault&group=sysops&missed=false&q=OA';
    expect((await desk.ask('liu', query)).status).toBe(200);
  });

  it.each([
    'stage=x',
    'limit=0',
    'limit=1e3',
    'limit=201',
    'cursor=x',
    'sort=name',
    'missed=1',
    'nonsense=1',
    'group=%00',
    'q=',
    'stage=assigned&stage=handling',
  ])('cannot be listed by %s', async (query) => {
    const said = await desk.ask('liu', `/api/tickets?${query}`, { headers: english });
    expect(said.status).toBe(422);
    expect(said.body['errors']).toEqual([
      expect.objectContaining({ parameter: query.split('=')[0], pointer: '' }),
    ]);
  });

  it('tells people in their inbox, who mark it as read', async () => {
    const { ticket } = (await desk.ask('wang', `/api/tickets/${no}`)).body as {
      ticket: { assignee: { id: string } };
    };
    const assignee = ticket.assignee.id;
    const unread = async () =>
      (await desk.ask(assignee, '/api/inbox?unread=true')).body['notices'] as readonly {
        id: string;
        no: string;
      }[];
    const notice = (await unread()).find((one) => one.no === no);
    const id = notice?.id ?? '';
    expect((await desk.ask('wang', `/api/inbox/${id}/read`, { body: {} })).status).toBe(404);
    expect((await desk.ask(assignee, `/api/inbox/${id}/read`, { body: {} })).status).toBe(204);
    expect((await unread()).map((one) => one.id)).not.toContain(id);
    const receipts = await desk.ask('wang', `/api/tickets/${no}/notices`);
    for (const receipt of receipts.body['notices'] as readonly Json[])
      expect(receipt['recipient']).toBe('wang');
  });
});

describe('a whole life', () => {
  it('goes from intake to archive, and answers the same request after its end', async () => {
    const no = await desk.report('wang');
    await desk.does('li', no, fits.contact);
    await desk.does('li', no, fits.step);
    await desk.does('li', no, fits.proposal);
    await desk.does('li', no, fits.known);
    const headers = { 'idempotency-key': 'confirm' };
    const confirmed = await desk.act('wang', no, fits.confirmation, headers);
    expect(confirmed.body).toMatchObject({ ticket: { stage: 'resolved' } });
    await desk.does('wang', no, fits.five);
    await until(
      async () =>
        ((await desk.ask('wang', `/api/tickets/${no}`)).body['ticket'] as Json)['stage'] === 'archived',
      20_000,
    );
    // What retention does in the end: Postgres must have it all.
    await until(async () => (await desk.act('wang', no, ['urge', {}])).status === 409);
    await desk.deleteRun(no);
    const again = await desk.act('wang', no, fits.confirmation, headers);
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ ticket: { no, stage: 'archived' } });
    const other = await desk.act('wang', no, ['confirm-resolved', { comment: '另一内容' }], headers);
    expect(other.status).toBe(409);
    expect(other.body).toMatchObject({ code: 'idempotency-conflict' });
    expect((await desk.act('wang', no, ['urge', {}])).status).toBe(409);

    const mine = await desk.ask('wang', `/api/archive/${no}`);
    const all = await desk.ask('liu', `/api/archive/${no}`);
    expect(all.body).toMatchObject({
      id: `AR-${no}-1`,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/u),
      record: { templates: { register: { no }, survey: [{ speed: 5 }] } },
    });
    expect(mine.body['hash']).toBe(all.body['hash']);
    expect(mine.text).not.toContain('lateness');
    expect(mine.text).not.toContain('requestHash');
    for (const path of ['', '/log', '/actions', '/explain/contact', '/notices'])
      expect((await desk.ask('wang', `/api/tickets/${no}${path}`)).status).toBe(200);
  }, 60_000);

  it('is rated through a link without a login: reading it submits nothing, it works once, and a complaining 5 is followed up', async () => {
    const no = await desk.report('wang');
    for (const deed of [fits.contact, fits.step, fits.proposal]) await desk.does('li', no, deed);
    await desk.does('wang', no, fits.confirmation);
    const token = randomBytes(24).toString('base64url');
    const survey = `/api/surveys/${token}`;
    await until(async () => {
      const [row] = await desk.owner<{ state: string }>(
        `select state #>> '{survey,state}' as state from ticket where no = '${no}'`,
      );
      return row?.state === 'sent';
    });
    await desk.owner(
      `insert into survey_token (token_hash, no, seq, expires_at)
       values (sha256('${token}'), '${no}', 1, now() + interval '7 days')`,
    );
    const answers = async (): Promise<readonly Json[]> =>
      ((await desk.ask('liu', `/api/tickets/${no}/log`)).body['entries'] as readonly Json[]).filter(
        ({ action }) => action === 'answer-survey',
      );
    // What mail scanners do.
    for (const path of [survey, survey, `/survey/${token}`, `/survey/${token}?speed=5`])
      expect((await desk.ask(null, path)).status).toBe(200);
    expect((await desk.ask(null, survey, { method: 'HEAD' })).status).toBe(200);
    expect(await answers()).toEqual([]);

    const until24h = new Date(Date.now() + 86_400_000).toISOString();
    expect((await desk.ask(null, `${survey}/defer`, { body: { until: until24h } })).status).toBe(200);
    expect((await desk.ask(null, survey)).body).toMatchObject({ canDefer: false });
    expect((await desk.ask(null, survey, { body: { speed: 6 } })).status).toBe(422);

    const body = { speed: 5, efficiency: 5, attitude: 5, ability: 5, suggestions: '我要投诉' };
    const both = await Promise.all([1, 2].map(async () => await desk.ask(null, survey, { body })));
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(await answers()).toMatchObject([{ by: { id: 'wang', via: 'survey-link' }, input: body }]);
    const stranger = await desk.ask(null, `/api/surveys/${randomBytes(24).toString('base64url')}`);
    for (const asked of [{}, { body: { ...body, speed: 1 } }]) {
      const said = await desk.ask(null, survey, asked);
      expect([said.status, said.body['code']]).toEqual([404, stranger.body['code']]);
    }
    expect(await answers()).toHaveLength(1);
    const { ticket } = (await desk.ask('liu', `/api/tickets/${no}`)).body as { ticket: { duties: Json[] } };
    expect(ticket.duties).toContainEqual(expect.objectContaining({ duty: 'follow-up', state: 'running' }));
  }, 30_000);

  it('ends early when it is withdrawn, and is not archived for anybody to read', async () => {
    const no = await desk.report('wang');
    await desk.does('wang', no, ['withdraw', { reason: '自己好了' }]);
    const late = await desk.act('li', no, ['claim']);
    expect(late.status).toBe(409);
    expect(late.body).toMatchObject({ code: 'not-allowed-now' });
  });
});

describe('the desk says of itself', () => {
  it('that it is alive and ready, and how it does', async () => {
    expect((await desk.ask(null, '/healthz')).body).toEqual({ alive: true });
    await until(async () => (await desk.ask(null, '/readyz')).status === 200, 30_000);
    const metrics = await desk.ask(null, '/metrics');
    for (const name of [
      'steadydesk_tickets_open',
      'steadydesk_http_seconds_bucket',
      'steadydesk_timers_behind_seconds',
    ])
      expect(metrics.text).toContain(name);
    // Route patterns, never numbers of tickets.
    expect(metrics.text).not.toMatch(/TS\d{8}/u);
  });

  it('how to speak to it, on a page and as OpenAPI with every route', async () => {
    const { body } = await desk.ask(null, '/api/openapi.json');
    expect(body['openapi']).toBe('3.1.0');
    const paths = body['paths'] as Readonly<Record<string, Json>>;
    const listed = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    const routes = desk.app.routes
      .filter(({ tag }) => tag !== 'pages')
      .map(({ method, path }) => `${method} ${path}`);
    expect(listed.sort()).toEqual([...routes].sort());
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods) as Json[]);
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(JSON.stringify(body)).not.toMatch(/"\$ref":"#\/\$defs/u);
    const page = await desk.ask(null, '/api/docs');
    expect(page.headers.get('content-type')).toMatch(/^text\/html/u);
    for (const [, file] of page.text.matchAll(/(?:src|href)="([^"]+)"/gu))
      expect((await desk.ask(null, file ?? '')).status).toBe(200);
    expect((await desk.ask(null, '/api/docs/package.json')).status).toBe(404);
  });

  it('which methods a path has, and nothing of paths that there are not', async () => {
    const said = await desk.ask('wang', '/api/tickets', { method: 'DELETE' });
    expect(said.status).toBe(405);
    expect(said.headers.get('allow')).toBe('POST, GET');
    expect((await desk.ask('wang', '/api/nothing')).status).toBe(404);
    expect((await desk.ask('wang', '/api/tickets/%zz')).status).toBe(400);
    expect((await desk.ask('wang', '/api/tickets', { method: 'HEAD' })).status).toBe(200);
  });
});
