import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes, writeFile, mkdir } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAttachments, type Attachments } from '../../adapters/attachments.js';
import { createClamdScan, type Scan } from '../../adapters/objects/clamd.js';
import { createDiskStore } from '../../adapters/objects/disk-store.js';
import { pixelsOf } from '../../adapters/objects/image-size.js';
import type { ObjectStore } from '../../adapters/objects/object-store.js';
import { createS3Store } from '../../adapters/objects/s3-store.js';
import { createStaging } from '../../adapters/objects/staging.js';
import { createPool, type Pool } from '../../adapters/postgres/pool.js';
import { createUploads } from '../../adapters/postgres/uploads.js';
import { asOwner, freshDatabase, type FreshDatabase } from '../setup/database.js';
import { gifHead, jpegHead, png, webpHead } from './images.js';
import { startMoto } from './moto.js';

let database: FreshDatabase;
let pool: Pool;
let folder: string;
const limits = { fileBytes: 1_000_000, dayBytes: 5000, dayFiles: 10 };

beforeAll(async () => {
  database = await freshDatabase();
  pool = createPool(database.url);
  folder = await mkdtemp(join(tmpdir(), 'desk-objects-'));
});
afterAll(async () => {
  await pool.end();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const attachmentsIn = (
  name: string,
  { scan = null, store }: { scan?: Scan | null; store?: ObjectStore } = {},
) =>
  createAttachments({
    uploads: createUploads(pool),
    store: store ?? createDiskStore(join(folder, name)),
    staging: createStaging(join(folder, name, 'incoming')),
    limits,
    scan,
  });
const sent = async (attachments: Attachments, by: string, ...texts: readonly string[]) =>
  await attachments.keep(
    by,
    await Promise.all(
      texts.map(async (text, i) => ({
        name: `${i}.txt`,
        staged: await attachments.take(Readable.from([Buffer.from(text)]), new AbortController().signal),
      })),
    ),
  );
const idsOf = (kept: Awaited<ReturnType<Attachments['keep']>>): readonly string[] =>
  'uploads' in kept ? kept.uploads.map(({ id }) => id) : [];
const hashOf = async (attachments: Attachments, id = ''): Promise<string> =>
  (await attachments.get(id))?.sha256 ?? '';
const filesUnder = async (path: string): Promise<readonly string[]> =>
  (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter((one) => one.isFile())
    .map(({ name }) => name);
const textOf = async (stream: Readable | null): Promise<string | null> => {
  if (stream === null) return null;
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString();
};

interface Running {
  readonly store: ObjectStore;
  readonly stop: () => Promise<unknown>;
}

describe.each([
  [
    'disk',
    async (): Promise<Running | null> => ({
      store: createDiskStore(join(folder, 'any')),
      stop: async () => undefined,
    }),
  ],
  [
    's3',
    async (): Promise<Running | null> => {
      const moto = await startMoto();
      if (moto === null) return null;
      const endpoint = `${moto.endpoint}/desk`;
      await fetch(endpoint, { method: 'PUT' });
      const access = { endpoint, region: 'us-east-1', accessKey: 'key', secretKey: 'secret' };
      return { store: await createS3Store(access), stop: moto.stop };
    },
  ],
] as const)('a store: %s', (name, start) => {
  let running: Running | null;
  beforeAll(async () => {
    running = await start();
  }, 240_000);
  afterAll(async () => {
    await running?.stop();
  });

  test('gives back what it was given, whole and in part, once for all who sent it', async () => {
    if (running === null) return;
    const { store } = running;
    const staging = createStaging(join(folder, `${name}-incoming`));
    const bytes = randomBytes(300_000);
    const stage = async () => await staging.take(Readable.from([bytes]), new AbortController().signal);
    const [first, second] = [await stage(), await stage()];
    await store.put(first);
    await store.put(second);
    expect(await filesUnder(join(folder, `${name}-incoming`))).toEqual([]);
    const whole: Buffer[] = [];
    for await (const chunk of (await store.read(first.sha256)) as Readable)
      whole.push(Buffer.from(chunk as Uint8Array));
    expect(Buffer.concat(whole).equals(bytes)).toBe(true);
    const part: Buffer[] = [];
    for await (const chunk of (await store.read(first.sha256, { from: 10, to: 19 })) as Readable)
      part.push(Buffer.from(chunk as Uint8Array));
    expect(Buffer.concat(part).equals(bytes.subarray(10, 20))).toBe(true);
    const there: string[] = [];
    for await (const hash of store.olderThan(-60_000)) there.push(hash);
    expect(there).toContain(first.sha256);
    await store.remove(first.sha256);
    await store.remove(first.sha256);
    expect(await store.read(first.sha256)).toBeNull();
  });

  test('holds no more than a part of a large file at once', async () => {
    if (running === null) return;
    const { store } = running;
    const size = 64 * 1024 * 1024;
    const staged = await createStaging(join(folder, `${name}-incoming`)).take(
      Readable.from(Array.from({ length: 64 }, (_, i) => Buffer.alloc(size / 64, `${name}${i}`))),
      new AbortController().signal,
    );
    let most = 0;
    // What is still held once what is not has gone.
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const held = (): number => {
      collect();
      return process.memoryUsage().arrayBuffers;
    };
    const before = held();
    let watching: NodeJS.Timeout;
    // A collection stops everything, for long in a process with much in it: four times as long nothing is collected.
    const watch = (): void => {
      const begun = performance.now();
      most = Math.max(most, held() - before);
      watching = setTimeout(watch, 100 + 4 * (performance.now() - begun));
    };
    watching = setTimeout(watch, 100);
    try {
      await store.put(staged);
    } finally {
      clearTimeout(watching);
    }
    let read = 0;
    for await (const chunk of (await store.read(staged.sha256)) as Readable)
      read += (chunk as Uint8Array).length;
    expect(read).toBe(size);
    expect(most).toBeLessThan(size / 2);
    await store.remove(staged.sha256);
  }, 120_000);

  test('knows files by hash and by nothing else', async () => {
    if (running === null) return;
    for (const bad of ['', '../../etc/passwd', '/etc/passwd', `${'a'.repeat(63)}/`, `${'a'.repeat(64)}\0`])
      await expect(running.store.read(bad)).rejects.toThrow(/not a SHA-256/);
  });
});

test('the same file of two people is kept once and is two uploads', async () => {
  const attachments = attachmentsIn('twice');
  const [mine, yours] = [
    await sent(attachments, 'wang', '同一内容'),
    await sent(attachments, 'qian', '同一内容'),
  ];
  expect(idsOf(mine)).not.toEqual(idsOf(yours));
  expect(await filesUnder(join(folder, 'twice'))).toHaveLength(1);
});

test('nobody sends more than the quota of a day, however many requests at once', async () => {
  const attachments = attachmentsIn('quota');
  const all = await Promise.all(
    Array.from({ length: 8 }, async (_, i) => await sent(attachments, 'zhou', String(i).repeat(1000))),
  );
  expect(all.filter((kept) => 'uploads' in kept)).toHaveLength(5);
  expect(all.filter((kept) => 'unfit' in kept && kept.unfit === 'quota')).toHaveLength(3);
  expect(await filesUnder(join(folder, 'quota'))).toHaveLength(5);
  expect('unfit' in (await sent(attachments, 'li', ...Array.from({ length: 11 }, (_, i) => `${i}`)))).toBe(
    true,
  );
});

describe('cleaning up', () => {
  const old = async (...ids: readonly string[]): Promise<void> => {
    await asOwner(
      database.url,
      `update upload set at = now() - interval '25 hours' where id in (${ids.map((id) => `'${id}'`).join(',')})`,
    );
  };

  test('removes after a day what nothing names, and only that', async () => {
    const attachments = attachmentsIn('cleaned');
    const ids = idsOf(await sent(attachments, 'chen', 'alone', 'shared', 'attached', 'wanted', 'fresh'));
    const other = idsOf(await sent(attachments, 'feng', 'shared'));
    const [alone = '', shared = '', attached = '', wanted = '', fresh = ''] = ids;
    const hashes = await Promise.all([...ids, ...other].map(async (id) => await hashOf(attachments, id)));
    await old(alone, shared, attached, wanted);
    await asOwner(
      database.url,
      `update upload set wanted_at = now() - interval '1 hour' where id = '${wanted}'`,
      'set session_replication_role = replica',
      `insert into attachment (no, seq, upload, visibility) values ('TS20261101001', 3, '${attached}', 'public')`,
    );
    const [first, second] = await Promise.all([attachments.clean(), attachments.clean()]);
    expect(first + second).toBe(1);
    const left = await Promise.all(hashes.map(async (hash) => await textOf(await attachments.read(hash))));
    expect(left).toEqual([null, 'shared', 'attached', 'wanted', 'fresh', 'shared']);
    expect(await attachments.get(shared)).toBeNull();
    expect(await attachments.get(other[0] ?? '')).not.toBeNull();
    expect([attached, wanted, fresh].every(Boolean)).toBe(true);
    expect(await attachments.clean()).toBe(0);
  });

  test('removes what a process killed half-way left behind', async () => {
    const attachments = attachmentsIn('killed');
    const orphan = 'ab'.repeat(32);
    const incoming = join(folder, 'killed', 'incoming');
    await mkdir(incoming, { recursive: true });
    await mkdir(join(folder, 'killed', 'ab'), { recursive: true });
    const paths = [join(folder, 'killed', 'ab', orphan), join(incoming, 'half')];
    for (const path of paths) {
      await writeFile(path, 'x');
      await utimes(path, 1, 1);
    }
    await writeFile(join(incoming, 'under-way'), 'x');
    expect(await attachments.clean()).toBe(1);
    expect(await filesUnder(join(folder, 'killed'))).toEqual(['under-way']);
  });

  test('a sender who goes away leaves nothing', async () => {
    const attachments = attachmentsIn('gone');
    const stop = new AbortController();
    const endless = Readable.from(
      (async function* () {
        yield Buffer.from('first');
        stop.abort();
        await new Promise((resolve) => setTimeout(resolve, 5000).unref());
      })(),
    );
    await expect(attachments.take(endless, stop.signal)).rejects.toThrow(/abort/iu);
    expect(await filesUnder(join(folder, 'gone'))).toEqual([]);
  });
});

describe('an image’s header', () => {
  test.each([
    ['image/png', png(50_000, 50_000, { width: 1, height: 1 })],
    ['image/jpeg', jpegHead(50_000, 50_000, 'x'.repeat(60_000))],
    ['image/gif', gifHead(50_000, 50_000)],
    ['image/webp', webpHead(50_000, 50_000)],
  ])('%s says how large it is', async (type, bytes) => {
    const path = join(folder, `image-${type.slice(6)}`);
    await writeFile(path, bytes);
    expect(await pixelsOf(path, type)).toBe(2_500_000_000);
  });

  test('nothing is read out of one that breaks off', async () => {
    const path = join(folder, 'broken');
    await writeFile(path, jpegHead(10, 10).subarray(0, 8));
    expect(await pixelsOf(path, 'image/jpeg')).toBeNull();
  });
});

describe('clamd', () => {
  /** Answers INSTREAM as clamd does, and finds a virus in whatever holds the word. */
  const fakeClamd = async (answer: (text: string) => string | null): Promise<Server> => {
    const server = createServer((socket) => {
      let bytes = Buffer.alloc(0);
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        bytes = Buffer.concat([bytes, chunk]);
        const parts: Buffer[] = [];
        let at = 'zINSTREAM\0'.length;
        for (; at + 4 <= bytes.length; at += 4 + bytes.readUInt32BE(at)) {
          const length = bytes.readUInt32BE(at);
          if (length > 0) parts.push(bytes.subarray(at + 4, at + 4 + length));
          else {
            expect(bytes.subarray(0, 10).toString('latin1')).toBe('zINSTREAM\0');
            const given = answer(Buffer.concat(parts).toString());
            if (given === null) socket.destroy();
            else socket.end(`${given}\0`);
          }
        }
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return server;
  };
  const scanBy = (server: Server): Scan =>
    createClamdScan(`127.0.0.1:${(server.address() as AddressInfo).port}`);

  test('what it finds is not kept; what it cannot say is not kept either', async () => {
    const server = await fakeClamd((text) => {
      if (text.includes('silence')) return null;
      return text.includes('EICAR') ? 'stream: Eicar-Test-Signature FOUND' : 'stream: OK';
    });
    const attachments = attachmentsIn('scanned', { scan: scanBy(server) });
    expect(idsOf(await sent(attachments, 'sunn', 'good'.repeat(100)))).toHaveLength(1);
    expect(await sent(attachments, 'sunn', 'fine', 'has EICAR in it')).toEqual({
      unfit: 'infected',
      name: '1.txt',
    });
    await expect(sent(attachments, 'sunn', 'silence')).rejects.toThrow(/no verdict|ECONNRESET/);
    server.close();
    await new Promise((resolve) => server.once('close', resolve));
    await expect(sent(attachments, 'sunn', 'nobody there')).rejects.toThrow(/ECONNREFUSED/);
    expect(await filesUnder(join(folder, 'scanned'))).toHaveLength(1);
  });
});
