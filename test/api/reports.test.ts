import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { drawUpDutyWeeks } from '../../adapters/postgres/duty-weeks.js';
import { readXlsx } from '../../adapters/xlsx.js';
import { intake, storageOn } from '../adapters/desk.js';
import { openFrontDoor, type FrontDoor } from './front-door.js';
import { instant } from './back-office.js';

/** `2026-11-23 09:00` in Shanghai. */
const at = (text: string): number => instant(`${text.replace(' ', 'T')}:00+08:00`);
const minutes = (n: number): number => n * 60_000;

let door: FrontDoor;
let desk: ReturnType<typeof storageOn>;

type Row = Readonly<Record<string, unknown>>;

/** One table of a report as somebody reads it, each row by the names of its columns. */
const table = async (
  who: string,
  report: string,
  [name, query]: readonly [string, string],
): Promise<Row[]> => {
  const response = await door.as(who, `/api/reports/${report}?${query}`);
  expect([response.status, report]).toEqual([200, report]);
  const { tables } = (await response.json()) as {
    tables: readonly { name: string; columns: readonly { name: string }[]; rows: readonly unknown[][] }[];
  };
  const found = tables.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${report} has no table ${name}`);
  return found.rows.map((cells) =>
    Object.fromEntries(found.columns.map((column, i) => [column.name, cells[i]])),
  );
};
const week48 = 'from=2026-11-23&to=2026-11-29';
const week47 = 'from=2026-11-16&to=2026-11-22';

const contact = {
  action: 'record-contact',
  input: { reached: true, method: 'phone', summary: '核实' },
} as const;
const step = {
  action: 'record-step',
  input: { action: '重启服务', result: '恢复', article: 'KB-001' },
} as const;
const proposal = {
  action: 'propose-resolution',
  input: { solution: '重启服务', verification: { method: 'phone', checked: '可以登录' } },
} as const;
const form = {
  action: 'request-escalation',
  input: { progress: '已定位', reason: '需厂商补丁', support: '厂商到场' },
} as const;

const numbers: Record<string, string> = {};
const report = async (
  name: string,
  when: string,
  changes: Parameters<typeof intake>[0] = {},
): Promise<string> => {
  const { no } = await desk.accept(intake(changes), { now: at(when) });
  numbers[name] = no;
  return no;
};

/** Resolved within the hour, opened again the next day, and resolved again: two resolutions, one of which lasted. */
const liveReopened = async (): Promise<void> => {
  const no = await report('reopened', '2026-11-23 09:00');
  await desk.does(no, { who: 'li', ...contact, at: at('2026-11-23 09:10') });
  await desk.does(no, { who: 'li', ...step, at: at('2026-11-23 09:30') });
  await desk.does(no, { who: 'li', ...proposal, at: at('2026-11-23 09:40') });
  await desk.does(no, { who: 'wang', action: 'confirm-resolved', at: at('2026-11-23 10:00') });
  await desk.does(no, {
    who: 'wang',
    action: 'reopen',
    input: { reason: '又坏了' },
    at: at('2026-11-24 08:00'),
  });
  await desk.does(no, { who: 'li', ...proposal, at: at('2026-11-24 08:30') });
  await desk.does(no, { who: 'wang', action: 'confirm-resolved', at: at('2026-11-24 09:00') });
  await desk.pass(no, at('2026-11-24 09:00'));
  await desk.does(no, {
    who: 'wang',
    action: 'answer-survey',
    input: { speed: 5, efficiency: 2, attitude: 4, ability: 4, suggestions: '=cmd|再快些' },
    at: at('2026-11-24 10:00'),
  });
};

/** Accepted before midnight, due after it: in Shanghai another day and another week, in UTC the same Sunday. */
const liveAcrossMidnight = async (): Promise<void> => {
  const no = await report('midnight', '2026-11-22 23:45', { type: 'equipment' });
  await desk.pass(no, at('2026-11-23 00:15'));
  await desk.does(no, { who: 'wu', ...contact, at: at('2026-11-23 00:45') });
};

/** The desk stood still when it was due: nobody could have known. */
const liveThroughOutage = async (): Promise<void> => {
  const no = await report('outage', '2026-11-24 10:00');
  await desk.pass(no, at('2026-11-24 12:30'));
  await desk.does(no, { who: 'li', ...contact, at: at('2026-11-24 12:40') });
};

/** Decided in time, declined late, and not decided. */
const liveEscalated = async (): Promise<void> => {
  const quick = await report('approved', '2026-11-25 10:00', { type: 'consultation' });
  await desk.does(quick, { who: 'li', ...contact, at: at('2026-11-25 10:01') });
  await desk.does(quick, { who: 'li', ...form, at: at('2026-11-25 10:10') });
  await desk.does(quick, {
    who: 'liu',
    action: 'decide-escalation',
    input: { decision: 'approve', liaison: 'vendor' },
    at: at('2026-11-25 10:22'),
  });
  const slow = await report('declined', '2026-11-25 11:00', { type: 'consultation' });
  await desk.does(slow, { who: 'li', ...contact, at: at('2026-11-25 11:01') });
  await desk.does(slow, { who: 'li', ...form, at: at('2026-11-25 11:10') });
  await desk.pass(slow, at('2026-11-25 11:40'));
  await desk.does(slow, {
    who: 'ma',
    action: 'decide-escalation',
    input: { decision: 'decline', reason: '可自行处理' },
    at: at('2026-11-25 11:58'),
  });
  const open = await report('waiting', '2026-11-25 12:00', { type: 'consultation' });
  await desk.does(open, { who: 'li', ...contact, at: at('2026-11-25 12:01') });
  await desk.does(open, { who: 'li', ...form, at: at('2026-11-25 12:10') });
};

beforeAll(async () => {
  door = await openFrontDoor(() => ({ now: () => at('2026-11-25 12:20') }));
  await door.owner("delete from shift where person_id not in ('li', 'wu')");
  desk = storageOn(door.pool);
  await liveAcrossMidnight();
  await liveReopened();
  await liveThroughOutage();
  await liveEscalated();
});
afterAll(async () => await door.close());

describe('duties met and missed', () => {
  it('count what was missed and done later once, as missed, and keep apart what the platform missed', async () => {
    const rows = await table('liu', 'duties', ['duty', week48]);
    // Contacts: one of each life; the outage's and midnight's were missed, and all were made.
    expect(rows.find(({ duty }) => duty === 'contact')).toEqual({
      duty: 'contact',
      met: 4,
      missed: 1,
      missedByPlatform: 1,
      doneLate: 2,
      metShare: 4 / 5,
    });
    expect(rows.find(({ duty }) => duty === 'decision')).toMatchObject({ met: 1, missed: 1, doneLate: 1 });
    // A ticket that was resolved twice was confirmed twice.
    expect(rows.find(({ duty }) => duty === 'confirmation')).toMatchObject({ met: 2, missed: 0 });
  });

  it('belong to the Shanghai day and ISO week that they were due in', async () => {
    expect(await table('liu', 'duties', ['duty', week47])).toEqual([]);
    // What was done in the end was done for the group's lead, who owed it once the engineer had missed it.
    const day = 'from=2026-11-23&to=2026-11-23';
    const rows = await table('liu', 'duties', ['person', day]);
    expect(rows).toContainEqual(expect.objectContaining({ person: 'wu', missed: 1, met: 0 }));
    const weeks = await table('liu', 'duties', ['week', 'from=2026-11-01&to=2026-11-30']);
    expect(weeks.map(({ week }) => week)).toEqual(['2026-11-23']);
  });

  it('add up by clause and person, and leave to groups only what staff owe', async () => {
    const clauses = await table('liu', 'duties', ['clause', week48]);
    expect(clauses.find(({ clause }) => clause === '§2.4.2')).toMatchObject({ met: 2 });
    const people = await table('liu', 'duties', ['person', week48]);
    expect(people.map(({ person }) => person)).toEqual(expect.arrayContaining(['@supervisor', 'li', 'wu']));
    expect(people.map(({ person }) => person)).not.toContain('wang');
    const li = await table('liu', 'duties', ['duty', `${week48}&person=li`]);
    expect(li.find(({ duty }) => duty === 'contact')).toMatchObject({
      met: 4,
      missed: 0,
      missedByPlatform: 1,
    });
  });
});

describe('weeks that were drawn up', () => {
  /** What is counted one by one. */
  const counted = async (from: string, to: string): Promise<unknown> =>
    await door.owner(
      `select (count(*) filter (where outcome = 'met'))::int as met, (count(*) filter (where cause = 'person'))::int
         as missed, (count(*) filter (where cause = 'platform'))::int as platform, count(done_at)::int as done
       from duty_outcome where at >= '${from} 00:00+08' and at < '${to} 00:00+08'::timestamptz + interval '1 day'`,
    );
  const reported = async (from: string, to: string): Promise<unknown> => {
    const rows = await table('liu', 'duties', ['duty', `from=${from}&to=${to}`]);
    const sum = (name: string): number => rows.reduce((all, row) => all + Number(row[name]), 0);
    return [
      { met: sum('met'), missed: sum('missed'), platform: sum('missedByPlatform'), done: sum('doneLate') },
    ];
  };
  const periods = [
    ['2026-11-23', '2026-11-29'],
    ['2026-11-20', '2026-12-02'],
    ['2026-11-24', '2026-11-25'],
    ['2026-11-24', '2026-12-06'],
    ['2026-11-01', '2026-11-24'],
  ] as const;
  const all = async (read: typeof counted): Promise<unknown> =>
    await Promise.all(periods.map(async ([from, to]) => await read(from, to)));

  it('say the same as what is counted one by one, however the period lies, before and after', async () => {
    const expected = await all(counted);
    expect(await all(reported)).toEqual(expected);
    await drawUpDutyWeeks(door.pool)();
    // Few changes are left as they are.
    expect(await door.owner('select from duty_week')).toEqual([]);
    await Promise.all([1, 2, 3].map(drawUpDutyWeeks(door.pool, 0)));
    expect(await door.owner('select from duty_week_change')).toEqual([]);
    expect(await all(reported)).toEqual(expected);
    await door.owner(
      'create table kept as select * from duty_outcome',
      'delete from duty_outcome',
      'insert into duty_outcome select * from kept',
      'drop table kept',
    );
    expect(await all(reported)).toEqual(expected);
    await drawUpDutyWeeks(door.pool, 0)();
    expect(await all(reported)).toEqual(expected);
  });
});

describe('lateness', () => {
  it('is from due to done, and noticing it late is the platform alone', async () => {
    const rows = await table('liu', 'lateness', ['duty', `${week48}&type=system-fault`]);
    expect(rows.filter(({ duty }) => duty === 'contact')).toEqual([
      {
        duty: 'contact',
        cause: 'platform',
        missed: 1,
        undone: 0,
        p50: minutes(130),
        p95: minutes(130),
        max: minutes(130),
        noticedP50: minutes(120),
        noticedP95: minutes(120),
        noticedMax: minutes(120),
      },
    ]);
    const [person] = await table('liu', 'lateness', ['duty', `${week48}&type=equipment`]);
    expect(person).toMatchObject({ cause: 'person', p50: minutes(30), noticedMax: 0 });
  });

  it('says of thousands what the database makes of them one by one, however they are narrowed', async () => {
    // By a rule of thumb, not by chance: some undone, lengths of odd milliseconds, and even numbers of them.
    await door.owner(
      `insert into duty_outcome (no, duty, nth, outcome, at, done_at, noticed_ms, cause, owner_role, owner, group_id, type, urgency)
       select no, (array['contact', 'response', 'survey'])[1 + n % 3], 1000 + n, case when n % 5 = 0 then 'met' else 'missed' end, at,
         case when n % 7 > 0 and n % 5 > 0 then at + interval '1 millisecond' * (n::bigint * 7919 % 9999991) end,
         case when n % 5 > 0 then n * 31 % 1009 end, case when n % 5 > 0 then (array['person', 'platform'])[1 + (n % 11) / 8] end,
         'engineer', (array['li', 'wu', null])[1 + n % 3], 'sysops', 'system-fault', 'normal'
       from (select n, (select min(no) from ticket) as no, '2026-06-01 00:00+08'::timestamptz + interval '13 minutes' * n as at
         from generate_series(1, 3000) n) s`,
    );
    const june = { from: '2026-06-02', to: '2026-06-25' };
    const figures = ['late', 'noticed_ms']
      .flatMap((ms) => [
        `round(percentile_cont(0.5) within group (order by ${ms}))`,
        `round(percentile_cont(0.95) within group (order by ${ms}))`,
        `max(${ms})`,
      ])
      .map(
        (figure, i) =>
          `${figure}::float8 as "${['p50', 'p95', 'max', 'noticedP50', 'noticedP95', 'noticedMax'][i]}"`,
      );
    const counted = async (keys: string, narrowed = 'true') =>
      await door.owner(
        `select ${keys}, count(*)::int as missed, (count(*) filter (where done_at is null))::int as undone, ${figures.join(', ')}
         from (select *, to_char(date_trunc('week', at at time zone 'Asia/Shanghai'), 'YYYY-MM-DD') as week,
             (extract(epoch from done_at - at) * 1000)::float8 as late
           from duty_outcome where outcome = 'missed' and ${narrowed}
             and at >= '${june.from} 00:00+08' and at < '${june.to} 00:00+08'::timestamptz + interval '1 day') o
         group by ${keys} order by ${keys}`,
      );
    const period = new URLSearchParams(june).toString();
    for (const [name, keys] of [
      ['cause', 'cause'],
      ['duty', 'duty, cause'],
      ['week', 'week, cause'],
    ] as const)
      expect(await table('liu', 'lateness', [name, period])).toEqual(await counted(keys));
    expect(await table('liu', 'lateness', ['duty', `${period}&person=li`])).toEqual(
      await counted('duty, cause', `owner = 'li'`),
    );
    expect((await counted('cause')).length).toBe(2);
  });
});

describe('reopened', () => {
  it('is a resolution that did not last, not a ticket', async () => {
    expect(await table('liu', 'reopens', ['week', week48])).toEqual([
      { week: '2026-11-23', resolved: 2, reopened: 1, share: 0.5 },
    ]);
    expect(await table('liu', 'reopens', ['person', 'from=2026-11-24&to=2026-11-24'])).toEqual([
      { person: 'li', resolved: 1, reopened: 0, share: 0 },
    ]);
  });
});

describe('escalations', () => {
  it('count what was decided, how late, and what waits', async () => {
    const [week] = await table('liu', 'escalations', ['week', week48]);
    expect(week).toEqual({
      week: '2026-11-23',
      requested: 3,
      approved: 1,
      declined: 1,
      waiting: 1,
      p50: minutes(30),
      p95: minutes(46.2),
      max: minutes(48),
      late: 1,
    });
    const deciders = await table('liu', 'escalations', ['person', week48]);
    expect(deciders.map(({ person, requested, late }) => [person, requested, late])).toEqual([
      ['liu', 1, 0],
      ['ma', 1, 1],
    ]);
  });
});

describe('backlog', () => {
  it('at the end of each day knows of reopened tickets and of days before the period', async () => {
    expect(await table('liu', 'backlog', ['day', week48])).toEqual([
      { day: '2026-11-23', accepted: 1, closed: 1, reopened: 0, open: 1 },
      { day: '2026-11-24', accepted: 1, closed: 1, reopened: 1, open: 2 },
      { day: '2026-11-25', accepted: 3, closed: 0, reopened: 0, open: 5 },
    ]);
    expect(await table('liu', 'backlog', ['day', 'from=2026-11-22&to=2026-11-22'])).toEqual([
      { day: '2026-11-22', accepted: 1, closed: 0, reopened: 0, open: 1 },
    ]);
  });

  it('now is by age', async () => {
    const rows = await table('liu', 'backlog', ['type', week48]);
    expect(rows.map(({ type, open, under4h, under3d }) => [type, open, under4h, under3d])).toEqual([
      ['consultation', 3, 3, 0],
      ['equipment', 1, 0, 1],
      ['system-fault', 1, 0, 1],
    ]);
  });
});

describe('satisfaction', () => {
  it('is by dimension, with the comments', async () => {
    const rows = await table('liu', 'satisfaction', ['dimension', week48]);
    expect(rows.map(({ dimension, average, lowShare }) => [dimension, average, lowShare])).toEqual([
      ['speed', 5, 0],
      ['efficiency', 2, 1],
      ['attitude', 4, 0],
      ['ability', 4, 0],
    ]);
    expect(await table('liu', 'satisfaction', ['comments', week48])).toEqual([
      expect.objectContaining({
        no: numbers['reopened'],
        at: '2026-11-24T10:00:00+08:00',
        person: 'li',
        efficiency: 2,
        notSatisfied: false,
        suggestions: '=cmd|再快些',
      }),
    ]);
    expect(await table('liu', 'satisfaction', ['comments', 'from=2026-11-25&to=2026-11-25'])).toEqual([]);
  });
});

describe('knowledge and arrivals', () => {
  it('count uses when they happened, and hours as they are in Shanghai', async () => {
    expect(await table('liu', 'knowledge', ['article', week48])).toEqual([
      expect.objectContaining({ article: 'KB-001', used: 1, tickets: 1 }),
    ]);
    const rows = await table('liu', 'arrivals', ['hour', 'from=2026-11-16&to=2026-11-29']);
    const sunday = rows.find(({ weekday }) => weekday === 7);
    expect([sunday?.['h23'], sunday?.['total']]).toEqual([1, 1]);
    expect(rows.find(({ weekday }) => weekday === 3)).toMatchObject({ h10: 1, h11: 1, h12: 1, total: 3 });
  });
});

describe('who sees reports', () => {
  it('a lead sees their groups alone, and cannot ask for another', async () => {
    const mine = await table('chen', 'backlog', ['group', week48]);
    expect(mine.map(({ group }) => group)).toEqual(['sysops']);
    expect(await table('feng', 'satisfaction', ['comments', week48])).toEqual([]);
    expect(await table('feng', 'duties', ['duty', week48])).toEqual([]);
    expect((await door.as('chen', '/api/reports/duties?group=network')).status).toBe(403);
    for (const who of ['wang', 'zhou', 'li', 'vendor', 'admin'])
      expect([who, (await door.as(who, '/api/reports/duties')).status]).toEqual([who, 403]);
  });

  it('refuses days that are none, and periods the wrong way round', async () => {
    for (const query of ['from=2026-02-30', 'from=2026-11-02&to=2026-11-01', 'from=2020-01-01&to=2026-01-01'])
      expect([query, (await door.as('liu', `/api/reports/duties?${query}`)).status]).toEqual([query, 422]);
  });
});

describe('a workbook', () => {
  const sheetOf = async (path: string, headers = {}) => {
    const response = await door.as('liu', path, { headers: { 'accept-language': 'zh-CN', ...headers } });
    expect(response.headers.get('content-type')).toContain('spreadsheetml');
    const rows = readXlsx(new Uint8Array(await response.arrayBuffer()));
    if (rows === null) throw new Error('no workbook');
    return rows;
  };

  it('has the same figures as the page, as numbers', async () => {
    const rows = await sheetOf(`/api/reports/duties?${week48}&format=xlsx`);
    expect(rows[0]).toEqual(['时限', '按时完成', '超时', '平台原因超时', '超时后完成', '按时率']);
    expect(rows.find(([duty]) => duty === '联系提报人')).toEqual(['联系提报人', '4', '1', '1', '2', '0.8']);
  });

  it('is the register of the tickets that fit, with dates and nothing that calculates', async () => {
    const rows = await sheetOf('/api/tickets?type=equipment&from=2026-11-22&to=2026-11-22', {
      accept: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    });
    expect(rows[0]).toEqual([
      '工单号',
      '受理时间',
      '提报人',
      '部门',
      '联系方式',
      '问题描述',
      '问题类型',
      '紧急程度',
      '受理人',
      '预计解决时间',
      '实际解决时间',
      '状态',
    ]);
    expect(rows).toHaveLength(2);
    // 2026-11-22 23:45 on the wall, as days since 1899-12-30.
    expect(Number(rows[1]?.[1])).toBeCloseTo(46_348 + (23 * 60 + 45) / 1440, 6);
    expect(rows[1]?.[6]).toBe('设备维护');
    expect(await sheetOf('/api/tickets?from=2026-11-26&format=xlsx')).toHaveLength(1);
  });
});
