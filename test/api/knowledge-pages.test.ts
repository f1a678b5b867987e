import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openAttachments } from '../../adapters/open-attachments.js';
import { openFrontDoor, type FrontDoor } from './front-door.js';

let door: FrontDoor;

beforeAll(async () => {
  door = await openFrontDoor();
  await written({ title: '投影仪黑屏怎么办', visibility: 'public' });
  await written({ title: '投影仪内部接线', visibility: 'internal' });
  await written({ title: '投影仪草稿', visibility: 'public' }, false);
});
afterAll(async () => await door.close());

const written = async (changes: object, isPublished = true): Promise<string> => {
  const response = await door.as('li', '/api/knowledge', {
    body: {
      type: 'equipment',
      title: '投影仪',
      symptoms: '会议室投影仪开机后黑屏',
      solution: '1. 更换灯泡\n2. 复位计时器',
      ...changes,
    },
  });
  const { article } = (await response.json()) as { article: { id: string } };
  if (isPublished) await door.as('li', `/api/knowledge/${article.id}/publish`, { body: {} });
  return article.id;
};

const page = async (who: string | null, path: string) => {
  const answer = await door.as(who, path, { headers: { 'accept-language': 'zh-CN' } });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const ids = (text: string): readonly string[] =>
  [...text.matchAll(/\/kb\/(KB-\d+)/gu)].map(([, id]) => id ?? '');

describe('the public knowledge base', () => {
  test('finds what is public and nothing else, for staff as for reporters', async () => {
    for (const who of ['wang', 'vendor', 'li', 'admin']) {
      const { status, text } = await page(who, `/kb?q=${encodeURIComponent('投影仪')}`);
      expect(status).toBe(200);
      expect(text).toContain('<mark>投影仪</mark>黑屏怎么办');
      expect(text).not.toMatch(/内部接线|草稿/u);
    }
    expect((await page(null, '/kb')).headers.get('location')).toBe('/auth/login?return=%2Fkb');
  });

  test('shows a public article, and others as what does not exist', async () => {
    const [id = ''] = ids((await page('wang', '/kb')).text);
    const { text, headers } = await page('wang', `/kb/${id}`);
    expect(text).toContain('<li>更换灯泡</li>');
    expect(headers.get('content-security-policy')).not.toContain('script');
    const inside = await written({ title: '内部', visibility: 'internal' });
    for (const path of [`/kb/${inside}`, '/kb/KB-99999', '/kb/x', '/kb/__proto__']) {
      const missing = await page('li', path);
      expect(missing.status).toBe(404);
      expect(missing.text).toContain('没有这个页面');
    }
  });

  test('takes any address', async () => {
    for (const query of [
      'q=',
      `q=${'长'.repeat(900)}`,
      'page=x',
      'page=99',
      'q=%27%22%3C&other=1',
      'q=a&q=b',
    ]) {
      const { status, text } = await page('wang', `/kb?${query}`);
      expect([query, status]).toEqual([query, 200]);
      expect(Buffer.byteLength(text)).toBeLessThan(15 * 1024);
    }
  });

  test('leads through more than one page', async () => {
    for (let n = 0; n < 11; n += 1) await written({ title: `键盘失灵 ${n}`, visibility: 'public' });
    const first = await page('wang', `/kb?q=${encodeURIComponent('键盘失灵')}`);
    const next = /href="(\/kb\?[^"]*page=1)"/u.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = await page('wang', next);
    expect(new Set([...ids(first.text), ...ids(second.text)]).size).toBe(11);
    expect(second.text).not.toContain('page=2');
  });
});

describe('a report', () => {
  const report = async (symptom: string): Promise<string> => {
    const answer = await door.as('wang', '/report', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'zh-CN' },
      body: new URLSearchParams({
        symptom,
        occurredAt: '2026-01-05T08:55',
        impact: '会议室',
        attempted: '重启',
        type: 'equipment',
        urgency: 'normal',
        name: '王敏',
        department: '财务部',
        extension: '8001',
      }).toString(),
    });
    expect(answer.status).toBe(200);
    return await answer.text();
  };

  test('is met with public articles that may spare it, once the problem is described', async () => {
    const text = await report('投影仪黑屏，开机后没有画面');
    expect(text).toContain('这些文章也许能马上解决您的问题');
    expect(text).toContain('>投影仪黑屏怎么办</a>');
    expect(text).not.toMatch(/内部接线|草稿/u);
    expect(await report('zzzz')).not.toContain('这些文章也许');
  });
});

describe('an image of an article', () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  );
  const kept = async (who: string): Promise<string> => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(png)]), '截图.png');
    const answer = await fetch(`${door.url}/api/attachments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await door.token(who)}` },
      body: form,
    });
    const { attachments } = (await answer.json()) as { attachments: { id: string }[] };
    return attachments[0]?.id ?? '';
  };
  const showing = (image: string) => ({ solution: `看图：\n![截图](/api/attachments/${image})` });
  const seenBy = async (image: string) =>
    await Promise.all(
      ['li', 'sunn', 'zhou', 'wang'].map(
        async (who) => (await door.as(who, `/api/attachments/${image}`)).status,
      ),
    );
  const put = async (id: string, version: number, changes: object) =>
    await door.as('li', `/api/knowledge/${id}`, {
      method: 'PUT',
      body: {
        type: 'equipment',
        title: '图',
        symptoms: '图',
        solution: '无',
        visibility: 'public',
        ...changes,
      },
      headers: { 'if-match': `"${version}"` },
    });

  test('is seen by whoever sees the article, while it shows it', async () => {
    const image = await kept('li');
    expect(await seenBy(image)).toEqual([200, 404, 404, 404]);
    const id = await written({ title: '图', ...showing(image), visibility: 'internal' }, false);
    expect(await seenBy(image)).toEqual([200, 200, 404, 404]);
    await door.as('li', `/api/knowledge/${id}/publish`, { body: {} });
    expect(await seenBy(image)).toEqual([200, 200, 200, 404]);
    expect((await put(id, 2, showing(image))).status).toBe(200);
    expect(await seenBy(image)).toEqual([200, 200, 200, 200]);
    expect((await page('wang', `/kb/${id}`)).text).toContain(`<img src="/api/attachments/${image}"`);
    expect((await put(id, 3, {})).status).toBe(200);
    expect(await seenBy(image)).toEqual([200, 200, 404, 404]);
    await door.as('li', `/api/knowledge/${id}/versions/3/restore`, {
      body: {},
      headers: { 'if-match': '"4"' },
    });
    expect(await seenBy(image)).toEqual([200, 200, 200, 200]);
  });

  test('is kept as long as an article ever showed it', async () => {
    const image = await kept('li');
    const forgotten = await kept('li');
    await written({ title: '图', ...showing(image) });
    await door.owner(`update upload set at = now() - interval '30 days'`);
    const attachments = await openAttachments(door.pool, {
      dataDir: door.dataDir,
      clamd: null,
      s3: null,
      limits: { fileBytes: 1_000_000, dayBytes: 50_000_000, dayFiles: 500 },
    });
    await attachments.clean();
    expect((await door.as('li', `/api/attachments/${image}`)).status).toBe(200);
    expect((await door.as('li', `/api/attachments/${forgotten}`)).status).toBe(404);
  });

  test('of somebody else or of a ticket is not given away by naming it', async () => {
    const foreign = await kept('sunn');
    await written({ title: '图', ...showing(foreign), visibility: 'public' });
    expect(await seenBy(foreign)).toEqual([404, 200, 404, 404]);
  });
});
