import { expect, test } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { readXlsx } from '../../adapters/xlsx.js';
import { writeXlsx } from '../../adapters/xlsx-write.js';

const texts = ['=1+1', '+86 10', '-1', '@SUM(A1)', '<b>&"', '\u0000坏\ud800字\u000b', 'x'.repeat(40_000)];

test('texts stay texts whatever they begin with, and what no file may hold is left out', async () => {
  const file = await writeXlsx([
    { name: '工单/一览', columns: [{ title: '文字', kind: 'text' }], rows: texts.map((text) => [text]) },
  ]);
  const parts = unzipSync(file);
  const sheet = strFromU8(parts['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
  expect(sheet).not.toMatch(/<f[ >]/u);
  // Typed as texts, one and all: a number would be calculated with.
  expect([...sheet.matchAll(/<c [^>]*t="inlineStr"/gu)]).toHaveLength(texts.length + 1);
  expect(readXlsx(file)?.map(([text]) => text)).toEqual([
    '文字',
    ...texts.slice(0, 5),
    '坏字',
    'x'.repeat(32_767),
  ]);
});

test('numbers, shares, lengths of time and moments are what a spreadsheet calculates with', async () => {
  const kinds = ['number', 'decimal', 'share', 'duration', 'instant', 'date'] as const;
  const file = await writeXlsx([
    {
      name: '数',
      columns: kinds.map((kind) => ({ title: kind, kind })),
      rows: [
        [
          3,
          4.25,
          0.5,
          36 * 3_600_000,
          Date.parse('2026-11-22T16:05:00Z'),
          Date.parse('2026-11-22T16:00:00Z'),
        ],
        [null, null, null, null, null, null],
      ],
    },
  ]);
  const [, row = []] = readXlsx(file) ?? [];
  // Days since 1899-12-30, on the clock in Shanghai: 00:05 on Monday.
  expect(row.map(Number)).toEqual([3, 4.25, 0.5, 1.5, expect.closeTo(46_349 + 5 / 1440, 6), 46_349]);
});

test('20,000 rows leave the others alone meanwhile', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => [`TS20261124${i}`, i * 60_000, '打印机卡纸', i]);
  let longest = 0;
  let last = performance.now();
  const watching = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  const since = performance.now();
  const file = await writeXlsx([
    {
      name: '登记表',
      columns: [
        { title: '工单号', kind: 'text' },
        { title: '受理时间', kind: 'instant' },
        { title: '问题', kind: 'text' },
        { title: '数', kind: 'number' },
      ],
      rows,
    },
  ]);
  const whole = performance.now() - since;
  clearInterval(watching);
  expect(readXlsx(file)).toHaveLength(20_000);
  // Made in this thread it would hold everybody up for all that time.
  expect(longest).toBeLessThan(whole / 2);
});
