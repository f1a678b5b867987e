import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openFrontDoor, type Asking, type FrontDoor } from './front-door.js';

let desk: FrontDoor;
beforeAll(async () => {
  desk = await openFrontDoor();
}, 60_000);
afterAll(async () => await desk.close());

/** As browsers ask for something to show. */
const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

const asked: readonly (readonly [string, number, Asking, string])[] = [
  ['/nothing/here', 404, {}, '请检查地址'],
  ['/report', 405, { method: 'PUT' }, '请从首页打开所需的页面'],
  ['/report', 401, { method: 'POST' }, '请登录后再看'],
  ['/survey/x', 413, { method: 'POST', body: 'x'.repeat(2_000_000) }, '请缩短内容'],
  ['/language?to=fr', 422, {}, '请返回上一页'],
  ['/desk/assets/none.js', 404, {}, '请检查地址'],
];

test.each(asked)(
  '%s is refused with %i as a page that says what to do',
  async (path, status, init, advice) => {
    const headers = { accept, 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await desk.as(null, path, { ...init, headers });
    const text = await answer.text();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
    expect(text).toContain('<html lang="zh-CN">');
    expect(text).toContain(advice);
    expect(text).toContain('回到首页');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; style-src 'self'");
  },
);

test('a refused page speaks the language of its reader, who can change it there', async () => {
  const headers = { accept, 'accept-language': 'en' };
  const text = await (await desk.as(null, '/nothing?a=1', { headers })).text();
  expect(text).toContain('<html lang="en">');
  expect(text).toContain('Check the address');
  expect(text).toContain(`/language?to=zh-CN&amp;return=${encodeURIComponent('/nothing?a=1')}`);
});

test('whoever is not signed in is led to where they can, and back', async () => {
  const answer = await desk.as(null, '/report', { method: 'POST', headers: { accept } });
  expect(await answer.text()).toContain('href="/auth/login?return=%2F"');
});

test.each([
  ['programs', '/nothing', 'application/json'],
  ['whoever takes anything', '/nothing', '*/*'],
  ['everybody below /api', '/api/nothing', accept],
])('%s get a problem in JSON', async (_who, path, wanted) => {
  const answer = await desk.as(null, path, { headers: { accept: wanted } });
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(await answer.json()).toMatchObject({ code: 'not-found' });
});

test('an address is shown as text', async () => {
  const answer = await desk.as(null, '/no/"><img src=x onerror=alert(1)>', { headers: { accept } });
  expect(await answer.text()).not.toContain('<img');
});
