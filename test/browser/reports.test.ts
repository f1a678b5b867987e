import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { readXlsx } from '../../adapters/xlsx.js';
import { fits } from '../api/desk.js';
import { openingMs, openWalk, type Walk } from './walk.js';

let walk: Walk;
beforeAll(async () => {
  walk = await openWalk();
  const no = await walk.desk.report('wang', { type: 'equipment' });
  await walk.desk.does('wu', no, ['claim']);
  await walk.desk.does('wu', no, fits.contact);
  await walk.desk.does('wu', no, fits.form);
  await walk.desk.does('liu', no, fits.approval);
}, openingMs);
afterAll(async () => await walk?.close());
afterEach(async () => await walk.check());

const row = (page: Page, text: string) => page.locator('.report-figures tbody tr', { hasText: text }).first();
const choose = async (page: Page, field: string, option: string): Promise<void> => {
  await page.getByRole('combobox', { name: field }).click();
  await page.locator('.ant-select-item-option', { hasText: option }).click();
};

test('figures stand beside their charts, and filters in the address', async () => {
  const page = await walk.open('liu', '/desk/reports');
  await row(page, '联系提报人').waitFor();
  expect(await row(page, '联系提报人').innerText()).toMatch(/1\s+0\s+0\s+0\s+100\.0%/u);
  await page.getByRole('img', { name: '图：按时限' }).locator('canvas').waitFor();
  await walk.picture(page, 'reports-1-duties');

  await choose(page, '问题类型', '技术咨询');
  await page.getByText('所选时段没有数据').waitFor();
  await walk.picture(page, 'reports-2-empty');
  const again = await walk.open('liu', new URL(page.url()).pathname + new URL(page.url()).search);
  await again.getByText('所选时段没有数据').waitFor();
  await again.getByRole('button', { name: '清除筛选' }).click();
  await row(again, '联系提报人').waitFor();

  await again.getByRole('tab', { name: '升级与审批' }).click();
  await row(again, '设备组').waitFor();
  expect(again.url()).toContain('report=escalations');
});

test('the workbook has what the page shows', async () => {
  const page = await walk.open('liu', '/desk/reports?report=duties&period=this-month');
  await row(page, '联系提报人').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '导出 Excel' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^时限履行 .*\.xlsx$/u);
  const rows = readXlsx(await readFile(await download.path()));
  expect(rows).toContainEqual(['联系提报人', '1', '0', '0', '0', '1']);
});

test('leads see their groups alone, and engineers no reports', async () => {
  const lead = await walk.open('feng', '/desk/reports');
  await lead.getByText('所选时段没有数据').waitFor();
  const engineer = await walk.open('wu', '/desk/reports');
  await engineer.getByText('没有这个页面').waitFor();
});

test('English, dark and a phone are at home here too', async () => {
  const page = await walk.open('liu', '/desk/reports', { language: 'en', isDark: true, isPhone: true });
  await row(page, 'Contact the reporter').waitFor();
  await page.getByRole('img', { name: 'Chart: By duty' }).locator('canvas').waitFor();
  await walk.picture(page, 'reports-3-phone');
  const shown = await page.locator('body').innerText();
  expect(shown.replaceAll(/王敏|吴涛|刘洋|中文/gu, '')).not.toMatch(/\p{Script=Han}/u);
  const width = await page.evaluate('document.documentElement.scrollWidth');
  expect(width).toBeLessThanOrEqual(390);
});

test.each([false, true])('a reader without eyes finds no fault (dark: %s)', async (isDark) => {
  const page = await walk.open('liu', '/desk/reports?report=duties', { isDark });
  await row(page, '联系提报人').waitFor();
  await page.getByRole('img', { name: '图：按时限' }).locator('canvas').waitFor();
  await page.evaluate(await readFile('node_modules/axe-core/axe.min.js', 'utf8'));
  const found = await page.evaluate(
    `axe.run('#main', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(({ violations }) =>
       violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 200)).join(' | ')))`,
  );
  expect(found).toEqual([]);
});
