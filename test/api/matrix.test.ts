import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Route } from '../../api/route.js';
import { actions } from '../../domain/actions/index.js';
import { actionNames, type ActionName } from '../../domain/actions/names.js';
import { relationsOf, sightOf } from '../../domain/permissions.js';
import { roles, type Role } from '../../domain/words.js';
import { fits, openDesk, reported, type Desk, type Said } from './desk.js';
import { readStream } from './events.js';

let desk: Desk;
let no: string;
const unknown = 'TS20200101001';

/** Every kind of caller, by how they stand to the ticket: it is Wang's, in the sysops group, escalated to the vendor. */
const callers = {
  anonymous: null,
  'its reporter': 'wang',
  'another reporter': 'qian',
  agent: 'zhou',
  assignee: 'li',
  'engineer of its group': 'zhao',
  'engineer of another group': 'sunn',
  'lead of its group': 'chen',
  'lead of another group': 'feng',
  supervisor: 'liu',
  manager: 'ma',
  'its liaison': 'vendor',
  admin: 'admin',
  disabled: 'wu',
} as const;
const seeing = ['wang', 'zhou', 'li', 'zhao', 'chen', 'liu', 'ma', 'vendor'];

beforeAll(async () => {
  desk = await openDesk();
  await desk.owner("delete from shift where person_id <> 'li'");
  no = await desk.report('wang');
  await desk.does('li', no, ['claim', {}]);
  await desk.does('li', no, fits.form);
  await desk.does('liu', no, fits.approval);
  await desk.owner("update person set active = false where id = 'wu'");
  const { paths } = (await desk.ask(null, '/api/openapi.json')).body as {
    paths: Record<string, Record<string, { responses: object }>>;
  };
  for (const [path, methods] of Object.entries(paths))
    for (const [method, { responses }] of Object.entries(methods))
      documented.set(`${method.toUpperCase()} ${path}`, new Set(Object.keys(responses)));
}, 90_000);
afterAll(async () => await desk.close());

/** Statuses that the description of the API gives for each route. */
const documented = new Map<string, ReadonlySet<string>>();

const keyOf = ({ method, path }: Route): string => `${method.toUpperCase()} ${path}`;
const actionOf = ({ path }: Route): ActionName | null =>
  actionNames.find((name) => path === `/api/tickets/{no}/actions/${name}`) ?? null;
/** All routes but forms of pages, which are sent with a session and have tests of their own. */
const routes = (): readonly Route[] =>
  desk.app.routes.filter(({ tag, method }) => tag !== 'pages' || method === 'get');

/** `✓`, `†` (as they stand to the ticket) or a status, for nobody and each role, as docs/permissions.md has it. */
type Declared = Readonly<Record<'nobody' | Role, string>>;

const declared: ReadonlyMap<string, Declared> = new Map(
  [...readFileSync('docs/permissions.md', 'utf8').matchAll(/^\| `([A-Z]+ \/[^`]*)` \|(.*)\|$/gmu)].map(
    ([, key = '', cells = '']) => {
      const [, , ...marks] = cells.split('|').map((cell) => cell.trim());
      const names = ['nobody', ...roles] as const;
      return [key, Object.fromEntries(names.map((name, i) => [name, marks[i]])) as Declared];
    },
  ),
);
const everyAction: Declared = Object.fromEntries(
  ['nobody', ...roles].map((name) => [name, name === 'nobody' ? '401' : '†']),
) as Declared;

/** Calls a route for a number without changing anything: no body fits a tag of nonsense. */
const call = async (row: Route, who: string | null, number: string): Promise<Said> => {
  const path = row.path
    .replace('{no}', number)
    .replace('{duty}', 'contact')
    .replace('{version}', '1')
    .replaceAll(/\{\*?\w+\}/gu, 'nothing-here');
  if (row.path === '/api/stream') return await streamed(who);
  return await desk.ask(
    who,
    path,
    row.method === 'get' ? {} : { method: row.method, body: {}, headers: { 'if-match': 'nonsense' } },
  );
};

/** A stream goes on for ever; only its beginning is looked at. */
const streamed = async (who: string | null): Promise<Said> => {
  if (who === null) return await desk.ask(null, '/api/stream');
  const reading = await readStream(desk, who);
  reading.hangUp();
  return { status: reading.status, headers: new Headers(), text: '', body: {} };
};

const rolesOf = async (who: string): Promise<readonly Role[]> =>
  (await desk.directory.identify(who))?.roles ?? [];

/** What a route's answer to somebody has that is not as declared; null when all is well. */
const wrongWith = async (row: Route, who: string | null): Promise<string | null> => {
  const marks = actionOf(row) === null ? declared.get(keyOf(row)) : everyAction;
  if (marks === undefined) return 'is not declared';
  const said = await call(row, who, no);
  if (row.tag !== 'pages' && !documented.get(keyOf(row))?.has(String(said.status)))
    return `${said.status}, not in the description`;
  // Where nobody is set up to sign people in or to keep files, and pages are not built, the desk says so.
  const isAway =
    said.status === 503 && (['sign-in', 'pages'].includes(row.tag) || row.path.includes('attachments'));
  if (said.status >= 500 && !isAway) return `${said.status}, never`;
  const held = who === null || who === 'wu' ? (['nobody'] as const) : await rolesOf(who);
  const mark =
    ['✓', '†'].find((good) => held.some((name) => marks[name] === good)) ?? marks[held[0] ?? 'nobody'];
  if (mark === '✓') return isBarred(said) ? `${said.status}, may` : null;
  if (mark !== '†') return said.status === Number(mark) ? null : `${said.status}, declared ${mark}`;
  const none = await call(row, who, unknown);
  if (none.status !== 404) return `${none.status} for no ticket at all`;
  if (who !== null && seeing.includes(who)) {
    // What it would show is not there yet, or not for a reporter: nothing was archived or answered, the form is staff's.
    const isEmpty = /archive|survey|print\/escalation|\{id\}/u.test(row.path);
    return said.status === 404 && !isEmpty ? '404, is there to see' : null;
  }
  return said.status === 404 && bare(said, no) === bare(none, unknown)
    ? null
    : `${said.status}, must be as if there were none`;
};

/** An answer without the number that was asked for and what differs by chance. */
const bare = ({ text }: Said, number: string): string =>
  text.replaceAll(number, '').replaceAll(/nonce="[^"]*"/gu, '');

const isBarred = ({ status }: Said): boolean => status === 401 || status === 403;

describe('every route', () => {
  it('is declared, and nothing is declared that there is not', () => {
    const found = desk.app.routes.filter((row) => actionOf(row) === null).map(keyOf);
    expect([...declared.keys()].toSorted()).toEqual(found.toSorted());
    expect(routes().flatMap((row) => actionOf(row) ?? [])).toEqual(actionNames);
  });

  it.each(Object.entries(callers))(
    'answers %s as declared',
    async (_kind, who) => {
      const wrong: string[] = [];
      for (const row of routes()) {
        const what = await wrongWith(row, who);
        if (what !== null) wrong.push(`${keyOf(row)}: ${what}`);
      }
      expect(wrong).toEqual([]);
    },
    120_000,
  );

  it.each(seeing)(
    'of an action lets %s do only what their part in the ticket may',
    async (who) => {
      const actor = await desk.directory.identify(who);
      const row = await desk.reader.ticket(no);
      if (actor === null || row === null) throw new Error('nobody, or nothing');
      expect(sightOf(actor, row.ticket)).toBe(who === 'wang' ? 'public' : 'internal');
      const held = relationsOf(actor, row.ticket);
      for (const action of actionNames) {
        const said = await desk.ask(who, `/api/tickets/${no}/actions/${action}`, {
          body: {},
          headers: { 'if-match': 'nonsense' },
        });
        const may = actions[action].may.some((relation) => held.includes(relation));
        // Whoever may gets as far as their input, or the tag of nonsense.
        const outcome = { 403: 'may not', 412: 'may', 422: 'may' }[said.status] ?? said.status;
        expect(`${action} ${outcome}`).toBe(`${action} ${may ? 'may' : 'may not'}`);
      }
    },
    60_000,
  );

  it('that is read changes nothing', async () => {
    const state = async () =>
      await desk.owner(
        'select (select count(*) from entry) e, (select count(*) from ticket) t, (select max(version) from ticket) v, (select count(*) from notice where read_at is not null) r',
      );
    const before = await state();
    for (const row of routes().filter(({ method, path }) => method === 'get' && path !== '/api/stream'))
      for (const method of ['GET', 'HEAD', 'OPTIONS'])
        await desk.ask('liu', row.path.replace('{no}', no).replaceAll(/\{\w+\}/gu, 'x'), { method });
    expect(await state()).toEqual(before);
  });
});

describe('a reporter', () => {
  const canary = 'CANARY-7261';

  it('meets no internal word on any route', async () => {
    const own = await desk.report('wang');
    const watching = await readStream(desk, 'wang');
    const secret = { text: `${canary} 内部` };
    await desk.does('li', own, ['note', secret]);
    await desk.does('li', own, [
      'record-diagnosis',
      {
        method: 'logs',
        finding: canary,
        verdict: 'complex',
        expectedResolutionAt: '2099-01-05T18:00:00+08:00',
      },
    ]);
    await desk.does('li', own, ['request-escalation', { progress: canary, reason: canary, support: canary }]);
    await desk.does('liu', own, [
      'decide-escalation',
      { decision: 'approve', liaison: 'vendor', comment: canary },
    ]);
    await desk.does('vendor', own, ['sync-progress', { progress: canary }]);
    await desk.does('li', own, ['end-escalation', { outcome: canary }]);
    await desk.does('li', own, ['reply', { text: '公开' }]);
    // It is there for those who may see it: the look below would find it.
    expect((await desk.ask('li', `/api/tickets/${own}/log`)).text).toContain(canary);

    const texts: string[] = [];
    for (const row of routes().filter(({ method, path }) => method === 'get' && path !== '/api/stream'))
      texts.push((await call(row, 'wang', own)).text);
    for (const row of routes().filter((one) => actionOf(one) !== null))
      texts.push((await call(row, 'wang', own)).text);
    const stale = { 'if-match': '"2"' };
    texts.push((await desk.act('wang', own, ['reply', { text: '迟' }], stale)).text);
    texts.push((await desk.ask('wang', `/api/tickets?q=${canary}`)).text);
    texts.push((await desk.ask('wang', `/api/tickets/${own}/explain/decision`)).text);
    await watching.until(() => watching.events.some(({ data }) => data.action === 'reply'));
    texts.push(watching.text());
    watching.hangUp();
    const mails = await desk.owner<{ body: string }>(
      `select subject || body as body from notice where recipient = 'wang'`,
    );
    texts.push(...mails.map(({ body }) => body));
    for (const text of texts) expect(text).not.toContain(canary);
  }, 60_000);
});

describe('a ticket of others', () => {
  it('is not found by naming it in an action', async () => {
    const foreign = (
      await desk.ask('qian', '/api/tickets', {
        body: reported({
          description: {
            symptom: '网络 VPN 断网',
            occurredAt: '2026-01-05T08:55:00+08:00',
            impact: '本人',
            attempted: '重启',
          },
        }),
      })
    ).body['ticket'] as { no: string; group: string };
    expect(foreign.group).toBe('network');
    const mine = await desk.report('wang');
    const merge = async (into: string) =>
      await desk.act('chen', mine, ['merge', { into, reason: '重复' }], { 'accept-language': 'en' });
    const seen = await merge(foreign.no);
    const none = await merge('TS20200101001');
    expect(seen.status).toBe(none.status);
    expect(seen.text.replaceAll(foreign.no, '')).toBe(none.text.replaceAll('TS20200101001', ''));
    expect((await desk.act('zhou', mine, ['merge', { into: foreign.no, reason: '重复' }])).status).toBe(200);
  });

  it('is not hunted for by number: whoever tries is slowed down, and learns nothing', async () => {
    const strict = await openDesk({ limits: { strangers: 20 } });
    try {
      const own = await strict.report('wang');
      const answers: Said[] = [];
      for (let i = 0; i < 22; i += 1)
        answers.push(await strict.ask('qian', `/api/tickets/${i % 2 === 0 ? own : unknown}`));
      expect(answers.map(({ status }) => status)).toEqual([
        ...Array.from({ length: 20 }, () => 404),
        429,
        429,
      ]);
      expect(answers.at(-1)?.headers.get('retry-after')).toBe('60');
      expect((await strict.ask('wang', `/api/tickets/${own}`)).status).toBe(200);
    } finally {
      await strict.close();
    }
  }, 60_000);
});

describe("a liaison's link", () => {
  const made = async (ticket: string): Promise<string> => {
    const token = randomBytes(24).toString('base64url');
    const hash = createHash('sha256').update(token).digest('hex');
    await desk.owner(`insert into liaison_link (token_hash, no, seq, person, nth, expires_at)
      values (decode('${hash}', 'hex'), '${ticket}', 4, 'vendor', 1, now() + interval '1 d')`);
    return `/liaison/${token}`;
  };
  const press = async (path: string, form: Readonly<Record<string, string>>): Promise<Response> =>
    await fetch(`${desk.url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(form),
    });

  it('shows the escalation, does what a liaison may, and ends with the escalation', async () => {
    const own = await desk.report('wang');
    await desk.does('li', own, ['claim', {}]);
    await desk.does('li', own, fits.form);
    await desk.does('liu', own, fits.approval);
    const path = await made(own);
    const page = await desk.ask(null, path);
    expect(page.status).toBe(200);
    for (const word of ['厂商到场', '需厂商补丁', '已定位', '下次同步截止', '同步进展', '结束升级'])
      expect(page.text).toContain(word);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(Buffer.byteLength(page.text)).toBeLessThan(15_000);
    const { version } = (await desk.ask('liu', `/api/tickets/${own}`)).body['ticket'] as { version: number };
    await desk.ask(null, path, { method: 'HEAD' });

    const progress = '补丁 <b>明早</b> 到';
    const done = await press(`${path}/sync-progress`, { progress, key: 'one-key-for-this' });
    expect([done.status, done.headers.get('location')]).toEqual([303, `${path}?done=1`]);
    await press(`${path}/sync-progress`, { progress, key: 'one-key-for-this' });
    const log = (await desk.ask('liu', `/api/tickets/${own}/log`)).body['entries'] as { by: object }[];
    expect(log.filter(({ by }) => 'via' in by)).toMatchObject([
      {
        seq: version + 1,
        action: 'sync-progress',
        by: { id: 'vendor', role: 'liaison', via: 'liaison-link' },
      },
    ]);
    expect((await desk.ask(null, path)).text).toContain('补丁 &lt;b&gt;明早&lt;/b&gt; 到');
    // What is lacking is said, and what was typed stays; what a liaison may not is refused.
    expect((await press(`${path}/record-step`, { action: '打补丁' })).status).toBe(409);
    expect((await press(`${path}/change-urgency`, { urgency: 'urgent', reason: '快' })).status).toBe(409);
    expect((await press(`${path}/nonsense`, {})).status).toBe(404);

    const ended = await press(`${path}/end-escalation`, { outcome: '厂商已修复' });
    expect([ended.status, (await ended.text()).includes('升级已结束')]).toEqual([200, true]);
    expect((await desk.ask(null, path)).status).toBe(404);
    expect((await press(`${path}/note`, { text: '迟到' })).status).toBe(404);
  }, 60_000);

  it('withdrawn, expired, foreign or made up answers alike, and says whom to ask', async () => {
    const path = await made(no);
    expect((await desk.ask('liu', `/api/tickets/${no}/liaison-link`)).body).toMatchObject({
      link: { withdrawnAt: null },
    });
    expect((await desk.ask(null, path)).status).toBe(200);
    await desk.ask('liu', `/api/tickets/${no}/liaison-link/withdraw`, { method: 'POST' });
    const expired = await made(no);
    await desk.owner('update liaison_link set expires_at = now() where withdrawn_at is null');
    const disabled = await made(no);
    await desk.owner("update person set active = false where id = 'vendor'");
    const texts: string[] = [];
    for (const one of [path, expired, disabled, '/liaison/short', `/liaison/${'x'.repeat(32)}`]) {
      const { status, text } = await desk.ask(null, one);
      expect([one, status]).toEqual([one, 404]);
      texts.push(text.replaceAll(/liaison%2F[\w-]+/gu, ''));
    }
    await desk.owner("update person set active = true where id = 'vendor'");
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).toContain('请联系指定您的主管');
  });
});

describe('who has a ticket open', () => {
  const beat = async (who: string, tab: string, state = 'viewing'): Promise<Said> =>
    await desk.ask(who, `/api/tickets/${no}/presence`, { body: { tab: `window-${tab}`, state } });

  it('is told to those who work on it, and to nobody else', async () => {
    expect((await beat('li', '1')).body).toEqual({ others: [] });
    expect((await beat('li', '2')).body).toEqual({ others: [] });
    const li = { id: 'li', name: '李强' };
    expect((await beat('chen', '1')).body).toEqual({ others: [{ ...li, filling: false }] });
    await beat('li', '2', 'filling');
    expect((await beat('chen', '1')).body).toEqual({ others: [{ ...li, filling: true }] });
    expect((await beat('wang', '1')).status).toBe(403);
    expect((await beat('qian', '1')).status).toBe(404);
    // One window closes, and of the other nothing is heard any more.
    await beat('li', '2', 'gone');
    expect((await beat('chen', '1')).body).toEqual({ others: [{ ...li, filling: false }] });
    await desk.owner("update presence set seen_at = now() - interval '31 s' where person = 'li'");
    expect((await beat('chen', '1')).body).toEqual({ others: [] });
    expect(await desk.owner('select person from presence')).toEqual([{ person: 'chen' }]);
  });
});
