import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { parseMoment } from '../../web/desk/pages/intake/moment.js';
import { openingMs, openWalk, type Walk } from './walk.js';

let walk: Walk;
beforeAll(async () => {
  walk = await openWalk();
}, openingMs);
afterAll(async () => await walk?.close());
afterEach(async () => await walk.check());

/** Keys, one after the other. */
const keys = async (page: Page, ...pressed: readonly string[]): Promise<void> => {
  for (const key of pressed) await page.keyboard.press(key);
};

const minuteMs = 60_000;

/** Goes through a call by keyboard alone up to the read-back. */
const takeCall = async (page: Page, symptom: string): Promise<void> => {
  await page.locator('#intake-said').focus();
  await keys(page, 'Space', 'Tab');
  await page.keyboard.type('8001');
  await page.locator('.ant-select-item-option-active', { hasText: '王敏' }).waitFor();
  await keys(page, 'Enter');
  await page.locator('#intake-confirmed:focus').waitFor();
  expect(await page.locator('#intake-department').inputValue()).toBe('财务部');
  await keys(page, 'Space', 'Tab');
  await page.keyboard.type(symptom);
  await keys(page, 'Tab', 'Tab');
  await page.locator('#intake-impact:focus').waitFor();
  await page.keyboard.type('本人');
  await keys(page, 'Tab');
  await page.keyboard.type('没有尝试');
  await keys(page, 'Tab', 'Space');
  await page.getByRole('radio', { name: '系统故障' }).and(page.locator(':checked')).waitFor();
  await keys(page, 'Control+Enter');
};

test('§2.1: a call goes from the greeting to its number by keyboard alone, within a minute', async () => {
  const before = await walk.desk.report('wang', {
    description: {
      symptom: '三楼打印机卡纸',
      occurredAt: '2026-01-05T08:55:00+08:00',
      impact: '三楼',
      attempted: '无',
    },
  });
  const page = await walk.open('zhou', '/desk');
  await page.locator('.ant-table').waitFor();
  await keys(page, 'g', 'i');
  await page.getByText('工号 E1003').waitFor();
  const began = Date.now();
  await takeCall(page, '打印机卡纸，红灯闪烁');
  // What was reported already stands beside it, and what the reporter reported.
  await page.locator('aside .found').getByText(before).waitFor();
  await page.locator('aside').getByText('相同：打印机卡纸').waitFor();
  await page.getByRole('dialog').getByText('打印机卡纸，红灯闪烁').waitFor();
  await page.getByRole('dialog').getByText('派到系统运维组').waitFor();
  await page.locator('button:focus', { hasText: '登记工单' }).waitFor();
  await walk.picture(page, 'intake-1-read-back');
  await keys(page, 'Enter');
  const number = await page.locator('.filed .number').innerText();
  expect(Date.now() - began).toBeLessThan(minuteMs);
  expect(number).toMatch(/^TS\d{8}\d{3}$/u);
  await walk.picture(page, 'intake-2-filed');
  expect((await walk.desk.ask('zhou', `/api/tickets/${number}`)).body).toMatchObject({
    ticket: {
      channel: 'hotline',
      type: 'system-fault',
      urgency: 'normal',
      reporter: { id: 'wang', name: '王敏', department: '财务部', extension: '8001' },
      takenBy: { id: 'zhou', staffNumber: 'E1003' },
      description: { symptom: '打印机卡纸，红灯闪烁', impact: '本人', attempted: '没有尝试' },
      readBack: { confirmed: true },
    },
  });
  await keys(page, 'Enter');
  await page.locator('#intake-symptom').waitFor();
  expect(await page.locator('#intake-symptom').inputValue()).toBe('');
});

test('§2.1.6: a correction made at read-back is kept, and a reload loses nothing', async () => {
  const page = await walk.open('zhou', '/desk/intake');
  await takeCall(page, 'OA 打不开');
  await page.getByRole('button', { name: '有更正，返回修改' }).click();
  await page.reload();
  expect(await page.locator('#intake-symptom').inputValue()).toBe('OA 打不开');
  expect(await page.locator('#intake-said').isChecked()).toBe(true);
  await page.locator('#intake-impact').fill('财务部全体');
  await keys(page, 'Escape');
  await page.locator('#intake-symptom').focus();
  await keys(page, 'Control+Enter');
  await page.getByRole('dialog').getByText('更正：影响范围原为“本人”').waitFor();
  await page.getByRole('button', { name: '登记工单' }).click();
  const number = await page.locator('.filed .number').innerText();
  expect((await walk.desk.ask('zhou', `/api/tickets/${number}`)).body).toMatchObject({
    ticket: {
      description: { impact: '财务部全体' },
      readBack: { corrections: '更正：影响范围原为“本人”' },
    },
  });
});

test('an answer that was lost is asked for again under the same key: one ticket', async () => {
  const page = await walk.open('zhou', '/desk/intake');
  await takeCall(page, '投影仪黑屏');
  let lost = 0;
  await page.route('**/api/tickets', async (route) => {
    // It arrives, but its answer does not.
    await route.fetch();
    lost += 1;
    await route.abort();
  });
  await page.getByRole('button', { name: '登记工单' }).click();
  await page.getByText('没有连上服务器').waitFor();
  expect(lost).toBe(1);
  await page.unroute('**/api/tickets');
  await page.getByRole('button', { name: '登记工单' }).click();
  const number = await page.locator('.filed .number').innerText();
  const { body } = await walk.desk.ask('zhou', `/api/tickets?q=${encodeURIComponent('投影仪黑屏')}`);
  expect((body['tickets'] as readonly { no: string }[]).map(({ no }) => no)).toEqual([number]);
});

test('what is missing is named where it is missing', async () => {
  const page = await walk.open('zhou', '/desk/intake', { language: 'en', isDark: true });
  await page.locator('#intake-occurredAt').fill('soon');
  await page.locator('#intake-symptom').focus();
  await keys(page, 'Control+Enter');
  expect(await page.getByText('Please do this step first').count()).toBe(2);
  await page.getByText('At least one of extension and e-mail (§2.1.3)').waitFor();
  await page.getByText('Write 09:30 or 11-24 09:30, not later than now').waitFor();
  await page.locator('#intake-said:focus').waitFor();
  await walk.picture(page, 'intake-3-gaps');
  expect(await page.getByRole('dialog').count()).toBe(0);
  const shown = await page.locator('body').innerText();
  expect(shown.replaceAll(/王敏|钱进|周宁|财务部|市场部|中文/gu, '')).not.toMatch(/\p{Script=Han}/u);
});

test('a call to the agent’s phone is told on any page, and one press opens it filled in', async () => {
  const { body } = await walk.desk.ask('admin', '/api/service-accounts', {
    method: 'POST',
    body: { name: 'pbx', scopes: ['cti'], expiresAt: new Date(Date.now() + 3_600_000).toISOString() },
  });
  const page = await walk.open('zhou', '/desk');
  await page.locator('.ant-table').waitFor();
  const announced = await walk.desk.ask(null, '/api/cti/calls', {
    method: 'POST',
    headers: { authorization: `Bearer ${String(body['token'])}` },
    body: { caller: '8002', extension: '8003', at: new Date().toISOString() },
  });
  expect(announced.status).toBe(202);
  await page.getByText('新来电：钱进 8002').waitFor();
  await walk.picture(page, 'intake-4-incoming');
  await keys(page, 'g', 'c');
  await page.getByText('您是 市场部 的 钱进').waitFor();
  expect(await page.locator('#intake-department').inputValue()).toBe('市场部');
  expect(await page.locator('#intake-extension').inputValue()).toBe('8002');
});

test('on a phone nothing runs off the side', async () => {
  const page = await walk.open('zhou', '/desk/intake', { isPhone: true });
  await page.locator('#intake-symptom').waitFor();
  await walk.picture(page, 'intake-5-phone');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
});

test('§2.1.4: when it occurred is typed as it is said', () => {
  const now = Date.parse('2026-03-01T09:10:00+08:00');
  expect(parseMoment('09:05', now)).toBe('2026-03-01T09:05:00+08:00');
  expect(parseMoment('9：05', now)).toBe('2026-03-01T09:05:00+08:00');
  expect(parseMoment('22:00', now)).toBe('2026-02-28T22:00:00+08:00');
  expect(parseMoment('-15', now)).toBe('2026-03-01T08:55:00+08:00');
  expect(parseMoment('02-28 10:00', now)).toBe('2026-02-28T10:00:00+08:00');
  expect(parseMoment('12-31 10:00', now)).toBe('2025-12-31T10:00:00+08:00');
  expect(parseMoment('2026-02-28 10:00', now)).toBe('2026-02-28T10:00:00+08:00');
  for (const wrong of ['', '刚刚', '25:00', '2026-02-30 10:00', '2026-03-02 10:00', '13-01 10:00', '9'])
    expect(parseMoment(wrong, now)).toBeNull();
});
