import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDesk, type Desk } from './desk.js';
import { until } from './front-door.js';

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
}, 60_000);
afterAll(async () => await desk.close());

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200, 1)]);
const attack = '"><img src=x onerror=alert(1)>.png';

interface Sent {
  readonly fields: Readonly<Record<string, string>>;
  readonly files?: readonly (readonly [name: string, bytes: Buffer])[];
  readonly language?: string;
}

const post = async (
  who: string,
  path: string,
  { fields, files = [], language = 'zh-CN' }: Sent,
): Promise<{ readonly status: number; readonly to: string; readonly text: string }> => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  // What browsers send where no file was chosen.
  if (files.length === 0) form.append('file', new Blob([]), '');
  for (const [name, bytes] of files) form.append('file', new Blob([new Uint8Array(bytes)]), name);
  const answer = await fetch(`${desk.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { authorization: `Bearer ${await desk.token(who)}`, 'accept-language': language },
    body: form,
  });
  return { status: answer.status, to: answer.headers.get('location') ?? '', text: await answer.text() };
};

const report = {
  symptom: '打不开\n“共享盘”',
  occurredAt: '2026-01-05T08:55',
  impact: '财务部',
  attempted: '重启',
  type: 'system-fault',
  urgency: 'normal',
  name: '王敏',
  department: '财务部',
  extension: '8001',
};
const fieldsIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/gu)].map(
      ([, name = '', value = '']) => [name, value.replaceAll('&quot;', '"').replaceAll('&amp;', '&')],
    ),
  );
const attachedTo = async (no: string, who = 'wang'): Promise<readonly string[]> => {
  const { body } = await desk.ask(who, `/api/tickets/${no}/attachments`);
  return (body['attachments'] as readonly { name: string }[]).map(({ name }) => name);
};
const page = async (path: string): Promise<string> =>
  await (await desk.as('wang', path, { headers: { 'accept-language': 'zh-CN' } })).text();

describe('a report with files', () => {
  test('reads them back, and they are the ticket’s once it is accepted', async () => {
    const summary = await post('wang', '/report', {
      fields: report,
      files: [
        ['截图 1.png', png],
        [attack, png],
      ],
    });
    expect(summary.status).toBe(200);
    expect(summary.text).toContain('截图 1.png');
    expect(summary.text).not.toContain('<img');
    const sent = await post('wang', '/report', { fields: { ...fieldsIn(summary.text), step: 'send' } });
    expect(sent.status).toBe(303);
    expect(sent.to).not.toContain('lost');
    const [no = ''] = /TS\d+/u.exec(sent.to) ?? [];
    await until(async () => (await attachedTo(no)).length === 2);
    expect(await attachedTo(no)).toContain('截图 1.png');
    const shown = await page(`/t/${no}`);
    expect(shown).toMatch(/<a href="\/api\/attachments\/[\w-]{22}">截图 1\.png<\/a>/u);
    expect(shown).not.toContain('<img');
    expect(Buffer.byteLength(shown)).toBeLessThan(15 * 1024);
  });

  test('says in the reader’s language what is wrong with a file, and keeps what was typed and sent before', async () => {
    const first = await post('wang', '/report', {
      fields: { ...report, symptom: '' },
      files: [['好.png', png]],
    });
    expect(first.status).toBe(422);
    expect(first.text).toContain('好.png');
    const { attachments = '' } = fieldsIn(first.text);
    const refused = await post('wang', '/report', {
      fields: { ...report, attachments },
      files: [['setup.exe', program]],
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('setup.exe：不接受这种文件');
    expect(refused.text).toContain('“共享盘”');
    expect(fieldsIn(refused.text)['attachments']).toBe(attachments);
    const inEnglish = await post('wang', '/report', {
      fields: report,
      files: [['setup.exe', program]],
      language: 'en',
    });
    expect(inEnglish.text).toContain('setup.exe：This kind of file is not taken');
    const huge = await post('wang', '/report', {
      fields: report,
      files: [['大.png', Buffer.alloc(1_200_000)]],
    });
    expect(huge.status).toBe(422);
    expect(huge.text).toContain('文件过大或过多：每个不超过 1 MB');
    expect(huge.text).toContain('“共享盘”');
    const flood = await post('wang', '/report', {
      fields: report,
      files: Array.from({ length: 5 }, (_, n) => [`${n}.png`, Buffer.alloc(900_000)] as const),
    });
    expect(flood.text).toContain('文件过大');
    expect(flood.text).toContain('“共享盘”');
  });

  test('leaves out what was taken out again, and never what is another’s', async () => {
    const first = await post('qian', '/report', { fields: report, files: [['别人的.png', png]] });
    const { attachments: foreign = '' } = fieldsIn(first.text);
    const summary = await post('wang', '/report', {
      fields: { ...report, attachments: foreign, filesRefused: 'x' },
      files: [['我的.png', png]],
    });
    expect(summary.text).not.toContain('别人的.png');
    const { attachments: own = '' } = fieldsIn(summary.text);
    const dropped = await post('wang', '/report', {
      fields: { ...report, attachments: own, [`drop-${own}`]: '1' },
    });
    expect(dropped.status).toBe(200);
    expect(dropped.text).not.toContain('我的.png');
  });

  test('without any goes on as ever', async () => {
    const summary = await post('wang', '/report', { fields: report });
    expect(summary.status).toBe(200);
    const sent = await post('wang', '/report', { fields: { ...fieldsIn(summary.text), step: 'send' } });
    expect(sent.to).toMatch(/^\/t\/TS\d+\?new=started$/u);
  });
});

describe('a reporter’s ticket', () => {
  test('takes files with a reply and by themselves, once however often the button is pressed', async () => {
    const no = await desk.report('wang');
    const fields = { key: 'k1-reply', text: '补充截图' };
    const reply = await post('wang', `/t/${no}/reply`, { fields, files: [['报错.png', png]] });
    expect([reply.status, reply.to]).toEqual([303, `/t/${no}`]);
    await until(async () => (await attachedTo(no)).length === 1);
    const alone = await post('wang', `/t/${no}/attach`, {
      fields: { key: 'k2-attach' },
      files: [['日志.txt', Buffer.from('a')]],
    });
    expect(alone.status).toBe(303);
    await until(async () => (await attachedTo(no)).length === 2);
    const shown = await page(`/t/${no}`);
    expect(shown).toContain('补充截图');
    expect(shown).toContain('日志.txt');
    expect(shown).toContain('enctype="multipart/form-data"');
  });

  test('keeps the words of a reply whose file is refused', async () => {
    const no = await desk.report('wang');
    const refused = await post('wang', `/t/${no}/reply`, {
      fields: { key: 'k3', text: '请看<b>附件' },
      files: [['setup.exe', program]],
    });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('setup.exe：不接受这种文件');
    expect(refused.text).toContain('请看&lt;b&gt;附件</textarea>');
    expect((await desk.ask('wang', `/api/tickets/${no}/log`)).text).not.toContain('请看');
  });

  test('answers a request with a screenshot', async () => {
    const no = await desk.report('wang');
    await until(async () => (await desk.ask('wang', `/api/tickets/${no}`)).text.includes('"assigned"'));
    await desk.does('li', no, ['claim']);
    await desk.does('li', no, ['record-contact', { reached: true, method: 'phone', summary: '核实' }]);
    await desk.does('li', no, ['ask-reporter', { instructions: '请截图' }]);
    const answered = await post('wang', `/t/${no}/answer-request`, {
      fields: { key: 'k4', answer: '见截图' },
      files: [['屏幕.png', png]],
    });
    expect(answered.status).toBe(303);
    await until(async () => (await attachedTo(no, 'li')).includes('屏幕.png'));
  });

  test('does not exist for others', async () => {
    const no = await desk.report('wang');
    expect((await post('qian', `/t/${no}/attach`, { fields: {}, files: [['a.png', png]] })).status).toBe(404);
  });
});
