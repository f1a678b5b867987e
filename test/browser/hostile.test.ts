import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { ActionName } from '../../domain/actions/names.js';
import { openingMs, openWalk, type Walk } from './walk.js';

let walk: Walk;
beforeAll(async () => {
  walk = await openWalk();
}, openingMs);
afterAll(async () => await walk?.close());
// A dialog, a request to another host, or content that the policy had to block is a fault by itself.
afterEach(async () => await walk.check());

/** Text that becomes markup, an attribute, a template or an address wherever it is not taken as text. */
const evil = (field: string): string =>
  `${field}"><img class="evil" src=x onerror="alert(1)"><script class="evil">alert(2)</script><svg class="evil" onload=alert(3)>' autofocus onfocus=alert(4) x='{{7*7}}\${7*7}&lt;b&gt;</textarea></title><a class="evil" href="javascript:alert(5)">go</a>`;
const name = '<img class=evil src=x onerror=alert(6)>';

const holdsText = async (page: Page, ...fields: readonly string[]): Promise<void> => {
  const shown = await page.locator('body').innerText();
  for (const field of fields) expect(shown).toContain(evil(field));
  await holdsNoMarkup(page);
};
/** In Markdown an entity is the character that it stands for, and stars are emphasis; no more. */
const holdsWritten = async (page: Page, ...fields: readonly string[]): Promise<void> => {
  const shown = await page.locator('body').innerText();
  for (const field of fields)
    expect(shown).toContain(evil(field).replaceAll('*', '').replace('&lt;b&gt;', '<b>'));
  await holdsNoMarkup(page);
};
const holdsNoMarkup = async (page: Page): Promise<void> => {
  expect(await page.locator('.evil, [onerror], [onload], [onfocus], a[href^="javascript"]').count()).toBe(0);
};

test('what people write stays text on every page, in every field', async () => {
  const { desk } = walk;
  const no = await desk.report('wang', {
    type: 'equipment',
    urgency: 'urgent',
    reporter: { name, department: name, extension: '8001' },
    description: {
      symptom: evil('symptom'),
      occurredAt: '2026-01-05T08:55:00+08:00',
      impact: evil('impact'),
      attempted: evil('attempted'),
    },
    readBack: { confirmed: true, corrections: evil('corrections') },
  });
  const deeds: readonly (readonly [string, ActionName, Record<string, unknown>])[] = [
    ['wu', 'claim', {}],
    [
      'wu',
      'record-contact',
      {
        reached: true,
        method: 'phone',
        summary: evil('summary'),
        expectedResolutionAt: '2099-01-05T18:00:00+08:00',
      },
    ],
    ['wu', 'record-diagnosis', { method: 'logs', finding: evil('finding'), verdict: 'complex' }],
    ['wu', 'record-step', { action: evil('action'), result: evil('result') }],
    ['wu', 'note', { text: evil('note') }],
    ['wang', 'reply', { text: evil('reply') }],
    ['wu', 'ask-reporter', { instructions: evil('instructions') }],
    ['wang', 'answer-request', { answer: evil('answer') }],
    [
      'wu',
      'request-escalation',
      { progress: evil('progress'), reason: evil('reason'), support: evil('support') },
    ],
    ['liu', 'decide-escalation', { decision: 'decline', reason: evil('declined') }],
    [
      'wu',
      'propose-resolution',
      { solution: evil('solution'), verification: { method: 'phone', checked: evil('checked') } },
    ],
    ['wang', 'confirm-resolved', { comment: evil('comment') }],
  ];
  for (const [who, action, input] of deeds) await desk.does(who, no, [action, input]);

  const staff = await walk.open('liu', `/desk/t/${no}`);
  await staff.getByText(evil('comment')).waitFor();
  await holdsText(staff, 'symptom', 'impact', 'attempted', 'corrections', 'summary', 'finding', 'action');
  await holdsText(staff, 'note', 'reply', 'instructions', 'answer', 'progress', 'support', 'declined');
  await holdsText(staff, 'solution', 'checked', 'comment');
  await staff.keyboard.press('Control+k');
  await staff.getByRole('dialog').getByRole('combobox').fill('img');
  await staff.getByRole('option', { name: no }).waitFor();
  await holdsText(staff);
  await staff.goto(`${desk.url}/desk?view=all`);
  await staff.locator('.ant-table-row', { hasText: no }).waitFor();
  await holdsText(staff);
  await staff.goto(`${desk.url}/print/escalation/${no}`);
  await holdsText(staff, 'progress', 'reason', 'support');

  const own = await walk.open('wang', '/');
  await holdsText(own, 'symptom');
  await own.goto(`${desk.url}/t/${no}`);
  await holdsText(own, 'symptom', 'summary', 'reply', 'instructions', 'answer', 'solution', 'comment');
  await own.goto(`${desk.url}/print/register/${no}`);
  await holdsText(own, 'symptom', 'impact', 'attempted');
});

test('what comes after the resolution stays text too: survey, follow-up, archive, and those who never got so far', async () => {
  const { desk } = walk;
  const no = await desk.report('wang', { type: 'equipment' });
  const low = { speed: 1, efficiency: 2, attitude: 3, ability: 4 };
  const deeds: readonly (readonly [string, ActionName, Record<string, unknown>])[] = [
    ['wu', 'claim', {}],
    ['wu', 'record-contact', { reached: true, method: 'phone', summary: 'x' }],
    ['wu', 'request-escalation', { progress: 'x', reason: 'y', support: evil('support') }],
    ['liu', 'decide-escalation', { decision: 'approve', liaison: 'vendor', comment: name }],
    ['vendor', 'sync-progress', { progress: evil('synced') }],
    ['wu', 'end-escalation', { outcome: evil('outcome') }],
    ['wu', 'propose-resolution', { solution: 'x' }],
    ['wang', 'record-verification', { method: 'remote', checked: evil('verified'), outcome: 'failed' }],
    [
      'wu',
      'propose-resolution',
      { solution: 'y', verification: { method: 'phone', checked: evil('checked-again') } },
    ],
    ['wang', 'confirm-resolved', {}],
    ['wang', 'answer-survey', { ...low, suggestions: evil('suggestions') }],
    [
      'liu',
      'record-follow-up',
      { contact: evil('contact'), cause: evil('cause'), improvement: { measure: evil('measure') } },
    ],
    ['liu', 'supply-archive-part', { part: 'process-records', content: evil('supplied') }],
    ['liu', 'waive-archive-part', { part: 'feedback', reason: evil('waived') }],
    [
      'wu',
      'settle-knowledge',
      { isNew: true, title: name, symptoms: evil('symptoms'), solution: evil('learned') },
    ],
    ['wang', 'reopen', { reason: evil('reopened') }],
  ];
  for (const [who, action, input] of deeds) await desk.does(who, no, [action, input]);
  const gone = await desk.report('wang', { type: 'equipment' });
  await desk.does('wang', gone, ['withdraw', { reason: name }]);

  const staff = await walk.open('liu', `/desk/t/${no}`);
  await staff.getByText(evil('reopened')).waitFor();
  await holdsText(staff, 'synced', 'outcome', 'verified', 'checked-again', 'suggestions');
  await holdsText(staff, 'contact', 'cause', 'measure', 'supplied', 'waived', 'symptoms', 'learned');
  await staff.goto(`${desk.url}/desk/supervisor?in=improvements&no=${no}`);
  await staff.getByText(evil('measure')).waitFor();
  await holdsText(staff, 'contact', 'cause', 'measure');
  await staff.goto(`${desk.url}/desk/reports?report=satisfaction`);
  await staff.getByText(evil('suggestions')).first().waitFor();
  await holdsText(staff, 'suggestions');
  await staff.goto(`${desk.url}/desk/t/${gone}`);
  await staff.getByText(name).first().waitFor();
  await holdsText(staff);
  for (const sheet of ['survey', 'escalation']) {
    await staff.goto(`${desk.url}/print/${sheet}/${no}`);
    await holdsText(staff, ...(sheet === 'survey' ? ['suggestions'] : ['support']));
  }
  const own = await walk.open('wang', `/t/${no}`);
  await holdsText(own, 'verified', 'suggestions', 'reopened');
  for (const hidden of ['cause', 'waived', 'measure'])
    expect(await own.locator('body').innerText()).not.toContain(evil(hidden));
});

test('what stands in articles, names and settings stays text', async () => {
  const { desk } = walk;
  const made = await desk.ask('li', '/api/knowledge', {
    body: {
      type: 'equipment',
      title: name,
      symptoms: evil('kb-symptoms'),
      solution: evil('kb-solution'),
      tags: ['<b class=evil>'],
      visibility: 'public',
    },
  });
  expect(made.status).toBeLessThan(300);
  const { id, version } = made.body['article'] as { id: string; version: number };
  await desk.ask('li', `/api/knowledge/${id}/publish`, {
    body: {},
    headers: { 'if-match': `"${version}"` },
  });
  await desk.owner(
    `update person set name = '${name}', department = '${name}' where id = 'qian'`,
    `update desk_group set name_zh = '${name}', name_en = '${name}' where id = 'network'`,
  );
  const page = await walk.open('liu', `/desk/kb/${id}`);
  await page.locator('.written').first().waitFor();
  await holdsWritten(page, 'kb-symptoms', 'kb-solution');
  await page.goto(`${desk.url}/desk/kb?q=kb-symptoms`);
  await page.locator('.kb-list').getByText(name).first().waitFor();
  await holdsText(page);
  const admin = await walk.open('admin', '/desk/admin/people');
  for (const part of ['people', 'groups']) {
    await admin.goto(`${desk.url}/desk/admin/${part}`);
    await admin.locator('.admin-part').getByText(name).first().waitFor();
    await holdsText(admin);
  }
  const own = await walk.open('wang', '/kb?q=kb-symptoms');
  await holdsText(own);
  expect(await own.locator('main').innerText()).toContain(name);
  await own.goto(`${desk.url}/kb/${id}`);
  await holdsWritten(own, 'kb-symptoms', 'kb-solution');
});

test('what is typed into a form stays text when it is read back and when it is refused', async () => {
  const page = await walk.open('wang', '/report');
  const fill = async (name_: string, value: string): Promise<void> =>
    await page.getByLabel(name_).fill(value);
  await fill('故障现象', evil('symptom'));
  await fill('发生时间', '2026-01-05T08:55');
  await fill('影响范围', evil('impact'));
  await fill('已尝试的操作', evil('attempted'));
  await page.getByLabel('设备维护').check();
  await page.getByLabel('姓名').fill(name);
  await fill('分机', '"><b class=evil>');
  await page.getByRole('button', { name: '下一步' }).click();
  expect(await page.locator('.evil').count()).toBe(0);
  expect(await page.getByLabel('故障现象').inputValue()).toBe(evil('symptom'));
  await fill('分机', '8001');
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('heading', { name: '请核对' }).waitFor();
  await holdsText(page, 'symptom', 'impact', 'attempted');
  await page.getByRole('button', { name: '返回修改' }).click();
  expect(await page.getByLabel('影响范围').inputValue()).toBe(evil('impact'));
  expect(await page.locator('.evil').count()).toBe(0);
});

test.each(['/t/', '/desk/t/', '/survey/', '/print/register/', '/nothing/', '/desk?q='])(
  'an address is text below %s',
  async (path) => {
    const page = await walk.open('liu', `${path}${encodeURIComponent(evil('x'))}`);
    await page.locator('h1, .ant-result-title, table').first().waitFor();
    expect(await page.locator('.evil').count()).toBe(0);
    await page.context().close();
  },
);
