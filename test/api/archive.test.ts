import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { loadDatabase } from '../../adapters/postgres/backup/load-database.js';
import { saveDatabase, type SavedDatabase } from '../../adapters/postgres/backup/save-database.js';
import type { ErasureReceipt } from '../../adapters/postgres/erasing/erase-person.js';
import { createUnwantedHistories } from '../../adapters/postgres/erasing/unwanted-histories.js';
import { createPool } from '../../adapters/postgres/pool.js';
import { rebuildTickets } from '../../adapters/postgres/rebuild-tickets.js';
import { verifyChains } from '../../adapters/postgres/verify-chain.js';
import { manualPolicy } from '../../domain/policy.js';
import { forgetHistories } from '../../workers/forget-histories.js';
import { asOwner, emptyDatabase } from '../setup/database.js';
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
const listed = async (of = no): Promise<Listed> =>
  (await desk.ask('liu', `/api/archive/${of}/bundles`)).body as unknown as Listed;
const download = async (nth: string, who = 'liu', of = no): Promise<Response> =>
  await desk.as(who, `/api/archive/${of}/bundles/${nth}`);
const verified = async (bytes: Buffer): Promise<string> => {
  const file = join(desk.dataDir, 'taken.zip');
  await writeFile(file, bytes);
  return await new Promise<string>((resolve) => {
    execFile(process.execPath, ['scripts/verify-archive.mjs', file, '--key', key], (_error, out) =>
      resolve(out),
    );
  });
};

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
  expect(await verified(bytes)).toContain(`verified: ${no}`);

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

/** Has a worker's part look five times a second for histories to be deleted, until the work is done. */
const whileForgetting = async (work: () => Promise<void>): Promise<void> => {
  const ending = new AbortController();
  const errors: unknown[] = [];
  const forgetting = forgetHistories({
    histories: createUnwantedHistories(desk.pool),
    runs: desk.runs,
    warn: (_message, error) => void errors.push(error),
    signal: ending.signal,
    everyMs: 200,
  });
  await work().finally(() => ending.abort());
  await forgetting;
  expect(errors).toEqual([]);
};

describe('a person who is erased', () => {
  const canaries = ['钱进', 'canary@corp.example', '80087008', 'CANARY-TEXT'];
  const contact = { name: '钱进', department: '市场部', extension: '80087008', email: 'canary@corp.example' };
  const description = { symptom: 'CANARY-TEXT 打不开', impact: '本人', attempted: 'CANARY-TEXT' };
  let theirs: string;
  let article: string;
  let folder: string;
  let saved: SavedDatabase;
  let old: Listed['bundles'][number] | undefined;

  /** Whatever people read of the ticket, by place; in each the person could be found before. */
  const places: Readonly<Record<string, () => Promise<string>>> = {
    list: async () => (await desk.ask('zhou', '/api/tickets?limit=100')).text,
    search: async () => (await desk.ask('zhou', '/api/tickets?q=CANARY')).text,
    ticket: async () => (await desk.ask('zhou', `/api/tickets/${theirs}`)).text,
    page: async () => (await desk.ask('qian', `/t/${theirs}`)).text,
    print: async () => (await desk.ask('liu', `/print/register/${theirs}`)).text,
    log: async () => (await desk.ask('liu', `/api/tickets/${theirs}/log`)).text,
    notices: async () => (await desk.ask('liu', `/api/tickets/${theirs}/notices`)).text,
    inbox: async () => (await desk.ask('li', '/api/inbox')).text,
    record: async () => (await desk.ask('liu', `/api/archive/${theirs}`)).text,
    register: async () => readRegister(await desk.as('liu', '/api/tickets?format=xlsx')),
    comments: async () => (await desk.ask('liu', '/api/reports/satisfaction')).text,
    article: async () => (await desk.ask('li', `/api/knowledge/${article}`)).text,
    versions: async () => (await desk.ask('li', `/api/knowledge/${article}/versions/1`)).text,
    found: async () => (await desk.ask('li', `/api/knowledge?q=${encodeURIComponent('钱进')}`)).text,
    export: async () => (await desk.ask('ma', '/api/people/qian/export')).text,
    person: async () => (await desk.ask('admin', '/api/people')).text,
  };
  const readRegister = async (response: Response): Promise<string> =>
    Object.values(unzipSync(Buffer.from(await response.arrayBuffer())))
      .map((part) => strFromU8(part))
      .join('');
  const foundIn = async (): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const [place, read] of Object.entries(places)) {
      const text = await read();
      if (canaries.some((word) => text.replaceAll('CANARY&', '').includes(word))) found.push(place);
    }
    return found;
  };
  const isKept = async (sha256 = ''): Promise<boolean> =>
    await access(join(desk.dataDir, 'attachments', sha256.slice(0, 2), sha256)).then(
      () => true,
      () => false,
    );

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'desk-erased-'));
    theirs = await desk.report('qian', {
      reporter: contact,
      description: { ...description, occurredAt: '2026-01-05T08:55:00+08:00' },
    });
    await desk.does('li', theirs, ['claim', {}]);
    await desk.does('li', theirs, fits.contact);
    await desk.does('qian', theirs, ['reply', { text: 'CANARY-TEXT 还是不行' }]);
    await desk.does('li', theirs, ['record-step', { action: '致电钱进', result: '恢复' }]);
    await desk.does('li', theirs, fits.proposal);
    await desk.does('qian', theirs, ['confirm-resolved', { comment: 'CANARY-TEXT 好了' }]);
    await desk.does('li', theirs, [
      'settle-knowledge',
      { isNew: true, title: '钱进的电脑打不开 OA', symptoms: '打不开', solution: '重启' },
    ]);
    const answer = { speed: 5, efficiency: 5, attitude: 5, ability: 5, suggestions: 'CANARY-TEXT 很好' };
    await desk.does('zhou', theirs, ['answer-survey', { ...answer, onReportersWord: true }]);
    await until(async () => (await listed(theirs)).bundles.length > 0, 60_000);
    [old] = (await listed(theirs)).bundles;
    [{ id: article }] = (await desk.owner<{ id: string }>(
      `select id from article where source_no = '${theirs}'`,
    )) as [{ id: string }];
    saved = await saveDatabase(desk.databaseUrl, folder);
  }, 90_000);
  afterAll(async () => await rm(folder, { recursive: true, force: true }));

  test('gets a receipt that names the article to be read by somebody, and is in no place any more', async () => {
    // Notices hold no more of a ticket than its number.
    expect(await foundIn()).toEqual(
      Object.keys(places).filter((place) => !['notices', 'inbox'].includes(place)),
    );
    const beside = await desk.another();
    const logBeside = async () => await (await beside.as('liu', `/api/tickets/${theirs}/log`)).text();
    expect(await logBeside()).toContain('钱进');
    const said = await desk.ask('ma', '/api/people/qian/erasure', { body: { reason: '本人请求' } });
    expect(said.status).toBe(200);
    // Names are kept in memory for half a minute, unless the database tells of a change.
    await until(async () => !(await logBeside()).includes('钱进'), 1000);
    await beside.close();
    const receipt = said.body['receipt'] as ErasureReceipt;
    expect(receipt).toMatchObject({
      person: 'qian',
      by: 'ma',
      reason: '本人请求',
      held: [],
      articles: [article],
    });
    expect(receipt.counts).toMatchObject({ tickets: 1, articles: 1 });
    expect(JSON.stringify(receipt)).not.toMatch(/钱进|canary/iu);
    expect(await foundIn()).toEqual([]);
    expect((await desk.ask('qian', `/api/tickets/${theirs}`)).status).toBe(404);
  }, 60_000);

  test('has a new signed bundle in the place of the old one, whose file is gone', async () => {
    await until(async () => (await listed(theirs)).bundles[0]?.bundle === (old?.bundle ?? 0) + 1, 60_000);
    expect((await download(String(old?.bundle), 'liu', theirs)).status).toBe(404);
    await until(async () => !(await isKept(old?.sha256)));
    const bytes = Buffer.from(await (await download('newest', 'liu', theirs)).arrayBuffer());
    const said = await verified(bytes);
    expect(said).toContain(`verified: ${theirs}`);
    const texts = Object.entries(unzipSync(bytes)).map(([path, part]) => `${path}: ${strFromU8(part)}`);
    expect(texts.filter((text) => canaries.some((word) => text.includes(word)))).toEqual([]);
    expect(texts.join('')).toContain('致电〔已依法删除 · erased by law〕');
  }, 90_000);

  test('stays so when rows are rebuilt and when an older backup is restored; the chains verify', async () => {
    const isGood = async (pool: typeof desk.pool): Promise<void> => {
      expect((await verifyChains(pool)).bad).toEqual([]);
      expect(await rebuildTickets(pool, { write: true })).toMatchObject({ differences: [], unreadable: [] });
    };
    await isGood(desk.pool);
    expect(await foundIn()).toEqual([]);
    const target = await emptyDatabase();
    const pool = createPool(target.url, { max: 2 });
    try {
      const { erasures } = (await desk.ask('ma', '/api/erasures')).body as { erasures: ErasureReceipt[] };
      await loadDatabase(target.url, { folder, saved, erased: erasures });
      await isGood(pool);
      const rows = await asOwner<{ line: string }>(
        target.url,
        ...['ticket', 'entry', 'notice', 'archive', 'article', 'article_version', 'person'].map(
          (name) => `select '${name} ' || to_jsonb(t)::text as line from ${name} t`,
        ),
      );
      expect(rows.filter(({ line }) => canaries.some((word) => line.includes(word)))).toEqual([]);
    } finally {
      await pool.end();
      await target.drop();
    }
  }, 60_000);

  test('is in no history of Temporal’s: those of runs that have ended are deleted', async () => {
    const histories = createUnwantedHistories(desk.pool);
    expect(await histories.numbers()).toContain(theirs);
    await whileForgetting(
      async () => await until(async () => (await histories.numbers()).length === 0, 30_000),
    );
    expect(await desk.runs.conditionOf(theirs)).toBe('ended');
    expect(await desk.runs.forget(theirs)).toBe(true);
  }, 60_000);
});

test('a caller without an account is erased by a ticket and by who they said they are', async () => {
  const caller = { name: '卡纳丽', department: '客户', extension: '13800138000' };
  const reported = async (reporter: object): Promise<string> =>
    await desk.report('zhou', { channel: 'hotline', reporter });
  const [one, two, namesake] = [
    await reported(caller),
    await reported(caller),
    await reported({ ...caller, extension: '99' }),
  ];
  await desk.does('zhou', two, ['note', { text: '卡纳丽 13800138000 又来电' }]);
  const order = (reporter: object, ticket = one) =>
    desk.ask('ma', '/api/erasures', { body: { ticket, reporter, reason: '来电人请求' } });
  expect((await order({ name: '卡纳丽', extension: '1' })).status).toBe(404);
  expect((await order({ name: '卡纳丽' })).status).toBe(422);
  expect((await order({ name: '王敏', extension: '8001' }, no)).status).toBe(409);
  const said = await order({ name: '卡纳丽', extension: '138 0013 8000' });
  expect(said.body['receipt']).toMatchObject({ person: null, callersOf: [one, two], counts: { tickets: 2 } });
  expect(said.text).not.toMatch(/卡纳丽|13800138000/u);
  for (const called of [one, two])
    for (const part of ['', '/log', '/notices'])
      expect((await desk.ask('zhou', `/api/tickets/${called}${part}`)).text).not.toMatch(
        /卡纳丽|13800138000/u,
      );
  expect((await desk.ask('zhou', `/api/tickets/${namesake}`)).text).toContain('卡纳丽');
  expect((await verifyChains(desk.pool)).bad).toEqual([]);
  // Work goes on, and its history stays until the ticket ends; then nothing is left of it.
  const unwanted = async () => await createUnwantedHistories(desk.pool).numbers();
  await whileForgetting(async () => {
    await desk.does('zhou', two, ['note', { text: '继续处理' }]);
    expect((await desk.histories(two)).join('')).toContain('13800138000 又来电');
    await desk.does('zhou', two, ['withdraw', { reason: '来电人已自行解决' }]);
    await until(async () => !(await unwanted()).includes(two), 30_000);
    expect(await desk.histories(two)).toEqual([]);
    expect(await desk.runs.conditionOf(two)).toBe('ended');
    expect(await unwanted()).toEqual([one]);
  });
  expect((await desk.ask('zhou', `/api/tickets/${two}`)).text).toContain('"withdrawn"');
  await desk.does('zhou', one, ['note', { text: '继续处理' }]);
}, 60_000);
