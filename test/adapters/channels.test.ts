import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { ChannelTransport, Message } from '../../activities/ports.js';
import { channelMakers } from '../../adapters/channels/kinds.js';
import { createOutbound } from '../../adapters/outbound.js';
import type { ChannelKind } from '../../domain/channels.js';
import { undeliveredCause } from '../../domain/undelivered.js';
import { serve } from '../fakes/http.js';
import { keys, startVendors, type FakeVendors } from '../fakes/vendors.js';

const message = (changes: Partial<Message> = {}): Message => ({
  id: 'a'.repeat(32),
  no: 'TS20261125001',
  seq: 1,
  kind: 'emergency',
  address: 'liu',
  subject: 'TS20261125001 紧急',
  body: 'https://desk.example/t/TS20261125001',
  urgent: true,
  ...changes,
});

const causeOf = (receipt: object): string =>
  undeliveredCause((receipt as { readonly reason?: string }).reason ?? '').cause;

let vendors: FakeVendors;
beforeAll(async () => {
  vendors = await startVendors();
});
afterEach(() => {
  vendors.misbehave = undefined;
});
afterAll(async () => await vendors.close());

const secretsOf: Readonly<Record<ChannelKind, Record<string, string>>> = {
  'wecom-robot': { key: keys.wecom },
  'dingtalk-robot': keys.dingtalk,
  'feishu-robot': keys.feishu,
  webhook: { secret: 'hook-secret' },
  'wecom-app': { secret: keys.app.secret },
  'dingtalk-app': { secret: keys.app.secret },
  'feishu-app': { secret: keys.app.secret },
};
const appSettings = { corpId: keys.app.id, appKey: keys.app.id, appId: keys.app.id, agentId: '1000002' };

const transport = (
  kind: ChannelKind,
  changes: { secrets?: Record<string, string>; base?: string; settings?: Record<string, string> } = {},
): ChannelTransport => {
  const base = changes.base ?? vendors.base;
  return channelMakers[kind].create({
    channel: kind,
    outbound: createOutbound({ hosts: [], privateHosts: [new URL(base).host], connectMs: 400, totalMs: 800 }),
    base,
    settings: { ...appSettings, ...changes.settings },
    secrets: changes.secrets ?? secretsOf[kind],
    now: Date.now,
  });
};

const vendorKinds = [
  'wecom-robot',
  'dingtalk-robot',
  'feishu-robot',
  'wecom-app',
  'dingtalk-app',
  'feishu-app',
] as const;

describe.each(vendorKinds)('%s', (kind) => {
  test('delivers a signed message whose text is what was rendered', async () => {
    const before = vendors.posted.length;
    expect(await transport(kind).send(message({ id: `${kind}-1` }))).toEqual({ state: 'sent' });
    expect(vendors.posted.slice(before).map(({ text }) => text)).toEqual([
      'TS20261125001 紧急\nhttps://desk.example/t/TS20261125001',
    ]);
  });

  test('a wrong secret is final and says what the vendor said', async () => {
    const wrong = Object.fromEntries(Object.keys(secretsOf[kind]).map((name) => [name, 'wrong']));
    const receipt = await transport(kind, { secrets: wrong }).send(message());
    expect(receipt).toMatchObject({ state: 'failed', reason: expect.stringMatching(/^\d+ \S/u) });
    expect(JSON.stringify(receipt)).not.toContain('wrong"');
    expect(causeOf(receipt)).toBe('credentials');
  });

  test('a text far over the limit arrives cut, whole characters only', async () => {
    const before = vendors.posted.length;
    expect(await transport(kind).send(message({ id: `${kind}-2`, body: '急'.repeat(30_000) }))).toEqual({
      state: 'sent',
    });
    const { text } = vendors.posted[before]!;
    expect(text).toMatch(/急…$/u);
    expect(text).not.toContain('\u{FFFD}');
  });

  test('an answer that never comes is unknown, and nobody at the port is not', async () => {
    vendors.misbehave = () => true;
    const slow = await transport(kind).send(message({ id: `${kind}-3` }));
    // Of an app the token is asked for first: nothing was said to anybody yet.
    expect(slow.state).toBe(kind.endsWith('-app') ? 'later' : 'unknown');
    expect(causeOf(slow)).toBe('answer-timed-out');
    const gone = await serve(() => undefined);
    await gone.close();
    const absent = await transport(kind, { base: gone.base }).send(message());
    expect([absent.state, causeOf(absent)]).toEqual(['later', 'not-connected']);
  });

  test('a redirect is not followed, and 500 without a code is not taken for success', async () => {
    vendors.misbehave = (res) => {
      res.writeHead(302, { location: `${vendors.base}/elsewhere` }).end();
      return true;
    };
    const elsewhere = await transport(kind).send(message());
    expect([elsewhere.state, causeOf(elsewhere)]).toEqual(['failed', 'redirected']);
    vendors.misbehave = (res) => {
      res.writeHead(500).end('<html>');
      return true;
    };
    expect((await transport(kind).send(message())).state).toBe(kind.endsWith('-app') ? 'later' : 'unknown');
  });
});

test.each([
  ['wecom-robot', { errcode: 45009, errmsg: 'api freq out of limit' }, 60_000],
  ['dingtalk-robot', { errcode: 130101, errmsg: 'send too fast' }, 600_000],
  ['feishu-robot', { code: 11232, msg: 'frequency limited' }, 60_000],
] as const)('%s: a rate refused in an answer of 200 locks the channel', async (kind, body, lockMs) => {
  vendors.misbehave = (res) => {
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    return true;
  };
  const receipt = await transport(kind).send(message());
  expect(receipt).toMatchObject({ state: 'later', lockMs });
  expect(causeOf(receipt)).toBe('too-often');
});

test.each(vendorKinds)(
  '%s: an answer made to confuse is a failure with a reason, and nothing else',
  async (kind) => {
    for (const code of ['constructor', '__proto__', 'toString', { errcode: 0 }, [0], null, 1e300, '0\0']) {
      vendors.misbehave = (res) => {
        const body = { errcode: code, code, errmsg: 'x\0\ud800', msg: ['x'], access_token: 'a\r\nb: c' };
        res.writeHead(200).end(JSON.stringify({ ...body, tenant_access_token: 'a\r\nb: c' }));
        return true;
      };
      const receipt = await transport(kind).send(message({ id: `${kind}-6` }));
      expect(receipt).toMatchObject({
        state: expect.stringMatching(/^(?:failed|later|unknown)$/u),
        reason: expect.any(String),
      });
    }
  },
);

test('429 keeps still for as long as its header asks', async () => {
  vendors.misbehave = (res) => {
    res.writeHead(429, { 'x-ogw-ratelimit-reset': '7' }).end('{}');
    return true;
  };
  expect(await transport('feishu-robot').send(message())).toMatchObject({ state: 'later', lockMs: 7000 });
});

test.each(['wecom-app', 'dingtalk-app', 'feishu-app'] as const)(
  '%s: a stale token is asked for anew',
  async (kind) => {
    const app = transport(kind);
    expect(await app.send(message({ id: `${kind}-4` }))).toEqual({ state: 'sent' });
    vendors.revoke();
    expect(await app.send(message({ id: `${kind}-5` }))).toEqual({ state: 'sent' });
  },
);

test('wecom-app: accepted for nobody is a failure', async () => {
  expect(await transport('wecom-app').send(message({ address: 'nobody' }))).toMatchObject({
    state: 'failed',
  });
});

describe('webhook', () => {
  test('is signed over time and body, and carries the same delivery id at every repetition', async () => {
    const got: { headers: Record<string, unknown>; body: string }[] = [];
    const hook = await serve(({ req, body }, res) => {
      got.push({ headers: req.headers, body });
      res.writeHead(204).end();
    });
    const sent = transport('webhook', { base: hook.base, settings: { url: `${hook.base}/in` } });
    await sent.send(message());
    await sent.send(message());
    await hook.close();
    expect(new Set(got.map(({ headers }) => headers['x-steadydesk-delivery'])).size).toBe(1);
    for (const { headers, body } of got) {
      const timestamp = String(headers['x-steadydesk-timestamp']);
      const signature = createHmac('sha256', 'hook-secret').update(`${timestamp}.${body}`).digest('hex');
      expect(headers['x-steadydesk-signature']).toBe(`v1=${signature}`);
      expect(Math.abs(Date.now() / 1000 - Number(timestamp))).toBeLessThan(5);
      expect(JSON.parse(body)).toMatchObject({ ticket: 'TS20261125001', urgent: true });
    }
  });

  test('an endless answer is read to its limit only, and 2xx counts', async () => {
    const hook = await serve((_asked, res) => {
      res.writeHead(200);
      const more = (): void => {
        while (res.write('x'.repeat(65_536)));
      };
      res.on('drain', more);
      res.on('error', () => undefined);
      more();
    });
    const sent = transport('webhook', { base: hook.base, settings: { url: `${hook.base}/in` } });
    const before = process.memoryUsage().rss;
    expect(await sent.send(message())).toEqual({ state: 'sent' });
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
    await hook.close();
  });

  test('a connection reset after the request is tried again: the receiver can tell', async () => {
    const server: Server = createServer((socket) => {
      socket.once('data', () => socket.resetAndDestroy());
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    expect((await transport('webhook', { base, settings: { url: base } }).send(message())).state).toBe(
      'later',
    );
    expect((await transport('wecom-robot', { base }).send(message())).state).toBe('unknown');
    server.close();
  });
});
