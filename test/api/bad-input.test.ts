import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { actionNames } from '../../domain/actions/names.js';
import { openDesk, reported, type Desk } from './desk.js';

let desk: Desk;
let no: string;
beforeAll(async () => {
  desk = await openDesk();
  no = await desk.report('wang');
}, 60_000);
afterAll(async () => await desk.close());

const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const bodies: Readonly<Record<string, string>> = {
  'not JSON': '{"text":',
  null: 'null',
  'a number': '1e400',
  'a text': '"x"',
  'a list': '[]',
  'a list of lists': deep(10_000),
  'deep members': `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
  'wrong types': '{"text":{"a":1},"reached":"yes","method":7,"input":[],"group":["sysops"],"version":"1"}',
  'lists for scalars': '{"text":["x"],"reason":["x"],"into":["x"],"part":["intake"],"decision":["approve"]}',
  nulls: '{"text":null,"reason":null,"assignee":null,"decision":null}',
  NUL: '{"text":"a\\u0000b","reason":"a\\u0000b","progress":"\\u0000"}',
  prototypes: '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1}',
  'huge numbers': '{"version":1e308,"size":-1e308,"speed":99999999999999999999,"score":NaN}',
  'numbers past the database': '{"version":787965692955,"reason":"x"}',
  'unknown fields':
    '{"role":"admin","no":"TS20200101001","at":0,"by":{"id":"liu"},"requestId":"x","facts":{}}',
};

describe.each(Object.entries(bodies))('a body that is %s', (_name, body) => {
  it('is refused by every action, harms nothing and reaches no ticket', async () => {
    const begun = Date.now();
    const answers = await Promise.all(
      actionNames.flatMap((action) =>
        ['liu', 'wang'].map(
          async (who) => await desk.ask(who, `/api/tickets/${no}/actions/${action}`, { body }),
        ),
      ),
    );
    for (const { status, text } of answers) {
      expect([400, 403, 422]).toContain(status);
      expect(text).not.toMatch(/node_modules|at \w+ \(/u);
    }
    expect(Date.now() - begun).toBeLessThan(20_000);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    const intake = await desk.ask('wang', '/api/tickets', { body });
    expect([400, 422]).toContain(intake.status);
    const log = await desk.ask('liu', `/api/tickets/${no}/log`);
    expect(log.body['entries']).toHaveLength(2);
  });
});

describe('size', () => {
  it.each([66_000, 1_000_000, 3_000_000])(
    'of %i bytes is refused before anything else is asked',
    async (bytes) => {
      const body = JSON.stringify({ text: 'x'.repeat(bytes) });
      const said = await desk.ask('li', `/api/tickets/${no}/actions/note`, { body });
      expect(said).toMatchObject({ status: 413, body: { code: 'too-large' } });
      expect((await desk.ask('wang', '/api/tickets', { body })).status).toBe(413);
    },
  );

  it('of a text is bounded by the form, and the most that fits goes through', async () => {
    expect((await desk.act('li', no, ['note', { text: '长'.repeat(4001) }])).status).toBe(422);
    expect((await desk.act('li', no, ['note', { text: '长'.repeat(4000) }])).status).toBe(200);
    const whole = reported({
      description: {
        symptom: '症'.repeat(4000),
        occurredAt: '2026-01-05T08:55:00+08:00',
        impact: '影'.repeat(4000),
        attempted: '试'.repeat(4000),
      },
    });
    expect((await desk.ask('wang', '/api/tickets', { body: whole })).status).toBe(201);
  });
});

describe('anything else that is wrong', () => {
  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/json; charset=latin7',
  ])('as a body of type %s is not taken', async (type) => {
    const said = await desk.ask('wang', '/api/tickets', {
      body: JSON.stringify(reported()),
      headers: { 'content-type': type },
    });
    expect(said.status).toBe(415);
  });

  it.each([
    ["TS20261125001' or 1=1", 404],
    ['TS20261125001%00', 404],
    ['..%2f..%2fapi', 404],
    ['TS99999999999999999999999999', 404],
    ['%F0%9F%98%80', 404],
    ['%zz', 400],
  ] as const)('as a number, %s, is no ticket', async (number, status) => {
    for (const path of ['', '/log', '/actions', '/notices', '/explain/contact'])
      expect((await desk.ask('liu', `/api/tickets/${number}${path}`)).status).toBe(status);
    expect((await desk.ask('liu', `/api/archive/${number}`)).status).toBe(status);
  });

  it.each([
    ['Idempotency-Key', 'x'.repeat(201), 422],
    ['Idempotency-Key', 'a b', 422],
    ['If-Match', '"99999999999999999999"', 412],
    ['If-Match', '*', 200],
    ['Accept-Language', `${'en,'.repeat(1000)}zh`, 200],
    ['Accept-Language', '\u0080;q=x', 200],
  ] as const)('as a header %s: %#', async (name, value, status) => {
    const said = await desk.act('li', no, ['note', { text: name }], { [name]: value });
    expect(said.status).toBe(status);
  });

  it('is told without a trace of what runs inside', async () => {
    const said = await desk.ask('wang', '/api/tickets', { body: '{', headers: { 'accept-language': 'en' } });
    expect(said.body).toEqual({
      type: '/problems/malformed',
      title: 'The request cannot be read',
      status: 400,
      detail: 'The request cannot be read',
      code: 'malformed',
      errors: [],
    });
    expect(said.headers.get('x-powered-by')).toBeNull();
    expect(said.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(said.headers.get('x-content-type-options')).toBe('nosniff');
    expect(said.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('leaves the ticket ready for the next good action', async () => {
    const begun = Date.now();
    expect((await desk.act('li', no, ['note', { text: '好的一句' }])).status).toBe(200);
    expect(Date.now() - begun).toBeLessThan(3000);
    expect(desk.lines()).not.toContain('a request failed');
  });
});
