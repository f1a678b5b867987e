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
