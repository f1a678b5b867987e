import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { fits } from '../api/desk.js';
import { openingMs, openWalk, type Walk } from './walk.js';

let walk: Walk;
beforeAll(async () => {
  walk = await openWalk();
}, openingMs);
afterAll(async () => await walk?.close());
afterEach(() => walk.check());

/** Writes a report as its reporter does, up to the summary. */
const writeReport = async (page: Page, symptom: string): Promise<void> => {
  await page.getByLabel('故障现象').fill(symptom);
  await page.getByLabel('发生时间').fill('2026-01-05T08:55');
  await page.getByLabel('影响范围').fill('财务部全体');
  await page.getByLabel('已尝试的操作').fill('已重启电脑');
  await page.getByLabel('系统故障').check();
  await page.getByLabel('分机').fill('8001');
  await page.getByRole('button', { name: '下一步' }).click();
};

test("a reporter's day on the plain pages, without scripts", async () => {
  const page = await walk.open('wang', '/report', { hasScripts: false });
  await writeReport(page, 'OA 登录提示账号已锁定');

  // §2.1.6: read back, corrected, read back again.
  await page.getByRole('heading', { name: '请核对' }).waitFor();
  expect(await page.locator('main').innerText()).toContain('OA 登录提示账号已锁定');
  await walk.picture(page, 'reporter-1-read-back');
  await page.getByRole('button', { name: '返回修改' }).click();
  expect(await page.getByLabel('影响范围').inputValue()).toBe('财务部全体');
  await page.getByLabel('影响范围').fill('财务部三人');
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('button', { name: '确认无误' }).click();

  // §2.1.7: the number and the expected response time.
  await page.getByText('工单已受理').waitFor();
  const no = await page.getByRole('heading', { level: 1 }).innerText();
  expect(no).toMatch(/^TS\d{11}$/u);
  expect(await page.getByRole('status').innerText()).toMatch(/预计响应时间：\s*\d{4}-\d\d-\d\d \d\d:\d\d/u);
  await walk.picture(page, 'reporter-2-accepted');
  const { body } = await walk.desk.ask('zhou', `/api/tickets/${no}`);
  expect(JSON.stringify(body)).toContain('影响范围原为“财务部全体”');

  await page.getByRole('link', { name: '我的工单' }).click();
  await page.getByRole('link', { name: no }).click();
  await page.getByRole('button', { name: '催办' }).click();
  await page.getByText('已催办 1 次').waitFor();

  const engineer = (await walk.desk.ask('zhou', `/api/tickets/${no}`)).body['ticket'] as {
    assignee: { id: string };
  };
  const { id } = engineer.assignee;
  await walk.desk.does(id, no, fits.contact);
  await walk.desk.does(id, no, ['ask-reporter', { instructions: '请截取错误提示' }]);
  await page.reload();
  await page.getByText('请截取错误提示').waitFor();
  await walk.picture(page, 'reporter-3-asked');
  await page.getByLabel('答复').fill('提示“账号已锁定”');
  await page.getByRole('button', { name: '提交答复' }).click();
  await page.getByText('提示“账号已锁定”').waitFor();

  await walk.desk.does(id, no, ['propose-resolution', { solution: '已解锁账号' }]);
  await page.reload();
  await page.getByLabel('验证结果').fill('已能正常登录');
  await walk.picture(page, 'reporter-4-verifying');
  await page.getByRole('button', { name: '确认解决' }).click();
  await page.getByText('问题已解决').waitFor();

  await page.getByRole('link', { name: '填写满意度调查' }).click();
  for (const part of ['响应速度', '处理效率', '服务态度', '专业能力'])
    await page.getByRole('group', { name: part }).getByLabel('5').check();
  await page.getByLabel('建议').fill('很好');
  await walk.picture(page, 'reporter-5-survey');
  await page.getByRole('button', { name: '提交评价' }).click();
  await page.getByRole('heading', { name: no }).waitFor();
  const after = await walk.desk.ask('liu', `/api/tickets/${no}/log`);
  expect(JSON.stringify(after.body)).toContain('answer-survey');
  await walk.picture(page, 'reporter-6-done');
});
