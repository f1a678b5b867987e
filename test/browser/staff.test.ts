import { createHash, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { fits } from '../api/desk.js';
import { violations } from './axe.js';
import { openingMs, openWalk, type Walk } from './walk.js';

let walk: Walk;
beforeAll(async () => {
  walk = await openWalk();
}, openingMs);
afterAll(async () => await walk?.close());
afterEach(async () => await walk.check());

/** A ticket that the desk gives to 吴涛, the only engineer for equipment. */
const equipment = { type: 'equipment' } as const;

/** The newest entry of the record. */
const latest = (page: Page) => page.locator('article.entry').first();
const press = async (page: Page, name: string): Promise<void> =>
  await page.getByRole('button', { name }).click();
const choose = async (page: Page, field: string, option: string): Promise<void> => {
  await drawer(page).getByRole('combobox', { name: field }).click();
  await page.locator('.ant-select-item-option', { hasText: option }).click();
};
const drawer = (page: Page) => page.getByRole('dialog');

test("an engineer's day: from the queue by keys to a proposed resolution", async () => {
  const no = await walk.desk.report('wang', { ...equipment, urgency: 'important' });
  const page = await walk.open('wu', '/desk');
  const row = page.locator('.ant-table-row', { hasText: no });
  await row.waitFor();
  expect(await row.innerText()).toMatch(/剩余|分/u);
  await row.click();
  await page.keyboard.press('c');
  await page.getByText(`已接单 ${no}`).waitFor();
  await walk.picture(page, 'engineer-1-queue');

  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: no }).waitFor();
  // The record names the group and the person that the ticket went to.
  const dispatch = page.locator('article.entry', { hasText: '派单' });
  expect(await dispatch.innerText()).toContain('设备组');
  expect(await dispatch.innerText()).toContain('吴涛 E1007');

  await press(page, '记录联系');
  await choose(page, '方式', '电话');
  await drawer(page).getByLabel('沟通内容').fill('已与王敏核实');
  await walk.picture(page, 'engineer-2-contact');
  await drawer(page).getByRole('button', { name: '记录联系' }).click();
  await latest(page).getByText('已与王敏核实').waitFor();
  expect(await latest(page).innerText()).toContain('完成：');

  // A note by its key alone, once the form before it has gone.
  await drawer(page).waitFor({ state: 'hidden' });
  await page.keyboard.press('x');
  await drawer(page).getByLabel('内容', { exact: true }).fill('打印机为三楼共用');
  await page.keyboard.press('Control+Enter');
  await latest(page).getByText('打印机为三楼共用').waitFor();
  expect(await latest(page).innerText()).toContain('内部');

  await press(page, '提出解决方案');
  await drawer(page).getByLabel('解决方案').fill('更换硒鼓');
  await drawer(page).getByRole('button', { name: '提出解决方案' }).click();
  await latest(page).getByText('更换硒鼓').waitFor();
  await page.locator('.ticket-head').getByText('待验证').waitFor();
  await walk.picture(page, 'engineer-3-proposed');
  const { body } = await walk.desk.ask('wang', `/api/tickets/${no}/log`);
  expect(JSON.stringify(body)).not.toContain('打印机为三楼共用');
});

test("a supervisor's approval names the liaison", async () => {
  const no = await walk.desk.report('wang', equipment);
  await walk.desk.does('wu', no, ['claim']);
  await walk.desk.does('wu', no, fits.form);
  const page = await walk.open('liu', `/desk/t/${no}`);
  await press(page, '审批升级申请');
  await choose(page, '升级对接人', '厂商接口人');
  await walk.picture(page, 'supervisor-1-approval');
  await drawer(page).getByRole('button', { name: '审批升级申请' }).click();
  await page.locator('.ticket-head').getByText('升级处理中').waitFor();
  await latest(page).getByText('批准').first().waitFor();
  expect(await latest(page).innerText()).toContain('批准');
  expect(await latest(page).innerText()).toContain('厂商接口人');
});

test('two people on one ticket: each sees what the other does, and what is stale is not overwritten', async () => {
  const no = await walk.desk.report('wang', equipment);
  await walk.desk.does('wu', no, ['claim']);
  const one = await walk.open('wu', `/desk/t/${no}`);
  const other = await walk.open('liu', `/desk/t/${no}`);
  for (const page of [one, other]) {
    await page.locator('.connection.live').waitFor();
    await page.locator('.ticket-actions button').first().waitFor();
  }
  await other.locator('.presence', { hasText: '吴涛 正在查看' }).waitFor();
  // Long before their own window would have asked again.
  const soon = { timeout: 4000 };
  await one.locator('.presence', { hasText: '刘洋 正在查看' }).waitFor(soon);
  await walk.picture(other, 'two-0-presence');

  // 刘洋 writes while 吴涛 acts.
  await other.keyboard.press('x');
  await one.locator('.presence', { hasText: '刘洋 正在填写' }).waitFor(soon);
  await drawer(other).getByLabel('内容', { exact: true }).fill('请先备份');
  await other.keyboard.press('Escape');
  const question = other.locator('.ant-modal-confirm', { hasText: '放弃未保存的修改？' });
  await question.getByRole('button', { name: '取消' }).click();
  await question.waitFor({ state: 'hidden' });
  await press(one, '记录联系');
  await choose(one, '方式', '电话');
  await drawer(one).getByLabel('沟通内容').fill('约在下午');
  await drawer(one).getByRole('button', { name: '记录联系' }).click();
  await other.locator('article.entry').getByText('约在下午').waitFor();

  await drawer(other).getByRole('button', { name: '内部备注' }).click();
  await drawer(other).getByText('工单已被他人更新').waitFor();
  await drawer(other).getByText('约在下午').waitFor();
  expect(await drawer(other).getByLabel('内容', { exact: true }).inputValue()).toBe('请先备份');
  await walk.picture(other, 'two-1-conflict');
  await press(other, '已了解，仍要提交');
  await one.locator('article.entry').getByText('请先备份').waitFor();
});

test('a cut connection is said at once, and made good without reloading', async () => {
  const no = await walk.desk.report('wang', equipment);
  const page = await walk.open('wu', `/desk/t/${no}`);
  await page.locator('.connection.live').waitFor();
  await page.context().setOffline(true);
  await page.getByText('连接已断开').waitFor();
  await walk.picture(page, 'cut-1-banner');
  await walk.desk.does('wu', no, ['note', { text: '断线期间的备注' }]);
  expect(await page.getByText('断线期间的备注').count()).toBe(0);
  await page.context().setOffline(false);
  await page.getByText('断线期间的备注').waitFor();
  await page.locator('.connection.live').waitFor();
  expect(await page.getByText('连接已断开').count()).toBe(0);
});

test('who comes back to a session that has ended is told so, loses nothing, and goes on after signing in', async () => {
  const no = await walk.desk.report('wang', equipment);
  const page = await walk.open('he', `/desk/t/${no}`);
  await page.locator('.connection.live').waitFor();
  await page.locator('.ticket-actions button').first().waitFor();
  await page.keyboard.press('x');
  await drawer(page).getByLabel('内容', { exact: true }).fill('写了一半的备注');
  await walk.desk.owner(`delete from session where person = 'he'`);
  const told = page.locator('.ant-alert', { hasText: '登录已失效，请重新登录。' });
  await told.waitFor();
  expect(await page.locator('.connection').innerText()).not.toContain('实时');
  await walk.picture(page, 'ended-1-told');
  // An action meanwhile is refused in words, and what was typed stays.
  await page.keyboard.press('Control+Enter');
  await drawer(page).getByRole('alert').first().waitFor();
  expect(await drawer(page).getByLabel('内容', { exact: true }).inputValue()).toBe('写了一半的备注');
  expect(new URL(page.url()).pathname).toBe(`/desk/t/${no}`);

  // They sign in in another window, and come back to this one.
  const [other] = await Promise.all([
    page.context().waitForEvent('page'),
    told.getByRole('link', { name: '登录' }).click(),
  ]);
  await other.locator('button[data-login="he"]').click();
  await other.waitForURL(`${walk.desk.url}/desk/**`);
  await other.close();
  await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
  await page.locator('.connection.live').waitFor();
  expect(await told.count()).toBe(0);
  await drawer(page).getByRole('button', { name: '内部备注' }).click();
  await page.locator('article.entry').getByText('写了一半的备注').waitFor();
});

test('whoever loses a role loses its pages at once', async () => {
  await walk.desk.owner(`update person set roles = '{supervisor}' where id = 'ma'`);
  const page = await walk.open('ma', '/desk/supervisor');
  await page.locator('.connection.live').waitFor();
  await page.getByRole('menuitem', { name: '主管工作台' }).waitFor();
  await walk.desk.owner(`update person set roles = '{reporter}' where id = 'ma'`);
  await page.getByText('没有这个页面，或您无权查看。').waitFor();
  expect(await page.getByRole('menuitem', { name: '主管工作台' }).count()).toBe(0);
  await page.context().close();
  await walk.desk.owner(`update person set roles = '{manager}' where id = 'ma'`);
});

test('a page left open overnight says what it has missed, and shows it', async () => {
  const no = await walk.desk.report('wang', equipment);
  const page = await walk.open('wu', '/desk');
  await page.locator('.ant-table-row', { hasText: no }).waitFor();
  await page.clock.install();
  await page.reload();
  const row = page.locator('.ant-table-row', { hasText: no });
  await row.waitFor();
  expect(await row.innerText()).toMatch(/剩余 \d+ 分/u);
  // The lid is closed: no timer runs, no byte arrives; nine hours later it is opened.
  await page.context().setOffline(true);
  await walk.desk.does('wu', no, ['claim']);
  await walk.desk.does('wu', no, fits.contact);
  await page.clock.fastForward('09:00:00');
  await row.getByText(/已超时 \d+ 小时/u).waitFor();
  await page.getByText('连接已断开').waitFor();
  await page.context().setOffline(false);
  await page.locator('.connection.live').waitFor();
  await row.getByText('处理中').waitFor();
});

test('English throughout for whoever prefers it', async () => {
  const no = await walk.desk.report('wang', { ...equipment, description: described });
  const page = await walk.open('wu', '/desk', { language: 'en' });
  await page.locator('.ant-table-row', { hasText: no }).getByRole('link', { name: no }).click();
  await page.getByRole('button', { name: 'Record contact' }).click();
  await drawer(page).getByLabel('What was said').waitFor();
  await walk.picture(page, 'english-1-ticket');
  const shown = await page.locator('body').innerText();
  expect(shown.replaceAll(/王敏|财务部|吴涛|设备组|中文/gu, '')).not.toMatch(/\p{Script=Han}/u);
});

const described = {
  symptom: 'The printer is dead',
  occurredAt: '2026-01-05T08:55:00+08:00',
  impact: 'third floor',
  attempted: 'nothing',
};

test("a liaison's page behind their link: on a phone, without scripts, in both languages", async () => {
  const no = await walk.desk.report('wang', equipment);
  await walk.desk.does('wu', no, ['claim']);
  await walk.desk.does('wu', no, fits.form);
  await walk.desk.does('liu', no, fits.approval);
  const token = randomBytes(24).toString('base64url');
  const hash = createHash('sha256').update(token).digest('hex');
  await walk.desk.owner(`insert into liaison_link (token_hash, no, seq, person, nth, expires_at)
    values (decode('${hash}', 'hex'), '${no}', 4, 'vendor', 1, now() + interval '1 d')`);
  const page = await walk.open(null, `/liaison/${token}`, { isPhone: true, hasScripts: false });
  await page.getByLabel('进展').fill('补丁明早到');
  await walk.picture(page, 'liaison-1-page');
  await page.getByRole('button', { name: '同步进展' }).click();
  await page.getByText('已记录，谢谢').waitFor();
  await page.getByText('补丁明早到').waitFor();
  const english = await walk.open(null, `/liaison/${token}`, {
    isPhone: true,
    isDark: true,
    language: 'en',
  });
  await english.getByText('Next sync due by').waitFor();
  expect(await violations(english)).toEqual([]);
  expect(await english.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  await walk.picture(english, 'liaison-2-english');
  const staff = await walk.open('liu', `/desk/t/${no}`);
  await staff.locator('article.entry', { hasText: '补丁明早到' }).getByText('经链接').waitFor();
  await staff.getByText('对接人链接').waitFor();
  await walk.picture(staff, 'liaison-3-supervisor');
  await staff.getByRole('button', { name: '撤回链接' }).click();
  await staff.getByText('已于').last().waitFor();
  await english.reload();
  await english.getByText('ask the supervisor').waitFor();
  await walk.picture(english, 'liaison-4-gone');
});
