import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDesk, type Desk } from './desk.js';
import { asOwner } from '../setup/database.js';
import { until } from './front-door.js';

type Parts = Readonly<Record<string, { readonly ok: boolean; readonly detail?: string }>>;
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  await until(async () => (await desk.ask(null, '/readyz')).status === 200, 30_000);
}, 90_000);
afterAll(async () => await desk.close());

/** Names of the parts that are not well. */
const ill = async (): Promise<readonly string[]> => {
  const said = await desk.ask(null, '/readyz');
  const parts = said.body['parts'] as Parts;
  const names = Object.keys(parts).filter((name) => parts[name]?.ok === false);
  expect(said.status).toBe(names.length === 0 ? 200 : 503);
  for (const name of names) expect(parts[name]?.detail).not.toBe('');
  return names;
};

describe('readiness goes red', () => {
  it.each([
    [
      'notices',
      `insert into notice (id, no, seq, kind, recipient, channel, address, language, subject, body, urgent, state, at, next_at)
       values ('late', '{no}', 1, 'replied', 'li', 'smtp', 'li@desk.example', 'en', 's', 'b', false, 'queued',
         now() - interval '2 min', now() - interval '2 min')`,
      "update notice set state = 'sent' where id = 'late'",
    ],
    [
      'timers',
      "update ticket set next_mark_at = now() - interval '1 min' where no = '{no}'",
      "update ticket set next_mark_at = now() + interval '1 h' where no = '{no}'",
    ],
    [
      'starts',
      "insert into unstarted (no, accepted_at) values ('{no}', now() - interval '1 h')",
      "delete from unstarted where no = '{no}'",
    ],
  ])('when %s are behind, and green again', async (part, behind, better) => {
    const no = await desk.report('wang');
    await until(async () => {
      const { rows } = await desk.pool.query('select 1 from unstarted where no = $1', [no]);
      return rows.length === 0;
    });
    if (part === 'starts') await desk.stopWorker();
    await desk.owner(behind.replaceAll('{no}', no));
    expect(await ill()).toEqual([part]);
    await desk.owner(better.replaceAll('{no}', no));
    expect(await ill()).toEqual([]);
    if (part === 'starts') await desk.startWorker();
  });

  it('when Temporal is away, while everything can still be read', async () => {
    desk.temporal.shut();
    expect(await ill()).toEqual(['temporal', 'worker']);
    expect((await desk.ask('liu', '/api/tickets')).status).toBe(200);
    desk.temporal.open();
    await until(async () => (await ill()).length === 0, 30_000);
  }, 60_000);

  it('when the database is away, and is then the only answer that needs none', async () => {
    const [{ name }] = (await desk.owner<{ name: string }>('select current_database() as name')) as [
      { name: string },
    ];
    await asOwner(
      process.env['TEST_DATABASE_URL'] ?? '',
      `alter database ${name} allow_connections false`,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
    );
    const away = await desk.ask(null, '/readyz');
    expect(away.body).toMatchObject({
      ready: false,
      parts: { database: { ok: false }, timers: { ok: false } },
    });
    expect((await desk.ask(null, '/healthz')).status).toBe(200);
    expect((await desk.ask(null, '/metrics')).status).toBe(200);
    const list = await desk.ask('liu', '/api/tickets');
    expect(list.status).toBe(503);
    expect(list.headers.get('retry-after')).toBe('2');
    expect((await desk.ask('wang', '/api/tickets', { body: {} })).status).toBe(503);
  }, 60_000);
});
