// Builds what is older than its sources: types out, the workflows' bundle in.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'dist', '.built');
const webStamp = join(root, 'dist', '.built-web');
const webSources = ['web', 'domain', 'package-lock.json'];
const sources = [
  'activities',
  'adapters',
  'api',
  'config',
  'domain',
  'scripts',
  'web/words',
  'web/plain',
  'workers',
  'workflows',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
];

function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  // A folder's own time counts too: it tells of files that were removed.
  const inside = readdirSync(path).map((name) => newest(join(path, name)));
  return Math.max(stat.mtimeMs, ...inside);
}

function run(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['inherit', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}

const isOlder = (file, names) =>
  !existsSync(file) || statSync(file).mtimeMs < Math.max(...names.map((name) => newest(join(root, name))));

/** Says what it does on standard error, so that a command's output stays its own. */
export function build({ quiet = false } = {}) {
  const isServerOld = isOlder(stamp, sources);
  const isWebOld = isOlder(webStamp, webSources);
  if (!isServerOld && !isWebOld) return;
  const began = performance.now();
  const say = (line) => quiet || process.stderr.write(`${line}\n`);
  say('Building …');
  if (isServerOld) {
    run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
    run('dist/scripts/bundle.js');
    copyFileSync(join(root, 'web/plain/plain.css'), join(root, 'dist/web/plain/plain.css'));
    writeFileSync(stamp, '');
  }
  if (isWebOld) buildPages();
  say(`Built (${((performance.now() - began) / 1000).toFixed(1)} s)`);
}

/** Whoever held the lock is no more, or has died before writing who it is. */
function isLeft(lock) {
  try {
    const holder = readFileSync(lock, 'utf8');
    if (holder === '') return Date.now() - statSync(lock).mtimeMs > 10_000;
    process.kill(Number(holder), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Does the work while no other process that asks for the same lock does; waits for its turn. */
export function alone(lock, work) {
  const waiting = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isLeft(lock)) rmSync(lock, { force: true });
    else Atomics.wait(waiting, 0, 0, 100);
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Several may ask at once, while others serve what is there: one builds, beside it, and puts it in its place. */
function buildPages() {
  const dist = join(root, 'dist');
  mkdirSync(dist, { recursive: true });
  alone(join(dist, '.building-web'), () => {
    if (!isOlder(webStamp, webSources)) return;
    const [pages, fresh, old] = ['pages', '.pages-new', '.pages-old'].map((name) => join(dist, name));
    run('node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn', '--outDir', fresh, 'web/desk');
    rmSync(old, { recursive: true, force: true });
    if (existsSync(pages)) renameSync(pages, old);
    renameSync(fresh, pages);
    rmSync(old, { recursive: true, force: true });
    writeFileSync(webStamp, '');
  });
}

// `node scripts/build.mjs` builds all there is; with `pages` the staff application alone, for those who run the server
// from its sources.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] !== 'pages') build();
  else if (isOlder(webStamp, webSources)) buildPages();
}
