import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ListFilters, ListPosition, ListSort } from '../../adapters/postgres/list-tickets.js';
import type { Actor } from '../../domain/people.js';
import { seenBy, sightOf } from '../../domain/permissions.js';
import type { Ticket } from '../../domain/ticket.js';
import { nextDueAt } from '../../domain/view.js';
import { stages, ticketTypes, urgencies } from '../../domain/words.js';
import { intake, openStorage, type Deed, type Storage } from './desk.js';

const callers = [
  'wang',
  'qian',
  'zhou',
  'li',
  'zhao',
  'sunn',
  'wu',
  'chen',
  'feng',
  'liu',
  'ma',
  'vendor',
  'admin',
] as const;

let desk: Storage;
let tickets: readonly Ticket[];
const actors = new Map<string, Actor>();

const contact = { reached: true, method: 'phone', summary: '核实' };
const lives: readonly (readonly Deed[])[] = [
  [],
  [{ who: 'li', action: 'claim' }],
  [{ who: 'li', action: 'record-contact', input: contact }],
  [{ who: 'wang', action: 'withdraw', input: { reason: '好了' } }],
  [{ who: 'zhou', action: 'dispatch', input: { group: 'network', assignee: 'sunn' } }],
  [{ who: 'zhou', action: 'dispatch', input: { group: 'equipment' } }],
  [
    { who: 'li', action: 'record-contact', input: contact },
    { who: 'li', action: 'request-escalation', input: { progress: '一', reason: '二', support: '三' } },
    { who: 'liu', action: 'decide-escalation', input: { decision: 'approve', liaison: 'vendor' } },
  ],
];

beforeAll(async () => {
  desk = await openStorage();
  await desk.owner("delete from shift where person_id = 'zhao'");
  const now = Date.parse('2026-01-05T09:00:00+08:00');
  for (let i = 0; i < 84; i += 1) {
    const life = lives[i % lives.length] ?? [];
    // Some at the very same moment: only the number tells them apart.
    const sent = intake({
      type: i % 11 === 3 ? 'consultation' : 'system-fault',
      urgency: urgencies[i % 3] ?? 'normal',
    });
    const reporter = life.some(({ who }) => who === 'wang') || i % 4 > 0 ? 'wang' : 'qian';
    const { no } = await desk.accept(sent, { who: reporter, now: now + Math.floor(i / 5) * 60_000 });
    for (const deed of life) await desk.does(no, deed);
    if (i % 9 === 0) await desk.pass(no, now + 3_600_000);
  }
  const { rows } = await desk.pool.query<{ no: string }>('select no from ticket');
  tickets = await Promise.all(rows.map(async ({ no }) => await desk.load(no)));
  for (const who of callers) {
    const actor = await desk.directory.identify(who);
    if (actor !== null) actors.set(who, actor);
  }
}, 60_000);
afterAll(async () => await desk.close());

const sortedAt = (ticket: Ticket, sort: ListSort): number =>
  sort === 'created' ? ticket.acceptedAt : (nextDueAt(ticket) ?? Infinity);

/** The list as the rule has it: all tickets, looked at one by one. */
const expected = (actor: Actor, filters: ListFilters, sort: ListSort): readonly string[] => {
  const direction = sort === 'due' ? 1 : -1;
  const compare = (one: number | string, other: number | string): number =>
    one === other ? 0 : one < other ? -direction : direction;
  return tickets
    .filter((ticket) => sightOf(actor, ticket) !== 'none')
    .filter(
      (ticket) =>
        (filters.stage === undefined || ticket.stage === filters.stage) &&
        (filters.type === undefined || ticket.type === filters.type) &&
        (filters.urgency === undefined || ticket.urgency === filters.urgency) &&
        (filters.group === undefined || ticket.group === filters.group) &&
        (filters.assignee === undefined || ticket.assignee?.id === filters.assignee) &&
        (filters.reporter === undefined || ticket.reporter === filters.reporter) &&
        (filters.missed === undefined || ticket.counts.missed > 0 === filters.missed),
    )
    .sort((one, other) => compare(sortedAt(one, sort), sortedAt(other, sort)) || compare(one.no, other.no))
    .map(({ no }) => no);
};

const listed = async (
  actor: Actor,
  { filters, sort, limit }: { filters: ListFilters; sort: ListSort; limit: number },
): Promise<readonly string[]> => {
  const found: string[] = [];
  for (let after: ListPosition | undefined; ;) {
    const page = await desk.reader.list({ seenBy: seenBy(actor), filters, sort, limit, after });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    found.push(...page.rows.map(({ no }) => no));
    if (page.next === null) return found;
    expect(page.rows).toHaveLength(limit);
    after = page.next;
  }
};

describe('a list', () => {
  it.each(callers)('holds for %s what the rule lets them see, no more and no less', async (who) => {
    const actor = actors.get(who);
    if (actor === undefined) throw new Error(`nobody is ${who}`);
    for (const sort of ['due', 'created'] as const)
      expect(await listed(actor, { filters: {}, sort, limit: 200 })).toEqual(expected(actor, {}, sort));
  });

  it('is told apart by callers at all', () => {
    const seen = callers.map((who) => expected(actors.get(who) as Actor, {}, 'due').length);
    expect(new Set(seen).size).toBeGreaterThan(5);
    expect(expected(actors.get('admin') as Actor, {}, 'due')).toEqual([]);
    expect(expected(actors.get('vendor') as Actor, {}, 'due').length).toBeGreaterThan(3);
  });

  it('is the same whatever the filters and wherever its pages end', async () => {
    const some = <T>(...values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          who: fc.constantFrom(...callers),
          sort: fc.constantFrom<ListSort>('due', 'created'),
          limit: fc.integer({ min: 1, max: 30 }),
          filters: fc.record({
            stage: some(...stages),
            type: some(...ticketTypes),
            urgency: some(...urgencies),
            group: some('sysops', 'network', 'equipment', 'none'),
            assignee: some('li', 'sunn', 'nobody'),
            reporter: some('wang', 'qian', 'nobody'),
            missed: some(true, false),
          }),
        }),
        async ({ who, sort, limit, filters }) => {
          const actor = actors.get(who) as Actor;
          expect(await listed(actor, { filters, sort, limit })).toEqual(expected(actor, filters, sort));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('keeps its place while tickets come and go', async () => {
    const actor = actors.get('liu') as Actor;
    const asked = { seenBy: seenBy(actor), filters: {}, sort: 'created', limit: 10 } as const;
    const first = await desk.reader.list(asked);
    const { no } = await desk.accept();
    const second = await desk.reader.list({ ...asked, after: first.next ?? undefined });
    const both = [...first.rows, ...second.rows].map((row) => row.no);
    expect(both).toEqual(expected(actor, {}, 'created').slice(0, 20));
    expect(both).not.toContain(no);
  });
});

describe('a search', () => {
  const find = async (q: string, who = 'liu'): Promise<readonly string[]> =>
    await listed(actors.get(who) as Actor, { filters: { q }, sort: 'created', limit: 50 });
  let printer: string;
  let vpn: string;
  beforeAll(async () => {
    const description = (symptom: string, impact: string) => ({ ...intake().description, symptom, impact });
    printer = (await desk.accept(intake({ description: description('打印机卡纸，型号 HP-M404dn', '三楼') })))
      .no;
    vpn = (
      await desk.accept(
        intake({
          description: description('ＶＰＮ 连接超时', '财务部全员'),
          reporter: { name: '钱进', department: '市场部', extension: '8002' },
        }),
        { who: 'qian' },
      )
    ).no;
  });

  it('finds Chinese words of one, two and more characters', async () => {
    expect(await find('卡纸')).toEqual([printer]);
    expect(await find('打印')).toEqual([printer]);
    expect(await find('打印机')).toEqual([printer]);
    expect(await find('纸')).toEqual([printer]);
    expect(await find('印打')).toEqual([]);
    expect(await find('打印机卡纸 三楼')).toEqual([printer]);
    expect(await find('打印机 连接')).toEqual([]);
  });

  it('finds numbers, models, letters of any width and beginnings of words', async () => {
    expect(await find('m404')).toEqual([printer]);
    expect(await find('vpn')).toEqual([vpn]);
    expect(await find(vpn)).toEqual([vpn]);
    expect(await find(vpn.toLowerCase())).toEqual([vpn]);
    expect(await find('404dn')).toEqual([]);
  });

  it('finds who reported it, and for nobody what they may not see', async () => {
    expect(await find('钱进 市场')).toContain(vpn);
    expect(await find('卡纸', 'qian')).toEqual([]);
    expect(await find('连接', 'qian')).toEqual([vpn]);
    expect(await find('卡纸', 'admin')).toEqual([]);
  });

  it.each([
    "' or 1=1 --",
    '%',
    '_',
    '\\',
    ':*',
    '!没有',
    "a' & 'b",
    '没有 | 打印',
    '()',
    '<->',
    '"',
    '\u0000',
    '😀',
    'é́'.repeat(90),
  ])('takes %j as text', async (q) => {
    await expect(find(q)).resolves.toEqual([]);
  });
});
