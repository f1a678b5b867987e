import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { manualPolicy } from '../../domain/policy.js';
import { fits } from '../api/desk.js';
import { until } from '../api/front-door.js';
import { openingMs, openWalk, type Walk } from './walk.js';

let walk: Walk;
beforeAll(async () => {
  // Reporters who say nothing, and archives that lack a part, wait for the supervisor after seconds instead of days.
  const targets = { ...manualPolicy.targets, confirmation: '2 s', archive: '3 s' } as const;
  walk = await openWalk({ policy: { ...manualPolicy, version: 2, targets } });
}, openingMs);
afterAll(async () => await walk?.close());
afterEach(async () => await walk.check());

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
  await panel(page).locator('textarea:focus').waitFor();
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

test('a key pressed in the very moment in which a row is chosen acts on that row', async () => {
  const [one, other] = [await escalated(), await escalated()];
  const page = await walk.open('liu', '/desk/supervisor');
  await row(page, one, decisions).click();
  await panel(page).getByText('需厂商补丁').waitFor();
  await row(page, other, decisions).waitFor();
  await page.evaluate(`{
    const rows = [...document.querySelectorAll('.waiting-row')];
    rows.find(({ innerText }) => innerText.includes('${other}')).click();
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
  }`);
  await page.waitForURL(`**/desk/t/${other}`);
  await walk.desk.does('liu', one, fits.approval);
  await walk.desk.does('liu', other, fits.approval);
});

test('§2.2.2: an urgent ticket is acknowledged by keys, and leaves the list', async () => {
  const no = await walk.desk.report('wang', { ...equipment, urgency: 'urgent' });
  const page = await walk.open('liu', '/desk/supervisor');
  await row(page, no, /紧急待确认/u).waitFor();
  await chooseByKey(page, no);
  await page.keyboard.press('a');
  await panel(page).locator('.action-form :focus').waitFor();
  await walk.picture(page, 'supervisor-7-emergency');
  await page.keyboard.type('已联系业务部门');
  await page.keyboard.press('Control+Enter');
  await row(page, no, /紧急待确认/u).waitFor({ state: 'detached' });
  expect((await walk.desk.ask('liu', `/api/tickets/${no}`)).body).toMatchObject({
    ticket: { emergency: { by: { id: 'liu' } } },
  });
});

/** Resolved and answered by its reporter. */
const answered = async (scores: number, suggestions: string): Promise<string> => {
  const no = await walk.desk.report('wang', equipment);
  for (const deed of [['claim'], fits.contact, fits.step, fits.proposal] as const)
    await walk.desk.does('wu', no, deed);
  await walk.desk.does('wang', no, fits.confirmation);
  const each = { speed: scores, efficiency: scores, attitude: scores, ability: scores };
  await walk.desk.does('wang', no, ['answer-survey', { ...each, suggestions }]);
  return no;
};

const lowScores = /低分待回访/u;

/** Else the miss comes while a form is open, which then rightly asks to look at it first. */
const archiveMissed = async (no: string): Promise<void> =>
  await until(async () =>
    /"duty":"archive"[^}]*"outcome":"missed"/u.test(
      JSON.stringify((await walk.desk.ask('liu', `/api/tickets/${no}/log`)).body),
    ),
  );

test('§2.4.4: a praising 2 and a complaining 5 are shown as they are; a low score is followed up to its end', async () => {
  const praising = await answered(2, '非常好，辛苦了');
  const complaining = await answered(5, '服务太差，我要投诉');
  for (const no of [praising, complaining]) await archiveMissed(no);
  const page = await walk.open('liu', '/desk/supervisor');
  const [praise, complaint] = [row(page, praising, lowScores), row(page, complaining, lowScores)];
  await praise.waitFor();
  await complaint.waitFor();
  expect(await praise.innerText()).toContain('评分低');
  expect(await praise.innerText()).not.toContain('负面');
  expect(await complaint.innerText()).toContain('负面');
  expect(await complaint.innerText()).not.toContain('评分低');
  await complaint.click();
  await panel(page).getByText('服务太差，我要投诉').waitFor();
  await praise.click();
  await panel(page).getByText('非常好，辛苦了').waitFor();
  expect(await panel(page).locator('article.entry').last().innerText()).toMatch(/响应速度\s*2/u);
  await walk.picture(page, 'supervisor-8-praising-2');

  await page.keyboard.press('a');
  await panel(page).getByLabel('回访记录').fill('电话联系，用户以为 2 分最高');
  await panel(page).getByLabel('原因', { exact: true }).fill('误解评分');
  await panel(page).getByLabel('无需改进的原因').fill('评分说明已在表上');
  await page.keyboard.press('Control+Enter');
  await praise.waitFor({ state: 'detached' });
  expect(await complaint.count()).toBe(1);
  const { body } = await walk.desk.ask('liu', `/api/tickets/${praising}/log`);
  expect(JSON.stringify(body)).toContain('用户以为 2 分最高');
});

test('§2.5.2: of an archive held for missing parts one is supplied and one waived with a reason', async () => {
  const no = await walk.desk.report('wang', equipment);
  for (const deed of [['claim'], fits.contact, fits.proposal] as const) await walk.desk.does('wu', no, deed);
  await walk.desk.does('wang', no, fits.confirmation);
  await archiveMissed(no);
  const page = await walk.open('liu', '/desk/supervisor');
  const held = row(page, no, /归档被搁置/u);
  await held.waitFor();
  expect(await held.innerText()).toMatch(/缺/u);
  /** What the page says is missing; a form is opened when it says what is so. */
  const lacking = async (): Promise<string> =>
    /缺少.*/u.exec((await held.allInnerTexts()).join(''))?.[0] ?? '';
  const first = await lacking();
  await chooseByKey(page, no);
  await page.keyboard.press('a');
  await panel(page).getByLabel('材料内容').fill('电话指导更换硒鼓');
  await walk.picture(page, 'supervisor-9-archive');
  await page.keyboard.press('Control+Enter');
  const archive = async (): Promise<readonly string[]> =>
    (
      (await walk.desk.ask('liu', `/api/tickets/${no}`)).body['ticket'] as {
        archive: { missing: readonly string[] } | null;
      }
    ).archive?.missing ?? [];
  await until(async () => !(await archive()).includes('process-records') && (await lacking()) !== first);

  for (let parts = 0; parts < 3 && (await held.count()) > 0 && (await archive()).length > 0; parts += 1) {
    const [left, said] = [await archive(), await lacking()];
    await held.click();
    await page.keyboard.press('d');
    await panel(page).getByLabel('原因', { exact: true }).fill('一次性问题，无需入库');
    await page.keyboard.press('Control+Enter');
    await until(async () => (await archive()).length < left.length && (await lacking()) !== said);
  }
  await held.waitFor({ state: 'detached' });
  await until(async () =>
    JSON.stringify((await walk.desk.ask('liu', `/api/tickets/${no}`)).body).includes('"archived"'),
  );
  const { body } = await walk.desk.ask('liu', `/api/tickets/${no}/log`);
  expect(JSON.stringify(body)).toContain('一次性问题，无需入库');
});

test('§2.4.2: for a reporter who never confirmed the supervisor closes, marked so; never against a word that it is not solved', async () => {
  const proposed = async (): Promise<string> => {
    const no = await walk.desk.report('wang', equipment);
    for (const deed of [['claim'], fits.contact, fits.step, fits.proposal] as const)
      await walk.desk.does('wu', no, deed);
    return no;
  };
  const silent = await proposed();
  const unsolved = await proposed();
  await walk.desk.does('wang', unsolved, ['confirm-resolved', { comment: '还是不行' }]);
  const page = await walk.open('liu', '/desk/supervisor');
  const unconfirmed = /提报人未确认/u;
  await row(page, silent, unconfirmed).waitFor();
  await row(page, unsolved, unconfirmed).click();
  await panel(page).getByText('提报人注明未解决').waitFor();
  expect(await panel(page).locator('.action-form').count()).toBe(0);
  await walk.picture(page, 'supervisor-10-not-solved');
  await row(page, silent, unconfirmed).click();
  await page.keyboard.press('a');
  await panel(page).locator('.action-form textarea').first().fill('三次提醒未复');
  await page.keyboard.press('Control+Enter');
  await row(page, silent, unconfirmed).waitFor({ state: 'detached' });
  const { body } = await walk.desk.ask('wang', `/api/tickets/${silent}/log`);
  expect(body['entries']).toContainEqual(
    expect.objectContaining({
      action: 'confirm-resolved',
      by: expect.objectContaining({ id: 'liu', role: 'supervisor' }),
    }),
  );
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
