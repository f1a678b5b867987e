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

const accessible = async (page: Page): Promise<void> => expect(await violations(page)).toEqual([]);
const evil = (mark: string): string =>
  `${mark}"><img src=x class=evil onerror=alert(1)><script>alert(2)</script>`;

/** Pastes a picture that the page draws itself, as a screenshot comes from the clipboard. */
const pasteImage = `(async () => {
  const canvas = document.createElement('canvas');
  canvas.width = 40;
  canvas.height = 20;
  canvas.getContext('2d').fillRect(0, 0, 40, 20);
  const blob = await new Promise((drawn) => canvas.toBlob(drawn));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([blob], 'shot.png', { type: 'image/png' }));
  document.querySelector('#article_solution').dispatchEvent(
    new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
  );
})()`;

const drawn = async (page: Page): Promise<void> =>
  await until(async () => await page.evaluate(`document.querySelector('.written img')?.naturalWidth === 40`));

test('an article is written beside its preview with a pasted image, published, and found while typing', async () => {
  const page = await walk.open('li', '/desk/kb/new');
  await page.getByLabel('标题').fill('投影仪黑屏怎么办');
  await page.getByLabel('故障现象').fill(evil('开机后黑屏'));
  await page.getByLabel('解决方案').fill('1. 检查**信号线**');
  await page.getByText('公开（提报人也能看到）').click();
  await page.evaluate(pasteImage);
  await drawn(page);
  expect(await page.locator('.preview strong').innerText()).toBe('信号线');
  await walk.picture(page, 'knowledge-1-write');
  await accessible(page);

  await page.getByRole('button', { name: '保存草稿' }).click();
  await page.getByRole('heading', { level: 1, name: '投影仪黑屏怎么办' }).waitFor();
  await page.getByRole('button', { name: '发布' }).click();
  await page.getByRole('link', { name: '公开页面' }).waitFor();
  await page.mouse.move(640, 790);
  expect(await page.locator('.evil').count()).toBe(0);
  expect(await page.locator('.written').first().innerText()).toContain(evil('开机后黑屏'));
  await accessible(page);

  await page.goto(`${walk.desk.url}/desk/kb`);
  await page.getByRole('textbox', { name: '输入现象、提示或关键词' }).fill('投影仪');
  await page.locator('.kb-list mark', { hasText: '投影仪' }).first().waitFor();
  expect(new URL(page.url()).searchParams.get('q')).toBe('投影仪');
  await walk.picture(page, 'knowledge-2-search');
  await accessible(page);
});

test('a public article reaches reporters without scripts, with its image, on a phone', async () => {
  const page = await walk.open('wang', '/kb', { hasScripts: false, isPhone: true });
  await page.getByRole('searchbox').fill('信号线');
  await page.getByRole('button', { name: '搜索' }).click();
  expect(await page.locator('.tickets').innerText()).toContain('检查信号线');
  await page.getByRole('link', { name: '投影仪黑屏怎么办' }).click();
  await page.locator('.written img').scrollIntoViewIfNeeded();
  expect(await page.locator('.evil').count()).toBe(0);
  await walk.picture(page, 'knowledge-3-public');
  const seeing = await walk.open('wang', new URL(page.url()).pathname);
  await drawn(seeing);
  await accessible(seeing);
});

test('a ticket suggests it, and a step that follows it is begun with one press', async () => {
  const no = await walk.desk.report('wang', {
    type: 'equipment',
    description: {
      symptom: '投影仪黑屏',
      occurredAt: '2026-01-05T08:55:00+08:00',
      impact: '会议室',
      attempted: '重启',
    },
  });
  const page = await walk.open('wu', `/desk/t/${no}`);
  await page.getByRole('button', { name: '按此处理' }).first().click();
  await page.getByRole('dialog').getByText('投影仪黑屏怎么办').waitFor();
  await walk.picture(page, 'knowledge-4-follow');
});

test('leaving by the menu what was not saved is asked about', async () => {
  const { body } = await walk.desk.ask('li', '/api/knowledge?q=投影仪');
  const [found] = body['articles'] as readonly { article: { id: string } }[];
  const id = found?.article.id ?? '';
  const page = await walk.open('li', `/desk/kb/${id}/edit`);
  await page.getByLabel('解决方案').fill('尚未保存');
  const asked = page.getByRole('dialog', { name: '放弃未保存的修改？' });
  const leave = async (): Promise<void> => await page.getByRole('menuitem', { name: '工单队列' }).click();
  await leave();
  await asked.waitFor();
  await walk.picture(page, 'knowledge-5-leaving');
  await asked.getByRole('button', { name: '取消' }).click();
  await asked.waitFor({ state: 'hidden' });
  expect(await page.getByLabel('解决方案').inputValue()).toBe('尚未保存');
  await leave();
  await asked.getByRole('button', { name: '放弃修改' }).click();
  await page.waitForURL(({ pathname }) => /^\/desk\/?$/u.test(pathname));
  expect(JSON.stringify((await walk.desk.ask('li', `/api/knowledge/${id}`)).body)).not.toContain('尚未保存');
});
