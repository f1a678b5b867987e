import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Intake } from '../../domain/register.js';
import { inShanghai, openBackOffice, type BackOffice } from './back-office.js';

let office: BackOffice;
beforeAll(async () => {
  office = await openBackOffice();
});
afterAll(async () => await office.close());

const intake = (changes: Partial<Intake> = {}): Intake => ({
  channel: 'hotline',
  reporter: { name: '王敏', department: '财务部', extension: '6101' },
  description: {
    symptom: 'ERP 打不开',
    occurredAt: '2026-11-24T08:55:00+08:00',
    impact: '本人',
    attempted: '重启',
  },
  type: 'system-fault',
  urgency: 'normal',
  readBack: { confirmed: true },
  ...changes,
});
const opened = async (sent: Intake): Promise<[string | null, string | undefined]> => {
  const { status, at } = await office.post('zhou', '/api/tickets', sent);
  expect([201, 202]).toContain(status);
  return [at('/ticket/group'), at('/ticket/assignee/id')];
};
const tried = async (sent: Intake): Promise<[string | null, string | undefined]> => {
  const { status, at } = await office.post('zhou', '/api/routing/try', sent);
  expect(status).toBe(200);
  return [at('/group'), at('/engineer/id')];
};

test('rules are replaced as a whole by an administrator, and the test call says what intake then does', async () => {
  const seen = await office.get('admin', '/api/routing');
  expect(seen.at<unknown[]>('/rules')).toHaveLength(6);
  const rules = [
    { type: null, words: ['ERP', 'SAP'], department: '财务部', group: 'equipment' },
    { type: null, words: ['VPN'], department: null, group: 'network' },
    { type: 'system-fault', words: [], department: null, group: 'sysops' },
  ];
  expect((await office.post('liu', '/api/routing', { rules })).status).toBe(403);
  const unknown = await office.post('admin', '/api/routing', { rules: [{ ...rules[0], group: 'nobody' }] });
  expect([unknown.status, unknown.at('/errors/0/pointer')]).toEqual([422, '/rules/0/group']);
  expect((await office.post('admin', '/api/routing', { rules }, seen.etag)).status).toBe(200);
  expect((await office.post('admin', '/api/routing', { rules: [] }, seen.etag)).status).toBe(412);

  const erp = intake();
  const market = intake({ reporter: { name: '钱进', department: '市场部', extension: '6102' } });
  const vpn = intake({ type: 'consultation', description: { ...erp.description, symptom: '连不上 vpn' } });
  const lost = intake({ type: 'consultation', description: { ...erp.description, symptom: '怎么做表' } });
  expect([await tried(erp), await tried(market), await tried(vpn), await tried(lost)]).toEqual([
    ['equipment', 'wu'],
    ['sysops', 'li'],
    ['network', 'sunn'],
    [null, undefined],
  ]);
  for (const sent of [erp, vpn, lost]) expect(await opened(sent)).toEqual(await tried(sent));
  const why = await office.post('zhou', '/api/routing/try', erp);
  expect(why.at('/rule')).toEqual({ position: 1, ...rules[0] });
  expect(why.at('/why')).toContain('department 财务部');
});

test('the engineer with the fewest open duties gets it, not the one with the fewest tickets', async () => {
  const rules = [{ type: null, words: [], department: null, group: 'sysops' }];
  await office.post('admin', '/api/routing', { rules });
  const load = async (person: string): Promise<number> =>
    Number(
      (await office.get('liu', '/api/roster/on-duty?group=sysops'))
        .at<{ id: string; openDuties: number }[]>('/groups/0/onDuty')
        .find(({ id }) => id === person)?.openDuties,
    );
  expect(await opened(intake())).toEqual(['sysops', 'li']);
  // Response and contact.
  expect([await load('li'), await load('zhao')]).toEqual([2, 0]);
  expect(await opened(intake())).toEqual(['sysops', 'zhao']);
  // Two tickets with one duty each are less than one with three.
  await office.pool.query(`update ticket set workload = 3 where assignee = 'li'`);
  await office.pool.query(`update ticket set workload = 1 where assignee = 'zhao'`);
  expect(await opened(intake())).toEqual(['sysops', 'zhao']);
});

test('nobody on duty: the lead is told, and the duties run', async () => {
  await office.post('admin', '/api/roster/absences', {
    person: 'sunn',
    group: null,
    substitute: null,
    from: inShanghai('2026-11-24 00:00'),
    to: inShanghai('2026-11-25 00:00'),
    reason: '休假',
  });
  await office.post('admin', '/api/routing', {
    rules: [{ type: null, words: [], department: null, group: 'network' }],
  });
  const reply = await office.post('zhou', '/api/routing/try', intake());
  expect([reply.at('/group'), reply.at('/engineer'), reply.at('/told')]).toEqual(['network', null, ['feng']]);
  const ticket = await office.post('zhou', '/api/tickets', intake());
  const { rows } = await office.pool.query<{ recipient: string }>(
    `select recipient from notice where no = $1 and kind = 'unassigned' and channel = 'desk'`,
    [ticket.at('/ticket/no')],
  );
  expect(rows).toEqual([{ recipient: 'feng' }]);
  expect(ticket.at<{ duty: string; state: string }[]>('/ticket/duties')).toContainEqual(
    expect.objectContaining({ duty: 'contact', state: 'running', owner: { role: 'lead', group: 'network' } }),
  );
});
