import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { actions } from '../../domain/actions/index.js';
import { fits } from '../api/desk.js';
import { turn, violations, violationsIn } from './axe.js';
import { openingMs, openWalk, type Walk } from './walk.js';

let walk: Walk;
beforeAll(async () => {
  walk = await openWalk();
}, openingMs);
afterAll(async () => await walk?.close());
afterEach(async () => await walk.check());

const equipment = { type: 'equipment' } as const;
const accessible = async (page: Page, within?: string): Promise<void> =>
  expect(await violations(page, within)).toEqual([]);
const dialog = (page: Page) => page.getByRole('dialog');
const close = async (page: Page): Promise<void> => {
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'hidden' });
};

const story = {
  new: [],
  asked: [fits.contact, ['ask-reporter', { instructions: '请截取错误提示' }]],
  verifying: [fits.contact, ['propose-resolution', { solution: '更换硒鼓' }]],
  resolved: [fits.contact, fits.proposal],
} as const;

const told = async (name: keyof typeof story): Promise<string> => {
  const no = await walk.desk.report('wang', equipment);
  for (const deed of story[name]) await walk.desk.does('wu', no, deed);
  if (name === 'resolved') await walk.desk.does('wang', no, fits.confirmation);
  return no;
};

test('the plain pages', async () => {
  const page = await walk.open('wang', '/');
  await accessible(page);
  await page.goto(`${walk.desk.url}/report`);
  await accessible(page);
  await page.goto(`${walk.desk.url}/nothing`);
  await accessible(page);
  for (const name of ['new', 'asked', 'verifying', 'resolved'] as const) {
    const no = await told(name);
    await page.goto(`${walk.desk.url}/t/${no}`);
    for (const folded of await page.locator('summary').all()) await folded.click();
    await accessible(page);
    if (name !== 'resolved') continue;
    await page.goto(`${walk.desk.url}/t/${no}/survey`);
    await accessible(page);
    for (const sheet of ['register', 'survey']) {
      await page.goto(`${walk.desk.url}/print/${sheet}/${no}`);
      await accessible(page);
    }
  }
});

test('the queue, what it opens, and the page that does not exist', async () => {
  const no = await walk.desk.report('wang', { ...equipment, urgency: 'urgent' });
  const page = await walk.open('wu', '/desk');
  await page.locator('.ant-table-row', { hasText: no }).waitFor();
  await accessible(page);
  await page.locator('.ant-table-row', { hasText: no }).getByRole('checkbox').check();
  await page.getByLabel('批量操作').waitFor();
  await accessible(page, '.queue-list');
  await page.keyboard.press('Control+k');
  await dialog(page).getByRole('combobox').fill(no);
  await dialog(page).getByRole('option', { name: no }).waitFor();
  await accessible(page, '[role=dialog]');
  await close(page);
  await page.locator('.brand').click();
  await page.keyboard.press('?');
  await dialog(page).getByText('快捷键').first().waitFor();
  await accessible(page, '[role=dialog]');
  await close(page);
  await page.getByRole('button', { name: /^通知/u }).click();
  await page.locator('.ant-popover').waitFor();
  await accessible(page, '.ant-popover');
  await page.goto(`${walk.desk.url}/desk/nothing`);
  await page.getByText('没有这个页面').waitFor();
  await accessible(page);
});

test('a ticket, the explanation of a due time, and the form of every action there is', async () => {
  const no = await told('asked');
  const page = await walk.open('wu', `/desk/t/${no}`);
  await page.locator('article.entry').first().waitFor();
  await accessible(page);
  await walk.picture(page, 'looks-1-ticket');
  await page.getByRole('button', { name: '为何是这个时间' }).first().click();
  await dialog(page).getByText('规定时长').waitFor();
  await accessible(page, '[role=dialog]');
  await close(page);

  const seen = new Set<string>();
  const windows = new Map([['wu', page]]);
  const open = async (login: string, ticket: string): Promise<void> => {
    const { actions: offered } = (await walk.desk.ask(login, `/api/tickets/${ticket}/actions`))
      .body as unknown as { actions: readonly { action: keyof typeof actions; title: string }[] };
    const unseen = offered.filter(({ action }) => !seen.has(action) && action !== 'attach');
    for (const { action } of unseen) seen.add(action);
    if (unseen.length === 0) return;
    const path = `/desk/t/${ticket}`;
    const known = windows.get(login);
    const at = known ?? (await walk.open(login, path));
    windows.set(login, at);
    if (known !== undefined) await goTo(known, path);
    await at.getByRole('heading', { level: 1, name: ticket }).waitFor();
    // The first has most kinds of field; in the dark the others are made of the same.
    for (const scheme of seen.size === unseen.length ? (['dark', 'light'] as const) : (['light'] as const)) {
      await turn(at, scheme);
      for (const { title } of unseen) {
        await openForm(at, title);
        expect(await violationsIn(scheme, at, '[role=dialog]')).toEqual([]);
        await close(at);
      }
    }
  };
  await open('wu', no);
  const escalating = await walk.desk.report('wang', { ...equipment, urgency: 'urgent' });
  await open('liu', escalating);
  await walk.desk.does('wu', escalating, fits.form);
  await open('liu', escalating);
  await walk.desk.does('liu', escalating, fits.approval);
  await open('vendor', escalating);
  await open('wu', escalating);
  await open('wu', await told('verifying'));
  const resolved = await told('resolved');
  await open('wu', resolved);
  await open('liu', resolved);
  await open('zhou', await walk.desk.report('wang', equipment));
  expect(seen.size).toBeGreaterThanOrEqual(20);
}, 180_000);

/** Another address in the same window: the application stays loaded, and nothing of the same page is kept. */
const goTo = async (page: Page, path: string): Promise<void> => {
  if (new URL(page.url()).pathname === path) await page.reload();
  else await page.evaluate(`history.pushState(null, '', '${path}')`);
};

const openForm = async (page: Page, title: string): Promise<void> => {
  const place = page.locator('.ticket-actions');
  const button = place.getByRole('button', { name: title, exact: true });
  await place.getByRole('button').first().waitFor();
  if ((await button.count()) > 0) await button.click();
  else {
    await place.getByRole('button', { name: '更多操作' }).click();
    await page.getByRole('menuitem', { name: title, exact: true }).click();
  }
  await dialog(page).getByRole('button', { name: title }).waitFor();
};

const visited = new Set<string>();

test.each(['admin', 'liu', 'zhou'])('every page that the menu of %s leads to', async (login) => {
  await told('new');
  const page = await walk.open(login, '/desk');
  const menu = page.locator('nav').first().getByRole('menuitem');
  await menu.first().waitFor();
  const names = (await menu.allInnerTexts()).filter((one) => !visited.has(one));
  // Around them all stands the same frame.
  if (visited.size === 0) await accessible(page);
  for (const scheme of ['light', 'dark'] as const) {
    await turn(page, scheme);
    for (const name of names) {
      visited.add(name);
      await menu.filter({ hasText: name }).click();
      await settled(page);
      expect(await violationsIn(scheme, page, '#main')).toEqual([]);
      if (scheme === 'light') await walk.picture(page, `looks-menu-${login}-${name}`);
    }
  }
  await page.context().close();
});

test('every part of the administration', async () => {
  const page = await walk.open('admin', '/desk/admin');
  const parts = page.locator('.admin-list').getByRole('menuitem');
  await parts.first().waitFor();
  for (const scheme of ['light', 'dark'] as const) {
    await turn(page, scheme);
    for (const part of await parts.all()) {
      await part.click();
      await settled(page);
      expect(await violationsIn(scheme, page, '.admin-part')).toEqual([]);
      if (scheme === 'light') await walk.picture(page, `looks-admin-${await part.innerText()}`);
    }
  }
  await page.context().close();
});

/** Nothing more is being asked for or waited for. */
const settled = async (page: Page): Promise<void> => {
  await page.locator('h1, h2, table, .ant-card, .ant-empty').first().waitFor();
  await page.locator('.ant-spin-spinning, .ant-skeleton').first().waitFor({ state: 'detached' });
};

test('a refusal shown in a form', async () => {
  const no = await told('new');
  const page = await walk.open('wu', `/desk/t/${no}`);
  await page.getByRole('button', { name: '记录诊断' }).click();
  await dialog(page).getByText('远程', { exact: true }).click();
  await dialog(page).getByRole('button', { name: '记录诊断' }).click();
  await dialog(page).getByText('必填').first().waitFor();
  await accessible(page, '[role=dialog]');
  await walk.picture(page, 'looks-2-refused');
});

test('on a phone', async () => {
  const no = await told('asked');
  const page = await walk.open('wang', `/t/${no}`, { isPhone: true });
  await accessible(page);
  await fitsWidth(page);
  await walk.picture(page, 'phone-1-reporter');
  await page.goto(`${walk.desk.url}/report`);
  await fitsWidth(page);
  const staff = await walk.open('wu', '/desk', { isPhone: true });
  const about = staff.locator('.ticket-in-one').first().getByText('无法打开 OA');
  await about.waitFor();
  await accessible(staff);
  await fitsWidth(staff);
  await walk.picture(staff, 'phone-2-queue');
  // Of each ticket all that matters is in sight, what it is about too.
  const place = await about.boundingBox();
  expect((place?.x ?? Infinity) + (place?.width ?? Infinity)).toBeLessThanOrEqual(390);
  await staff.getByRole('button', { name: '操作', exact: true }).click();
  await dialog(staff).getByText('工单队列').waitFor();
  await accessible(staff);
  await close(staff);
  await staff.goto(`${walk.desk.url}/desk/t/${no}`);
  await staff.locator('article.entry').first().waitFor();
  await accessible(staff);
  await fitsWidth(staff);
  await walk.picture(staff, 'phone-3-ticket');
});

/** Nobody has to push the page aside to read it. */
const fitsWidth = async (page: Page): Promise<void> =>
  expect(
    await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'),
  ).toBeLessThanOrEqual(0);
