import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ActionName } from '../../domain/actions/names.js';
import { addSpan, type CalendarYear } from '../../domain/calendar.js';
import { dayOf, shanghai, startOfDay } from '../../domain/instant.js';
import { manualPolicy, type Policy } from '../../domain/policy.js';
import type { Span } from '../../domain/span.js';
import type { DutyName, Urgency } from '../../domain/words.js';
import { openDesk, type TestDesk, type TestTicket } from './desk.js';

type Beat = readonly [
  minute: number,
  who: string,
  action: ActionName,
  input?: Readonly<Record<string, unknown>>,
];

interface Life {
  readonly urgency?: Urgency;
  readonly beats: readonly Beat[];
}

const contact: Beat = [
  0.7,
  '@engineer',
  'record-contact',
  { reached: true, method: 'phone', summary: '核实' },
];
const step: Beat = [0.8, '@engineer', 'record-step', { action: '重启服务', result: '恢复' }];
const form = { progress: '已定位', reason: '需厂商补丁', support: '厂商到场' };
const proposal: Beat = [
  1,
  '@engineer',
  'propose-resolution',
  { solution: '重启服务', verification: { method: 'phone', checked: '可以登录' } },
];
const confirm: Beat = [2, 'wang', 'confirm-resolved'];
const known: Beat = [3, '@engineer', 'settle-knowledge', { isNew: false, article: 'KB-001' }];
const low: Beat = [4, 'wang', 'answer-survey', { speed: 5, efficiency: 3, attitude: 5, ability: 5 }];
const followUp = { contact: '电话致歉', cause: '等待过久' };
const improving: Beat = [5, 'liu', 'record-follow-up', { ...followUp, improvement: { measure: '值班交接' } }];
const escalated: readonly Beat[] = [
  contact,
  [1, '@engineer', 'request-escalation', form],
  [2, 'liu', 'decide-escalation', { decision: 'approve', liaison: 'vendor' }],
];
const slowSurvey: Beat = [0.2, 'liu', 'apply-policy', { version: 2, reason: '试行' }];
const holiday: Beat = [0.2, 'liu', 'apply-policy', { version: 3, reason: '试行' }];

/** Every duty once met and once missed; all lives begin together and are led side by side. */
const lives = {
  'response met': { urgency: 'urgent', beats: [[1, '@engineer', 'claim']] },
  'response missed': { urgency: 'urgent', beats: [] },
  'contact met': { beats: [contact] },
  'contact missed': { beats: [] },
  'acknowledgement met': { urgency: 'urgent', beats: [[4.5, 'chen', 'acknowledge-emergency']] },
  'acknowledgement missed': { urgency: 'urgent', beats: [contact] },
  'form met': { beats: [contact, [130, '@engineer', 'request-escalation', form]] },
  'form missed': { beats: [contact] },
  'decision met': { beats: escalated },
  'decision missed': { beats: escalated.slice(0, 2) },
  'sync met': { beats: [...escalated, [100, 'vendor', 'sync-progress', { progress: '补丁已发' }]] },
  'sync missed': { beats: escalated },
  'confirmation met': { beats: [contact, step, proposal, confirm] },
  'confirmation missed': { beats: [contact, step, proposal] },
  'survey met': { beats: [contact, step, proposal, confirm] },
  'survey missed': { beats: [slowSurvey, contact, step, proposal, confirm] },
  'follow-up met': { beats: [contact, step, proposal, confirm, known, low, improving] },
  'follow-up missed': { beats: [contact, step, proposal, confirm, known, low] },
  'improvement met': {
    beats: [
      contact,
      step,
      proposal,
      confirm,
      known,
      low,
      improving,
      [9, 'liu', 'complete-improvement', { result: '已写入规范' }],
    ],
  },
  'improvement missed': { beats: [contact, step, proposal, confirm, known, low, improving] },
  'knowledge met': { beats: [contact, step, proposal, confirm, known] },
  'knowledge missed': { beats: [contact, step, proposal, confirm] },
  'archive met': { beats: [contact, step, proposal, confirm, known] },
  'archive missed': { beats: [contact, proposal, confirm, known] },
  'over a holiday': { beats: [holiday, contact, proposal, confirm, low, improving] },
} as const satisfies Record<string, Life>;
type Name = keyof typeof lives;

const dayMs = 86_400_000;

/** Today is worked, seven days off follow, then twenty worked ones, weekends made up among them. */
const holidayPolicy = (now: number): Policy => {
  const years: Record<string, CalendarYear> = {};
  for (let day = 0; day <= 27; day += 1) {
    const { date } = shanghai(now + day * dayMs);
    const [year, rest] = [date.slice(0, 4), date.slice(5)] as const;
    const weekday = new Date(startOfDay(dayOf(now + day * dayMs)) + 8 * 3_600_000).getUTCDay();
    const known = years[year] ?? { status: 'announced', off: [], work: [], source: '试行' };
    const isOff = day >= 1 && day <= 7;
    years[year] = {
      ...known,
      off: isOff ? [...known.off, `${rest} 长假`] : known.off,
      work: !isOff && weekday % 6 === 0 ? [...known.work, rest] : known.work,
    };
  }
  return { ...manualPolicy, version: 3, calendar: { years } };
};

let desk: TestDesk;
let began: number;
const tickets = new Map<string, TestTicket>();
const ticketOf = (name: Name): TestTicket => {
  const ticket = tickets.get(name);
  if (ticket === undefined) throw new Error(`there is no life ${name}`);
  return ticket;
};

/** Whom the desk's roster gave the ticket to. */
const engineerOf = async (name: Name): Promise<string> => {
  const assigned = (await ticketOf(name).told()).find(({ notice }) => notice === 'assigned');
  if (assigned === undefined) throw new Error(`${name} was assigned to nobody`);
  return assigned.who;
};

const untilMinute = async (minute: number): Promise<void> => {
  const ahead = began + minute * 60_000 - (await desk.now());
  if (ahead > 0) await desk.pass(`${ahead / 1000} s` as Span);
};

beforeAll(async () => {
  desk = await openDesk();
  began = await desk.now();
  const slow = { ...manualPolicy, version: 2, survey: { ...manualPolicy.survey, sendAfter: '90 min' } };
  for (const policy of [slow, holidayPolicy(began)])
    await desk.pool.query(
      `insert into policy (version, name, body, active, author, created_at) values ($1, '试行', $2, false, 'liu', now())`,
      [policy.version, JSON.stringify(policy)],
    );
  for (const [name, { urgency = 'normal' }] of Object.entries<Life>(lives))
    tickets.set(name, await desk.open({ urgency }));
  const beats = Object.entries<Life>(lives)
    .flatMap(([name, life]) => life.beats.map((beat) => ({ name: name as Name, beat })))
    .toSorted((one, other) => one.beat[0] - other.beat[0]);
  for (const { name, beat } of beats) {
    const [minute, who, action, input] = beat;
    await untilMinute(minute);
    await ticketOf(name).does(who === '@engineer' ? await engineerOf(name) : who, action, input);
  }
  await untilMinute(200);
  // What waits for somebody would be chased for weeks.
  for (const [name, ticket] of tickets) {
    const { stage } = await ticket.state();
    if (stage !== 'resolved' && stage !== 'verifying' && name !== 'over a holiday')
      await ticket.does('wang', 'withdraw', { reason: '不需要了' });
  }
  for (const day of [5, 10, 20]) await untilMinute(day * 1440 + 10);
}, 180_000);
afterAll(async () => {
  await desk.close();
});

const duty = async (name: Name, wanted: DutyName, nth = 1) => {
  const clock = (await ticketOf(name).state()).duties.find((one) => one.duty === wanted && one.nth === nth);
  if (clock === undefined) throw new Error(`${name} has no ${wanted}`);
  return clock;
};
/** Who was told of one notice, and in which minute of the ticket: `@engineer` had it first, `@colleague` is next. */
const told = async (name: Name, ...notices: readonly string[]) => {
  const first = await engineerOf(name);
  const colleague = first === 'li' ? 'zhao' : 'li';
  const part: Readonly<Record<string, string>> = { [first]: '@engineer', [colleague]: '@colleague' };
  return (await ticketOf(name).told())
    .filter(({ notice }) => notices.includes(notice))
    .map(({ minute, notice, who }) => ({ minute, line: `${minute} ${notice} ${part[who] ?? who}` }))
    .toSorted((one, other) => one.minute - other.minute || (one.line < other.line ? -1 : 1))
    .map(({ line }) => line);
};
const expectMet = async (name: Name, wanted: DutyName, nth?: number) => {
  const { outcome, missedAt } = await duty(name, wanted, nth);
  expect({ outcome, missedAt }).toEqual({ outcome: 'met', missedAt: undefined });
};
const expectMissed = async (name: Name, wanted: DutyName, nth?: number) => {
  const { missedAt, dueAt, cause } = await duty(name, wanted, nth);
  expect(missedAt).toBeDefined();
  expect(cause).toBe('person');
  expect((missedAt ?? 0) - (dueAt ?? 0)).toBeLessThan(60_000);
};
/** The minute, counted from the ticket's acceptance, when a span from one of its moments is over. */
const minuteAfter = async (name: Name, from: 'resolvedAt' | 'verifying', span: Span): Promise<number> => {
  const { acceptedAt, resolvedAt, policy, duties } = await ticketOf(name).state();
  const since = from === 'resolvedAt' ? resolvedAt : duties.find((one) => one.duty === 'confirmation')?.since;
  const at = addSpan(policy.calendar, policy.businessHours, since ?? 0, span);
  return Math.round((at - acceptedAt) / 60_000);
};

describe('every duty, met and missed, with the right people told at the right minute', () => {
  test('§1 response: met when the engineer takes it; missed at 5 minutes, told to lead, supervisor and engineer', async () => {
    await expectMet('response met', 'response');
    await expectMissed('response missed', 'response');
    expect(await told('response missed', 'response-missed')).toEqual([
      '5 response-missed @engineer',
      '5 response-missed chen',
      '5 response-missed liu',
    ]);
    expect(await told('response met', 'response-missed')).toEqual([]);
  });

  test('§2.2.3 contact: missed at 30 minutes, told to lead and engineer; the next engineer gets it, once', async () => {
    await expectMet('contact met', 'contact');
    await expectMissed('contact missed', 'contact');
    await expectMissed('contact missed', 'contact', 2);
    expect(await told('contact missed', 'contact-missed', 'assigned')).toEqual([
      '0 assigned @engineer',
      '30 assigned @colleague',
      '30 contact-missed @engineer',
      '30 contact-missed chen',
      '60 contact-missed @colleague',
      '60 contact-missed chen',
    ]);
  });

  test('§2.2.2 emergency: supervisor and lead at once; then the next person every 5 minutes', async () => {
    await expectMet('acknowledgement met', 'emergency-acknowledgement');
    expect(await told('acknowledgement met', 'emergency', 'emergency-again')).toEqual([
      '0 emergency chen',
      '0 emergency liu',
    ]);
    await expectMissed('acknowledgement missed', 'emergency-acknowledgement');
    expect((await told('acknowledgement missed', 'emergency-again')).slice(0, 5)).toEqual([
      '5 emergency-again he',
      '10 emergency-again ma',
      '15 emergency-again chen',
      '20 emergency-again liu',
      '25 emergency-again he',
    ]);
  });

  test('§2.3.3 the form is demanded at 2 hours from engineer and supervisor; missed 15 minutes later', async () => {
    await expectMet('form met', 'escalation-request');
    await expectMissed('form missed', 'escalation-request');
    const began2h = ['121 form-demanded @engineer', '121 form-demanded liu'];
    expect(await told('form met', 'form-demanded', 'form-missed')).toEqual(began2h);
    expect(await told('form missed', 'form-demanded', 'form-missed')).toEqual([
      ...began2h,
      '136 form-missed @engineer',
      '136 form-missed chen',
      '136 form-missed liu',
    ]);
  });

  test('§2.3.5 decision: missed at 30 minutes, the deputy is asked, then the manager every 30 minutes', async () => {
    await expectMet('decision met', 'decision');
    await expectMissed('decision missed', 'decision');
    expect(
      (await told('decision missed', 'decision-asked', 'decision-missed', 'decision-chased')).slice(0, 5),
    ).toEqual([
      '1 decision-asked liu',
      '31 decision-missed he',
      '31 decision-missed liu',
      '61 decision-chased ma',
      '91 decision-chased ma',
    ]);
  });

  test('§2.3.6 progress: missed after 2 hours, engineer and liaison are reminded', async () => {
    await expectMet('sync met', 'progress-sync');
    await expectMissed('sync missed', 'progress-sync');
    expect(await told('sync missed', 'sync-missed')).toEqual([
      '122 sync-missed @engineer',
      '122 sync-missed vendor',
    ]);
    expect(await told('sync met', 'sync-missed')).toEqual([]);
  });

  test('§2.4.2 confirmation: the reporter is reminded after 1 and 24 hours; after 3 working days the supervisor is told', async () => {
    await expectMet('confirmation met', 'confirmation');
    expect(await told('confirmation met', 'confirmation-reminder')).toEqual([]);
    const lapse = await minuteAfter('confirmation missed', 'verifying', '3 wd');
    expect(await told('confirmation missed', 'confirmation-reminder', 'confirmation-lapsed')).toEqual([
      '61 confirmation-reminder wang',
      '1441 confirmation-reminder wang',
      `${lapse} confirmation-lapsed liu`,
    ]);
    expect((await ticketOf('confirmation missed').state()).stage).toBe('verifying');
    await ticketOf('confirmation missed').does('liu', 'confirm-resolved', { comment: '提报人出差' });
  });

  test('§2.4.3 survey: sent at resolution, reminded of once; sent later than 1 hour it is missed, and sent', async () => {
    await expectMet('survey met', 'survey');
    expect(await told('survey met', 'survey', 'survey-reminder')).toEqual([
      '2 survey wang',
      '1442 survey-reminder wang',
    ]);
    expect((await ticketOf('survey met').state()).survey?.state).toBe('expired');
    await expectMissed('survey missed', 'survey');
    expect(await told('survey missed', 'survey', 'duty-missed')).toEqual(
      expect.arrayContaining(['62 duty-missed liu', '92 survey wang']),
    );
  });

  test('§2.4.4 follow-up: missed after 24 hours, manager and supervisor are told, and again each day', async () => {
    await expectMet('follow-up met', 'follow-up');
    await expectMissed('follow-up missed', 'follow-up');
    expect((await told('follow-up missed', 'low-score', 'follow-up-missed')).slice(0, 4)).toEqual([
      '4 low-score liu',
      '1444 follow-up-missed liu',
      '1444 follow-up-missed ma',
      '2884 follow-up-missed liu',
    ]);
    await ticketOf('follow-up missed').does('liu', 'record-follow-up', {
      ...followUp,
      noImprovement: '偶发',
    });
  });

  test('§2.4.4 improvement: followed through to done; missed, the manager is told', async () => {
    await expectMet('improvement met', 'improvement');
    await expectMissed('improvement missed', 'improvement');
    const { acceptedAt, policy } = await ticketOf('improvement missed').state();
    const { since } = await duty('improvement missed', 'improvement');
    const due = Math.round(
      (addSpan(policy.calendar, policy.businessHours, since, '10 wd') - acceptedAt) / 60_000,
    );
    expect(await told('improvement missed', 'improvement-missed')).toEqual([
      `${due} improvement-missed liu`,
      `${due} improvement-missed ma`,
    ]);
    await ticketOf('improvement missed').does('liu', 'complete-improvement', { result: '已完成' });
    await ticketOf('follow-up met').does('liu', 'complete-improvement', { result: '已完成' });
  });

  test('§2.5.1 knowledge: missed after 1 working day, engineer and supervisor are told', async () => {
    await expectMet('knowledge met', 'knowledge');
    await expectMissed('knowledge missed', 'knowledge');
    const due = await minuteAfter('knowledge missed', 'resolvedAt', '1 wd');
    expect(await told('knowledge missed', 'duty-missed')).toEqual([
      `${due} duty-missed @engineer`,
      `${due} duty-missed liu`,
    ]);
  });

  test('§2.5.2 archive: done by itself within 3 working days; a missing part is named and holds it until waived', async () => {
    await expectMet('archive met', 'archive');
    expect((await ticketOf('archive met').state()).stage).toBe('archived');
    await expectMissed('archive missed', 'archive');
    const due = await minuteAfter('archive missed', 'resolvedAt', '3 wd');
    expect((await told('archive missed', 'archive-held')).slice(-2)).toEqual([
      `${due} archive-held @engineer`,
      `${due} archive-held liu`,
    ]);
    const held = (await ticketOf('archive missed').log()).filter(({ input }) => 'missing' in input);
    expect(held.map(({ outcome, input }) => [outcome, input['missing']])).toEqual([
      ['warned', ['process-records']],
      ['missed', ['process-records']],
    ]);
    await ticketOf('archive missed').does('liu', 'waive-archive-part', {
      part: 'process-records',
      reason: '口头处理',
    });
    expect((await ticketOf('archive missed').state()).stage).toBe('archived');
  });
});

describe('ten working days over a week of holiday with its weekends made up', () => {
  test('§2.5.1 §2.5.2 the holiday stands still, the make-up days count, and minutes and hours run on', async () => {
    const { resolvedAt, duties } = await ticketOf('over a holiday').state();
    const afterDays = (wanted: DutyName): number => {
      const clock = duties.find((one) => one.duty === wanted);
      return ((clock?.dueAt ?? 0) - (clock?.since ?? 0)) / dayMs;
    };
    // One working day is over when the first day after the holiday reaches the same hour.
    expect(afterDays('knowledge')).toBe(8);
    expect(afterDays('archive')).toBe(10);
    expect(afterDays('improvement')).toBe(17);
    expect(afterDays('follow-up')).toBe(1);
    const due = Math.round(((resolvedAt ?? 0) - began) / 60_000) + 8 * 1440;
    expect(await told('over a holiday', 'duty-missed')).toEqual([
      `${due} duty-missed @engineer`,
      `${due} duty-missed liu`,
    ]);
  });
});
