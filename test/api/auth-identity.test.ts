import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { issuer, openFrontDoor, type FrontDoor } from './front-door.js';

let desk: FrontDoor;
beforeAll(async () => {
  desk = await openFrontDoor();
}, 60_000);
afterAll(async () => {
  await desk.close();
});

const me = async (token: string): Promise<{ status: number; body: Record<string, unknown> }> => {
  const answer = await desk.as(null, '/api/me', { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

test('an identity that is linked is its person', async () => {
  expect(await me(await desk.token('li'))).toMatchObject({ status: 200, body: { id: 'li', name: '李强' } });
});

test('whoever comes for the first time becomes a reporter, once, and nothing more', async () => {
  const token = await desk.token('e3f1-new', {
    name: '新 同事',
    email: 'new@corp.example',
    email_verified: true,
    department: '法务部',
    roles: ['admin'],
    groups: ['admins'],
  });
  const answers = await Promise.all(Array.from({ length: 8 }, async () => await me(token)));
  const ids = new Set(answers.map(({ body }) => body['id']));
  expect(ids.size).toBe(1);
  expect(answers[0]).toMatchObject({
    status: 200,
    body: { name: '新 同事', roles: ['reporter'], groups: [], leads: [], staffNumber: null },
  });
  const people = await desk.owner(
    `select department, email from person p join identity i on i.person = p.id where i.subject = 'e3f1-new'`,
  );
  expect(people).toEqual([{ department: '法务部', email: 'new@corp.example' }]);
  expect(
    await desk.owner(`select action, by_id = subject as own from admin_log where action = 'sign-up'`),
  ).toEqual([{ action: 'sign-up', own: true }]);
});

test.each([
  ['verified', true],
  ['unverified', false],
])('a %s e-mail of an administrator makes nobody an administrator', async (_, verified) => {
  const subject = `thief-${verified}`;
  const token = await desk.token(subject, { email: 'ADMIN@desk.example', email_verified: verified });
  const { status, body } = await me(token);
  expect(status).toBe(200);
  expect(body).toMatchObject({ roles: ['reporter'] });
  expect(body['id']).not.toBe('admin');
  expect(
    await desk.owner(
      `select email from person p join identity i on i.person = p.id where i.subject = '${subject}'`,
    ),
  ).toEqual([{ email: null }]);
});

test('a subject that looks like the id of a person is not that person at another issuer', async () => {
  await desk.owner(`delete from identity where subject = 'he'`);
  const { body } = await me(await desk.token('he'));
  expect(body['id']).not.toBe('he');
  expect(body['roles']).toEqual(['reporter']);
});

test('a disabled person is out at the next request, and does not come back as somebody new', async () => {
  const token = await desk.token('qian');
  expect((await me(token)).status).toBe(200);
  await desk.owner(`update person set active = false where id = 'qian'`);
  const refused = await me(token);
  expect(refused.status).toBe(401);
  const unknown = await me(`${token.slice(0, -4)}AAAA`);
  expect(refused).toEqual(unknown);
  expect(
    await desk.owner(`select person from identity where issuer = '${issuer}' and subject = 'qian'`),
  ).toEqual([{ person: 'qian' }]);
});

test('a role lost is lost at the next request', async () => {
  expect((await desk.as('ma', '/api/people')).status).toBe(200);
  await desk.owner(`update person set roles = '{reporter}' where id = 'ma'`);
  expect((await desk.as('ma', '/api/people')).status).toBe(403);
});
