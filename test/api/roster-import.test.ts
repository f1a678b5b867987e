import { afterAll, beforeAll, expect, test } from '@jest/globals';
import writeXlsxFile from 'write-excel-file/node';
import { inShanghai, openBackOffice, type BackOffice } from './back-office.js';

let office: BackOffice;
beforeAll(async () => {
  office = await openBackOffice();
  await office.pool.query('delete from shift');
});
afterAll(async () => await office.close());

const onDuty = async (at: string): Promise<readonly string[]> =>
  (await office.get('li', `/api/roster/on-duty?group=sysops&at=${encodeURIComponent(inShanghai(at))}`))
    .at<{ id: string }[]>('/groups/0/onDuty')
    .map(({ id }) => id);

test('a CSV sheet is previewed and applied as a whole, nights over midnight included', async () => {
  const content = `\uFEFF小组,人员,开始,结束\r\n系统运维组,李强,2026-12-01 08:00,20:00\r\nsysops,E1005,2026/12/1 20:00,08:00\r\n`;
  const preview = await office.post('admin', '/api/roster/preview', { format: 'csv', content });
  expect([preview.status, preview.at('/faults')]).toEqual([200, []]);
  expect(preview.at('/shifts')).toEqual([
    {
      line: 2,
      group: 'sysops',
      person: 'li',
      from: inShanghai('2026-12-01 08:00'),
      to: inShanghai('2026-12-01 20:00'),
    },
    {
      line: 3,
      group: 'sysops',
      person: 'zhao',
      from: inShanghai('2026-12-01 20:00'),
      to: inShanghai('2026-12-02 08:00'),
    },
  ]);
  expect(await onDuty('2026-12-01 10:00')).toEqual([]);
  const applied = await office.post('admin', '/api/roster/import', { format: 'csv', content }, preview.etag);
  expect([applied.status, applied.at('/added')]).toEqual([201, 2]);
  expect(
    (await office.post('admin', '/api/roster/import', { format: 'csv', content }, preview.etag)).status,
  ).toBe(412);
  expect([await onDuty('2026-12-01 19:59'), await onDuty('2026-12-02 00:30')]).toEqual([['li'], ['zhao']]);
  const replaced = await office.post('admin', '/api/roster/import', {
    format: 'csv',
    content: 'person,group,to,from\nzhao,sysops,2026-12-02 08:00,2026-12-01 08:00',
    replace: true,
  });
  expect(replaced.status).toBe(201);
  expect([await onDuty('2026-12-01 10:00'), await onDuty('2026-12-02 00:30')]).toEqual([['zhao'], ['zhao']]);
});

test('a sheet with anything wrong is named line by line, and nothing of it is applied', async () => {
  const content = [
    'group,person,from,to',
    'sysops,li,2026-12-05 08:00,2026-12-05 20:00',
    'nobody,li,2026-12-05 08:00,20:00',
    'sysops,sunn,2026-12-05 08:00,20:00',
    'sysops,li,2026-02-30 08:00,20:00',
    'sysops,li,2026-12-05 08:00,2026-12-04 20:00',
    'sysops,李强,2026-12-05 08:00,20:00',
  ].join('\n');
  const preview = await office.post('admin', '/api/roster/preview', { format: 'csv', content });
  expect(preview.at<{ line: number }[]>('/faults').map(({ line }) => line)).toEqual([3, 4, 5, 6, 7]);
  const applied = await office.post('admin', '/api/roster/import', { format: 'csv', content });
  expect([applied.status, applied.at<unknown[]>('/errors').length]).toEqual([422, 5]);
  expect(await onDuty('2026-12-05 10:00')).toEqual([]);
  expect((await office.post('li', '/api/roster/preview', { format: 'csv', content })).status).toBe(403);
  const untitled = await office.post('admin', '/api/roster/preview', { format: 'csv', content: 'a,b\n1,2' });
  expect(untitled.at('/faults/0/detail')).toContain('group, person, from, to');
});

test('a workbook says the same as text or as dates of its own', async () => {
  const file = await writeXlsxFile([
    [{ value: '小组' }, { value: '人员' }, { value: '开始' }, { value: '结束' }],
    [
      { value: 'sysops' },
      { value: '李强' },
      // A spreadsheet's dates have no time zone: this is 08:00 on whatever wall.
      { value: new Date('2026-12-10T08:00:00Z'), type: Date, format: 'yyyy-mm-dd hh:mm' },
      { value: '2026-12-10 20:00' },
    ],
  ]).toBuffer();
  const content = Buffer.from(file).toString('base64');
  const applied = await office.post('admin', '/api/roster/import', { format: 'xlsx', content });
  expect([applied.status, applied.at('/added')]).toEqual([201, 1]);
  expect([
    await onDuty('2026-12-10 07:59'),
    await onDuty('2026-12-10 08:00'),
    await onDuty('2026-12-10 20:00'),
  ]).toEqual([[], ['li'], []]);
  const broken = await office.post('admin', '/api/roster/preview', {
    format: 'xlsx',
    content: content.slice(0, 200),
  });
  expect([broken.status, broken.at('/errors/0/pointer')]).toEqual([422, '/content']);
});
