// Builds what is older than its sources: types out, the workflows' bundle in.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
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

function buildPages() {
  run('node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn', 'web/desk');
  writeFileSync(webStamp, '');
}

// `node scripts/build.mjs` builds all there is; with `pages` the staff application alone, for those who run the server
// from its sources.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] !== 'pages') build();
  else if (isOlder(webStamp, webSources)) buildPages();
}
