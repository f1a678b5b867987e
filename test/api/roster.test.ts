import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRosterStore } from '../../adapters/postgres/roster.js';
import { onDutyAt } from '../../domain/roster/stints.js';
import { inShanghai, instant, openBackOffice, type BackOffice } from './back-office.js';

let office: BackOffice;
beforeAll(async () => {
  office = await openBackOffice();
  await office.pool.query('delete from shift');
});
afterAll(async () => await office.close());

const onDuty = async (at: string, group = 'sysops'): Promise<readonly string[]> => {
  const reply = await office.get(
    'chen',
    `/api/roster/on-duty?group=${group}&at=${encodeURIComponent(inShanghai(at))}`,
  );
  return reply.at<{ id: string }[]>('/groups/0/onDuty').map(({ id }) => id);
};
const clear = async (): Promise<void> => {
  for (const table of ['shift', 'rotation', 'absence']) await office.pool.query(`delete from ${table}`);
};

describe('groups', () => {
  test('are added and changed by an administrator, with the version that was seen', async () => {
    const name = { 'zh-CN': '数据库组', en: 'Databases' };
    const group = { id: 'databases', name, lead: 'chen', deputyLead: null, members: ['li'] };
    expect((await office.post('liu', '/api/groups', group)).status).toBe(403);
    expect((await office.post('admin', '/api/groups', group)).status).toBe(201);
    expect((await office.post('admin', '/api/groups', group)).status).toBe(409);
    const seen = await office.get('admin', '/api/groups/databases');
    expect(seen.at('/group')).toMatchObject({ lead: 'chen', members: ['li'], version: 1 });
    const changed = await office.post(
      'admin',
      '/api/groups/databases',
      { deputyLead: 'zhao' },
      seen.etag ?? '',
    );
    expect(changed.at('/group')).toMatchObject({
      lead: 'chen',
      deputyLead: 'zhao',
      members: ['li'],
      version: 2,
    });
    const late = await office.post('admin', '/api/groups/databases', { lead: null }, seen.etag ?? '');
    expect([late.status, late.at('/code'), late.at('/version')]).toEqual([412, 'stale-version', 2]);
    const wrong = await office.post('admin', '/api/groups/databases', { members: ['li', 'nobody'] });
    expect([wrong.status, wrong.at('/errors/0/pointer')]).toEqual([422, '/members/1']);
    expect((await office.get('admin', '/api/groups/none')).status).toBe(404);
    const { rows } = await office.pool.query(
      `select by_id, action, before ->> 'deputyLead' as before, after ->> 'deputyLead' as after from admin_log
       where kind = 'group' and subject = 'databases' order by id`,
    );
    expect(rows).toEqual([
      { by_id: 'admin', action: 'add-group', before: null, after: null },
      { by_id: 'admin', action: 'change-group', before: null, after: 'zhao' },
    ]);
  });

  test('lose the people that are taken out of them, from the roster too', async () => {
    await office.post('admin', '/api/roster/shifts', {
      group: 'databases',
      person: 'li',
      from: inShanghai('2026-11-01 00:00'),
      to: null,
    });
    expect(await onDuty('2026-11-24 09:00', 'databases')).toEqual(['li']);
    await office.post('admin', '/api/groups/databases', { members: [] });
    expect(await onDuty('2026-11-24 09:00', 'databases')).toEqual([]);
    await clear();
  });
});

describe('the roster', () => {
  test('holds rotations across midnight and over a holiday with its make-up day, leave with a substitute', async () => {
    await clear();
    const base = { group: 'sysops', turnDays: 7, startsOn: '2026-09-07', endsOn: null };
    await office.post('admin', '/api/roster/rotations', {
      ...base,
      name: '工作日白班',
      people: ['li', 'zhao'],
      slots: [{ from: '08:30', to: '18:00', offset: 0 }],
      days: 'working-days',
    });
    const nights = await office.post('admin', '/api/roster/rotations', {
      ...base,
      name: '夜班',
      people: ['zhao', 'li'],
      slots: [{ from: '18:00', to: '08:30', offset: 0 }],
      days: 'every-day',
    });
    expect(nights.status).toBe(201);
    // Wednesday 30 September to Thursday 1 October; the week of 28 September is Zhao's by day and Li's by night.
    expect(await onDuty('2026-09-30 17:59')).toEqual(['zhao']);
    expect(await onDuty('2026-09-30 23:59')).toEqual(['li']);
    expect(await onDuty('2026-10-01 08:29')).toEqual(['li']);
    expect(await onDuty('2026-10-01 08:30')).toEqual([]);
    // Saturday 10 October is worked, Sunday is not.
    expect(await onDuty('2026-10-10 10:00')).toEqual(['li']);
    expect(await onDuty('2026-10-11 10:00')).toEqual([]);
    const leave = await office.post('admin', '/api/roster/absences', {
      person: 'li',
      group: null,
      substitute: 'zhao',
      from: inShanghai('2026-10-10 12:00'),
      to: inShanghai('2026-10-11 00:00'),
      reason: '调休',
    });
    expect(await onDuty('2026-10-10 11:59')).toEqual(['li']);
    expect(await onDuty('2026-10-10 12:00')).toEqual(['zhao']);
    await office.post('admin', `/api/roster/absences/${leave.at<string>('/id')}/remove`, {});
    expect(await onDuty('2026-10-10 12:00')).toEqual(['li']);
  });

  test('shows who is when, with the gaps, and warns of those ahead', async () => {
    office.setNow('2026-10-09T20:00:00+08:00');
    const day = encodeURIComponent(inShanghai('2026-10-10 00:00'));
    const end = encodeURIComponent(inShanghai('2026-10-11 12:00'));
    const shown = await office.get('liu', `/api/roster?from=${day}&to=${end}&group=sysops`);
    expect(
      shown
        .at<{ person: string; from: string }[]>('/stints')
        .map(({ person, from }) => [person, from.slice(5, 16)]),
    ).toEqual([
      ['zhao', '10-10T00:00'],
      ['li', '10-10T08:30'],
      ['zhao', '10-10T18:00'],
    ]);
    expect(shown.at('/stints/1/name')).toBe('李强');
    expect(shown.at('/gaps')).toEqual([
      { group: 'sysops', from: inShanghai('2026-10-11 08:30'), to: inShanghai('2026-10-11 12:00') },
    ]);
    expect(shown.etag).toBe(`"${shown.at<number>('/version')}"`);
    const ahead = await office.get('liu', '/api/roster/gaps?days=2');
    const gaps = ahead.at<{ group: string }[]>('/gaps').filter(({ group }) => group === 'sysops');
    expect(gaps).toEqual([
      { group: 'sysops', from: inShanghai('2026-10-11 08:30'), to: inShanghai('2026-10-11 18:00') },
    ]);
  });

  test('is changed by administrators only, one after the other, for people who belong together', async () => {
    const shift = {
      group: 'sysops',
      person: 'li',
      from: inShanghai('2026-12-01 08:00'),
      to: inShanghai('2026-12-01 18:00'),
    };
    expect((await office.post('chen', '/api/roster/shifts', shift)).status).toBe(403);
    const { etag } = await office.get('admin', '/api/roster');
    expect((await office.post('admin', '/api/roster/shifts', shift, etag ?? '')).status).toBe(201);
    expect((await office.post('admin', '/api/roster/shifts', shift, etag ?? '')).status).toBe(412);
    const outsider = await office.post('admin', '/api/roster/shifts', { ...shift, person: 'sunn' });
    expect([outsider.status, outsider.at('/errors/0/pointer')]).toEqual([422, '/person']);
    const backward = await office.post('admin', '/api/roster/shifts', { ...shift, to: shift.from });
    expect([backward.status, backward.at('/errors/0/pointer')]).toEqual([422, '/to']);
    expect((await office.post('admin', '/api/roster/shifts/none/remove', {})).status).toBe(404);
    const periods = await office.get(
      'admin',
      `/api/roster?from=${encodeURIComponent(shift.to)}&to=${encodeURIComponent(shift.from)}`,
    );
    expect([periods.status, periods.at('/errors/0/parameter')]).toEqual([422, 'to']);
  });

  test('the database and the rules agree on who is on duty, whatever the roster and the moment', async () => {
    const store = createRosterStore(office.pool);
    const person = fc.constantFrom('li', 'zhao', 'chen', 'sunn');
    const minute = fc
      .integer({ min: 0, max: 60 * 24 * 30 })
      .map((m) => instant(inShanghai('2026-09-20 00:00')) + m * 60_000);
    const time = fc.constantFrom('00:00', '06:15', '08:00', '12:30', '20:00', '23:59');
    const rotation = fc.record({
      group: fc.constant('sysops'),
      name: fc.constant('r'),
      people: fc.array(person, { minLength: 1, maxLength: 3 }),
      turnDays: fc.integer({ min: 1, max: 9 }),
      slots: fc.array(
        fc.record({ from: time, to: fc.oneof(time, fc.constant('24:00')), offset: fc.nat(4) }),
        { minLength: 1, maxLength: 2 },
      ),
      days: fc.constantFrom('every-day' as const, 'working-days' as const, 'rest-days' as const),
      startsOn: fc.constantFrom('2026-09-01', '2026-09-25', '2026-10-03'),
      endsOn: fc.constantFrom(null, '2026-10-08'),
    });
    const spell = fc
      .tuple(minute, minute)
      .filter(([a, b]) => a !== b)
      .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
    const shift = fc.tuple(person, spell).map(([who, times]) => ({ group: 'sysops', person: who, ...times }));
    const absence = fc
      .tuple(person, fc.option(person), spell, fc.constantFrom(null, 'sysops', 'network'))
      .filter(([who, substitute]) => who !== substitute)
      .map(([who, substitute, times, group]) => ({
        person: who,
        substitute,
        group,
        reason: '休假',
        ...times,
      }));
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(shift, { maxLength: 3 }),
        fc.array(rotation, { maxLength: 3 }),
        fc.array(absence, { maxLength: 5 }),
        fc.array(minute, { minLength: 8, maxLength: 8 }),
        async (shifts, rotations, absences, moments) => {
          await clear();
          await store.changeRoster(
            { kind: 'add-shifts', shifts, replacing: null },
            { by: 'admin', ifVersion: undefined },
          );
          for (const one of rotations)
            await store.changeRoster(
              { kind: 'add-rotation', rotation: one },
              { by: 'admin', ifVersion: undefined },
            );
          for (const one of absences)
            await store.changeRoster(
              { kind: 'add-absence', absence: one },
              { by: 'admin', ifVersion: undefined },
            );
          const roster = await store.roster({ from: 0, to: instant('2100-01-01T00:00:00Z') });
          for (const at of moments) {
            const found = (await store.onDuty(at, 'sysops')).map(({ id }) => id).sort();
            expect(found).toEqual([...onDutyAt(roster, 'sysops', at)].sort());
            compared += found.length;
          }
        },
      ),
      { numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(100);
  });
});
