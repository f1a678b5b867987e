import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createReader } from '../../adapters/postgres/reader.js';
import { createTrials } from '../../api/trials.js';
import { manualPolicy, type Policy } from '../../domain/policy.js';
import { instant, openBackOffice, type BackOffice, type Reply } from './back-office.js';
import { until } from './front-door.js';

let office: BackOffice;
beforeAll(async () => {
  office = await openBackOffice('2026-11-24T09:00:00+08:00');
});
afterAll(async () => await office.close());

const withContact = (version: number, normal: string): Policy => ({
  ...manualPolicy,
  version,
  targets: { ...manualPolicy.targets, contact: { ...manualPolicy.targets.contact, normal: normal as '1 h' } },
});
const add = async (policy: Policy, more: object = {}, ifMatch?: string): Promise<Reply> =>
  await office.post('liu', '/api/policy', { policy, active: true, ...more }, ifMatch);
const newest = async (): Promise<number> => {
  const { at } = await office.get('liu', '/api/policy');
  return at('/policies/0/version');
};
const register = async (): Promise<string> => {
  const { at } = await office.post('wang', '/api/tickets', {
    channel: 'service-desk',
    reporter: { name: '王敏', department: '财务部', extension: '6101' },
    description: {
      symptom: '无法打开 OA',
      occurredAt: '2026-11-24T08:55:00+08:00',
      impact: '本人',
      attempted: '重启',
    },
    type: 'system-fault',
    urgency: 'normal',
    readBack: { confirmed: true },
  });
  return at('/ticket/no');
};

describe('versions', () => {
  test('two people edit one policy: the second is told what the first has changed', async () => {
    const first = await add(withContact(2, '40 min'));
    expect([first.status, first.at('/version'), first.etag]).toEqual([201, 2, '"2"']);
    const second = await office.post('he', '/api/policy', { policy: withContact(2, '50 min'), active: true });
    expect([second.status, second.at('/code'), second.at('/version'), second.at('/author')]).toEqual([
      412,
      'stale-version',
      2,
      'liu',
    ]);
    expect(second.at('/changes')).toEqual([
      { pointer: '/targets/contact/normal', from: '30 min', to: '40 min' },
    ]);
    // Even with the next number, whoever says that they edited the first version is stopped.
    expect((await add(withContact(3, '50 min'), { base: 1 })).status).toBe(412);
    expect((await add(withContact(3, '50 min'), {}, '"1"')).status).toBe(412);
    const jumped = await add(withContact(9, '50 min'));
    expect([jumped.status, jumped.at('/errors/0/pointer')]).toEqual([422, '/policy/version']);
    expect(
      (await office.post('admin', '/api/policy', { policy: withContact(3, '1 h'), active: true })).status,
    ).toBe(403);
    const bad = await add({ ...withContact(3, '1 h'), ordinaryHandling: '2 hours' as never });
    expect([bad.status, bad.at('/errors/0/pointer')]).toEqual([422, '/policy/ordinaryHandling']);
    expect(await newest()).toBe(2);
  });

  test('races for the next version have one winner', async () => {
    const version = (await newest()) + 1;
    const all = await Promise.all(
      ['41 min', '42 min', '43 min'].map(async (span) => await add(withContact(version, span))),
    );
    expect(all.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 412, 412]);
  });

  test('have author and difference, and an old one comes back as a new one', async () => {
    const version = await newest();
    const compared = await office.get('ma', `/api/policy/1/difference?to=2`);
    expect([compared.at('/author'), compared.at('/differences')]).toEqual([
      'liu',
      [{ pointer: '/targets/contact/normal', from: '30 min', to: '40 min' }],
    ]);
    expect((await office.get('ma', '/api/policy/2/difference')).at('/differences')).toEqual(
      compared.at('/differences'),
    );
    expect((await office.post('liu', '/api/policy/1/activate', {})).status).toBe(409);
    const restored = await office.post('he', '/api/policy/1/restore', {}, `"${version}"`);
    expect([restored.status, restored.at('/version')]).toEqual([201, version + 1]);
    const back = await office.get('ma', `/api/policy/1/difference?to=${version + 1}`);
    expect([back.at('/author'), back.at('/differences')]).toEqual(['he', []]);
    expect((await office.get('ma', '/api/policy')).at('/active/version')).toBe(version + 1);
    const draft = await add(withContact(version + 2, '1 h'), { active: false });
    expect(draft.at('/active')).toBe(false);
    expect((await office.get('ma', '/api/policy')).at('/active/version')).toBe(version + 1);
    expect((await office.post('liu', `/api/policy/${version + 2}/activate`, {})).status).toBe(201);
    expect((await office.get('ma', '/api/policy')).at('/active/version')).toBe(version + 2);
    await office.post('liu', '/api/policy/1/restore', {});
  });
});

describe('a dry run', () => {
  test('says which due times of open tickets would move and become late, counts first, and changes nothing', async () => {
    const no = await register();
    office.setNow('2026-11-24T09:20:00+08:00');
    const trial = await office.post('liu', '/api/policy/dry-run', { policy: withContact(99, '15 min') });
    expect([trial.status, trial.at('/trial/state'), trial.at('/trial/done')]).toEqual([200, 'done', 1]);
    expect(trial.at('/trial/counts')).toMatchObject({ tickets: 1, 'becomes-late': 1 });
    const { at } = await office.get('ma', `/api/policy/trials/${trial.at<string>('/trial/id')}`);
    expect(at('/tickets')).toEqual([
      {
        no,
        changes: [
          {
            duty: 'contact',
            nth: 1,
            effect: 'becomes-late',
            from: '2026-11-24T09:30:00+08:00',
            to: '2026-11-24T09:15:00+08:00',
          },
        ],
      },
    ]);
    const ticket = await office.get('liu', `/api/tickets/${no}`);
    expect(ticket.at('/ticket/version')).toBe(2);
    expect((await office.post('li', '/api/policy/dry-run', { version: 2 })).status).toBe(403);
    expect((await office.post('liu', '/api/policy/dry-run', { version: 77 })).status).toBe(404);
    expect((await office.post('liu', '/api/policy/dry-run', {})).status).toBe(422);
  });

  test('of many tickets is read page by page', async () => {
    for (let i = 0; i < 4; i += 1) await register();
    const trial = await office.post('liu', '/api/policy/dry-run', { version: 2 });
    const id = trial.at<string>('/trial/id');
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page = await office.get(
        'liu',
        `/api/policy/trials/${id}?limit=2${next === '' ? '' : `&cursor=${next}`}`,
      );
      seen.push(...page.at<{ no: string }[]>('/tickets').map(({ no }) => no));
      next = page.at('/next');
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
  });

  test('goes on in another process when its own has ended, from the beginning and once', async () => {
    const reader = createReader(office.pool);
    const patience = { patienceMs: 0, silenceMs: 60, warn: () => undefined };
    let comeToItself = (): void => undefined;
    const whileKilled = new Promise<boolean>((resolve) => {
      comeToItself = () => resolve(true);
    });
    // Killed after what it found so far was kept.
    const dying = createTrials(
      {
        ...reader,
        saveTrial: async (id, saved) => {
          await reader.saveTrial(id, { ...saved, state: saved.state === 'done' ? 'running' : saved.state });
          if (await whileKilled) throw new Error('killed');
          return true;
        },
      },
      { ...patience, silenceMs: 3_600_000 },
    );
    const { id } = await dying.begin({
      policy: withContact(99, '1 min'),
      days: null,
      by: 'liu',
      now: instant('2026-11-24T09:20:00+08:00'),
    });
    const shown = async () => await office.get('ma', `/api/policy/trials/${id}`);
    await until(async () => (await shown()).at('/trial/done') === 5);
    expect((await shown()).at('/trial/state')).toBe('running');

    // Whoever looks while the trial gives signs of life leaves it alone.
    await office.pool.query(`update policy_trial set beat_at = now() + interval '1 hour' where id = $1`, [
      id,
    ]);
    const others = [createTrials(reader, patience), createTrials(reader, patience)];
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
    expect((await shown()).at('/trial/state')).toBe('running');
    await office.pool.query(`update policy_trial set beat_at = now() - interval '1 minute' where id = $1`, [
      id,
    ]);
    await until(async () => (await shown()).at('/trial/state') === 'done');
    const ended = await shown();
    expect([ended.at('/trial/done'), ended.at('/trial/counts/tickets'), ended.at('/tickets/length')]).toEqual(
      [5, 5, 5],
    );
    // What the first says when it comes to itself is not kept.
    comeToItself();
    await Promise.all([dying, ...others].map(async ({ stop }) => await stop()));
    expect((await shown()).at('/trial/state')).toBe('done');
  });

  test('that no process lives through is given up', async () => {
    const trial = await office.post('liu', '/api/policy/dry-run', { version: 2 });
    const id = trial.at<string>('/trial/id');
    await office.pool.query(
      `update policy_trial set state = 'running', starts = 3, beat_at = 'epoch' where id = $1`,
      [id],
    );
    expect(await createReader(office.pool).takeTrial('another', 60)).toBeNull();
    const { at } = await office.get('ma', `/api/policy/trials/${id}`);
    expect([at('/trial/state'), at('/tickets')]).toEqual(['failed', []]);
  });

  test('is left by a process that stops, and does not count as one that it did not live through', async () => {
    const reader = createReader(office.pool);
    const leaving = createTrials(reader, { patienceMs: 0, silenceMs: 60, warn: () => undefined });
    const begun = leaving.begin({
      policy: withContact(99, '1 min'),
      days: null,
      by: 'liu',
      now: instant('2026-11-24T09:20:00+08:00'),
    });
    await leaving.stop();
    const { id } = await begun;
    await leaving.stop();
    expect((await reader.trial(id))?.state).toBe('running');
    expect((await reader.takeTrial('another', 60))?.id).toBe(id);
    const { rows } = await office.pool.query('select starts from policy_trial where id = $1', [id]);
    expect(rows).toEqual([{ starts: 1 }]);
  });
});

describe('a roll-out', () => {
  test('is asked for by a supervisor for the tickets of a trial, waits for the desk and can be read', async () => {
    const trial = await office.post('liu', '/api/policy/dry-run', { version: 2 });
    const wanted = { version: 2, reason: '试行', trial: trial.at<string>('/trial/id') };
    expect((await office.post('ma', '/api/policy/roll-outs', wanted)).status).toBe(403);
    expect((await office.post('liu', '/api/policy/roll-outs', { ...wanted, all: true })).status).toBe(422);
    expect((await office.post('liu', '/api/policy/roll-outs', { ...wanted, version: 88 })).status).toBe(404);
    const asked = await office.post('liu', '/api/policy/roll-outs', wanted);
    expect([asked.status, asked.at('/rollOut/state'), asked.at('/rollOut/waiting')]).toEqual([
      202,
      'running',
      5,
    ]);
    const id = asked.at<string>('/rollOut/id');
    const shown = await office.get('ma', `/api/policy/roll-outs/${id}`);
    expect(shown.at('/tickets')).toHaveLength(5);
    expect(shown.at('/tickets/0')).toMatchObject({ to: 2, state: 'waiting', reason: null });
    expect((await office.get('ma', '/api/policy/roll-outs')).at('/rollOuts/0/id')).toBe(id);
    // Nothing was applied yet that could be taken back.
    expect(
      (await office.post('liu', `/api/policy/roll-outs/${id}/take-back`, { reason: '撤回' })).status,
    ).toBe(409);
    expect((await office.get('ma', '/api/policy/roll-outs/none')).status).toBe(404);
  });
});

describe('calendars', () => {
  const notice = `关于2027年部分节假日安排的通知 国办发明电〔2026〕99号
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。2月14日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日（周三）放假。
六、中秋节：9月15日（周三）放假。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。`;

  test('warn of the year that is not announced; a November import makes a version with it, and the warning is gone', async () => {
    const before = await office.get('li', '/api/calendars');
    expect(
      before.at<{ year: number; status: string }[]>('/warnings').map(({ year, status }) => [year, status]),
    ).toEqual([[2027, 'provisional']]);
    const preview = await office.post('admin', '/api/calendars/preview', { format: 'text', content: notice });
    expect([preview.status, preview.at('/year'), preview.at('/warnings')]).toEqual([200, 2027, []]);
    expect(preview.at<{ date: string }[]>('/changes').map(({ date }) => date)).toContain('2027-02-14');
    expect((await office.get('li', '/api/calendars')).at('/warnings/0/year')).toBe(2027);
    expect(
      (await office.post('li', '/api/calendars/apply', { format: 'text', content: notice })).status,
    ).toBe(403);
    const applied = await office.post(
      'admin',
      '/api/calendars/apply',
      { format: 'text', content: notice },
      preview.etag,
    );
    expect(applied.status).toBe(201);
    expect(
      (await office.post('admin', '/api/calendars/apply', { format: 'text', content: notice }, preview.etag))
        .status,
    ).toBe(412);
    const after = await office.get('li', '/api/calendars');
    expect([after.at('/warnings'), after.at('/policyVersion')]).toEqual([[], applied.at('/version')]);
    const unreadable = await office.post('admin', '/api/calendars/preview', { format: 'csv', content: 'x' });
    expect([unreadable.status, unreadable.at('/errors/0/pointer')]).toEqual([422, '/content']);
  });

  test('open tickets keep theirs; a dry run says which would move by the new days', async () => {
    // Three working days from Tuesday evening: Friday; with the invented holiday of Wednesday the Monday after.
    const { at } = await office.post('liu', '/api/policy/dry-run', {
      policy: {
        ...withContact(99, '3 wd'),
        calendar: {
          years: { 2026: { status: 'announced', off: ['11-25 测试'], work: [], source: '测试' } },
        },
      },
    });
    const page = await office.get('liu', `/api/policy/trials/${at<string>('/trial/id')}?limit=1`);
    expect(page.at('/tickets/0/changes')).toContainEqual(
      expect.objectContaining({ duty: 'contact', effect: 'moves', to: '2026-11-30T09:00:00+08:00' }),
    );
  });

  test('decide about the roster too: days of a working-day rotation follow the active policy', async () => {
    await office.pool.query('delete from shift');
    await office.post('admin', '/api/roster/rotations', {
      group: 'sysops',
      name: '工作日',
      people: ['li'],
      turnDays: 1,
      slots: [{ from: '09:00', to: '18:00', offset: 0 }],
      days: 'working-days',
      startsOn: '2026-11-01',
      endsOn: null,
    });
    const onDuty = async (at: string): Promise<unknown> =>
      (await office.get('li', `/api/roster/on-duty?group=sysops&at=${encodeURIComponent(at)}`)).at(
        '/groups/0/onDuty',
      );
    // Sunday 14 February 2027 is worked, Tuesday 9 February is off since the import.
    expect(await onDuty('2027-02-14T10:00:00+08:00')).toHaveLength(1);
    expect(await onDuty('2027-02-09T10:00:00+08:00')).toHaveLength(0);
  });
});
