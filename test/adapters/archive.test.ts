import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import type { Archivist } from '../../activities/ports.js';
import { createArchivist } from '../../adapters/archive/archivist.js';
import { findFont } from '../../adapters/archive/fonts.js';
import { createPrinter } from '../../adapters/archive/printer.js';
import { createArchiveKey } from '../../adapters/archive/signing.js';
import { createAttachments, type Attachments } from '../../adapters/attachments.js';
import { createDiskStore } from '../../adapters/objects/disk-store.js';
import type { ObjectStore } from '../../adapters/objects/object-store.js';
import { createStaging } from '../../adapters/objects/staging.js';
import { createUploads } from '../../adapters/postgres/uploads.js';
import { uncompiledPrinting } from '../setup/printing.js';
import { intake, openStorage, type Deed, type Storage } from './desk.js';
import { png } from './images.js';

const acceptedAt = Date.parse('2026-01-05T09:00:00+08:00');
const minute = 60_000;
const day = 24 * 60 * minute;
const seed = randomBytes(32);
const key = createArchiveKey(seed);
const publicKey = key.publicKey.toString('base64');
const print = createPrinter(findFont(null), uncompiledPrinting);
const never = new AbortController().signal;

interface Row {
  readonly nth: number;
  readonly sha256: string;
  readonly size: number;
}

let desk: Storage;
let folder: string;
let store: ObjectStore;
let attachments: Attachments;
let no: string;
let picture: Buffer;

const archivistOver = (over: Partial<ObjectStore> = {}): Archivist =>
  createArchivist({
    pool: desk.pool,
    store: { ...store, ...over },
    staging: createStaging(join(folder, 'incoming')),
    key,
    print,
  });
const rows = async (of = no): Promise<readonly Row[]> =>
  await desk.owner<Row>(
    `select nth, sha256, size::int as size from archive_bundle where no = '${of}' order by nth`,
  );
const objects = async (): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true })).filter((name) => /[0-9a-f]{64}$/u.test(name));
/** Too long for a path, whose cut falls into the middle of a character. */
const shotName = `白屏 📷${'截'.repeat(75)}.png`;

const bytesOf = async (sha256: string): Promise<Buffer> => {
  const stream = await store.read(sha256);
  if (stream === null) throw new Error('not in the store');
  return Buffer.concat(await stream.toArray());
};

interface Said {
  readonly code: number;
  readonly out: string;
}
const verify = async (file: string, ...more: readonly string[]): Promise<Said> =>
  await new Promise((resolve) => {
    execFile(process.execPath, ['scripts/verify-archive.mjs', file, ...more], (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out: out + err }),
    );
  });
/** The signal that ended a process which was making a bundle. */
const killedAtWork = async (): Promise<unknown> =>
  await new Promise((resolve) => {
    const loader = ['--import', './test/setup/typescript-loader.mjs'];
    const given = [desk.url, folder, seed.toString('base64')];
    execFile(process.execPath, [...loader, 'test/adapters/dying-archivist.ts', ...given], (error) =>
      resolve(error?.signal),
    );
  });
const written = async (bytes: Buffer): Promise<string> => {
  const file = join(folder, `${randomBytes(6).toString('hex')}.zip`);
  await writeFile(file, bytes);
  return file;
};

/** Everything that a bundle may hold: an escalation, a file, a waived part, a read-back with corrections, a miss. */
const liveThrough = async (): Promise<string> => {
  const accepted = await desk.accept(
    intake({
      urgency: 'urgent',
      readBack: { confirmed: true, corrections: '部门改为财务部' },
    }),
    { now: acceptedAt },
  );
  const does = async (at: number, deed: Omit<Deed, 'at'>): Promise<void> => {
    await desk.pass(accepted.no, acceptedAt + at);
    await desk.does(accepted.no, { ...deed, at: acceptedAt + at });
  };
  const kept = await attachments.keep('li', [
    { name: shotName, staged: await attachments.take(Readable.from([picture]), never) },
  ]);
  const [upload] = 'uploads' in kept ? kept.uploads : [];
  await does(8 * minute, { who: 'liu', action: 'acknowledge-emergency' });
  await does(9 * minute, { who: 'chen', action: 'reassign', input: { assignee: 'li', reason: '熟悉 OA' } });
  await does(10 * minute, {
    who: 'li',
    action: 'record-contact',
    input: { reached: true, method: 'phone', summary: '核实' },
  });
  await does(11 * minute, {
    who: 'li',
    action: 'attach',
    input: { attachment: upload?.id, internal: false },
  });
  await does(12 * minute, {
    who: 'li',
    action: 'request-escalation',
    input: { progress: '已定位到补丁', reason: '需厂商补丁', support: '厂商到场' },
  });
  await does(13 * minute, {
    who: 'liu',
    action: 'decide-escalation',
    input: { decision: 'approve', liaison: 'vendor', comment: '请尽快' },
  });
  await does(14 * minute, { who: 'vendor', action: 'sync-progress', input: { progress: '补丁已到' } });
  await does(15 * minute, { who: 'li', action: 'end-escalation', input: { outcome: '补丁已装' } });
  await does(16 * minute, {
    who: 'li',
    action: 'record-step',
    input: { action: '安装补丁', result: '恢复' },
  });
  await does(17 * minute, {
    who: 'li',
    action: 'propose-resolution',
    input: { solution: '安装补丁', verification: { method: 'phone', checked: '可以登录' } },
  });
  await does(18 * minute, { who: 'wang', action: 'confirm-resolved' });
  await does(19 * minute, {
    who: 'liu',
    action: 'waive-archive-part',
    input: { part: 'knowledge', reason: '知识库正在迁移' },
  });
  await desk.pass(accepted.no, acceptedAt + 6 * day);
  return accepted.no;
};

beforeAll(async () => {
  desk = await openStorage({ smtpEnabled: false });
  folder = await mkdtemp(join(tmpdir(), 'desk-archive-'));
  store = createDiskStore(folder);
  picture = png(640, 480);
  attachments = createAttachments({
    uploads: createUploads(desk.pool),
    store,
    staging: createStaging(join(folder, 'incoming')),
    limits: { fileBytes: 1e6, dayBytes: 1e7, dayFiles: 100 },
    scan: null,
  });
  no = await liveThrough();
}, 60_000);
afterAll(async () => {
  await desk.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the bundle of a ticket that was archived (§2.5.2)', () => {
  let bundle: Buffer;
  let files: Readonly<Record<string, Uint8Array>>;
  const json = (path: string): unknown => JSON.parse(strFromU8(files[path] ?? new Uint8Array()));

  test('is made once, however often it is killed between the store and its row, or made twice at once', async () => {
    expect((await desk.load(no)).stage).toBe('archived');
    expect(await killedAtWork()).toBe('SIGKILL');
    expect(await rows()).toEqual([]);
    const before = await objects();
    expect(before).toHaveLength(2);
    const outcomes = await Promise.all([archivistOver().next(never), archivistOver().next(never)]);
    expect(outcomes.filter((one) => one?.isMade === true)).toHaveLength(1);
    expect(await objects()).toEqual(before);
    expect(await rows()).toMatchObject([{ nth: 1 }]);
    expect(await archivistOver().next(never)).toBeNull();
    const [row] = await rows();
    bundle = await bytesOf(row?.sha256 ?? '');
    expect(createHash('sha256').update(bundle).digest('hex')).toBe(row?.sha256);
    expect(row?.size).toBe(bundle.length);
    files = unzipSync(bundle);
  });

  test('holds all that the manual asks for, and says what was waived by whom', async () => {
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining([
        'README.txt',
        'intake.json',
        'record.json',
        'entries.jsonl',
        'chain.json',
        'steps.json',
        'escalations.json',
        'survey.json',
        'notices.json',
        'lateness.json',
        'completeness.json',
        'people.json',
        'attachments.json',
        'forms/register.pdf',
        'forms/survey.pdf',
        'forms/escalation.pdf',
        'manifest.json',
        'manifest.sig',
      ]),
    );
    expect(json('intake.json')).toMatchObject({
      reporter: { name: '王敏' },
      readBack: { confirmed: true, corrections: '部门改为财务部' },
    });
    const ticket = await desk.load(no);
    expect(
      strFromU8(files['entries.jsonl'] ?? new Uint8Array())
        .trim()
        .split('\n'),
    ).toHaveLength(ticket.version);
    expect(json('escalations.json')).toMatchObject([
      { reason: '需厂商补丁', decision: { decision: 'approve', liaison: { id: 'vendor' } } },
    ]);
    expect(json('completeness.json')).toContainEqual(
      expect.objectContaining({
        part: 'knowledge',
        state: 'waived',
        reason: '知识库正在迁移',
        by: expect.objectContaining({ id: 'liu' }),
      }),
    );
    expect(json('manifest.json')).toMatchObject({
      ticket: no,
      bundle: 1,
      previous: null,
      waived: [{ part: 'knowledge', by: { id: 'liu' } }],
      chain: { entries: ticket.version },
    });
    expect(json('lateness.json')).toContainEqual(expect.objectContaining({ kind: 'missed' }));
    expect(json('notices.json')).toContainEqual(
      expect.objectContaining({ recipient: 'wang', channel: 'desk', state: 'sent' }),
    );
    expect(json('people.json')).toContainEqual(expect.objectContaining({ id: 'liu', name: '刘洋' }));
    const [file] = json('attachments.json') as readonly { path: string; name: string }[];
    expect(file).toMatchObject({ name: shotName, state: 'kept' });
    expect(Buffer.from(files[file?.path ?? ''] ?? []).equals(picture)).toBe(true);
  });

  test('has the three forms of §3 as PDF whose text is Chinese', () => {
    const said = (path: string): string => pdfText(Buffer.from(files[path] ?? []));
    const register = said('forms/register.pdf');
    for (const words of ['技术支持工单登记表', no, '王敏', '财务部', '无法打开OA', '系统故障', '紧急'])
      expect(register).toContain(words);
    expect(said('forms/survey.pdf')).toContain('未填写');
    for (const words of [
      '问题升级申请表',
      '已定位到补丁',
      '需厂商补丁',
      '厂商到场',
      '同意',
      '请尽快',
      '刘洋',
    ])
      expect(said('forms/escalation.pdf')).toContain(words);
  });

  test('verifies without the desk, with its key and without; not with another', async () => {
    const file = await written(bundle);
    const good = await verify(file, '--key', publicKey);
    expect(good).toMatchObject({ code: 0, out: expect.stringContaining(`verified: ${no}`) });
    expect(good.out).toContain('知识库正在迁移');
    expect(await verify(file)).toMatchObject({ code: 0, out: expect.stringContaining('no key was given') });
    const other = createArchiveKey(randomBytes(32)).publicKey.toString('base64');
    expect(await verify(file, '--key', other)).toMatchObject({
      code: 1,
      out: expect.stringContaining('manifest.json'),
    });
    expect((await verify(file, '--key', 'nonsense')).code).toBe(2);
    expect((await verify(join(folder, 'nothing.zip'))).code).toBe(2);
    expect((await verify(await written(bundle.subarray(0, 1000)))).code).toBe(2);
  });

  test('names the file in which a byte was changed, wherever that is', async () => {
    const places = placesIn(bundle);
    expect(places.map(({ path }) => path)).toEqual(Object.keys(files));
    // In each what it holds, and in turn its last byte and each of what the zip says of it.
    const changes = places.flatMap(({ path, header, data, size, directory }, i) => {
      const others = [
        data + size - 1,
        header + 6,
        header + 10,
        data + size + 5,
        directory + 16,
        directory + 38,
      ];
      return [data + Math.floor(size / 2), others[i % others.length] ?? data].map((at) => ({ path, at }));
    });
    const wrong: string[] = [];
    const tryOne = async ({ path, at }: (typeof changes)[number]): Promise<void> => {
      const changed = Buffer.from(bundle);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const file = await written(changed);
      const said = await verify(file, '--key', publicKey);
      if (said.code !== 1 || !said.out.includes(`${path}: `)) wrong.push(`${path} ${at}: ${said.out}`);
      await rm(file);
    };
    for (let from = 0; from < changes.length; from += 4)
      await Promise.all(changes.slice(from, from + 4).map(tryOne));
    expect(wrong).toEqual([]);
  }, 60_000);

  test('does not verify when a file was left out, added or put in from elsewhere, however well it is packed', async () => {
    const { zipSync } = await import('fflate');
    const { 'steps.json': _left, ...fewer } = files;
    expect(await verify(await written(Buffer.from(zipSync(fewer, { level: 0 }))))).toMatchObject({
      code: 1,
      out: expect.stringContaining('steps.json: 缺失'),
    });
    const more = { 'more.txt': new Uint8Array([1]), ...files };
    expect(await verify(await written(Buffer.from(zipSync(more, { level: 0 }))))).toMatchObject({
      code: 1,
      out: expect.stringContaining('more.txt'),
    });
  });

  test('stays as it is when the survey is answered late: a second one follows, and names the first', async () => {
    const [first] = await rows();
    await desk.does(no, {
      who: 'wang',
      action: 'answer-survey',
      input: { speed: 5, efficiency: 2, attitude: 5, ability: 4, suggestions: '补丁来得太慢' },
      at: acceptedAt + 6 * day + minute,
    });
    expect(await archivistOver().next(never)).toMatchObject({ no, isMade: true });
    const [same, second] = await rows();
    expect(same).toEqual(first);
    expect((await bytesOf(first?.sha256 ?? '')).equals(bundle)).toBe(true);
    const later = await bytesOf(second?.sha256 ?? '');
    const manifest = JSON.parse(strFromU8(unzipSync(later)['manifest.json'] ?? new Uint8Array())) as unknown;
    expect(manifest).toMatchObject({ bundle: 2, previous: { bundle: 1, sha256: first?.sha256 } });
    const survey = pdfText(Buffer.from(unzipSync(later)['forms/survey.pdf'] ?? []));
    // One line of the form: the words stand beside the small ones of their heading.
    expect(survey.replace('Suggestions', '')).toContain('补丁来得太慢');
    expect(survey).toContain('2分');
    expect((await verify(await written(later), '--key', publicKey)).code).toBe(0);
    expect(await archivistOver().next(never)).toBeNull();
  });

  test('is not cleaned away with uploads that nothing names', async () => {
    const [first, second] = await rows();
    const uploads = createUploads(desk.pool);
    for (const row of [first, second])
      expect(
        await uploads.removing(row?.sha256 ?? '', async () => await Promise.reject(new Error('removed'))),
      ).toBe(false);
    const gone = async () => undefined;
    expect(await uploads.removing('0'.repeat(64), gone)).toBe(true);
  });
});

test('a bundle waits for a file that is not in the store, and after a day is made without it and says so', async () => {
  const other = await liveThrough();
  const hash = createHash('sha256').update(picture).digest('hex');
  const without = archivistOver({
    read: async (sha256, range) => (sha256 === hash ? null : await store.read(sha256, range)),
  });
  expect(await without.next(never)).toMatchObject({
    no: other,
    isMade: false,
    trouble: expect.stringContaining('not in the store'),
  });
  expect(await without.next(never)).toBeNull();
  const waiting = await desk.owner('select attempts, trouble from archive_wanted');
  expect(waiting).toMatchObject([{ attempts: 1, trouble: expect.stringContaining('not in the store') }]);
  await desk.owner("update archive_wanted set next_at = now(), since = now() - interval '25 hours'");
  expect(await without.next(never)).toMatchObject({ no: other, isMade: true });
  const [row] = await rows(other);
  const said = await verify(await written(await bytesOf(row?.sha256 ?? '')), '--key', publicKey);
  expect(said).toMatchObject({ code: 0, out: expect.stringContaining(shotName) });
});

test('a process that prints forms may die: what was under way fails, and the next form is printed by another', async () => {
  const form = { title: '登记表', no: 'TS20260105001', at: acceptedAt, content: ['测试'] };
  const first = await print(form);
  expect(await print(form)).toEqual(first);
  const broken = createPrinter(findFont(null), { ...uncompiledPrinting, entry: 'nowhere.mjs' });
  await expect(broken(form)).rejects.toThrow('has ended');
  await expect(broken(form)).rejects.toThrow('has ended');
  const unreadable = createPrinter({ path: '/nowhere.ttf', name: null }, uncompiledPrinting);
  await expect(unreadable(form)).rejects.toThrow('nowhere.ttf');
});

test('a font is found, or what to do is said', async () => {
  expect(await readFile(findFont(null).path)).toBeInstanceOf(Buffer);
  expect(() => findFont('/nowhere.ttf')).toThrow('PDF_FONT: there is no /nowhere.ttf');
});

/** Where each file's parts are in a zip. */
const placesIn = (zip: Buffer) => {
  const end = zip.length - 22;
  const places = [];
  for (let at = zip.readUInt32LE(end + 16); at < end;) {
    const nameLength = zip.readUInt16LE(at + 28);
    const header = zip.readUInt32LE(at + 42);
    places.push({
      path: zip.subarray(at + 46, at + 46 + nameLength).toString(),
      header,
      data: header + 30 + nameLength,
      size: zip.readUInt32LE(at + 24),
      directory: at,
    });
    at += 46 + nameLength;
  }
  return places;
};

/** The text of a PDF by its fonts' tables from glyphs to characters, without the spaces. */
const pdfText = (pdf: Buffer): string => {
  const streams = [...pdf.toString('latin1').matchAll(/stream\r?\n/gu)].flatMap(({ index, 0: mark }) => {
    try {
      return [inflateSync(pdf.subarray(index + mark.length)).toString('latin1')];
    } catch {
      return [];
    }
  });
  const characters = new Map<number, string>();
  for (const stream of streams.filter((one) => one.includes('beginbfrange')))
    for (const [, from = '', list = ''] of stream.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/gu))
      for (const [i, [, hex = '']] of [...list.matchAll(/<([0-9a-f]*)>/gu)].entries())
        characters.set(Number.parseInt(from, 16) + i, Buffer.from(hex, 'hex').swap16().toString('utf16le'));
  return streams
    .filter((stream) => !stream.includes('begincmap'))
    .flatMap((stream) => [...stream.matchAll(/<([0-9a-f]+)>(?= |\])/gu)].map(([, hex = '']) => hex))
    .map((hex) =>
      [...hex.matchAll(/.{4}/gu)].map(([code]) => characters.get(Number.parseInt(code, 16)) ?? '').join(''),
    )
    .join('')
    .replaceAll(/\s/gu, '');
};
