import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fits, openDesk, type Desk } from './desk.js';
import { readStream, type Reading } from './events.js';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
}, 60_000);
afterAll(async () => await desk.close());
beforeEach(async () => {
  await desk.owner(
    'update person set active = true',
    "update person set roles = '{engineer}' where id = 'zhao'",
  );
});

const names = (...readings: readonly Reading[]): readonly string[] =>
  readings.flatMap(({ events }) => events.map(({ data }) => `${data.no}.${data.seq}`));

describe('the stream', () => {
  it('brings each entry within a moment, and survives reconnections without loss or repeat', async () => {
    const whole = await readStream(desk, 'liu');
    let part = await readStream(desk, 'liu');
    const parts = [part];
    const no = await desk.report('wang');
    for (let i = 0; i < 6; i += 1) {
      await desk.does('li', no, ['note', { text: `一 ${i}` }]);
      const { lastId } = part;
      part.hangUp();
      // Written while nobody listens.
      await desk.does('li', no, ['note', { text: `二 ${i}` }]);
      part = await readStream(desk, 'liu', lastId());
      parts.push(part);
    }
    await whole.until(() => whole.events.length >= 14);
    await part.until(() => names(...parts).length >= 14);
    expect(names(whole)).toEqual(Array.from({ length: 14 }, (_, i) => `${no}.${i + 1}`));
    expect(names(...parts)).toEqual(names(whole));
    whole.hangUp();
    part.hangUp();
  }, 60_000);

  it('loses nothing while many write', async () => {
    const reading = await readStream(desk, 'liu');
    const numbers = await Promise.all(Array.from({ length: 8 }, async () => await desk.report('wang')));
    await Promise.all(numbers.map(async (no) => await desk.does('liu', no, ['note', { text: '一' }])));
    await reading.until(() => reading.events.length >= 24);
    expect(new Set(names(reading)).size).toBe(24);
    expect(reading.events).toHaveLength(24);
    reading.hangUp();
  }, 60_000);

  it('brings a reporter public entries of their own tickets and nothing else', async () => {
    const reading = await readStream(desk, 'wang');
    const foreign = await desk.report('qian');
    const no = await desk.report('wang');
    await desk.does('li', no, ['note', { text: 'CANARY' }]);
    await desk.does('li', no, fits.form);
    await desk.does('li', no, ['reply', { text: '公开' }]);
    await reading.until(() => reading.events.some(({ data }) => data.action === 'reply'));
    expect(new Set(reading.events.map(({ data }) => data.no))).toEqual(new Set([no]));
    expect(reading.events.map(({ data }) => data.visibility)).not.toContain('internal');
    expect(reading.text()).not.toContain('CANARY');
    expect(reading.text()).not.toContain(foreign);
    reading.hangUp();
  }, 60_000);

  it('ends within five seconds for whoever is disabled, and narrows for whoever loses a role', async () => {
    const leaving = await readStream(desk, 'he');
    const narrowing = await readStream(desk, 'zhao');
    await desk.owner(
      "update person set active = false where id = 'he'",
      "update person set roles = '{reporter}' where id = 'zhao'",
    );
    await leaving.until(() => leaving.hasEnded(), 5000);
    expect((await readStream(desk, 'he')).status).toBe(401);
    // The recheck that ended the one stream has come to the other too once its own three seconds have gone by.
    const known = await readStream(desk, 'zhao');
    const no = await desk.report('wang');
    const watching = await readStream(desk, 'liu', known.lastId());
    await watching.until(() => watching.events.length >= 2);
    expect(names(known)).toEqual([]);
    expect(names(narrowing)).toEqual([]);
    expect((await desk.ask('zhao', `/api/tickets/${no}`)).status).toBe(404);
    for (const reading of [narrowing, known, watching]) reading.hangUp();
  }, 60_000);

  it('tells who has a ticket open, and nobody else, that others come to it and leave it', async () => {
    const no = await desk.report('wang');
    const [here, elsewhere] = await Promise.all([readStream(desk, 'li'), readStream(desk, 'zhao')]);
    const beat = async (who: string, state: string) =>
      await desk.ask(who, `/api/tickets/${no}/presence`, { body: { tab: `window-of-${who}`, state } });
    const told = (): number => here.text().split('event: presence').length - 1;
    expect((await beat('li', 'viewing')).body).toEqual({ others: [] });
    expect((await beat('liu', 'viewing')).body).toEqual({
      others: [{ id: 'li', name: '李强', filling: false }],
    });
    await here.until(() => told() === 1, 2000);
    await beat('liu', 'viewing');
    await beat('liu', 'filling');
    await here.until(() => told() === 2, 2000);
    await beat('liu', 'gone');
    await here.until(() => told() === 3, 2000);
    expect(here.text()).toContain(`event: presence\ndata: {"no":"${no}"}`);
    expect(elsewhere.text()).not.toContain('presence');
    for (const reading of [here, elsewhere]) reading.hangUp();
  });

  it('takes a mark of nonsense as none', async () => {
    const reading = await readStream(desk, 'liu', "0.0' or 1=1");
    expect(reading.status).toBe(200);
    reading.hangUp();
  });
});
