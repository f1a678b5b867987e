import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { manualPolicy } from '../../domain/policy.js';
import { fits, openDesk, type Desk } from './desk.js';
import { until } from './front-door.js';

let desk: Desk;
let no: string;
let key: string;

beforeAll(async () => {
  desk = await openDesk({
    policy: { ...manualPolicy, version: 2, targets: { ...manualPolicy.targets, archive: '5 s' } },
  });
  await desk.owner("delete from shift where person_id <> 'li'");
  key = await desk.startArchivist();
  no = await desk.report('wang');
  await desk.does('li', no, ['claim', {}]);
  await desk.does('li', no, fits.contact);
  await desk.does('li', no, fits.step);
  await desk.does('li', no, fits.proposal);
  await desk.does('wang', no, fits.confirmation);
  await desk.does('li', no, fits.known);
}, 90_000);
afterAll(async () => await desk.close());

interface Listed {
  readonly bundles: readonly { readonly bundle: number; readonly sha256: string; readonly size: number }[];
  readonly pending: object | null;
}
const listed = async (): Promise<Listed> =>
  (await desk.ask('liu', `/api/archive/${no}/bundles`)).body as unknown as Listed;
const download = async (nth: string, who = 'liu'): Promise<Response> =>
  await desk.as(who, `/api/archive/${no}/bundles/${nth}`);

test('a ticket that the desk archives gets its bundle by a run of its own, and whoever sees all of it takes it home', async () => {
  await until(async () => (await listed()).bundles.length === 1, 60_000);
  const { bundles, pending } = await listed();
  expect(pending).toBeNull();
  const response = await download('newest');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/zip');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('content-disposition')).toContain('attachment');
  expect(response.headers.get('content-disposition')).toContain(encodeURIComponent('归档'));
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(bundles[0]?.sha256);
  expect(response.headers.get('content-length')).toBe(String(bytes.length));
  const manifest = JSON.parse(strFromU8(unzipSync(bytes)['manifest.json'] ?? new Uint8Array())) as object;
  expect(manifest).toMatchObject({ ticket: no, bundle: 1 });

  const keys = (await desk.ask('wang', '/api/archive/keys')).body['keys'];
  expect(keys).toMatchObject([{ algorithm: 'Ed25519', publicKey: key }]);
  const file = join(desk.dataDir, 'taken.zip');
  await writeFile(file, bytes);
  const said = await new Promise<string>((resolve) => {
    execFile(process.execPath, ['scripts/verify-archive.mjs', file, '--key', key], (_error, out) =>
      resolve(out),
    );
  });
  expect(said).toContain(`verified: ${no}`);

  const head = await desk.as('liu', `/api/archive/${no}/bundles/1`, { method: 'HEAD' });
  expect(head.status).toBe(200);
  expect(head.headers.get('content-length')).toBe(String(bytes.length));
  expect((await download('2')).status).toBe(404);
}, 90_000);

test('is nobody else’s: not the reporter’s, who has their part of the record, nor a stranger’s; who took it is written down', async () => {
  for (const who of ['wang', 'qian', 'sunn', 'vendor', 'admin']) {
    expect((await download('newest', who)).status).toBe(404);
    expect((await desk.ask(who, `/api/archive/${no}/bundles`)).status).toBe(404);
  }
  expect((await desk.ask('wang', `/api/archive/${no}`)).status).toBe(200);
  for (const who of ['zhou', 'li', 'chen', 'ma']) expect((await download('1', who)).status).toBe(200);
  const taken = async () =>
    await desk.owner(
      `select from access_log where no = '${no}' and what like '%bundles/{nth}' and who = 'ma'`,
    );
  await until(async () => (await taken()).length === 1);
});

test('a late answer to the survey makes a second bundle while the worker comes and goes; the first stays', async () => {
  const [first] = (await listed()).bundles;
  await desk.does('wang', no, ['answer-survey', { speed: 5, efficiency: 5, attitude: 5, ability: 3 }]);
  await desk.stopWorker();
  await desk.startWorker();
  await until(async () => (await listed()).bundles[0]?.bundle === 2, 60_000);
  const { bundles } = await listed();
  expect(bundles[1]).toEqual(first);
  const [one, two] = await Promise.all([download('1'), download('2')]);
  const hashOf = async (response: Response): Promise<string> =>
    createHash('sha256')
      .update(Buffer.from(await response.arrayBuffer()))
      .digest('hex');
  expect([await hashOf(two), await hashOf(one)]).toEqual(bundles.map(({ sha256 }) => sha256));
}, 120_000);

test('a bundle that was withdrawn by law is listed as such and not given out', async () => {
  await desk.owner(
    `update archive_bundle set withdrawn_at = now(), withdrawn_why = 'erasure' where no = '${no}' and nth = 1`,
  );
  expect((await download('1')).status).toBe(404);
  expect((await listed()).bundles[1]).toMatchObject({ bundle: 1, withdrawn: { why: 'erasure' } });
  expect((await download('newest')).status).toBe(200);
});
