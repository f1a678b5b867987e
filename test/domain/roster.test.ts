import { describe, expect, test } from '@jest/globals';
import { chinaCalendar } from '../../domain/calendars/china.js';
import { parseInstant, shanghai } from '../../domain/instant.js';
import { gapsOf, leftSince, nextLeaving } from '../../domain/roster/changes.js';
import type { Roster, Rotation } from '../../domain/roster/roster.js';
import { onDutyAt, stints } from '../../domain/roster/stints.js';

const at = (text: string): number => {
  const instant = parseInstant(`${text.replace(' ', 'T')}:00+08:00`);
  if (instant === null) throw new Error(text);
  return instant;
};
const read = (instant: number): string => {
  const { date, hour, minute } = shanghai(instant);
  return `${date} ${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
};

/** Day and night by turns of two days: whoever has the day has the night two days later. */
const dayAndNight: Rotation = {
  id: 'r',
  group: 'sysops',
  name: '昼夜',
  people: ['li', 'zhao'],
  turnDays: 2,
  slots: [
    { from: '08:00', to: '20:00', offset: 0 },
    { from: '20:00', to: '08:00', offset: 1 },
  ],
  days: 'every-day',
  startsOn: '2026-11-23',
  endsOn: null,
};

const roster = (changes: Partial<Roster> = {}): Roster => ({
  shifts: [],
  rotations: [],
  absences: [],
  members: { sysops: ['li', 'zhao', 'chen'] },
  calendar: chinaCalendar,
  ...changes,
});
const who = (given: Roster, text: string): readonly string[] => onDutyAt(given, 'sysops', at(text));
const shown = (given: Roster, from: string, to: string): readonly string[] =>
  stints(given, { from: at(from), to: at(to) }, 'sysops').map(
    (stint) => `${stint.person} ${read(stint.from)}..${read(stint.to)}`,
  );

describe('a rotation', () => {
  test('hands the night over at eight in the morning, not at midnight', () => {
    const given = roster({ rotations: [dayAndNight] });
    expect(who(given, '2026-11-23 07:59')).toEqual([]);
    expect(who(given, '2026-11-23 08:00')).toEqual(['li']);
    expect(who(given, '2026-11-23 19:59')).toEqual(['li']);
    expect(who(given, '2026-11-23 20:00')).toEqual(['zhao']);
    expect(who(given, '2026-11-24 00:00')).toEqual(['zhao']);
    expect(who(given, '2026-11-24 07:59')).toEqual(['zhao']);
    // The turn changes with the day on which the slot begins.
    expect(who(given, '2026-11-25 07:59')).toEqual(['zhao']);
    expect(who(given, '2026-11-25 08:00')).toEqual(['zhao']);
    expect(who(given, '2026-11-25 20:00')).toEqual(['li']);
    expect(shown(given, '2026-11-24 12:00', '2026-11-25 21:00')).toEqual([
      'li 2026-11-24 12:00..2026-11-24 20:00',
      'zhao 2026-11-24 20:00..2026-11-25 08:00',
      'zhao 2026-11-25 08:00..2026-11-25 20:00',
      'li 2026-11-25 20:00..2026-11-25 21:00',
    ]);
  });

  test('of working days rests over National Day and works on its make-up days; rest days are the others', () => {
    const office = { ...dayAndNight, turnDays: 7, slots: [{ from: '09:00', to: '18:00', offset: 0 }] };
    const given = roster({
      rotations: [
        { ...office, days: 'working-days', people: ['li'], startsOn: '2026-09-01' },
        { ...office, id: 's', days: 'rest-days', people: ['zhao'], startsOn: '2026-09-01' },
      ],
    });
    // 2026: 1 to 7 October off; Sunday 20 September and Saturday 10 October worked.
    const duty = (date: string): readonly string[] => who(given, `${date} 10:00`);
    expect(['2026-09-19', '2026-09-20', '2026-09-30'].map(duty)).toEqual([['zhao'], ['li'], ['li']]);
    expect(['2026-10-01', '2026-10-05', '2026-10-07'].map(duty)).toEqual([['zhao'], ['zhao'], ['zhao']]);
    expect(['2026-10-08', '2026-10-10', '2026-10-11'].map(duty)).toEqual([['li'], ['li'], ['zhao']]);
  });

  test('ends with the slot that began on its last day', () => {
    const given = roster({ rotations: [{ ...dayAndNight, endsOn: '2026-11-23' }] });
    expect(who(given, '2026-11-24 07:59')).toEqual(['zhao']);
    expect(who(given, '2026-11-24 08:00')).toEqual([]);
  });
});

describe('absence', () => {
  const shifts = [
    { group: 'sysops', person: 'li', from: at('2026-11-24 08:00'), to: at('2026-11-24 20:00') },
  ];
  const away = (person: string, substitute: string | null) => ({
    person,
    group: null,
    substitute,
    from: at('2026-11-24 10:00'),
    to: at('2026-11-24 12:00'),
  });

  test('cuts the stint, and the substitute fills just that part', () => {
    expect(
      shown(roster({ shifts, absences: [away('li', 'zhao')] }), '2026-11-24 00:00', '2026-11-25 00:00'),
    ).toEqual([
      'li 2026-11-24 08:00..2026-11-24 10:00',
      'zhao 2026-11-24 10:00..2026-11-24 12:00',
      'li 2026-11-24 12:00..2026-11-24 20:00',
    ]);
  });

  test('of the substitute too goes on to theirs, and never round in a circle', () => {
    const given = roster({
      shifts,
      absences: [away('li', 'zhao'), away('zhao', 'chen'), away('chen', 'li')],
    });
    expect(who(given, '2026-11-24 11:00')).toEqual([]);
    const chained = roster({ shifts, absences: [away('li', 'zhao'), away('zhao', 'chen')] });
    expect(who(chained, '2026-11-24 11:00')).toEqual(['chen']);
  });

  test('of one group leaves the others alone; a substitute from outside the group does not count', () => {
    const elsewhere = { ...away('li', null), group: 'network' };
    expect(who(roster({ shifts, absences: [elsewhere] }), '2026-11-24 11:00')).toEqual(['li']);
    expect(who(roster({ shifts, absences: [away('li', 'sunn')] }), '2026-11-24 11:00')).toEqual([]);
  });
});

describe('changes of the roster', () => {
  test('gaps are what nobody covers, to the minute', () => {
    const given = roster({ rotations: [{ ...dayAndNight, slots: [dayAndNight.slots[0] as never] }] });
    const gaps = gapsOf(given, 'sysops', { from: at('2026-11-23 00:00'), to: at('2026-11-24 12:00') });
    expect(gaps.map(({ from, to }) => `${read(from)}..${read(to)}`)).toEqual([
      '2026-11-23 00:00..2026-11-23 08:00',
      '2026-11-23 20:00..2026-11-24 08:00',
    ]);
  });

  test('who left since the last look: by the clock, in an outage, and by leave that was entered afterwards', () => {
    const given = roster({ rotations: [dayAndNight] });
    const look = at('2026-11-23 19:00');
    const left = (now: string, onDuty: Record<string, string[]>, changed = given) =>
      leftSince(changed, { onDuty, at: look, now: at(now) })['sysops'];
    expect(left('2026-11-23 19:59', { sysops: ['li'] })).toEqual([]);
    expect(left('2026-11-23 20:00', { sysops: ['li'] })).toEqual(['li']);
    // Down from 19:00 until the second evening: Zhao had the night in between, and Li has gone and come back.
    expect(left('2026-11-24 10:00', { sysops: ['li'] })).toEqual(['zhao']);
    const sick = {
      person: 'li',
      group: null,
      substitute: null,
      from: at('2026-11-22 00:00'),
      to: at('2026-11-30 00:00'),
    };
    expect(left('2026-11-23 19:01', { sysops: ['li'] }, { ...given, absences: [sick] })).toEqual(['li']);
  });

  test('the next leaving is the end of a shift or the beginning of leave', () => {
    const given = roster({ rotations: [dayAndNight] });
    const period = { from: at('2026-11-23 09:00'), to: at('2026-11-30 00:00') };
    expect(read(nextLeaving(given, period) ?? 0)).toBe('2026-11-23 20:00');
    const leave = {
      person: 'li',
      group: null,
      substitute: null,
      from: at('2026-11-23 15:00'),
      to: at('2026-11-30 00:00'),
    };
    expect(read(nextLeaving({ ...given, absences: [leave] }, period) ?? 0)).toBe('2026-11-23 15:00');
    expect(nextLeaving(roster(), period)).toBeNull();
  });
});
