import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../api/front-door.js';
import { violations } from './axe.js';
import { openingMs, openWalk, type Walk } from './walk.js';

let walk: Walk;
beforeAll(async () => {
  walk = await openWalk();
}, openingMs);
afterAll(async () => await walk?.close());
afterEach(async () => await walk.check());

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

test('a text of a notice is tried while typing, kept against another editor, and taken back', async () => {
  const path = '/api/notice-templates/ticket-accepted/zh-CN';
  await walk.desk.owner(
    `insert into notice_template (notice, language, subject, body, changed_by)
     values ('assigned', 'en', '{gone}', '{link}', 'admin')`,
  );
  const page = await walk.open('admin', '/desk/admin/templates');
  const warning = page.getByRole('alert').filter({ hasText: '1 个自订文本无法使用' });
  await warning.getByRole('button', { name: '工单 … 已派给您 · 英文' }).click();
  await drawer(page).getByText('“{gone}”不能这样用。').waitFor();
  await page.keyboard.press('Escape');
  await drawer(page).waitFor({ state: 'detached' });

  await press(page, '工单 … 已受理 · 中文：内置文本');
  const preview = drawer(page).locator('[aria-live]');
  await preview.getByText('工单 TS20231001001 已受理').waitFor();
  const subject = drawer(page).getByLabel('标题');
  await subject.fill('已收到 {reporter}');
  await drawer(page)
    .locator('.ant-form-item', { hasText: '标题' })
    .getByText('“{reporter}”不能这样用')
    .waitFor();
  await preview.getByText('更正上面的错误后显示预览').waitFor();
  await subject.fill('已收到 ');
  await drawer(page).getByRole('button', { name: '{urgency} 紧急程度' }).click();
  await preview.getByText('已收到 紧急').waitFor();
  expect(await violations(page, '[role=dialog]')).toEqual([]);
  await walk.picture(page, 'admin-6-template');

  expect((await walk.desk.ask('liu', path, { body: { subject: '刘洋的', body: '{link}' } })).status).toBe(
    200,
  );
  await drawer(page).getByRole('button', { name: '保存' }).click();
  await drawer(page).getByText('在您编辑时，刘洋 已修改了这个文本').first().waitFor();
  await drawer(page).locator('.template-theirs').getByText('刘洋的').waitFor();
  expect(await subject.inputValue()).toBe('已收到 {urgency}');
  await walk.picture(page, 'admin-7-template-conflict');
  await drawer(page).getByRole('button', { name: '保存' }).click();
  await press(page, '工单 … 已受理 · 中文：自订文本');
  await drawer(page).getByText('管理员 修改于').waitFor();
  await drawer(page).getByRole('button', { name: '恢复内置文本' }).click();
  await page.locator('.ant-popover').getByRole('button', { name: '确定' }).click();
  await page.getByRole('button', { name: '工单 … 已受理 · 中文：内置文本' }).waitFor();
});

test('a service account is added, its token shown once and taken along, and revoked', async () => {
  const page = await walk.open('admin', '/desk/admin/accounts');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await press(page, '新增服务账号');
  await drawer(page).getByLabel('名称').fill('OA 报修表单');
  await drawer(page).getByRole('button', { name: '保存' }).click();
  await drawer(page).locator('.ant-form-item-has-error', { hasText: '范围' }).waitFor();
  await drawer(page).getByRole('checkbox', { name: '登记工单' }).check();
  await drawer(page).getByRole('checkbox', { name: '读取工单' }).check();
  await drawer(page).getByRole('button', { name: '保存' }).click();
  const dialog = page.getByRole('dialog', { name: '“OA 报修表单”的令牌' });
  const token = await dialog.getByLabel('令牌', { exact: true }).inputValue();
  await dialog.getByRole('button', { name: '复制令牌' }).click();
  await page.getByText('已复制').waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(token);
  expect(await violations(page, '[role=dialog]')).toEqual([]);
  await walk.picture(page, 'admin-8-token');
  const use = async () =>
    await fetch(`${walk.desk.url}/api/tickets`, { headers: { authorization: `Bearer ${token}` } });
  expect((await use()).status).toBe(200);
  // Nothing but the word that it is kept takes it away.
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: '我已保存令牌' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.reload();
  const row = page.locator('.ant-table-row', { hasText: 'OA 报修表单' });
  await row.getByText('有效').waitFor();
  expect(await row.innerText()).not.toContain('从未使用');
  expect(await page.content()).not.toContain(token.slice(12));
  await walk.picture(page, 'admin-9-accounts');
  await row.getByRole('button', { name: '吊销' }).hover();
  expect(await violations(page, '.ant-table-row')).toEqual([]);
  await row.getByRole('button', { name: '吊销' }).click();
  await page.locator('.ant-popover').getByRole('button', { name: '吊销' }).click();
  await row.waitFor({ state: 'detached' });
  expect((await use()).status).toBe(401);
  await page.getByRole('switch').click();
  await row.getByText('已吊销').waitFor();
});

test('why a notice did not arrive is said in words, with what the other side said beside it', async () => {
  const no = await walk.desk.report('wang', { type: 'equipment' });
  await walk.desk.owner(
    `insert into notice (id, no, seq, kind, recipient, channel, address, language, subject, body, urgent, state, reason, at)
     values ('gone', '${no}', 1, 'replied', 'wang', 'smtp', 'wang@desk.example', 'zh-CN', '工单 ${no} 有新回复', 'b', false,
       'failed', 'EENVELOPE 550 all recipients were rejected: 550 5.1.1 no such user', now())`,
  );
  const page = await walk.open('admin', '/desk/admin/health');
  const row = page.locator('.ant-table-row', { hasText: no });
  await row.getByText('收件邮箱不存在或不可用').waitFor();
  await row.getByText('5.1.1 no such user').waitFor();
  expect(await row.innerText()).toContain('王敏 · 邮件');
  await row.scrollIntoViewIfNeeded();
  await walk.picture(page, 'admin-11-undelivered');
  const ticket = await walk.open('liu', `/desk/t/${no}`);
  const receipt = ticket.locator('.receipts li');
  await receipt.getByText('收件邮箱不存在或不可用').waitFor();
  expect(await receipt.count()).toBe(1);
  await receipt.getByRole('button', { name: '重新发送' }).click();
  await receipt.waitFor({ state: 'detached' });
  expect(await violations(ticket, '.ticket aside')).toEqual([]);
  await ticket.getByRole('button', { name: /^全部 \d+ 条$/u }).click();
  await receipt.filter({ hasText: '待发送' }).first().waitFor();
  await walk.picture(ticket, 'admin-12-receipts');
});

test('buttons and links stay readable under the mouse, in light and in dark', async () => {
  const page = await walk.open('admin', '/desk/admin/people');
  const row = 'tr[data-row-key=li]';
  for (const [name, within] of [
    ['新增人员', '.admin-bar'],
    ['导入人员', '.admin-bar'],
    ['李强', row],
  ] as const) {
    await page.getByRole('button', { name, exact: true }).hover();
    expect([name, await violations(page, within)]).toEqual([name, []]);
  }
});

test('what a sheet would do is shown line by line, with what is wrong in it, and leaving asks first', async () => {
  const page = await walk.open('admin', '/desk/admin/people', { isDark: true, language: 'en' });
  await press(page, 'Import people');
  await drawer(page)
    .getByLabel('CSV', { exact: true })
    .fill(
      [
        '登录名,姓名,部门,工号,邮箱,角色',
        'song,宋佳,市场部,,song@desk.example,reporter',
        'wang,王敏,财务部,,not an address,wizard',
        'qian,钱进,新部门,,qian@desk.example,reporter',
        'li,李强,运维,E1003,li@desk.example,engineer',
      ].join('\n'),
    );
  await drawer(page).getByRole('button', { name: 'Preview' }).click();
  await drawer(page).getByText('Some lines cannot be applied').waitFor();
  expect(await violations(page, '[role=dialog]')).toEqual([]);
  await walk.picture(page, 'admin-10-import');

  const question = page.locator('.ant-modal-confirm', { hasText: 'Throw your changes away?' });
  await page.keyboard.press('Escape');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await question.waitFor({ state: 'hidden' });
  expect(await page.getByLabel('CSV', { exact: true }).inputValue()).toContain('宋佳');
  // A click beside it is no more a wish to lose it.
  await page.mouse.click(40, 600);
  await question.getByRole('button', { name: 'Throw away' }).click();
  await page.getByLabel('CSV', { exact: true }).waitFor({ state: 'detached' });
});

test('the administration log tells each change field by field, in words and nothing but words', async () => {
  const { body } = await walk.desk.ask('admin', '/api/routing');
  const rules = body['rules'] as readonly object[];
  await walk.desk.ask('admin', '/api/routing', {
    body: {
      rules: [
        ...rules.slice(0, -1),
        { type: null, words: ['打印'], department: '市场部', group: 'equipment' },
      ],
    },
  });
  const channel = {
    id: 'ops',
    kind: 'wecom-robot',
    name: '运维群',
    settings: {},
    secrets: ['key'],
    active: true,
  };
  const serves = {
    roles: ['lead'],
    groups: ['sysops'],
    people: [],
    notices: ['emergency'],
    urgentOnly: false,
  };
  const rotation = {
    id: 'r',
    group_id: 'network',
    name: '夜班',
    people: ['feng', 'sunn'],
    turn_days: 7,
    days: 'rest-days',
  };
  const slots = [{ from: '20:00', to: '08:00', offset: 0 }];
  const rows = [
    [
      'change-channel',
      'channel',
      'ops',
      { ...channel, serves, fields: ['number', 'link'] },
      { ...channel, serves: { ...serves, urgentOnly: true }, fields: ['number', 'text'] },
    ],
    [
      'set-rotation',
      'roster',
      'r',
      { ...rotation, slots, starts_on: '2026-11-30T00:00:00.000Z' },
      { ...rotation, days: 'every-day', slots, starts_on: '2026-12-07T00:00:00.000Z' },
    ],
    [
      'change-retention',
      'retention',
      'retention',
      { 'notice-texts': null, 'access-log': 400 },
      { 'notice-texts': 365, 'access-log': 400 },
    ],
    [
      'send-liaison-link',
      'ticket',
      'TS20261125001',
      null,
      { liaison: 'vendor', escalation: 1, expiresAt: 1_790_000_000_000 },
    ],
    ['roll-out-policy', 'policy', '2f0c', null, { version: 3, all: true, reason: '放宽审批', count: 12 }],
    [
      'map-roles',
      'person',
      'li',
      { roles: ['engineer'] },
      { roles: ['engineer', 'lead'], identity: { issuer: 'https://id.example', subject: '1003' } },
    ],
  ] as const;
  for (const [action, kind, subject, before, after] of rows)
    await walk.desk.owner(
      `insert into admin_log (by_id, action, kind, subject, before, after) values ('admin', '${action}', '${kind}', '${subject}',
        ${before === null ? 'null' : `'${JSON.stringify(before)}'`}, '${JSON.stringify(after)}')`,
    );
  const page = await walk.open('admin', '/desk/admin/admin-log');
  await page.locator('.ant-table-row').first().waitFor();
  const closed = page.locator('.ant-table-row-expand-icon-collapsed');
  while ((await closed.count()) > 0) await closed.first().click();
  const told = page.locator('.admin-diff');
  await told.filter({ hasText: '可发出的内容' }).waitFor();
  const text = (await told.allInnerTexts()).join('\n');
  expect(text).toContain('服务对象 › 只发紧急工单\n否\n是');
  expect(text).toContain('可发出的内容\n工单号、链接\n工单号、正文');
  expect(text).toContain('适用日子\n周末与节假日\n每天');
  expect(text).toContain('开始日期\n2026-11-30\n2026-12-07');
  expect(text).toContain('通知内容\n永久\n365 天');
  expect(text).toContain('角色\n工程师\n工程师、小组负责人');
  expect(text).toContain('系统或关键词：打印；部门：市场部；派到小组：设备组');
  expect(text).toContain('升级对接人\n厂商接口人');
  // Braces stand in texts of notices only, around their variables.
  expect(text).not.toMatch(/其他内容|":|\w_\w/u);
  for (const place of await told.locator('dt').allInnerTexts()) expect(place).toMatch(/\p{Script=Han}/u);
  expect(await violations(page, '.admin-part')).toEqual([]);
  await walk.picture(page, 'admin-13-log');

  const no = await walk.desk.report('wang', { type: 'system-fault' });
  await walk.desk.does('li', no, ['claim']);
  await walk.desk.ask('li', `/api/tickets/${no}`);
  await until(async () => (await walk.desk.ask('admin', '/api/access-log')).text.includes('"assignee"'));
  await page.goto(`${walk.desk.url}/desk/admin/access-log`);
  const reading = page.locator('.ant-table-row', { hasText: '查看工单' }).filter({ hasText: no });
  await reading.filter({ hasText: '李强' }).getByText('经办工程师').first().waitFor();
});
