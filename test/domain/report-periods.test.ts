import { expect, test } from '@jest/globals';
import { cellText, isoWeek } from '../../domain/reports/cells.js';
import { periodOf } from '../../domain/reports/periods.js';
import { reportGroups } from '../../domain/reports/who.js';

test('weeks begin on Monday, quarters and months end on their last day', () => {
  expect(periodOf('this-week', '2026-11-29')).toEqual({ from: '2026-11-23', to: '2026-11-29' });
  expect(periodOf('last-week', '2026-11-23')).toEqual({ from: '2026-11-16', to: '2026-11-22' });
  expect(periodOf('this-month', '2028-02-03')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
  expect(periodOf('last-month', '2026-01-31')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
  expect(periodOf('this-quarter', '2026-12-31')).toEqual({ from: '2026-10-01', to: '2026-12-31' });
  expect(periodOf('last-quarter', '2026-02-01')).toEqual({ from: '2025-10-01', to: '2025-12-31' });
});

test('an ISO week belongs to the year of its Thursday', () => {
  expect(isoWeek('2026-12-28')).toBe('2026-W53');
  expect(isoWeek('2024-12-30')).toBe('2025-W01');
  expect(isoWeek('2026-11-23')).toBe('2026-W48');
});

test('cells read as people write them, and nothing is empty', () => {
  const reading = { language: 'zh-CN', names: { group: {}, person: { li: '李强' } } } as const;
  expect(cellText('duration', 7_800_000, reading)).toBe('2 小时 10 分');
  expect(cellText('duration', 0, reading)).toBe('0 秒');
  expect(cellText('share', 0.8, { ...reading, language: 'en' })).toBe('80.0%');
  expect(cellText('person', '@supervisor', reading)).toBe('团队主管');
  expect(cellText('person', 'li', reading)).toBe('李强');
  expect(cellText('person', null, reading)).toBe('（无）');
  expect(cellText('share', null, reading)).toBe('');
});

test('a lead reads of the groups they lead, and of no others', () => {
  expect(reportGroups({ roles: ['lead'], leads: ['sysops'] }, null)).toEqual(['sysops']);
  expect(reportGroups({ roles: ['lead'], leads: ['sysops'] }, 'network')).toBe('not-permitted');
  expect(reportGroups({ roles: ['lead', 'supervisor'], leads: ['sysops'] }, 'network')).toEqual(['network']);
  expect(reportGroups({ roles: ['manager'], leads: [] }, null)).toBeNull();
});
