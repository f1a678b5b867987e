import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { createPool } from '../../adapters/postgres/pool.js';
import { manualPolicy } from '../../domain/policy.js';
import { until } from '../../scripts/faults/desk.js';
import type { SmtpSink } from '../../scripts/faults/smtp-sink.js';
import type { DeskAddresses } from '../../scripts/launch/desk-file.js';
import { openWindows, type Windows } from '../browser/windows.js';
import { textOf } from '../fakes/inbox.js';

interface Day {
  readonly addresses: DeskAddresses;
  readonly sink: SmtpSink;
}

/** One ticket from its report to its archive, as reporter, engineer and supervisor meet it on the desk of `npm start`. */
export const walkThrough = async ({ addresses, sink }: Day): Promise<void> => {
  await archiveAtOnce(addresses);
  const windows = await openWindows({ url: addresses.api, issuer: addresses.env['JWT_ISSUER'] ?? '' });
  try {
    const no = await reports(windows);
    await until('the mail that the ticket is accepted', () => mailsAbout(sink, no).length > 0);
    await engineerEscalates(windows, no);
    await supervisorApproves(windows, no);
    await engineerSolves(windows, no);
    await reporterConfirms(windows, no);
    await answersByMail(windows, { sink, no, url: addresses.api });
    await isArchived(windows, no);
    await windows.check();
  } finally {
    await windows.close();
  }
};

const mailsAbout = (sink: SmtpSink, no: string): readonly string[] =>
  sink.mails.map(textOf).filter((text) => text.includes(no));

/** The manual's days as seconds, for tickets from now on. */
const archiveAtOnce = async ({ env }: DeskAddresses): Promise<void> => {
  const pool = createPool(env['DATABASE_URL'] ?? '', { max: 1 });
  const policy = { ...manualPolicy, version: 2, targets: { ...manualPolicy.targets, archive: '10 s' } };
  try {
    await pool.query('update policy set active = false where active');
    await pool.query(
      `insert into policy (version, name, body, active, author, created_at) values ($1, $2, $3, true, 'test', now())`,
      [policy.version, policy.name, JSON.stringify(policy)],
    );
  } finally {
    await pool.end();
  }
};

const reports = async ({ open, picture }: Windows): Promise<string> => {
  const page = await open('wang', '/report');
  await page.getByLabel('故障现象').fill('三楼打印机脱机');
  await page.getByLabel('发生时间').fill('2026-01-05T08:55');
  await page.getByLabel('影响范围').fill('财务部全体');
  await page.getByLabel('已尝试的操作').fill('已重启打印机');
  await page.getByLabel('设备维护').check();
  await page.getByLabel('分机').fill('8001');
  await page.getByLabel('邮箱').fill('wang@corp.example');
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('button', { name: '确认无误' }).click();
  await page.getByText('工单已受理').waitFor();
  await picture(page, 'start-1-accepted');
  const no = await page.getByRole('heading', { level: 1 }).innerText();
  await page.context().close();
  return no;
};

const drawer = (page: Page) => page.getByRole('dialog');
const does = async (page: Page, action: string): Promise<void> => {
  const button = page.locator('.ticket-actions').getByRole('button', { name: action, exact: true });
  await page.locator('.ticket-actions').getByRole('button').first().waitFor();
  if ((await button.count()) > 0) return await button.click();
  await page.getByRole('button', { name: '更多操作' }).click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
};
const send = async (page: Page, action: string): Promise<void> => {
  await drawer(page).getByRole('button', { name: action, exact: true }).click();
  await drawer(page).waitFor({ state: 'hidden' });
};

const engineerEscalates = async ({ open, picture }: Windows, no: string): Promise<void> => {
  const page = await open('wu', '/desk');
  const row = page.locator('.ant-table-row', { hasText: no });
  await row.click();
  await page.keyboard.press('c');
  await page.getByText(`已接单 ${no}`).waitFor();
  await picture(page, 'start-2-queue');
  await page.keyboard.press('Enter');
  await does(page, '记录联系');
  await drawer(page).getByRole('combobox', { name: '方式' }).click();
  await page.locator('.ant-select-item-option', { hasText: '电话' }).click();
  await drawer(page).getByLabel('沟通内容').fill('已与王敏核实');
  await send(page, '记录联系');
  await does(page, '记录处理步骤');
  await drawer(page).getByLabel('操作').fill('更换数据线');
  await drawer(page).getByLabel('结果').fill('仍脱机');
  await send(page, '记录处理步骤');
  await does(page, '提交问题升级申请表');
  await drawer(page).getByLabel('目前进展').fill('已更换数据线，仍脱机');
  await drawer(page).getByLabel('原因', { exact: true }).fill('需厂商更换主板');
  await drawer(page).getByLabel('需要的支持').fill('厂商到场');
  await picture(page, 'start-3-escalation');
  await send(page, '提交问题升级申请表');
  await page.locator('.ticket-head').getByText('升级待审').waitFor();
  await page.context().close();
};

const supervisorApproves = async ({ open, picture }: Windows, no: string): Promise<void> => {
  const page = await open('liu', '/desk/supervisor');
  await page.locator('.waiting-row', { hasText: no }).click();
  await page.locator('.action-form').waitFor();
  await page.keyboard.press('a');
  await page.keyboard.type('厂商');
  await page.locator('.ant-select-item-option-active', { hasText: '厂商接口人' }).waitFor();
  await page.keyboard.press('Enter');
  await picture(page, 'start-4-approval');
  await page.keyboard.press('Control+Enter');
  await page.locator('.waiting-row', { hasText: no }).waitFor({ state: 'detached' });
  await page.context().close();
};

const engineerSolves = async ({ open, picture }: Windows, no: string): Promise<void> => {
  const page = await open('wu', `/desk/t/${no}`);
  await does(page, '提出解决方案');
  await drawer(page).getByLabel('解决方案').fill('厂商更换主板');
  await send(page, '提出解决方案');
  await page.locator('.ticket-head').getByText('待验证').waitFor();
  await picture(page, 'start-5-solved');
  await page.context().close();
};

const reporterConfirms = async ({ open, picture }: Windows, no: string): Promise<void> => {
  const page = await open('wang', `/t/${no}`);
  await page.getByLabel('验证结果').fill('已能打印');
  await page.getByRole('button', { name: '确认解决' }).click();
  await page.getByText('问题已解决').waitFor();
  await picture(page, 'start-6-confirmed');
  await page.context().close();
};

const answersByMail = async (
  { open, picture }: Windows,
  { sink, no, url }: { readonly sink: SmtpSink; readonly no: string; readonly url: string },
): Promise<void> => {
  const link = (): string | undefined =>
    mailsAbout(sink, no).flatMap((text) => /\/survey\/[\w-]{16,}/u.exec(text)?.[0] ?? [])[0];
  await until('the mail with the survey', () => link() !== undefined);
  const page = await open(null, link() ?? '', { isPhone: true, hasScripts: false });
  expect(page.url().startsWith(url)).toBe(true);
  for (const part of ['响应速度', '处理效率', '服务态度', '专业能力'])
    await page.getByRole('group', { name: part }).getByText('5', { exact: true }).tap();
  await picture(page, 'start-7-survey');
  await page.getByRole('button', { name: '提交评价' }).tap();
  await page.getByText('谢谢您的评价！').waitFor();
  await page.context().close();
};

const isArchived = async ({ open, picture }: Windows, no: string): Promise<void> => {
  const page = await open('wu', `/desk/t/${no}`);
  await does(page, '知识库更新');
  await drawer(page).getByText('否', { exact: true }).first().click();
  const article = drawer(page).getByRole('combobox', { name: /文章/u });
  await article.click();
  await article.fill('打印');
  await page.locator('.ant-select-item-option').first().click();
  await picture(page, 'start-8-knowledge');
  await send(page, '知识库更新');
  await page.locator('.ticket-head').getByText('已归档').waitFor({ timeout: 40_000 });
  await picture(page, 'start-9-archived');
};
