import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openBrowser, type Browser } from './browser.js';
import { openFrontDoor, type FrontDoor } from './front-door.js';
import { openLocalProvider, type LocalProvider } from './local-provider.js';

let provider: LocalProvider;
let desk: FrontDoor;

beforeAll(async () => {
  provider = await openLocalProvider();
  desk = await openFrontDoor(provider.entranceOf);
  await provider.listen(desk);
}, 60_000);
afterAll(async () => {
  await provider.close();
  await desk.close();
});

const pick = async (browser: Browser, subject: string, from = desk.url): Promise<Response> => {
  const { url } = await browser.follow(`${from}/auth/login?return=/tickets`);
  expect(url).toMatch(/\/login\//u);
  const clicked = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ subject }).toString(),
  });
  const next = clicked.headers.get('location');
  return next === null ? clicked : (await browser.follow(next, `${from}/tickets`)).answer;
};

test('its page lists everybody by name and role', async () => {
  const { answer } = await openBrowser().follow(`${desk.url}/auth/login`);
  const text = await answer.text();
  for (const words of ['王敏', '提报人', '李强', '工程师', '刘洋', '团队主管', '管理员'])
    expect(text).toContain(words);
});

test.each(['li', 'admin'])('one click signs %s in', async (login) => {
  const browser = openBrowser();
  expect((await pick(browser, login)).status).toBe(303);
  expect(await (await browser.get(`${desk.url}/api/me`)).json()).toMatchObject({ id: login });
});

test('it works under both names of this machine', async () => {
  const browser = openBrowser();
  const named = desk.url.replace('127.0.0.1', 'localhost');
  expect((await pick(browser, 'li', named)).status).toBe(303);
  expect((await browser.get(`${named}/api/me`)).status).toBe(200);
});

/** Sends off the one form of a page, as its script does. */
const submit = async (
  browser: Browser,
  html: string,
  more: Record<string, string> = {},
): Promise<Response> => {
  const action = /action="([^"]+)"/u.exec(html)?.[1] ?? '';
  const form = new URLSearchParams(more);
  for (const [, name = '', value = ''] of html.matchAll(/name="([^"]+)" value="([^"]*)"/gu))
    form.set(name, value);
  return await fetch(action, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: form.toString(),
  });
};

test('signing out signs out there too, and leads back to the desk', async () => {
  const browser = openBrowser();
  await pick(browser, 'li');
  const { next } = (await (await browser.post(`${desk.url}/auth/logout`)).json()) as { next: string };
  const out = await submit(browser, await (await browser.get(next)).text(), { logout: 'yes' });
  expect(out.headers.get('location')).toBe(`${desk.url}/`);
  expect((await pick(browser, 'wang')).status).toBe(303);
  expect(await (await browser.get(`${desk.url}/api/me`)).json()).toMatchObject({ id: 'wang' });
});

test('nobody can be picked who is not there', async () => {
  expect((await pick(openBrowser(), 'nobody')).status).toBe(400);
});

test('its key signs tokens for programs, which the desk takes', async () => {
  const { key, issuer, audience } = provider;
  const token = await key.sign({ subject: 'li', issuer, audience, validFor: '5m' });
  const answer = await desk.as(null, '/api/me', { headers: { authorization: `Bearer ${token}` } });
  expect(await answer.json()).toMatchObject({ id: 'li' });
});

test('an ID token for the browser is no token for programs', async () => {
  const browser = openBrowser();
  await pick(browser, 'li');
  const [row] = await desk.owner<{ token: string }>(
    `select sess ->> 'idToken' as token from session where person = 'li' limit 1`,
  );
  const answer = await desk.as(null, '/api/me', { headers: { authorization: `Bearer ${row!.token}` } });
  expect(answer.status).toBe(401);
});
