import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import type { Span } from '../../domain/span.js';
import { parseSpan, scaleSpan, spanSchema, spanText } from '../../domain/span.js';

const unit = fc.constantFrom(
  's' as const,
  'min' as const,
  'h' as const,
  'd' as const,
  'wd' as const,
  'bh' as const,
);
const aSpan = fc
  .tuple(fc.integer({ min: 0, max: 36_600 }), unit)
  .map(([tenths, name]): Span => `${tenths / 10} ${name}`);

describe('spanSchema', () => {
  test.each(['15 min', '4 h', '30 s', '7 d', '3 wd', '8 bh', '1.5 h', '0 min', '0.5 wd', '3660 d'])(
    'takes %s',
    (text) => {
      expect(spanSchema.parse(text)).toBe(text);
    },
  );

  test.each([
    '15',
    'min',
    '15min',
    '15  min',
    ' 15 min',
    '15 min ',
    '15 min\n',
    '-1 h',
    '+1 h',
    '1e3 s',
    '1. h',
    '.5 h',
    '1,5 h',
    'NaN h',
    'Infinity h',
    '15 mins',
    '15 MIN',
    '15 分钟',
    '１５ min',
    '3 toString',
    '',
    '1.1234567890 h',
  ])('refuses %j', (text) => {
    expect(spanSchema.safeParse(text).success).toBe(false);
  });

  test('refuses more than ten years, in plain words', () => {
    expect(spanSchema.safeParse('3661 d').error?.issues.map(({ message }) => message)).toEqual([
      'Must not be longer than 3660 days',
    ]);
    expect(spanSchema.safeParse('999999999 wd').success).toBe(false);
    expect(spanSchema.safeParse('1 week').error?.issues).toHaveLength(1);
    expect(spanSchema.safeParse(15).success).toBe(false);
  });

  test('has a JSON Schema', () => {
    expect(z.toJSONSchema(spanSchema)).toMatchObject({ type: 'string', pattern: expect.any(String) });
  });
});

describe('parseSpan', () => {
  test.each([
    ['30 s', 30_000, 'clock'],
    ['15 min', 900_000, 'clock'],
    ['1.5 h', 5_400_000, 'clock'],
    ['7 d', 604_800_000, 'clock'],
    ['3 wd', 259_200_000, 'working-days'],
    ['8 bh', 28_800_000, 'business-hours'],
    ['0.1 s', 100, 'clock'],
  ] as const)('%s', (span, ms, counts) => {
    expect(parseSpan(span)).toEqual({ ms, counts });
  });

  test('never guesses', () => {
    expect(() => parseSpan('soon' as Span)).toThrow('not a span: soon');
  });
});

describe('scaleSpan', () => {
  test('stays in its unit', () => {
    expect(scaleSpan('30 min', 0.8)).toBe('24 min');
    expect(scaleSpan('3 wd', 0.5)).toBe('1.5 wd');
    expect(scaleSpan('100 s', 10)).toBe('1000 s');
    expect(scaleSpan('4 h', 0)).toBe('0 h');
    expect(scaleSpan('4 h', -1)).toBe('0 h');
  });

  test('is exact to the millisecond, and always a span again', () => {
    fc.assert(
      fc.property(aSpan, fc.double({ min: 0, max: 1, noNaN: true }), (span, factor) => {
        const scaled = scaleSpan(span, factor);
        expect(spanSchema.safeParse(scaled).success || parseSpan(span).ms > 3660 * 864e5).toBe(true);
        expect(parseSpan(scaled).ms).toBe(Math.round(parseSpan(span).ms * factor));
        expect(parseSpan(scaled).counts).toBe(parseSpan(span).counts);
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  ['15 min', '15 分钟', '15 minutes'],
  ['1 min', '1 分钟', '1 minute'],
  ['90 min', '90 分钟', '90 minutes'],
  ['4 h', '4 小时', '4 hours'],
  ['3.2 h', '3 小时 12 分钟', '3 hours 12 minutes'],
  ['0.5 h', '30 分钟', '30 minutes'],
  ['1.5 d', '1 天 12 小时', '1 day 12 hours'],
  ['0.5 s', '0.5 秒', '0.5 seconds'],
  ['30 s', '30 秒', '30 seconds'],
  ['0 s', '0 秒', '0 seconds'],
  ['3 wd', '3 个工作日', '3 working days'],
  ['1 wd', '1 个工作日', '1 working day'],
  ['2.4 wd', '2.4 个工作日', '2.4 working days'],
  ['8 bh', '8 个工作小时', '8 business hours'],
] as const)('%s reads %s, %s', (span, chinese, english) => {
  expect(spanText(span, 'zh-CN')).toBe(chinese);
  expect(spanText(span, 'en')).toBe(english);
});
