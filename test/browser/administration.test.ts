import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { openingMs, openWalk, type Walk } from './walk.js';

let walk: Walk;
beforeAll(async () => {
  walk = await openWalk();
}, openingMs);
afterAll(async () => await walk?.close());
afterEach(() => walk.check());

const drawer = (page: Page) => page.getByRole('dialog');
const press = async (page: Page, name: string): Promise<void> =>
  await page.getByRole('button', { name, exact: true }).click();
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const instant = (at: number): string => new Date(at).toISOString();

test("a person's record: what is wrong stands at its field, nothing typed is lost, and leaving asks first", async () => {
  const page = await walk.open('admin', '/desk/admin');
  await press(page, '李强');
  await drawer(page).getByLabel('部门').fill('运维二组');
  await drawer(page).getByLabel('邮箱').fill('zhao@desk.example');
  await drawer(page).getByRole('button', { name: '保存' }).click();
  await drawer(page).locator('.ant-form-item', { hasText: '邮箱' }).getByText('此邮箱已属于他人').waitFor();
  expect(await drawer(page).getByLabel('部门').inputValue()).toBe('运维二组');
  await walk.picture(page, 'admin-1-field');

  await page.keyboard.press('Escape');
  const question = page.locator('.ant-modal-confirm', { hasText: '放弃未保存的修改？' });
  await question.getByRole('button', { name: '取消' }).click();
  await question.waitFor({ state: 'hidden' });
  await drawer(page).getByLabel('邮箱').fill('li@desk.example');
  await drawer(page).getByRole('button', { name: '保存' }).click();
  await page.locator('.ant-table-row', { hasText: '李强' }).getByText('运维二组').waitFor();
});

test('a gap in the roster is seen in the calendar, and filled from there at the times of Shanghai', async () => {
  const midnight = Math.floor((Date.now() + 8 * hourMs) / dayMs) * dayMs - 8 * hourMs;
  await walk.desk.ask('admin', '/api/groups/equipment', { body: { members: ['wu', 'zhao'] } });
  const { status } = await walk.desk.ask('admin', '/api/roster/absences', {
    body: {
      person: 'wu',
      group: null,
      substitute: null,
      from: instant(midnight + dayMs + 8 * hourMs),
      to: instant(midnight + dayMs + 20 * hourMs),
      reason: '年假',
    },
  });
  expect(status).toBe(201);
  const tomorrow = instant(midnight + dayMs + 8 * hourMs).slice(0, 10);
  const page = await walk.open('admin', `/desk/admin/roster?view=month&group=equipment&date=${tomorrow}`);
  const day = page.locator('.roster td', { has: page.locator(`time[datetime="${tomorrow}"]`) });
  await day.getByText('空缺 08:00–20:00').waitFor();
  await day.getByText('吴涛 休假').waitFor();
  await walk.picture(page, 'admin-2-gap');

  await day.getByRole('button', { name: '补班' }).click();
  expect(await drawer(page).getByLabel('开始').inputValue()).toBe(`${tomorrow} 08:00`);
  await drawer(page).getByRole('combobox', { name: '人员' }).click();
  await page.locator('.ant-select-item-option', { hasText: '赵磊' }).click();
  await drawer(page).getByRole('button', { name: '保存' }).click();
  await day.getByText('赵磊').waitFor();
  expect(await day.innerText()).not.toContain('空缺');
  await page.getByText('今后 14 天没有空缺').waitFor();
});

test('a policy is edited as a form, tried, published, and compared with the one before', async () => {
  const page = await walk.open('liu', '/desk/admin/policy', { isDark: true });
  await press(page, '修改最新版');
  const decision = page.locator('#targets_decision');
  await decision.fill('soon');
  await press(page, '发布并启用');
  await page.locator('.ant-form-item-has-error', { hasText: '升级审批' }).waitFor();
  await walk.picture(page, 'admin-3-policy-field');
  await decision.fill('20 min');
  await press(page, '开始试算');
  await page.getByText('张工单，没有变化').waitFor();
  await press(page, '发布并启用');
  await page.locator('.ant-table-row', { hasText: '启用中' }).getByText('刘洋').waitFor();
  await press(page, '变化');
  const row = page.locator('.ant-table-row', { hasText: '升级审批' });
  await row.getByText('20 min').waitFor();
  expect(await row.innerText()).toMatch(/时限目标 › 升级审批\s+30 min\s+20 min/u);
  await walk.picture(page, 'admin-4-policy-difference');
  // All else is as it was: the form loses nothing of the policy.
  expect(await page.locator('.ant-table-row', { hasText: '›' }).count()).toBe(1);
});

test('each part opens for whom the matrix lets in, and is not offered to others', async () => {
  const admin = await walk.open('admin', '/desk/admin/people', { isPhone: true, language: 'en' });
  const parts = admin.getByRole('combobox', { name: 'Administration' });
  await parts.waitFor();
  const offered = await parts.locator('option').allInnerTexts();
  expect(offered).toContain('Access log');
  for (const part of offered) {
    await parts.selectOption({ label: part });
    await admin.locator(`section[aria-label="${part}"]`).waitFor();
    await admin.waitForLoadState('networkidle');
    const shown = await admin.evaluate<number>('document.documentElement.scrollWidth');
    expect([part, shown]).toEqual([part, 390]);
    await walk.picture(admin, `admin-5-phone-${part.toLowerCase().replaceAll(' ', '-')}`);
  }
  const engineer = await walk.open('li', '/desk/admin/people');
  await engineer.getByText('没有这个页面，或您无权查看').waitFor();
  expect(await engineer.getByRole('navigation', { name: '系统管理' }).innerText()).not.toContain('人员');
});
