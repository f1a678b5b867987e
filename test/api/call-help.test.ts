import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { standardIntake } from '../../scripts/bench/lives.js';
import { openBackOffice, type BackOffice } from './back-office.js';

let office: BackOffice;
beforeAll(async () => {
  office = await openBackOffice();
});
afterAll(async () => {
  await office.close();
});

const report = async (who: string, symptom: string, changes: object = {}): Promise<string> => {
  const description = { ...standardIntake.description, symptom };
  const { status, at } = await office.post(who, '/api/tickets', {
    ...standardIntake,
    description,
    ...changes,
  });
  expect([201, 202]).toContain(status);
  return at<string>('/ticket/no');
};

const namesFor = async (typed: string): Promise<readonly string[]> => {
  const { status, body } = await office.get('zhou', `/api/reporters?q=${encodeURIComponent(typed)}`);
  expect(status).toBe(200);
  return (body as { reporters: readonly { id: string }[] }).reporters.map(({ id }) => id);
};

test('§2.1.3: a caller is found by number, staff number, e-mail or a part of the name', async () => {
  const { at } = await office.get('zhou', `/api/reporters?q=${encodeURIComponent('王敏')}`);
  expect(at('/reporters/0')).toEqual({
    id: 'wang',
    name: '王敏',
    department: '财务部',
    staffNumber: 'E1001',
    extension: '8001',
    email: 'wang@desk.example',
  });
  expect(await namesFor('敏')).toEqual(['wang']);
  expect(await namesFor('8002')).toEqual(['qian']);
  expect(await namesFor('80 02')).toEqual(['qian']);
  expect(await namesFor('E1002')).toEqual(['qian']);
  expect(await namesFor('qian@')).toEqual(['qian']);
  expect((await namesFor('80')).length).toBeGreaterThan(5);
  await office.pool.query("update person set extension = '80021' where id = 'li'");
  expect((await namesFor('8002')).slice(0, 2)).toEqual(['qian', 'li']);
});

test('what is typed is looked for as it stands, and nobody who has left is found', async () => {
  expect(await namesFor('%')).toEqual([]);
  expect(await namesFor('_ian')).toEqual([]);
  expect(await namesFor('\\')).toEqual([]);
  await office.pool.query("update person set active = false where id = 'wu'");
  expect(await namesFor('吴涛')).toEqual([]);
});

test('only agents look people up', async () => {
  for (const who of ['wang', 'li', 'liu', 'admin']) {
    expect((await office.get(who, '/api/reporters?q=wang')).status).toBe(403);
    expect((await office.get(who, '/api/tickets/similar?text=OA')).status).toBe(403);
  }
});

interface Similar {
  readonly similar: readonly {
    readonly ticket: { readonly no: string };
    readonly words: readonly string[];
  }[];
}
const similarTo = async (text: string): Promise<Similar['similar']> =>
  ((await office.get('zhou', `/api/tickets/similar?text=${encodeURIComponent(text)}`)).body as Similar)
    .similar;

test('§2.1.4: what was reported already is shown, most alike first, and neither what is old nor what is ended', async () => {
  office.setNow('2026-11-01T09:00:00+08:00');
  await report('wang', '三楼打印机卡纸，指示灯闪烁');
  office.setNow('2026-11-24T09:00:00+08:00');
  const printer = await report('wang', '三楼打印机卡纸');
  const other = await report('qian', '打印机缺墨');
  const vpn = await report('qian', 'VPN 连接超时');
  const ended = await report('qian', '三楼打印机卡纸');
  await office.pool.query("update ticket set stage = 'withdrawn' where no = $1", [ended]);

  const found = await similarTo('三楼的打印机又卡纸了');
  expect(found.map(({ ticket }) => ticket.no)).toEqual([printer, other]);
  expect(found[0]?.words).toEqual(['三楼', '打印机', '卡纸']);
  expect((await similarTo('vpn 连不上，连接超时')).map(({ ticket }) => ticket.no)).toEqual([vpn]);
  expect(await similarTo('投影仪没有声音')).toEqual([]);
  expect(await similarTo('？！')).toEqual([]);
});

test("a reporter's own tickets are listed by who reported them", async () => {
  const mine = await report('qian', '鼠标失灵');
  const { body } = await office.get('zhou', '/api/tickets?reporter=qian&sort=created&limit=1');
  expect(body).toMatchObject({ tickets: [{ no: mine, reporter: { id: 'qian' } }] });
  expect((await office.get('zhou', '/api/tickets?reporter=nobody')).body).toMatchObject({ tickets: [] });
  const others = await office.get('wang', '/api/tickets?reporter=qian');
  expect(others.body).toMatchObject({ tickets: [] });
});
