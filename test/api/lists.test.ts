import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { standardIntake } from '../../scripts/bench/lives.js';
import { openBackOffice, type BackOffice } from './back-office.js';

let office: BackOffice;
beforeAll(async () => {
  office = await openBackOffice();
});
afterAll(async () => {
  await office.close();
});

interface Listed {
  readonly tickets: readonly { readonly no: string; readonly duties: readonly unknown[] }[];
  readonly next: string | null;
}

test('a list shows what each may see, page by page, as the single tickets read', async () => {
  const numbers: string[] = [];
  for (let i = 0; i < 3; i += 1) {
    const { status, at } = await office.post('wang', '/api/tickets', standardIntake);
    expect([201, 202]).toContain(status);
    numbers.push(at<string>('/ticket/no'));
  }
  const first = await office.get('li', '/api/tickets?sort=created&limit=2');
  expect(first.status).toBe(200);
  const page = first.body as Listed;
  expect(page.tickets.map(({ no }) => no)).toEqual([numbers[2], numbers[1]]);
  const rest = await office.get('li', `/api/tickets?sort=created&limit=2&cursor=${page.next}`);
  expect(rest.body).toMatchObject({ tickets: [{ no: numbers[0] }], next: null });
  const single = await office.get('li', `/api/tickets/${numbers[2]}`);
  expect(page.tickets[0]).toEqual(single.at('/ticket'));
  const again = await office.get('li', '/api/tickets?sort=created&limit=2');
  expect(again.body).toEqual(page);

  const own = (await office.get('wang', '/api/tickets')).body as Listed;
  expect(own.tickets.map(({ no }) => no).toSorted()).toEqual(numbers.toSorted());
  expect(((await office.get('qian', '/api/tickets')).body as Listed).tickets).toEqual([]);
});

test('what is still missing for the archive is shown to staff, not to the reporter', async () => {
  const { at } = await office.post('wang', '/api/tickets', standardIntake);
  const no = at<string>('/ticket/no');
  await office.pool.query(
    `update ticket set stage = 'resolved', updated_at = now(), state = jsonb_set(state, '{stage}', '"resolved"') where no = $1`,
    [no],
  );
  expect((await office.get('liu', `/api/tickets/${no}`)).at('/ticket/archive/missing')).toEqual([
    'process-records',
    'feedback',
    'knowledge',
  ]);
  expect((await office.get('wang', `/api/tickets/${no}`)).at('/ticket/archive')).toBeNull();
  expect((await office.get('wang', '/api/tickets')).at('/tickets')).not.toContainEqual(
    expect.objectContaining({ archive: expect.anything() }),
  );
});
