import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isPublicAddress } from '../../adapters/outbound-addresses.js';
import { createOutbound, type OutboundAnswer } from '../../adapters/outbound.js';
import { serve } from '../fakes/http.js';

let canary: Server;
let port = 0;
let touched = 0;
beforeAll(async () => {
  canary = createServer((socket) => {
    touched += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => {
    canary.listen(0, '0.0.0.0', resolve);
  });
  port = (canary.address() as { port: number }).port;
});
afterAll(() => void canary.close());

/** Spellings of places a webhook must not reach; each is tried as an address, and as what a name resolves to. */
const forbidden = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0177.0.0.1',
  '017700000001',
  '0',
  '0.0.0.0',
  '0.1.2.3',
  '00.0.0.0',
  '0x0',
  '10.0.0.1',
  '10.255.255.255',
  '0xa000001',
  '012.0.0.1',
  '167772161',
  '100.64.0.1',
  '100.127.255.255',
  '169.254.169.254',
  '0xa9fea9fe',
  '2852039166',
  '169.254.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.2.7',
  '192.88.99.1',
  '192.168.0.1',
  '192.168.255.255',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.4',
  '203.0.113.9',
  '224.0.0.1',
  '239.255.255.250',
  '240.0.0.1',
  '255.255.255.255',
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:10.0.0.1]',
  '[::ffff:0:127.0.0.1]',
  '[::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::1]',
  '[100::1]',
  '[2001::1]',
  '[2001:db8::1]',
  '[2002:7f00:1::]',
  '[3fff::1]',
  '[fc00::1]',
  '[fd12:3456::1]',
  '[fe80::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[::ffff:169.254.169.254]',
  '[2001:10::1]',
] as const;
const spellings = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'desk.localhost',
  '127.0.0.1.',
  '①②⑦.0.0.1',
  '127。0。0。1',
  'hooks.example@127.0.0.1',
  '127.0.0.1#hooks.example',
  '127.0.0.1?hooks.example',
  '127.0.0.1\\@hooks.example',
  '127.0.\n0.1',
  'hooks.example\r\n@127.0.0.1',
  '[::1%25lo]',
  '[::ffff:0x7f.1]',
  '0x7f.0.0.0x1',
  '0177.0.0.0x1',
  '4294967295',
  '１２７．０．０．１',
  'localhost\t',
] as const;

const hosts = ['hooks.example', 'hooks.example:8443'];

describe('what is not configured is not spoken to', () => {
  test('there are at least 60 targets', () => {
    expect(forbidden.length + spellings.length).toBeGreaterThanOrEqual(60);
  });

  test.each([...forbidden, ...spellings])('%s as the URL', async (host) => {
    const outbound = createOutbound({ hosts });
    for (const url of [`https://${host}:${port}/`, `http://${host}:${port}/`, `http://${host}/`])
      expect((await outbound.request({ url })).state).toBe('refused');
    expect(touched).toBe(0);
  });

  test.each(forbidden)('%s named by the allow list itself, though not as private', async (host) => {
    const outbound = createOutbound({ hosts: [`${host}:${port}`] });
    expect((await outbound.request({ url: `https://${host}:${port}/` })).state).toBe('refused');
    expect(touched).toBe(0);
  });

  test.each(forbidden)(
    '%s as what an allowed name resolves to, alone or beside a public address',
    async (host) => {
      const address = new URL(`http://${host}`).hostname.replaceAll(/[[\]]/gu, '');
      const family = address.includes(':') ? 6 : 4;
      for (const others of [[], [{ address: '93.184.215.14', family: 4 }]]) {
        const outbound = createOutbound({ hosts, resolve: async () => [...others, { address, family }] });
        expect((await outbound.request({ url: 'https://hooks.example/' })).state).toBe('refused');
      }
      expect(touched).toBe(0);
    },
  );
});

test.each([
  'ftp://hooks.example/',
  'file:///etc/passwd',
  'gopher://hooks.example/',
  'http://hooks.example/',
  'https://user:pw@hooks.example/',
  'https://hooks.example:22/',
  'https://hooks.example.evil.example/',
  'https://hooks.example%2eevil.example/',
  'nonsense',
])('%s is refused', async (url) => {
  expect((await createOutbound({ hosts }).request({ url })).state).toBe('refused');
});

test('addresses of the public internet are told apart', () => {
  for (const address of [
    '8.8.8.8',
    '93.184.215.14',
    '100.128.0.1',
    '172.32.0.1',
    '2606:2800:21f:cb07::1',
    '240e::1',
  ])
    expect([address, isPublicAddress(address)]).toEqual([address, true]);
});

test('a name is resolved once, and what was checked is what is connected to', async () => {
  const hook = await serve((_asked, res) => res.end('ok'));
  let asked = 0;
  const outbound = createOutbound({
    hosts: [],
    privateHosts: [`hook.test:${hook.port}`],
    // The second answer of a rebinding name leads elsewhere.
    resolve: async () => [{ address: (asked += 1) === 1 ? '127.0.0.1' : '127.0.0.9', family: 4 }],
  });
  const answer = await outbound.request({ url: `http://hook.test:${hook.port}/` });
  expect(answer).toMatchObject({ state: 'answered', status: 200, body: 'ok' });
  expect(asked).toBe(1);
  await hook.close();
});

test('refusals do not tell an open port from a closed one', async () => {
  const outbound = createOutbound({
    hosts: ['hooks.example'],
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
  });
  const answers = await Promise.all(
    [`https://127.0.0.1:${port}/`, 'https://127.0.0.1:1/'].map(
      async (url) => await outbound.request({ url }),
    ),
  );
  expect(answers[0]).toEqual(answers[1]);
});

describe('limits', () => {
  const hookOf = async (
    handle: Parameters<typeof serve>[0],
    limits: object,
  ): Promise<{ answer: OutboundAnswer; ms: number }> => {
    const hook = await serve(handle);
    const outbound = createOutbound({ hosts: [], privateHosts: [hook.host], ...limits });
    const began = performance.now();
    const answer = await outbound.request({ url: hook.base, body: '{}' });
    const ms = performance.now() - began;
    await hook.close();
    return { answer, ms };
  };

  test('64 kB are read of an answer', async () => {
    const { answer } = await hookOf((_asked, res) => res.end('x'.repeat(1_000_000)), {});
    expect(answer.state === 'answered' && answer.body.length).toBe(65_536);
  });

  test('the whole takes no longer than its limit, however slowly the answer drips', async () => {
    const timers: NodeJS.Timeout[] = [];
    const { answer, ms } = await hookOf(
      (_asked, res) => {
        res.writeHead(200);
        timers.push(setInterval(() => res.write('x'), 20));
      },
      { totalMs: 300 },
    );
    timers.forEach(clearInterval);
    expect(answer.state).toBe('unknown');
    expect(ms).toBeLessThan(1500);
  });

  test.each([301, 302, 303, 307, 308])(
    'a redirect to loopback (%i) is an answer, and nothing is asked there',
    async (status) => {
      const { answer } = await hookOf(
        (_asked, res) => res.writeHead(status, { location: `http://127.0.0.1:${port}/`, refresh: '0' }).end(),
        {},
      );
      expect(answer).toMatchObject({ state: 'answered', status });
      expect(touched).toBe(0);
    },
  );

  test('an answer that is packed although nobody asked for it is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    let asked: unknown;
    const { answer } = await hookOf(({ req }, res) => {
      asked = req.headers['accept-encoding'];
      res.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    }, {});
    expect(asked).toBe('identity');
    expect(answer.state === 'answered' && Buffer.byteLength(answer.body)).toBeLessThan(4 * bomb.length);
  });

  /** A server that says what it likes, byte by byte, and no HTTP. */
  const rawHook = async (
    answer: (socket: Socket) => void,
    { scheme = 'http', ...limits }: { scheme?: string; connectMs?: number; totalMs?: number },
  ) => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
      answer(socket);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const outbound = createOutbound({ hosts: [], privateHosts: [host], ...limits });
    const began = performance.now();
    const said = await outbound.request({ url: `${scheme}://${host}/`, body: '{}' });
    const ms = performance.now() - began;
    for (const socket of sockets) socket.destroy();
    server.close();
    return { said, ms };
  };
  const dripping = (socket: Socket, head: string, drop: string): void => {
    socket.once('data', () => {
      socket.write(head);
      const timer = setInterval(() => socket.write(drop), 20);
      socket.once('close', () => clearInterval(timer));
    });
  };

  test('one who takes the connection and never greets is given up as not sent', async () => {
    const { said, ms } = await rawHook(() => undefined, { scheme: 'https', connectMs: 200, totalMs: 5000 });
    expect(said).toEqual({ state: 'not-sent', reason: 'it took too long to connect' });
    expect(ms).toBeLessThan(1500);
  });

  test.each([
    ['headers that never end', 'HTTP/1.1 200 OK\r\n', 'x: y\r\n'],
    ['one header that never ends', 'HTTP/1.1 200 OK\r\nx: ', 'y'],
    ['preliminary answers without end', '', 'HTTP/1.1 102 Processing\r\n\r\n'],
    ['a chunk that never comes', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffff\r\n', ''],
  ])('%s take no longer than all may take', async (_what, head, drop) => {
    const { said, ms } = await rawHook((socket) => dripping(socket, head, drop), { totalMs: 300 });
    expect(said.state).toBe('unknown');
    expect(ms).toBeLessThan(1500);
  });

  test('headers larger than any are an answer that broke off', async () => {
    const { said } = await rawHook(
      (socket) => dripping(socket, `HTTP/1.1 200 OK\r\n${`x: ${'y'.repeat(1000)}\r\n`.repeat(200)}`, ''),
      {},
    );
    expect(said.state).toBe('unknown');
  });

  test('what would add a header or a request of its own is not sent', async () => {
    const hook = await serve((_asked, res) => res.end());
    const outbound = createOutbound({ hosts: [], privateHosts: [hook.host] });
    for (const value of ['a\r\nx-evil: 1', 'a\nGET / HTTP/1.1', 'a\0', '急'])
      expect((await outbound.request({ url: hook.base, headers: { authorization: value } })).state).toBe(
        'refused',
      );
    await hook.close();
  });
});
