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

const equipment = { type: 'equipment' } as const;

/** A ticket whose escalation the supervisor has to decide. */
const escalated = async (): Promise<string> => {
  const no = await walk.desk.report('wang', equipment);
  await walk.desk.does('wu', no, ['claim']);
  await walk.desk.does('wu', no, fits.form);
  return no;
};

const row = (page: Page, no: string, section: RegExp) =>
  page.getByRole('region', { name: section }).locator('.waiting-row', { hasText: no });
const decisions = /升级待审批|Escalations to decide/u;
const panel = (page: Page) => page.getByRole('region', { name: '处理', exact: true });
/** Moves by key until the ticket is the chosen one. */
const chooseByKey = async (page: Page, no: string): Promise<void> => {
  for (let moves = 0; moves < 20; moves += 1) {
    await page.keyboard.press('j');
    const chosen = page.locator('.waiting-row.chosen');
    await chosen.waitFor();
    if ((await chosen.innerText()).includes(no)) return;
  }
  throw new Error(`${no} cannot be reached by keys`);
};

test('§2.3.5: escalations are approved and declined by keyboard alone, and leave the list by themselves', async () => {
  const [one, other] = [await escalated(), await escalated()];
  const page = await walk.open('liu', '/desk/supervisor');
  await row(page, other, decisions).waitFor();
  expect(await row(page, one, decisions).innerText()).toMatch(/剩余 (?:29|30) 分[\s\S]*申请人 吴涛/u);

  await chooseByKey(page, one);
  await panel(page).getByText('需厂商补丁').waitFor();
  await page.keyboard.press('a');
  await page.keyboard.type('厂商');
  await page.locator('.ant-select-item-option-active', { hasText: '厂商接口人' }).waitFor();
  await page.keyboard.press('Enter');
  await walk.picture(page, 'supervisor-2-approve');
  await page.keyboard.press('Control+Enter');
  await row(page, one, decisions).waitFor({ state: 'detached' });
  expect((await walk.desk.ask('liu', `/api/tickets/${one}`)).body).toMatchObject({
    ticket: { stage: 'escalated', escalation: { approved: true, liaison: { id: 'vendor' } } },
  });

  await page.keyboard.press('Escape');
  if (!(await page.locator('.waiting-row.chosen').allInnerTexts()).some((text) => text.includes(other)))
    await chooseByKey(page, other);
  await page.keyboard.press('d');
  await page.keyboard.type('先按常规方式再试一次');
  await page.keyboard.press('Control+Enter');
  await row(page, other, decisions).waitFor({ state: 'detached' });
  expect((await walk.desk.ask('liu', `/api/tickets/${other}`)).body).toMatchObject({
    ticket: { stage: 'handling', escalation: { approved: false } },
  });
});

test('what comes up shows without reloading; of two who decide one wins, and the other is told', async () => {
  const page = await walk.open('liu', '/desk/supervisor');
  await page.locator('.connection.live').waitFor();
  const no = await escalated();
  await row(page, no, decisions).click();
  await page.keyboard.press('d');
  await page.keyboard.type('请补充说明');
  await walk.desk.does('he', no, fits.approval);
  await page.keyboard.press('Control+Enter');
  await panel(page)
    .getByText(/现在不能执行|工单已被他人更新|刚刚已处理/u)
    .first()
    .waitFor();
  await row(page, no, decisions).waitFor({ state: 'detached' });
  await panel(page).getByText('这一项刚刚已处理').waitFor();
  expect((await walk.desk.ask('liu', `/api/tickets/${no}`)).body).toMatchObject({
    ticket: { escalation: { approved: true } },
  });
});

test('on a phone, in the dark, in English: the list first, then one at a time', async () => {
  const no = await escalated();
  const page = await walk.open('liu', '/desk/supervisor', { isPhone: true, isDark: true, language: 'en' });
  await row(page, no, decisions).click();
  await page.getByRole('button', { name: 'Back to the list' }).waitFor();
  await page.getByText('Liaison', { exact: true }).waitFor();
  await walk.picture(page, 'supervisor-5-phone');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  await page.getByRole('button', { name: 'Back to the list' }).click();
  await row(page, no, decisions).waitFor();
  await walk.picture(page, 'supervisor-6-phone-list');
});

test('whoever is no supervisor has no such page', async () => {
  const page = await walk.open('wu', '/desk/supervisor');
  await page.getByText('没有这个页面').waitFor();
  expect(await page.getByRole('menuitem', { name: '主管工作台' }).count()).toBe(0);
});
