import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { png } from '../adapters/images.js';
import { openFrontDoor, type FrontDoor } from './front-door.js';
import { ticketsOf } from './tickets-without-worker.js';

let door: FrontDoor;
let tickets: ReturnType<typeof ticketsOf>;

beforeAll(async () => {
  door = await openFrontDoor();
  tickets = ticketsOf(door.pool);
});
afterAll(async () => await door.close());

interface Shown {
  readonly article: Record<string, unknown> & { readonly id: string; readonly version: number };
}

const json = async <T = Record<string, unknown>>(response: Response): Promise<T> =>
  (await response.json()) as T;
const get = async <T>(who: string, path: string) => await json<T>(await door.as(who, path));
const send = async (who: string, path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  await door.as(who, path, { method: 'POST', body, headers });
const put = async (who: string, id: string, body: unknown, version: number) =>
  await door.as(who, `/api/knowledge/${id}`, {
    method: 'PUT',
    body,
    headers: { 'if-match': `"${version}"` },
  });
const titlesOf = async (who: string, query: string): Promise<readonly unknown[]> =>
  (await get<{ articles: Shown[] }>(who, `/api/knowledge?${query}`)).articles.map(
    ({ article }) => article['title'],
  );

const text = {
  type: 'equipment',
  title: '投影仪黑屏',
  symptoms: '会议室投影仪开机后黑屏',
  solution: '更换灯泡并复位计时器',
  tags: ['会议室'],
} as const;

const written = async (changes: object = {}): Promise<Shown['article']> => {
  const response = await send('li', '/api/knowledge', { ...text, ...changes });
  expect(response.status).toBe(201);
  return (await json<Shown>(response)).article;
};

const upload = async (who: string, image: Buffer): Promise<{ readonly id: string }> => {
  const answer = await fetch(`${door.url}/api/attachments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await door.token(who)}`, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(image),
  });
  const { attachments } = await json<{ attachments: { id: string }[] }>(answer);
  return { id: attachments[0]?.id ?? '' };
};

describe('an article', () => {
  test('is a draft of its writers until it is published, and public only when marked so', async () => {
    const { id } = await written({ title: '投影仪无信号' });
    const seenBy = async () =>
      await Promise.all(
        ['li', 'zhou', 'wang'].map(async (who) => (await door.as(who, `/api/knowledge/${id}`)).status),
      );
    expect(await seenBy()).toEqual([200, 404, 404]);
    expect(await titlesOf('li', 'q=无信号')).toEqual([]);
    expect(await titlesOf('li', 'q=无信号&state=draft')).toEqual(['投影仪无信号']);
    expect(await titlesOf('wang', 'state=draft')).toEqual([]);
    expect((await send('li', `/api/knowledge/${id}/publish`)).status).toBe(200);
    expect(await seenBy()).toEqual([200, 200, 404]);
    expect(await titlesOf('wang', 'q=无信号')).toEqual([]);
    expect((await put('li', id, { ...text, title: '投影仪无信号', visibility: 'public' }, 2)).status).toBe(
      200,
    );
    expect(await seenBy()).toEqual([200, 200, 200]);
    expect(await titlesOf('wang', 'q=信号')).toEqual(['投影仪无信号']);
    const shown = await get<Shown>('wang', `/api/knowledge/${id}`);
    expect(Object.keys(shown.article)).not.toEqual(expect.arrayContaining(['handler']));
    expect((await send('li', `/api/knowledge/${id}/retire`)).status).toBe(200);
    expect(await seenBy()).toEqual([200, 200, 404]);
  });

  test('is changed by its writers alone', async () => {
    for (const who of ['wang', 'zhou', 'ma', 'admin', 'vendor'])
      expect((await send(who, '/api/knowledge', text)).status).toBe(403);
    expect((await put('wang', 'KB-001', text, 1)).status).toBe(403);
    expect(
      (await send('li', '/api/knowledge', { ...text, id: 'KB-9', __proto__: null, version: 9 })).status,
    ).toBe(422);
    expect((await door.as(null, '/api/knowledge')).status).toBe(401);
  });

  test('keeps its versions, refuses what comes too late, and goes back to an old one as a new one', async () => {
    const { id, version } = await written();
    expect((await put('zhao', id, { ...text, title: '投影仪黑屏二' }, version)).status).toBe(200);
    const late = await put('li', id, { ...text, title: '三' }, version);
    expect(late.status).toBe(412);
    expect(await json(late)).toMatchObject({ code: 'stale-version', version: 2 });
    expect(await get('li', `/api/knowledge/${id}/versions`)).toMatchObject({
      versions: [
        { version: 2, change: 'changed', by: { id: 'zhao', name: '赵磊' } },
        { version: 1, change: 'created', by: { id: 'li' } },
      ],
    });
    expect(await get('li', `/api/knowledge/${id}/versions/1`)).toMatchObject({
      version: { body: { title: '投影仪黑屏' } },
    });
    const restored = await json<Shown>(await send('li', `/api/knowledge/${id}/versions/1/restore`));
    expect(restored.article).toMatchObject({ version: 3, title: '投影仪黑屏', state: 'draft' });
    expect((await send('li', `/api/knowledge/${id}/versions/77/restore`)).status).toBe(404);
  });

  test('is listed when its day of review has come', async () => {
    const { id } = await written({ title: '该复核了' });
    await send('li', `/api/knowledge/${id}/publish`);
    await send('li', `/api/knowledge/${id}/review`, { reviewOn: '2026-01-01' });
    expect(await titlesOf('li', 'review=due')).toEqual(['该复核了']);
    await send('li', `/api/knowledge/${id}/review`, { reviewOn: '2999-01-01' });
    expect(await titlesOf('li', 'review=due')).toEqual([]);
    expect((await send('li', `/api/knowledge/${id}/review`, { reviewOn: '2026-02-30' })).status).toBe(422);
  });

  test('is listed and found among those that one solved oneself', async () => {
    for (const [title, handler] of [
      ['声卡无声甲', 'li'],
      ['声卡无声乙', 'sunn'],
    ] as const) {
      const { id } = await written({ title, handler });
      await send('li', `/api/knowledge/${id}/publish`);
    }
    expect(await titlesOf('li', 'q=声卡&mine=true')).toEqual(['声卡无声甲']);
    expect(await titlesOf('sunn', 'mine=true')).toEqual(['声卡无声乙']);
    expect(await titlesOf('wang', 'q=声卡&mine=true')).toEqual([]);
  });

  test('answers a search with places, never with mark-up', async () => {
    const { id } = await written({ title: '<img src=x onerror=alert(1)>光驱弹出' });
    await send('li', `/api/knowledge/${id}/publish`);
    const page = await get<{ articles: { highlights: { title: number[][] }; article: { title: string } }[] }>(
      'li',
      '/api/knowledge?q=光驱',
    );
    const [hit] = page.articles;
    const [from = 0, to = 0] = hit?.highlights.title[0] ?? [];
    expect(hit?.article.title.slice(from, to)).toBe('光驱');
    expect((await door.as('li', '/api/knowledge?q=%00%27%29')).status).toBe(200);
  });
});

describe('a ticket and its articles', () => {
  test('what solved it is counted, linked and given as the reason', async () => {
    const description = {
      symptom: '打印机提示卡纸，无法打印合同',
      occurredAt: '2026-01-05T08:55:00+08:00',
      impact: '本人',
      attempted: '重启',
    };
    const no = await tickets.open({ type: 'equipment', description });
    await tickets.does(no, 'wu', 'record-contact', { reached: true, method: 'phone', summary: '已联系' });
    await tickets.does(no, 'wu', 'record-step', { action: '取出卡纸', result: '仍卡', article: 'KB-004' });
    await tickets.does(no, 'wu', 'record-step', { action: '更换搓纸轮', result: '正常' });
    await tickets.does(no, 'wu', 'propose-resolution', {
      solution: '更换搓纸轮',
      verification: { method: 'on-site', checked: '连续打印十页' },
    });
    await tickets.does(no, 'wu', 'settle-knowledge', { isNew: false, article: 'KB-004' });
    expect(await get('wu', '/api/knowledge/KB-004')).toMatchObject({
      article: { used: { solved: 1, followed: 1 } },
    });
    expect(await get('wu', '/api/knowledge/KB-004/tickets')).toMatchObject({
      tickets: [
        { no, kind: 'settled' },
        { no, kind: 'step' },
      ],
    });
    // An engineer of another group learns nothing of the ticket.
    expect(await get('sunn', '/api/knowledge/KB-004/tickets')).toEqual({ tickets: [] });
    expect((await door.as('sunn', `/api/tickets/${no}/knowledge`)).status).toBe(404);
    expect(await get('wu', `/api/tickets/${no}/knowledge`)).toMatchObject({
      articles: [{ id: 'KB-004', title: expect.stringContaining('打印机') }, {}],
    });

    const next = await tickets.open({ type: 'equipment', description });
    const suggestions = await get<{ suggestions: Record<string, unknown>[] }>(
      'wu',
      `/api/knowledge/suggestions?ticket=${next}`,
    );
    expect(suggestions.suggestions[0]).toMatchObject({
      article: { id: 'KB-004' },
      sameType: true,
      solved: 1,
      reason: expect.stringMatching(/打印机.*同属设备维护；曾解决 1 张此类工单/u),
    });
    expect((await door.as('qian', `/api/knowledge/suggestions?ticket=${next}`)).status).toBe(404);
    expect((await door.as('wu', '/api/knowledge/suggestions')).status).toBe(422);
    // The reporter is suggested nothing that is not public.
    expect(await get('wang', '/api/knowledge/suggestions?text=打印机卡纸')).toEqual({ suggestions: [] });
  });

  test('§2.5.1 new knowledge is found at once, by two characters, with its version and its source', async () => {
    const no = await tickets.open({});
    await tickets.does(no, 'zhou', 'dispatch', { group: 'sysops', assignee: 'li' });
    await tickets.does(no, 'li', 'record-contact', { reached: true, method: 'phone', summary: '已联系' });
    await tickets.does(no, 'li', 'propose-resolution', { solution: '换证书' });
    await tickets.does(no, 'li', 'settle-knowledge', {
      isNew: true,
      title: '麒麟系统证书过期',
      symptoms: '打开 OA 时提示证书过期',
      solution: '导入新证书',
    });
    const { articles } = await get<{ articles: Shown[] }>('zhou', '/api/knowledge?q=麒麟');
    expect(articles).toMatchObject([{ article: { state: 'published', visibility: 'internal', source: no } }]);
    const id = articles[0]?.article.id ?? '';
    expect(await get('li', `/api/knowledge/${id}/versions`)).toMatchObject({
      versions: [{ version: 1, by: { id: 'li' } }],
    });
    expect(await get('li', `/api/knowledge/${id}/tickets`)).toMatchObject({
      tickets: [{ no, kind: 'source' }],
    });
  });

  test('§2.3.1 a draft is made of what was recorded, by those who see all of it', async () => {
    const no = await tickets.open({});
    await tickets.does(no, 'zhou', 'dispatch', { group: 'sysops', assignee: 'li' });
    await tickets.does(no, 'li', 'record-contact', { reached: true, method: 'phone', summary: '已联系' });
    await tickets.does(no, 'li', 'record-step', { action: '清除缓存', result: '无效' });
    await tickets.does(no, 'li', 'record-step', { action: '重装控件', result: '恢复' });
    const drafted = await json<Shown>(await send('li', '/api/knowledge/drafts', { ticket: no }));
    expect(drafted.article).toMatchObject({
      state: 'draft',
      title: '无法打开 OA',
      solution: '1. 清除缓存 → 无效\n2. 重装控件 → 恢复',
      source: no,
      handler: { id: 'li', name: '李强' },
    });
    expect((await send('sunn', '/api/knowledge/drafts', { ticket: no })).status).toBe(404);
    expect((await send('wang', '/api/knowledge/drafts', { ticket: no })).status).toBe(403);
  });

  test('a retired article is no answer to a ticket any more', async () => {
    const { id } = await written();
    await send('li', `/api/knowledge/${id}/retire`);
    const no = await tickets.open({});
    await tickets.does(no, 'zhou', 'dispatch', { group: 'sysops', assignee: 'li' });
    const step = { action: '一', result: '二', article: id };
    expect(await tickets.refusal(no, 'li', 'record-step', step)).toMatchObject({ code: 'invalid-input' });
  });
});

describe('files', () => {
  const load = async (who: string, body: Uint8Array | string, query = '', type = 'application/zip') =>
    await fetch(`${door.url}/api/knowledge/import${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await door.token(who)}`, 'content-type': type },
      body: body as never,
    });

  test('the export comes back unchanged, a change becomes a version, and the same import twice does nothing', async () => {
    await written({
      title: '带引号的 "标题": [x] # --- \\',
      symptoms: '第一行\n## 解决方案\n\\## 故障现象\n---\n第二行',
      tags: ['甲', '乙, 丙'],
      visibility: 'public',
      reviewOn: '2027-01-31',
    });
    const zip = new Uint8Array(await (await door.as('liu', '/api/knowledge/export')).arrayBuffer());
    const files = unzipSync(zip);
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['KB-001.md', 'KB-004.md']));
    const again = await json<{ files: { does: string }[] }>(await load('liu', zip, '?preview=true'));
    expect(new Set(again.files.map(({ does }) => does))).toEqual(new Set(['same']));

    const changed = strFromU8(files['KB-001.md'] ?? new Uint8Array()).replace('一次性密码', '临时密码');
    const fresh =
      '---\ntype: equipment\ntitle: 手写的文章\ntags: [甲, 乙]\n---\n## Symptoms\n一\n## Solution\n二\n';
    const upload = zipSync({
      'a/KB-001.md': strToU8(changed),
      '新.md': strToU8(fresh),
      'x.png': strToU8('x'),
    });
    const preview = await json(await load('liu', upload, '?preview=true'));
    expect(preview).toMatchObject({
      imported: false,
      files: [
        { does: 'change', id: 'KB-001' },
        { does: 'create', id: null, title: '手写的文章' },
      ],
    });
    expect((await get<Shown>('li', '/api/knowledge/KB-001')).article['version']).toBe(1);
    expect((await load('liu', upload)).status).toBe(200);
    expect((await get<Shown>('li', '/api/knowledge/KB-001')).article).toMatchObject({
      version: 2,
      solution: expect.stringContaining('临时密码'),
    });
    const twice = await json<{ files: { does: string }[] }>(await load('liu', upload));
    expect(twice.files.map(({ does }) => does)).toEqual(['same', 'same']);
    expect(await titlesOf('li', 'q=手写&state=draft')).toEqual(['手写的文章']);
  });

  test('images go with the texts that show them, and come back as they were', async () => {
    const picture = png(32, 24);
    const { id } = await upload('li', picture);
    const article = await written({ title: '配图的文章', symptoms: `看图：![接口](/api/attachments/${id})` });
    const zip = new Uint8Array(await (await door.as('liu', '/api/knowledge/export')).arrayBuffer());
    const files = unzipSync(zip);
    const text = strFromU8(files[`${article.id}.md`] ?? new Uint8Array());
    expect(text).toContain(`![接口](images/${id}.png)`);
    expect(Buffer.from(files[`images/${id}.png`] ?? []).equals(picture)).toBe(true);
    const again = await json<{ files: { file: string; does: string }[] }>(await load('liu', zip));
    expect(again.files.filter(({ does }) => does !== 'same')).toEqual([]);

    // Elsewhere, or changed: a new article with an image of its own, by any name.
    const fresh = text
      .replace(/^id: .*$/mu, 'id: null')
      .replace('配图的文章', '搬来的文章')
      .replace(`images/${id}.png`, 'images/接口.png');
    const moved = zipSync({ 'kb/a.md': strToU8(fresh), 'kb/images/接口.png': png(20, 20) });
    expect(await json(await load('liu', moved, '?preview=true'))).toMatchObject({
      files: [{ does: 'create' }],
    });
    const [made] = (await json<{ files: { id: string; does: string }[] }>(await load('liu', moved))).files;
    expect((await json<{ files: { does: string }[] }>(await load('liu', moved))).files).toMatchObject([
      { does: 'same' },
    ]);
    const symptoms = String((await get<Shown>('li', `/api/knowledge/${made?.id}`)).article['symptoms']);
    const [, shown = ''] = /\/api\/attachments\/([\w-]{22})/u.exec(symptoms) ?? [];
    expect(shown).not.toBe(id);
    const image = await door.as('li', `/api/attachments/${shown}`);
    expect(Buffer.from(await image.arrayBuffer()).equals(png(20, 20))).toBe(true);

    const bad = zipSync({
      'a.md': strToU8(fresh.replace('搬来', '坏图')),
      'images/接口.png': strToU8('MZ\u0090'),
    });
    const refused = await load('liu', bad);
    expect(refused.status).toBe(422);
    expect(await json(refused)).toMatchObject({
      files: [{ does: 'refuse', errors: [{ field: 'images/接口.png' }] }],
    });
    expect(await titlesOf('li', 'q=坏图&state=draft')).toEqual([]);
  });

  test('a bad file is named and nothing is imported', async () => {
    const good = '---\ntype: equipment\ntitle: 好文章\n---\n## Symptoms\n一\n## Solution\n二\n';
    const refused = await load(
      'liu',
      zipSync({
        'good.md': strToU8(good),
        'type.md': strToU8(good.replace('equipment', 'nonsense')),
        'plain.md': strToU8('# hi'),
        'more.md': strToU8(good.replace('---\ntype', '---\nowner: x\ntype')),
      }),
    );
    expect(refused.status).toBe(422);
    expect(await json(refused)).toMatchObject({
      files: [
        { file: 'good.md', does: 'create' },
        { file: 'type.md', does: 'refuse', errors: [{ field: 'type' }] },
        { file: 'plain.md', does: 'refuse', errors: [{ field: '' }] },
        { file: 'more.md', does: 'refuse', errors: [{ field: 'owner' }] },
      ],
    });
    expect(await titlesOf('li', 'q=好文章&state=draft')).not.toContain('好文章');
  });

  test('bombs, strangers and other kinds of body are refused', async () => {
    expect((await load('li', 'x')).status).toBe(403);
    expect((await load('liu', 'not a zip')).status).toBe(400);
    expect((await load('liu', zipSync({ 'a.md': new Uint8Array(50_000_000) }))).status).toBe(400);
    expect((await load('liu', '{}', '', 'application/json')).status).toBe(415);
    expect((await load('liu', new Uint8Array(101 * 1024 * 1024))).status).toBe(413);
  });
});
