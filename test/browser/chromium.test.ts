import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { findChromium, type Machine } from '../../scripts/launch/chromium.js';

const bare: Machine = {
  given: null,
  path: ['/usr/local/bin', '/usr/bin'],
  canInstall: false,
  isProgram: () => false,
  install: () => 'nothing is installed here',
  say: () => undefined,
};
const holding =
  (...programs: readonly string[]) =>
  (path: string): boolean =>
    programs.includes(path);

test('the browser that is named is taken, and a wrong name is said so', () => {
  const isProgram = holding('/opt/chrome', '/usr/bin/chromium');
  expect(findChromium({ ...bare, given: '/opt/chrome', isProgram })).toBe('/opt/chrome');
  expect(() => findChromium({ ...bare, given: '/opt/none', isProgram })).toThrow(
    'CHROMIUM_PATH is no program',
  );
});

test('else the one on PATH, under either name', () => {
  expect(findChromium({ ...bare, isProgram: holding('/usr/bin/chromium') })).toBe('/usr/bin/chromium');
  expect(findChromium({ ...bare, isProgram: holding('/usr/bin/chromium-browser') })).toBe(
    '/usr/bin/chromium-browser',
  );
});

test('else it is installed where it can be, and that is announced in one line', () => {
  const said: string[] = [];
  let isInstalled = false;
  const found = findChromium({
    ...bare,
    canInstall: true,
    isProgram: (path) => isInstalled && path === '/usr/bin/chromium',
    install: (packages) => {
      expect(packages).toEqual(['chromium', 'fonts-noto-cjk']);
      isInstalled = true;
      return null;
    },
    say: (line) => said.push(line),
  });
  expect(found).toBe('/usr/bin/chromium');
  expect(said).toEqual([expect.stringContaining('Installing chromium and fonts-noto-cjk')]);
});

test.each([
  ['where nothing can be installed', false],
  ['where installing fails', true],
])('%s, one line says what to install', (_case, canInstall) => {
  const look = (): string => findChromium({ ...bare, canInstall });
  expect(look).toThrow('apt-get install chromium fonts-noto-cjk');
  expect(look).not.toThrow('\n');
});

test('the pages are built by one at a time, also after one that died over it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'desk-lock-'));
  const [lock, log] = [join(folder, 'lock'), join(folder, 'log')];
  // Of a process that is no more.
  const { stdout } = await promisify(execFile)(process.execPath, ['-p', 'process.pid']);
  writeFileSync(lock, stdout.trim());
  const script = `
    import { appendFileSync } from 'node:fs';
    import { alone } from ${JSON.stringify(pathToFileURL(resolve('scripts/build.mjs')).href)};
    const say = (word) => appendFileSync(${JSON.stringify(log)}, word);
    alone(${JSON.stringify(lock)}, () => {
      say('(');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150);
      say(')');
    });`;
  try {
    const build = async () =>
      await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    await Promise.all([build(), build(), build()]);
    expect(readFileSync(log, 'utf8')).toBe('()()()');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
