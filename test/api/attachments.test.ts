import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  exifOf,
  gifHead,
  jpegHead,
  jpegSegment,
  png,
  pngChunk,
  webpChunk,
  webpHead,
  webpOf,
} from '../adapters/images.js';
import { openFrontDoor, until, type FrontDoor } from './front-door.js';
import { ticketsOf } from './tickets-without-worker.js';

let door: FrontDoor;
let tickets: ReturnType<typeof ticketsOf>;

beforeAll(async () => {
  door = await openFrontDoor();
  tickets = ticketsOf(door.pool);
});
afterAll(async () => await door.close());

type Sent = readonly [name: string, content: Buffer | string];
interface Kept {
  readonly id: string;
  readonly sha256: string;
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

const bearer = async (who: string) => ({ authorization: `Bearer ${await door.token(who)}` });
const upload = async (who: string, ...files: readonly Sent[]): Promise<Response> => {
  const form = new FormData();
  for (const [name, content] of files) form.append('file', new Blob([content]), name);
  return await fetch(`${door.url}/api/attachments`, {
    method: 'POST',
    headers: await bearer(who),
    body: form,
  });
};
const kept = async (who: string, ...files: readonly Sent[]): Promise<readonly Kept[]> => {
  const response = await upload(who, ...files);
  const body = (await response.json()) as { attachments: Kept[] };
  expect([response.status, body]).toEqual([201, body]);
  return body.attachments;
};
const only = async (who: string, name: string, content: Buffer | string): Promise<Kept> =>
  (await kept(who, [name, content]))[0] as Kept;
const statusOf = async (who: string | null, id: string): Promise<number> =>
  (await door.as(who, `/api/attachments/${id}`)).status;
/** A form whose bytes are the test's own, names and all. */
const rawForm = (name: string, content: Buffer | string, end = '--x--\r\n'): Buffer =>
  Buffer.concat([
    Buffer.from(`--x\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n`),
    Buffer.from(content),
    Buffer.from(`\r\n${end}`),
  ]);
const post = async (who: string, body: Buffer, headers: Record<string, string>): Promise<Response> =>
  await fetch(`${door.url}/api/attachments`, {
    method: 'POST',
    headers: { ...(await bearer(who)), ...headers },
    body: body as never,
  });
const multipart = { 'content-type': 'multipart/form-data; boundary=x' };
/** Everything that lies in the store, kept or on its way. */
const stored = async (): Promise<readonly string[]> =>
  (await readdir(join(door.dataDir, 'attachments'), { recursive: true, withFileTypes: true }))
    .filter((one) => one.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

describe('an upload', () => {
  test('comes back as it was sent, under its Chinese name, to its sender alone', async () => {
    const sent = await only('wang', '错误截图 1.png', png(20, 10));
    expect(sent).toMatchObject({ name: '错误截图 1.png', type: 'image/png', size: png(20, 10).length });
    const back = await door.as('wang', `/api/attachments/${sent.id}`);
    expect(Buffer.from(await back.arrayBuffer()).equals(png(20, 10))).toBe(true);
    expect(Object.fromEntries(back.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': expect.stringMatching(
        /^inline; filename=".*"; filename\*=UTF-8''%E9%94%99%E8%AF%AF%E6%88%AA%E5%9B%BE%201\.png$/u,
      ),
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
      etag: `"${sent.sha256}"`,
    });
    expect(
      await Promise.all(
        ['qian', 'li', 'liu', 'admin', null].map(async (who) => await statusOf(who, sent.id)),
      ),
    ).toEqual([404, 404, 404, 404, 401]);
    expect(await statusOf('wang', 'A'.repeat(22))).toBe(404);
    expect(await statusOf('wang', '..%2F..%2Fetc%2Fpasswd')).toBe(404);
  });

  test('may be the body itself, as a screenshot is pasted', async () => {
    const response = await post('wang', png(3, 3), {
      'content-type': 'image/png',
      'x-file-name': encodeURIComponent('截图.png'),
    });
    expect(await response.json()).toMatchObject({ attachments: [{ name: '截图.png', type: 'image/png' }] });
  });

  test('is read in parts, and not again when it is there already', async () => {
    const { id, sha256 } = await only('wang', 'log.txt', '0123456789');
    const ask = async (headers: Record<string, string>) => {
      const response = await door.as('wang', `/api/attachments/${id}`, { headers });
      return [response.status, response.headers.get('content-range'), await response.text()];
    };
    expect(await ask({ range: 'bytes=2-4' })).toEqual([206, 'bytes 2-4/10', '234']);
    expect(await ask({ range: 'bytes=-3' })).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await ask({ range: 'bytes=99-' })).toEqual([416, 'bytes */10', '']);
    expect(await ask({ range: 'bytes=0-1,4-5' })).toEqual([200, null, '0123456789']);
    expect(await ask({ 'if-none-match': `"${sha256}"` })).toEqual([304, null, '']);
    expect(await ask({ 'if-none-match': `"other", W/"${sha256}"` })).toEqual([304, null, '']);
    expect(await ask({ range: 'bytes=2-4', 'if-range': `"${sha256}"` })).toEqual([
      206,
      'bytes 2-4/10',
      '234',
    ]);
    expect(await ask({ range: 'bytes=2-4', 'if-range': '"other"' })).toEqual([200, null, '0123456789']);
    // Whoever may not read it learns nothing by a condition either.
    const foreign = await door.as('qian', `/api/attachments/${id}`, { headers: { 'if-none-match': '*' } });
    expect(foreign.status).toBe(404);
    const head = await door.as('wang', `/api/attachments/${id}`, {
      method: 'HEAD',
      headers: { range: 'bytes=2-4' },
    });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '10']);
  });
});

describe('hostile files', () => {
  test.each<[string, string | Buffer, string, boolean]>([
    ['page.html', '<!doctype html><script>alert(1)</script>', 'text/plain', false],
    ['page.png', '<html><script>alert(1)</script>', 'text/plain', false],
    ['image.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'text/plain', false],
    ['sheet.xml', '<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><a/>', 'text/plain', false],
    ['svg.xml', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', 'text/plain', false],
    [
      'script.pdf',
      '%PDF-1.7\n1 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\n%%EOF',
      'application/pdf',
      false,
    ],
    ['polyglot.html', jpegHead(8, 8, '<html><script>alert(1)</script>'), 'image/jpeg', true],
    ['polyglot.js', 'GIF89a/*\x01\x00\x00\x00\x00*/=1;alert(1)', 'image/gif', true],
  ])('%s is kept as what it holds, and is nothing that runs', async (name, content, type, isInline) => {
    const sent = await only('wang', name, content);
    expect(sent.type).toBe(type);
    const { headers } = await door.as('wang', `/api/attachments/${sent.id}`);
    expect(headers.get('content-type')?.split(';')[0]).toBe(type);
    expect(headers.get('content-disposition')).toMatch(isInline ? /^inline/u : /^attachment/u);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/u);
    const asked = await door.as('wang', `/api/attachments/${sent.id}?download=true`);
    expect(asked.headers.get('content-disposition')).toMatch(/^attachment/u);
  });

  test.each<[string, string | Buffer, number]>([
    ['program.png', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(100)]), 415],
    ['setup.txt', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]), 415],
    ['noise.bin', Buffer.from([0, 1, 2, 3, 255, 254, 0, 9]), 415],
    ['empty.txt', '', 422],
    ['huge.png', png(50_000, 50_000, { width: 1, height: 1 }), 422],
    ['huge.jpg', jpegHead(50_000, 50_000), 422],
    ['huge.gif', gifHead(50_000, 50_000), 422],
    ['huge.webp', webpHead(50_000, 50_000), 422],
  ])('%s is refused, and nothing of it stays', async (name, content, status) => {
    const before = await stored();
    // Of two files one is good: all or none.
    const response = await upload('zhao', ['good.txt', `good ${name}`], [name, content]);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
    ]);
    expect(await response.json()).toMatchObject({ file: name, clause: '§2.3.2' });
    expect(await stored()).toEqual(before);
  });

  test.each([
    ['../../../../tmp/evil.txt', 'evil.txt'],
    ['/etc/cron.d/evil.txt', 'evil.txt'],
    ['C:\\\\Windows\\\\evil.txt', 'evil.txt'],
    ['报告\u202Etxt.exe', '报告txt.exe'],
    ['.htaccess', 'htaccess'],
    ['...', '附件'],
    ['tab\tand\u2028line.txt', 'taband line.txt'],
    [`${'长'.repeat(300)}.txt`, `${'长'.repeat(196)}.txt`],
  ])('the name %j is kept as %j', async (sent, expected) => {
    const response = await post('li', rawForm(sent, `named ${sent}`), multipart);
    const { attachments } = (await response.json()) as { attachments: Kept[] };
    expect(attachments[0]?.name.replaceAll(/\s/gu, '')).toBe(expected.replaceAll(/\s/gu, ''));
    for (const path of await stored()) expect(path).toMatch(/attachments\/[0-9a-f]{2}\/[0-9a-f]{64}$/u);
  });

  test('a name with a NUL loses it, or is no name', async () => {
    const form = await post('li', rawForm('evil\0.txt', 'nul'), multipart);
    expect(JSON.stringify(await form.json())).not.toContain('\\u0000');
    const named = { 'content-type': 'application/octet-stream', 'x-file-name': '..%2Fevil%00.txt' };
    const response = await post('li', Buffer.from('nul'), named);
    expect(await response.json()).toMatchObject({ attachments: [{ name: 'evil.txt' }] });
  });

  test('1,001 files, a broken form and a form without a file are refused whole', async () => {
    const before = await stored();
    const many = await upload('li', ...Array.from({ length: 1001 }, (_, i): Sent => [`${i}.txt`, `${i}`]));
    expect(many.status).toBe(413);
    expect((await post('li', rawForm('half.txt', 'half', ''), multipart)).status).toBe(400);
    expect((await post('li', Buffer.from('--x--\r\n'), multipart)).status).toBe(400);
    expect((await post('li', Buffer.from('x'), { 'content-type': 'multipart/form-data' })).status).toBe(400);
    expect(await stored()).toEqual(before);
  });

  test('a file over the limit is 413 and leaves nothing, however it is sent; one of just the limit is taken', async () => {
    const before = await stored();
    const over = Buffer.alloc(1_000_001, 'x');
    expect((await upload('li', ['over.txt', over])).status).toBe(413);
    expect((await post('li', over, { 'content-type': 'application/octet-stream' })).status).toBe(413);
    expect((await post('li', Buffer.alloc(5_000_000), multipart)).status).toBe(413);
    expect(await stored()).toEqual(before);
    expect((await upload('li', ['just.txt', over.subarray(1)])).status).toBe(201);
  });

  test('a sender who breaks off leaves nothing behind', async () => {
    const before = await stored();
    const { port } = new URL(door.url);
    const socket = connect(Number(port), '127.0.0.1');
    const head = rawForm('half.txt', 'x'.repeat(200_000), '');
    socket.write(
      `POST /api/attachments HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${await door.token('li')}\r\n` +
        `content-type: multipart/form-data; boundary=x\r\ncontent-length: 500000\r\n\r\n`,
    );
    socket.write(head);
    await until(async () => (await stored()).length > before.length);
    socket.destroy();
    await until(async () => (await stored()).length === before.length);
    expect(await stored()).toEqual(before);
  });

  test('a quota ends the day of whoever sends too much, and of nobody else', async () => {
    await door.owner(
      `insert into upload (id, sha256, name, size, type, by_id)
       select 'q' || n, repeat('0', 64), 'x', 1, 'text/plain', 'feng' from generate_series(1, 499) n`,
    );
    expect((await upload('feng', ['1.txt', '1'], ['2.txt', '2'])).status).toBe(429);
    expect((await upload('feng', ['1.txt', '1'])).status).toBe(201);
    expect((await upload('feng', ['1.txt', '1'])).status).toBe(429);
    expect((await upload('chen', ['1.txt', '1'])).status).toBe(201);
  });
});

describe('what a camera writes beside the picture', () => {
  const canary = '31.2304N 121.4737E';
  const [start, end] = [Buffer.from([0xff, 0xd8]), Buffer.from([0xff, 0xd9])];
  const jfif = jpegSegment(0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0');
  const colours = jpegSegment(0xe2, 'ICC_PROFILE\0\x01\x01colours');
  const table = jpegSegment(0xdb, '\0'.repeat(65));
  const frame = jpegSegment(0xc2, '\x08\0\x08\0\x08\x01\x01\x11\0');
  /** Compressed data with all that may look like a marker, longer than what is read at once. */
  const scan = Buffer.concat([
    jpegSegment(0xda, '\x01\x01\0\0\x3f\0'),
    Buffer.alloc(65_535 * 2, 0x5a),
    Buffer.from([0xff, 0, 0xff, 0xd3, 0x11, 0xff, 0xff, 0, 0x22]),
  ]);
  const slimExif = (orientation: number): Buffer =>
    Buffer.from(
      `ffe100224578696600004d4d002a0000000800010112000300000001000${orientation}000000000000`,
      'hex',
    );
  const photo = (orientation: number): Buffer =>
    Buffer.concat([
      start,
      jfif,
      jpegSegment(0xe1, `http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>${canary}`),
      jpegSegment(0xe1, exifOf(orientation, canary)),
      jpegSegment(0xed, `Photoshop 3.0\0${canary}`),
      colours,
      jpegSegment(0xe2, `MPF\0${canary}`),
      jpegSegment(0xfe, canary),
      table,
      frame,
      scan,
      scan,
      end,
      // A second picture, as phones append it, with its own.
      Buffer.concat([start, jpegSegment(0xe1, exifOf(1, canary)), end]),
    ]);
  const slimPhoto = (...exif: readonly Buffer[]): Buffer =>
    Buffer.concat([start, jfif, ...exif, colours, table, frame, scan, scan, end]);
  const whole = png(4, 4);
  const described = Buffer.concat([
    whole.subarray(0, 33),
    pngChunk('eXIf', exifOf(1, canary).subarray(6)),
    pngChunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${canary}`)),
    pngChunk('pHYs', Buffer.alloc(9, 1)),
    pngChunk('tEXt', Buffer.from(`Comment\0${canary}`)),
    whole.subarray(33),
    Buffer.from(`<script>${canary}</script>`),
  ]);
  const extended = (flags: number): Buffer =>
    webpChunk('VP8X', Buffer.from([flags, 0, 0, 0, 3, 0, 0, 3, 0, 0]));
  const lossy = webpChunk('VP8 ', Buffer.from('000000009d012a04000400aa', 'hex'));

  test.each<[string, Buffer, Buffer]>([
    ['turned.jpg', photo(6), slimPhoto(slimExif(6))],
    ['upright.jpg', photo(1), slimPhoto()],
    [
      'described.png',
      described,
      Buffer.concat([whole.subarray(0, 33), pngChunk('pHYs', Buffer.alloc(9, 1)), whole.subarray(33)]),
    ],
    [
      'described.webp',
      Buffer.concat([
        webpOf(
          extended(0b1_1100),
          lossy,
          webpChunk('EXIF', exifOf(1, canary)),
          webpChunk('XMP ', Buffer.from(canary)),
        ),
        Buffer.from(canary),
      ]),
      webpOf(extended(0b1_0000), lossy),
    ],
  ])('%s is kept without it, as it looks', async (name, content, expected) => {
    expect(content.includes(canary)).toBe(true);
    const sent = await only('wang', name, content);
    const back = Buffer.from(await (await door.as('wang', `/api/attachments/${sent.id}`)).arrayBuffer());
    expect(back.equals(expected)).toBe(true);
    expect(sent.size).toBe(expected.length);
    // What is clean is kept as it is.
    expect((await only('wang', name, expected)).sha256).toBe(sent.sha256);
    for (const path of await stored()) expect((await readFile(path)).includes(canary)).toBe(false);
  });

  test('one that breaks off is kept as far as it goes, and one made of nothing but segments does not keep the desk busy', async () => {
    const half = Buffer.concat([
      start,
      jfif,
      jpegSegment(0xfe, canary),
      table,
      frame,
      scan.subarray(0, 1000),
    ]);
    const sent = await only('wang', 'half.jpg', half);
    expect(sent.size).toBe(half.length - canary.length - 4);
    const empty = jpegSegment(0xfe, '');
    const many = Buffer.concat([start, frame, ...Array.from({ length: 200_000 }, () => empty)]);
    // The frame and these are looked at, and the rest is kept as it is.
    expect((await only('wang', 'many.jpg', many)).size).toBe(many.length - 9999 * empty.length);
  });
});

describe('a ticket’s files', () => {
  const opened = async (): Promise<string> => {
    const no = await tickets.open({});
    await tickets.does(no, 'zhou', 'dispatch', { group: 'sysops', assignee: 'li' });
    await tickets.does(no, 'li', 'record-contact', { reached: true, method: 'phone', summary: '已联系' });
    return no;
  };
  const listed = async (who: string, no: string): Promise<readonly string[]> =>
    (
      (await (await door.as(who, `/api/tickets/${no}/attachments`)).json()) as { attachments: Kept[] }
    ).attachments.map(({ name }) => name);

  test('are seen by whoever sees the entry that names them, and by nobody else', async () => {
    const no = await opened();
    const shown = await only('li', '说明.txt', 'for all');
    const hidden = await only('li', '内部.txt', 'for staff');
    await tickets.does(no, 'li', 'attach', { attachment: shown.id });
    await tickets.does(no, 'li', 'attach', { attachment: hidden.id, internal: true });
    const seenBy = async (id: string) =>
      await Promise.all(
        ['wang', 'qian', 'li', 'zhao', 'sunn', 'liu'].map(async (who) => await statusOf(who, id)),
      );
    expect(await seenBy(shown.id)).toEqual([200, 404, 200, 200, 404, 200]);
    expect(await seenBy(hidden.id)).toEqual([404, 404, 200, 200, 404, 200]);
    expect(await listed('wang', no)).toEqual(['说明.txt']);
    expect(await listed('zhao', no)).toEqual(['说明.txt', '内部.txt']);
    const log = (await (await door.as('wang', `/api/tickets/${no}/log`)).json()) as {
      entries: { input: object }[];
    };
    expect(log.entries.at(-1)?.input).toEqual({
      attachment: shown.id,
      name: '说明.txt',
      size: 7,
      type: 'text/plain',
      sha256: shown.sha256,
    });
    expect(JSON.stringify(log)).not.toContain(hidden.id);
    // The same bytes sent by somebody else open nothing.
    const same = await only('qian', '我的.txt', 'for staff');
    expect(same.sha256).toBe(hidden.sha256);
    expect(await statusOf('qian', hidden.id)).toBe(404);
  });

  test('§2.3.2 come with the answer to a request', async () => {
    const no = await opened();
    await tickets.does(no, 'li', 'ask-reporter', { instructions: '请截图' });
    const shot = await only('wang', '截图.png', png(9, 9));
    await tickets.does(no, 'wang', 'answer-request', { answer: '见附件', attachments: [shot.id] });
    expect(await listed('li', no)).toEqual(['截图.png']);
    expect(await statusOf('li', shot.id)).toBe(200);
  });

  test('cannot be taken from somebody else, from another ticket, or out of what is internal', async () => {
    const [no, other] = [await opened(), await opened()];
    const mine = await only('wang', '1.txt', 'mine');
    const secret = await only('li', '2.txt', 'secret');
    await tickets.does(no, 'li', 'attach', { attachment: secret.id, internal: true });
    const refusal = async (where: string, who: string, id: string) =>
      (await tickets.refusal(where, who, 'attach', { attachment: id }))?.errors?.[0]?.pointer ?? null;
    expect(await refusal(no, 'li', mine.id)).toBe('/attachment');
    expect(await refusal(no, 'wang', secret.id)).toBe('/attachment');
    expect(await refusal(other, 'li', secret.id)).toBe('/attachment');
    expect(await refusal(no, 'wang', 'B'.repeat(22))).toBe('/attachment');
    expect(await refusal(no, 'wang', mine.id)).toBeNull();
    // Staff who see it may show it to the reporter.
    expect(await refusal(no, 'zhao', secret.id)).toBeNull();
    expect(
      await tickets.refusal(no, 'li', 'attach', { name: 'x', size: 1, sha256: 'a'.repeat(64) }),
    ).toMatchObject({
      code: 'invalid-input',
    });
  });
});
