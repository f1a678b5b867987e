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

  await walk.desk.does(id, no, ['propose-resolution', { solution: '已解锁账号', cause: '连续输错密码五次' }]);
  await page.reload();
  // §2.4: what the problem came from is told to whoever had it.
  await page.locator('.talk li', { hasText: '已解锁账号' }).getByText('原因：连续输错密码五次').waitFor();
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
  expect(await page.locator('.talk li', { hasText: '响应速度' }).innerText()).toMatch(
    /响应速度[\s\S]*处理效率[\s\S]*服务态度[\s\S]*专业能力[\s\S]*建议/u,
  );
  await walk.picture(page, 'reporter-6-done');
});

test('of a long conversation the newest stands first, and what is older a link further', async () => {
  const no = await walk.desk.report('wang', { type: 'equipment' });
  for (let nth = 1; nth <= 56; nth += 8)
    await Promise.all(
      Array.from(
        { length: 8 },
        async (_, i) => await walk.desk.does('wang', no, ['reply', { text: `第 ${nth + i} 句` }]),
      ),
    );
  await walk.desk.does('wang', no, ['reply', { text: '最后一句' }]);
  const page = await walk.open('wang', `/t/${no}`, { isPhone: true, hasScripts: false });
  const lines = page.locator('.talk li');
  expect(await lines.first().innerText()).toContain('最后一句');
  const told = await lines.allInnerTexts();
  await page.getByRole('link', { name: '更早的记录' }).click();
  await page.getByRole('link', { name: '回到最新' }).waitFor();
  const older = await lines.allInnerTexts();
  expect(older.at(-1)).toContain('登记');
  for (let nth = 1; nth <= 56; nth += 1)
    expect([...told, ...older].filter((line) => line.includes(`第 ${nth} 句`))).toHaveLength(1);
  expect(await page.getByRole('link', { name: '更早的记录' }).count()).toBe(0);
  await walk.picture(page, 'reporter-11-older');
  await page.getByRole('link', { name: '回到最新' }).click();
  expect(await lines.first().innerText()).toContain('最后一句');
});

/** Somebody's own words, and names that are the same in every language. */
const ownWords = /钱进|市场部|设备组|吴涛|中文|恒台/gu;
const readsEnglish = async (page: Page): Promise<void> =>
  expect((await page.locator('body').innerText()).replaceAll(ownWords, '')).not.toMatch(/\p{Script=Han}/u);

test('the plain pages speak English from the report to the survey', async () => {
  const { desk } = walk;
  const page = await walk.open('qian', '/', { language: 'en' });
  await readsEnglish(page);
  await page.getByRole('link', { name: 'Report a problem' }).first().click();
  await page.getByLabel('What is wrong').fill('The printer is dead');
  await page.getByLabel('When it occurred').fill('2026-01-05T08:55');
  await page.getByLabel('Who is affected').fill('third floor');
  await page.getByLabel('What you tried').fill('nothing');
  await page.locator('input[name=type][value=equipment]').check();
  await page.getByLabel('Extension').fill('no number');
  await readsEnglish(page);
  await page.getByRole('button', { name: 'Next: check' }).click();
  await page.getByRole('alert').first().waitFor();
  await readsEnglish(page);
  await page.getByLabel('Extension').fill('8001');
  await page.getByRole('button', { name: 'Next: check' }).click();
  await page.getByRole('heading', { name: 'Please check' }).waitFor();
  await readsEnglish(page);
  await page.getByRole('button', { name: 'It is correct, submit' }).click();
  await page.getByText('Your ticket is accepted').waitFor();
  await readsEnglish(page);
  const no = await page.getByRole('heading', { level: 1 }).innerText();
  await page.goto(`${desk.url}/t/${no}`);
  await page.getByRole('button', { name: 'Urge' }).click();
  await page.getByText('urged 1 times').waitFor();
  await desk.does('wu', no, [
    'record-contact',
    { reached: true, method: 'phone', summary: 'talked', expectedResolutionAt: '2099-01-05T18:00:00+08:00' },
  ]);
  await desk.does('wu', no, ['ask-reporter', { instructions: 'Please restart it' }]);
  await page.reload();
  await readsEnglish(page);
  await page.getByLabel('Your answer').fill('still dead');
  await page.getByRole('button', { name: 'Send the answer' }).click();
  await page.getByText('still dead').waitFor();
  await desk.does('wu', no, ['propose-resolution', { solution: 'new toner' }]);
  await page.reload();
  await readsEnglish(page);
  await page.locator('[name=checked]').first().fill('prints again');
  await walk.picture(page, 'reporter-7-english');
  await page.getByRole('button', { name: 'Confirm: solved' }).click();
  await page.getByText('The problem is solved.').waitFor();
  await readsEnglish(page);
  for (const path of [`/t/${no}/survey`, `/print/register/${no}`, `/print/survey/${no}`, '/', '/nothing']) {
    await page.goto(`${desk.url}${path}`);
    await readsEnglish(page);
  }
  await page.goto(`${desk.url}/print/register/${no}`);
  expect(await page.locator('.tall').first().textContent()).toMatch(/^What is wrong/u);
});

const resolved = async (): Promise<string> => {
  const no = await walk.desk.report('wang', { type: 'equipment' });
  for (const deed of [['claim'], fits.contact, fits.proposal] as const) await walk.desk.does('wu', no, deed);
  await walk.desk.does('wang', no, fits.confirmation);
  return no;
};
/** The link as it would stand in a mail. */
const linkTo = async (no: string, token: string, expires = '1 day'): Promise<string> => {
  await walk.desk.owner(
    `insert into survey_token (token_hash, no, seq, expires_at)
     values (sha256('${token}'), '${no}', 1, now() + interval '${expires}')`,
  );
  return `/survey/${token}`;
};
const answers = async (no: string): Promise<number> =>
  (
    (await walk.desk.ask('liu', `/api/tickets/${no}/log?limit=500`)).body['entries'] as { action?: string }[]
  ).filter(({ action }) => action === 'answer-survey').length;

test('§2.4.3: the survey behind its link needs no login and one thumb; looking submits nothing, and it works once', async () => {
  const no = await resolved();
  const link = await linkTo(no, 'a-token-of-some-length-1');
  const page = await walk.open(null, link, { isPhone: true });
  await page.getByRole('heading', { name: '服务满意度调查表' }).waitFor();
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  for (const query of ['', '?speed=5&efficiency=5&attitude=5&ability=5'])
    await page.goto(`${walk.desk.url}${link}${query}`);
  expect(await answers(no)).toBe(0);

  for (const part of ['响应速度', '处理效率', '服务态度', '专业能力'])
    await page.getByRole('group', { name: part }).getByText('4', { exact: true }).tap();
  await walk.picture(page, 'reporter-8-survey-phone');
  await page.getByRole('button', { name: '提交评价' }).tap();
  await page.getByText('谢谢您的评价！').waitFor();
  expect(await answers(no)).toBe(1);
  const { body } = await walk.desk.ask('liu', `/api/tickets/${no}/log?limit=500`);
  expect(body['entries']).toContainEqual(
    expect.objectContaining({
      action: 'answer-survey',
      by: expect.objectContaining({ via: 'survey-link' }),
    }),
  );

  const gone = page.getByText('此链接无效、已使用或已过期。');
  const expired = await linkTo(await resolved(), 'a-token-of-some-length-2', '-1 second');
  for (const path of [link, expired, '/survey/a-token-that-nobody-gave']) {
    await page.goto(`${walk.desk.url}${path}`);
    await gone.waitFor();
    expect(await page.getByRole('button', { name: '提交评价' }).count()).toBe(0);
  }
  await walk.picture(page, 'reporter-9-survey-gone');
});

test('a form that another site sends is refused by a page that says what to do', async () => {
  const page = await walk.open('wang', '/');
  // On another port: near enough for the browser to send the cookie along.
  const body = `<form method="post" action="${walk.desk.url}/report"><button>go</button></form>`;
  await page.route(`${walk.issuer}/elsewhere`, async (route) => {
    await route.fulfill({ contentType: 'text/html', body });
  });
  await page.goto(`${walk.issuer}/elsewhere`);
  const [answer] = await Promise.all([
    page.waitForResponse(`${walk.desk.url}/report`),
    page.getByRole('button', { name: 'go' }).click(),
  ]);
  expect(answer.status()).toBe(403);
  await page.getByRole('link', { name: '回到首页' }).waitFor();
  expect(await violations(page)).toEqual([]);
  await walk.picture(page, 'reporter-10-refused');
});
