import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  compactDate,
  dateParts,
  dayNumber,
  fromShanghai,
  lastInstant,
  parseDate,
  parseInstant,
  rfc3339,
  shanghai,
} from '../../domain/instant.js';

const anInstant = fc.integer({ min: Date.UTC(1970, 0, 1), max: lastInstant });

describe('shanghai', () => {
  test('a moment late in the day in UTC is already tomorrow in Shanghai', () => {
    expect(shanghai(Date.UTC(2026, 10, 23, 16, 0, 0))).toEqual({
      year: 2026,
      month: 11,
      day: 24,
      hour: 0,
      minute: 0,
      second: 0,
      millisecond: 0,
      weekday: 2,
      date: '2026-11-24',
    });
    expect(shanghai(Date.UTC(2026, 10, 23, 15, 59, 59, 999))).toMatchObject({
      date: '2026-11-23',
      hour: 23,
      millisecond: 999,
    });
  });

  test('agrees with Date at every hour, whatever the zone of the machine', () => {
    fc.assert(
      fc.property(anInstant, (at) => {
        const reference = new Date(at + 8 * 3_600_000);
        const read = shanghai(at);
        expect(read.date).toBe(reference.toISOString().slice(0, 10));
        expect(read.weekday % 7).toBe(reference.getUTCDay());
        expect([read.hour, read.minute, read.second, read.millisecond]).toEqual([
          reference.getUTCHours(),
          reference.getUTCMinutes(),
          reference.getUTCSeconds(),
          reference.getUTCMilliseconds(),
        ]);
        expect(fromShanghai(read)).toBe(at);
      }),
      { numRuns: 2000 },
    );
  });

  test('every day from 1890 to 2110 has the number that Date gives it', () => {
    for (let day = Date.UTC(1890, 0, 1) / 864e5; day < Date.UTC(2110, 0, 1) / 864e5; day++) {
      const reference = new Date(day * 864e5);
      const parts = {
        year: reference.getUTCFullYear(),
        month: reference.getUTCMonth() + 1,
        day: reference.getUTCDate(),
      };
      if (dayNumber(parts) !== day) throw new Error(`dayNumber ${JSON.stringify(parts)}`);
      if (JSON.stringify(dateParts(day)) !== JSON.stringify(parts)) throw new Error(`dateParts ${day}`);
    }
  });

  test('parts past their end run on', () => {
    expect(fromShanghai({ year: 2026, month: 2, day: 29 })).toBe(
      fromShanghai({ year: 2026, month: 3, day: 1 }),
    );
    expect(fromShanghai({ year: 2026, month: 12, day: 31, hour: 24 })).toBe(
      fromShanghai({ year: 2027, month: 1, day: 1 }),
    );
  });
});

describe('rfc3339', () => {
  test('writes +08:00, and milliseconds only if there are any', () => {
    expect(rfc3339(Date.UTC(2026, 10, 24, 9, 30))).toBe('2026-11-24T17:30:00+08:00');
    expect(rfc3339(Date.UTC(2026, 10, 24, 9, 30, 1, 50))).toBe('2026-11-24T17:30:01.050+08:00');
    expect(rfc3339(lastInstant)).toBe('9999-12-31T23:59:59.999+08:00');
    expect(() => rfc3339(lastInstant + 1)).toThrow(RangeError);
    expect(() => rfc3339(Number.NaN)).toThrow(RangeError);
  });

  test('is read back as the same moment', () => {
    fc.assert(
      fc.property(anInstant, (at) => parseInstant(rfc3339(at)) === at),
      { numRuns: 2000 },
    );
  });
});

describe('parseInstant', () => {
  test.each([
    ['2026-11-24T17:30:00+08:00', Date.UTC(2026, 10, 24, 9, 30)],
    ['2026-11-24T09:30:00Z', Date.UTC(2026, 10, 24, 9, 30)],
    ['2026-11-24t09:30:00z', Date.UTC(2026, 10, 24, 9, 30)],
    ['2026-11-24T09:30:00-00:00', Date.UTC(2026, 10, 24, 9, 30)],
    ['2026-11-24T04:00:00-05:30', Date.UTC(2026, 10, 24, 9, 30)],
    ['2026-11-24T09:30:00.5Z', Date.UTC(2026, 10, 24, 9, 30, 0, 500)],
    ['2026-11-24T09:30:00.123999Z', Date.UTC(2026, 10, 24, 9, 30, 0, 123)],
    ['2028-02-29T00:00:00+08:00', Date.UTC(2028, 1, 28, 16)],
    ['0001-01-01T00:00:00Z', Date.parse('0001-01-01T00:00:00Z')],
  ])('%s is a moment', (text, at) => {
    expect(parseInstant(text)).toBe(at);
  });

  test.each([
    '2026-11-24',
    '2026-11-24T17:30:00',
    '2026-11-24 17:30:00+08:00',
    '2026-11-24T17:30+08:00',
    '2026-11-24T17:30:00+0800',
    '2026-11-24T17:30:00+8:00',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-04-00T00:00:00Z',
    '2026-11-24T24:00:00Z',
    '2026-11-24T23:60:00Z',
    '2026-12-31T23:59:60Z',
    '2026-11-24T17:30:00+24:00',
    '2026-11-24T17:30:00+08:60',
    '2026-11-24T17:30:00.Z',
    ' 2026-11-24T17:30:00Z',
    '2026-11-24T17:30:00Z\n',
    '２０２６-11-24T17:30:00Z',
    '+002026-11-24T17:30:00Z',
    '',
  ])('%j is none', (text) => {
    expect(parseInstant(text)).toBeNull();
  });
});

test('parseDate knows real dates only', () => {
  expect(parseDate('2026-11-24')).toBe(Date.UTC(2026, 10, 24) / 864e5);
  expect(parseDate('2028-02-29')).toBe(Date.UTC(2028, 1, 29) / 864e5);
  for (const text of ['2026-02-29', '2100-02-29', '2026-1-1', '2026-11-31', '2026-11-24T00', '']) {
    expect(parseDate(text)).toBeNull();
  }
});

test('compactDate turns at midnight in Shanghai', () => {
  expect(compactDate(Date.UTC(2026, 10, 24, 15, 59, 59, 999))).toBe('20261124');
  expect(compactDate(Date.UTC(2026, 10, 24, 16))).toBe('20261125');
});
