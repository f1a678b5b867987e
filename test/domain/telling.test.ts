import { describe, expect, test } from '@jest/globals';
import type { KnownChannel } from '../../domain/channels.js';
import { digestOf, numberRanges } from '../../domain/digest.js';
import { leavingText } from '../../domain/leaving.js';
import { noticeNames, notices } from '../../domain/notices.js';
import { planSending } from '../../domain/pacing.js';
import { quietUntil } from '../../domain/preferences.js';
import { sampleValues } from '../../domain/render.js';
import { fill, templateErrors } from '../../domain/templates.js';
import { undeliveredCause } from '../../domain/undelivered.js';
import { waysTo, type Reach } from '../../domain/ways.js';
import { languages } from '../../domain/words.js';
import { fits, instant, open, people, policyWith, resolved } from './desk.js';

const app: KnownChannel = {
  id: 'wecom',
  kind: 'wecom-app',
  serves: { roles: [], groups: [], people: [], urgentOnly: false },
  fields: ['number', 'level', 'link'],
  language: 'zh-CN',
};
const reach = (changes: Partial<Reach> = {}): Reach => ({
  notice: 'emergency',
  urgent: true,
  group: 'sysops',
  person: people.liu,
  isReporter: false,
  email: 'liu@desk.example',
  preference: { accounts: { wecom: 'LiuYang' } },
  channels: [app],
  at: instant('2026-11-25T10:00:00+08:00'),
  nextAfterMs: 120_000,
  ...changes,
});
const shown = (changes: Partial<Reach> = {}) =>
  waysTo(reach(changes)).map(({ channel, delayMs, backup }) => [
    channel === 'smtp' ? 'smtp' : channel.id,
    delayMs / 1000,
    backup,
  ]);

describe('ways to a person', () => {
  test('an urgent notice goes by the first, and by the next if nobody reacts', () => {
    expect(shown()).toEqual([
      ['smtp', 0, false],
      ['wecom', 120, true],
    ]);
  });

  test('what is not urgent goes by what was chosen, and nothing else', () => {
    const preference = { accounts: { wecom: 'LiuYang' }, channels: { '*': ['wecom'], assigned: [] } };
    expect(shown({ urgent: false, preference })).toEqual([['wecom', 0, false]]);
    expect(shown({ urgent: false, preference, notice: 'assigned' })).toEqual([]);
  });

  test('nobody can choose not to be told of what cannot wait', () => {
    expect(shown({ preference: { channels: { '*': [] } } })).toEqual([['smtp', 0, false]]);
  });

  test('quiet hours hold back what is not urgent until they end', () => {
    const preference = { quiet: { from: '22:00', to: '07:00' } };
    const at = instant('2026-11-25T23:00:00+08:00');
    expect(shown({ urgent: false, preference, at })).toEqual([['smtp', 8 * 3600, false]]);
    expect(shown({ urgent: true, preference, at })[0]).toEqual(['smtp', 0, false]);
  });

  test.each([
    ['22:00', '07:00', '2026-11-25T06:59:00+08:00', '2026-11-25T07:00:00+08:00'],
    ['22:00', '07:00', '2026-11-25T07:00:00+08:00', '2026-11-25T07:00:00+08:00'],
    ['12:00', '13:30', '2026-11-25T12:00:00+08:00', '2026-11-25T13:30:00+08:00'],
    ['12:00', '13:30', '2026-11-25T11:59:00+08:00', '2026-11-25T11:59:00+08:00'],
  ])('quiet %s to %s at %s', (from, to, at, until) => {
    expect(quietUntil({ from, to }, instant(at))).toBe(instant(until));
  });

  test('a channel serves whom it names', () => {
    const serving = (serves: Partial<KnownChannel['serves']>, changes: Partial<Reach> = {}) =>
      shown({ email: null, channels: [{ ...app, serves: { ...app.serves, ...serves } }], ...changes })
        .length === 1;
    expect(serving({ roles: ['supervisor'] })).toBe(true);
    expect(serving({ roles: ['engineer'] })).toBe(false);
    expect(serving({ people: ['liu'] })).toBe(true);
    expect(serving({ groups: ['sysops'] })).toBe(true);
    expect(serving({ groups: ['network'] })).toBe(false);
    expect(serving({ notices: ['low-score'] })).toBe(false);
    expect(serving({ urgentOnly: true }, { urgent: false })).toBe(false);
    expect(serving({}, { isReporter: true })).toBe(false);
  });
});

describe('texts', () => {
  test('every built-in text uses known variables only', () => {
    for (const notice of noticeNames)
      for (const language of languages) {
        const text = { subject: notices[notice].subject[language], body: notices[notice].body[language] };
        expect([notice, language, templateErrors(notice, text)]).toEqual([notice, language, []]);
        expect(fill(text.body, sampleValues(language))).not.toMatch(/[{}]/u);
      }
  });

  test.each([
    ['{no} {constructor}', '{constructor}'],
    ['{no', '{'],
    ['{{no}}', '{'],
    ['{ no }', '{ no }'],
    ['{surveyLink}', '{surveyLink}'],
  ])('%s is refused', (body, piece) => {
    expect(templateErrors('assigned', { subject: 'x', body })).toContainEqual({ part: 'body', piece });
  });

  test('a survey without its link is no survey', () => {
    expect(templateErrors('survey', { subject: 'x', body: '{link}' })).toHaveLength(1);
  });

  test('no more leaves than the allow list names', () => {
    const values = {
      number: 'TS1',
      level: '紧急',
      link: 'https://x',
      notice: 'N',
      type: 'T',
      stage: 'S',
      group: 'G',
      text: 'B',
    };
    expect(leavingText(values, { fields: ['number', 'level', 'link'], language: 'zh-CN' })).toEqual({
      subject: 'TS1 紧急',
      body: 'https://x',
    });
    expect(leavingText(values, { fields: [], language: 'en' })).toEqual({
      subject: 'Steadydesk has news',
      body: '',
    });
  });

  test('a digest counts, and names tickets in ranges', () => {
    expect(numberRanges(['TS20261125003', 'TS20261125001', 'TS20261125002', 'TS20261125009'])).toEqual([
      'TS20261125001–TS20261125003',
      'TS20261125009',
    ]);
    const digest = digestOf(
      [
        { no: 'TS20261125001', urgent: true },
        { no: 'TS20261125002', urgent: false },
      ],
      { language: 'zh-CN', link: 'https://desk.example/' },
    );
    expect(digest.subject).toBe('恒台汇总：2 条工单通知，其中紧急 1 条');
    expect(digest.body).toBe('https://desk.example/\n紧急：TS20261125001\n其他：TS20261125002');
  });
});

test('whatever comes, no cap is exceeded and nothing waits for long', () => {
  const caps = [
    { count: 20, perMs: 60_000 },
    { count: 5, perMs: 1000 },
  ];
  const sent: number[] = [];
  const delays: number[] = [];
  let waiting: number[] = [];
  for (let now = 1_000_000; now < 1_600_000; now += 100) {
    // 30 a second for ten seconds, then one every ten seconds.
    for (let i = 0; i < (now < 1_010_000 ? 3 : Number(now % 10_000 === 0)); i += 1) waiting.push(now);
    const { singles, digest } = planSending(waiting.length, { caps, sent, now });
    const gone = digest ? waiting.length : singles;
    for (let i = 0; i < (digest ? 1 : singles); i += 1) sent.push(now);
    delays.push(...waiting.slice(0, gone).map((at) => now - at));
    waiting = waiting.slice(gone);
  }
  for (const { count, perMs } of caps)
    for (const at of sent)
      expect(sent.filter((other) => other > at - perMs && other <= at).length).toBeLessThanOrEqual(count);
  expect(Math.max(...delays)).toBeLessThan(15_000);
});

describe('survey (§2.4.3, §2.4.4)', () => {
  test.each([
    ['a praising 2', { ...fits.five, speed: 2, suggestions: '非常好' }, ['low-score']],
    ['a complaining 5', { ...fits.five, suggestions: '我要投诉' }, ['negative-words']],
    ['both', { ...fits.five, speed: 1, suggestions: '我要投诉' }, ['low-score', 'negative-words']],
    ['a tick alone', { ...fits.five, notSatisfied: true }, ['not-satisfied']],
    ['praise', { ...fits.five, suggestions: '很好' }, []],
  ])('%s is followed up for what it is', (_name, answer, because) => {
    const ticket = resolved();
    ticket.act('wang', 'answer-survey', answer);
    expect(ticket.state().survey).toMatchObject({ low: because.length > 0, because });
    expect(ticket.has('follow-up')).toBe(because.length > 0);
    expect(ticket.entries().at(-1)?.input).toMatchObject(answer);
  });

  test('the answer keeps the form as it was read', () => {
    const ticket = resolved();
    ticket.act('wang', 'answer-survey', { ...fits.five, language: 'en' });
    const entry = ticket.entries().find(({ input }) => 'form' in input);
    expect(entry?.input['form']).toMatchObject({
      language: 'en',
      dimensions: [
        { name: 'speed', title: 'Response speed' },
        { name: 'efficiency', title: 'Handling efficiency' },
        { name: 'attitude', title: 'Service attitude' },
        { name: 'ability', title: 'Professional ability' },
      ],
      scale: { 1: 'Very dissatisfied', 5: 'Very satisfied' },
    });
  });

  test('an agent answers on the phone, marked so', () => {
    const ticket = resolved();
    expect(ticket.refusal('zhou', 'answer-survey', fits.five)?.errors?.[0]?.pointer).toBe('/onReportersWord');
    ticket.act('zhou', 'answer-survey', { ...fits.five, onReportersWord: true });
    expect(ticket.entries().find(({ input }) => 'form' in input)).toMatchObject({
      by: { id: 'zhou', role: 'agent' },
      input: { onReportersWord: true },
    });
  });

  test('not now: the reminder comes when it was asked for, once', () => {
    const ticket = resolved({ at: '2026-01-05T09:00:00+08:00' });
    expect(ticket.refusal('wang', 'defer-survey', { until: '2026-02-05T09:00:00+08:00' })).not.toBeNull();
    ticket.act('wang', 'defer-survey', { until: '2026-01-08T09:00:00+08:00' });
    expect(ticket.refusal('wang', 'defer-survey', { until: '2026-01-09T09:00:00+08:00' })).not.toBeNull();
    ticket.until('2026-01-08T08:59:00+08:00');
    expect(ticket.toldOf('survey-reminder')).toEqual([]);
    ticket.until('2026-01-12T08:00:00+08:00');
    expect(ticket.toldOf('survey-reminder')).toEqual([[3 * 24 * 60, 'survey-reminder', 'wang']]);
  });

  test('whoever was asked lately is not asked again, the ticket says why, and its archive needs no more', () => {
    const policy = policyWith({ survey: { coolDown: '30 d' } });
    const ask = (surveyedAt: string | null) => {
      const ticket = open({ policy });
      ticket.act('li', 'record-contact', fits.contact);
      ticket.act('li', 'record-step', fits.step);
      ticket.act('li', 'propose-resolution', fits.proposal);
      ticket.learn(surveyedAt === null ? {} : { surveyed: { wang: instant(surveyedAt) } });
      ticket.act('wang', 'confirm-resolved');
      ticket.act('li', 'settle-knowledge', fits.known);
      return ticket;
    };
    const quiet = ask('2025-12-20T09:00:00+08:00');
    expect(quiet.state().survey).toEqual({
      state: 'withheld',
      lastAskedAt: instant('2025-12-20T09:00:00+08:00'),
    });
    expect(quiet.toldOf('survey')).toEqual([]);
    quiet.pass('3 d');
    expect(quiet.state().stage).toBe('archived');
    for (const earlier of ['2025-11-20T09:00:00+08:00', null])
      expect(ask(earlier).state().survey?.state).toBe('sent');
  });
});

test.each([
  ['310000 keywords not in content, more: [https://example.com]', 'content'],
  ['310000 sign not match', 'signature'],
  ['310000 ip 192.0.2.7 not in whitelist', 'sender-not-allowed'],
  ['19021 sign match fail or timestamp is not within one hour', 'signature'],
  ['60020 not allow to access from your ip', 'sender-not-allowed'],
  ['81013 user & party & tag all invalid', 'recipient-unknown'],
  ['dead letter: -1 system busy', 'other-side'],
  ['this host is not among those the desk may speak to', 'host-not-allowed'],
  ['the host name cannot be resolved', 'unresolved'],
  ['it took too long to connect', 'connecting-timed-out'],
  ['the connection failed (ECONNRESET)', 'broken-off'],
  ['the connection failed (DEPTH_ZERO_SELF_SIGNED_CERT)', 'certificate'],
  ['HTTP 403', 'forbidden'],
  ['HTTP 404', 'no-such-place'],
  ['HTTP 502 without a code', 'other-side'],
  ['EAUTH 535 Invalid login: 535 authentication failed', 'mail-login'],
  ['EDNS  getaddrinfo ENOTFOUND mail.example', 'unresolved'],
  ['ETIMEDOUT  Connection timeout', 'connecting-timed-out'],
  ['EENVELOPE 550 all recipients were rejected: 550 5.1.1 no such user', 'mailbox-unknown'],
  ['EENVELOPE 550 all recipients were rejected: 550 5.7.1 relaying denied', 'mail-refused'],
  ['EMESSAGE 554 Message failed: 554 spam', 'mail-refused'],
  ['the desk stopped while it was being sent', 'interrupted'],
  ['550', 'unclear'],
  ['42 the answer', 'unclear'],
])('%s is told as %s', (reason, cause) => {
  expect(undeliveredCause(reason)).toEqual({ cause, isGivenUp: reason.startsWith('dead letter') });
});
