import { expect, test } from '@jest/globals';
import type { ListedTicket } from '../../adapters/postgres/list-tickets.js';
import type { DatedTicket } from '../../adapters/postgres/read-tickets.js';
import { createNames } from '../../api/names.js';
import { createTicketTexts } from '../../api/ticket-texts.js';
import { act } from '../../domain/decide.js';
import { sightOf } from '../../domain/permissions.js';
import { manualPolicy } from '../../domain/policy.js';
import { register } from '../../domain/register.js';
import { standardIntake } from '../../scripts/bench/lives.js';
import { until } from './front-door.js';

const now = Date.parse('2026-01-05T09:30:00+08:00');
const engineer = {
  id: 'li',
  staffNumber: 'E1004',
  roles: ['engineer'],
  groups: ['sysops'],
  leads: [],
} as const;
const stranger = { ...engineer, id: 'sunn', groups: ['network'] } as const;

const setUp = () => {
  let { ticket } = register({
    no: 'TS20260105001',
    sent: standardIntake,
    reporter: 'wang',
    by: { id: 'wang', staffNumber: 'E1001', role: 'reporter' },
    policy: manualPolicy,
    now,
    route: { group: 'sysops', assignee: { id: 'li', staffNumber: 'E1004' } },
  });
  let updatedAt = now;
  let reads = 0;
  let named = '李强';
  const row = (): ListedTicket => ({
    no: ticket.no,
    version: ticket.version,
    updatedAt,
    reporter: ticket.reporter,
    group: ticket.group,
    assignee: ticket.assignee?.id ?? null,
    liaison: null,
  });
  const stored = (): DatedTicket => ({ ticket, intake: standardIntake, updatedAt });
  const fresh = () =>
    createTicketTexts({
      read: async (numbers) => {
        reads += numbers.length;
        return [stored()];
      },
      names: { of: async () => (id) => (id === 'li' ? named : id) },
    });
  return {
    row,
    texts: fresh(),
    reads: () => reads,
    note: () => {
      ({ ticket } = act(ticket, { action: 'note', by: engineer, input: { text: 'x' } }, now + 1000));
      updatedAt += 1000;
    },
    reroute: () => {
      ticket = { ...ticket, group: 'network', assignee: null, version: ticket.version + 1 };
      updatedAt += 1000;
    },
    touch: () => void (updatedAt += 1),
    rename: () => void (named = '李小强'),
  };
};
type Caller = Parameters<typeof sightOf>[0];
const as = (caller: Caller) => (standing: Parameters<typeof sightOf>[1]) => sightOf(caller, standing);
const parsed = (texts: readonly string[]) => texts.map((text) => JSON.parse(text) as Record<string, unknown>);

test('a ticket that has not changed is read once for all who see as much of it', async () => {
  const { texts, row, reads } = setUp();
  const first = await texts.of([row()], as(engineer));
  expect(parsed(first)).toMatchObject([{ no: 'TS20260105001', version: 2, assignee: { name: '李强' } }]);
  expect(await texts.of([row()], as({ ...engineer, id: 'zhao' }))).toEqual(first);
  expect(reads()).toBe(1);
});

test('what changed of it is seen at once: an entry, another change of its row, a name', async () => {
  const { texts, row, note, touch, rename, reads } = setUp();
  await texts.of([row()], as(engineer));
  note();
  expect(parsed(await texts.of([row()], as(engineer)))).toMatchObject([{ version: 3 }]);
  touch();
  await texts.of([row()], as(engineer));
  expect(reads()).toBe(3);
  rename();
  expect(parsed(await texts.of([row()], as(engineer)))).toMatchObject([{ assignee: { name: '李小强' } }]);
});

test('whoever sees less of a ticket never gets the text of those who see more', async () => {
  const { texts, row } = setUp();
  await texts.of([row()], as(engineer));
  const reporter: Caller = { id: 'wang', staffNumber: 'E1001', roles: ['reporter'], groups: [], leads: [] };
  const [own] = parsed(await texts.of([row()], as(reporter)));
  expect(own).toMatchObject({ escalation: null, knowledge: null });
  expect(await texts.of([row()], as(stranger))).toEqual([]);
});

test('a ticket that left the reader between the page and its text is left out', async () => {
  const { texts, row, reroute } = setUp();
  const before = row();
  reroute();
  expect(await texts.of([before], as(engineer))).toEqual([]);
});

test('a name that changes while names are being read is read anew', async () => {
  let name = '钱进';
  const reads: (() => void)[] = [];
  const names = createNames(async () => {
    const read = [{ id: 'qian', name }];
    await new Promise<void>((resolve) => reads.push(resolve));
    return read;
  });
  const before = names.of(['qian']);
  await until(() => reads.length === 1);
  name = '〔已依法删除〕';
  names.forget();
  reads[0]?.();
  await before;
  const after = names.of(['qian']);
  await until(() => reads.length === 2);
  reads[1]?.();
  expect((await after)('qian')).toBe('〔已依法删除〕');
});
